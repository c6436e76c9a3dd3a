/**
 * The origin that a file claims for a key, mended by what the person knows. Many programs write placeholders where they
 * do not know (a fingerprint of zeros, a path of zeros); here these count as missing, and what is missing is told with
 * what it will cost. A wallet without origins watches and receives as any other.
 */
import { IcehouseError } from '../core/errors.ts';
import { fingerprintOf } from '../core/key/identity.ts';
import { parseFingerprint } from '../core/key/origin.ts';
import { formatPath, parsePath } from '../core/key/path.ts';
import { readAccountPath } from '../core/key/schemes.ts';
import { scriptTypeName } from '../core/key/slip132.ts';
import type { DerivationPath, ExtendedPublicKey, Fingerprint, KeyOrigin, ScriptType } from '../core/key/types.ts';
import { NETWORKS } from '../core/network.ts';
import type { ImportContext, ImportNote } from './format.ts';

export const UNKNOWN_FINGERPRINT = '00000000';

/** An origin as a file has it: either part may be missing. */
export interface ClaimedOrigin {
  readonly fingerprint: Fingerprint | undefined;
  readonly path: DerivationPath | undefined;
}

/** What is said about the key besides. */
export interface ClaimPlace {
  /** Counted from 1, in the order of the file. */
  readonly position: number;
  /** Such as `key 2 (Bob)`. */
  readonly label: string;
  readonly extendedKey: ExtendedPublicKey;
  readonly scriptType: ScriptType;
}

export interface OriginReading {
  readonly origin: KeyOrigin | undefined;
  readonly notes: readonly ImportNote[];
}

/**
 * Reads a claim in text. What cannot be a path, such as Caravan's `Unknown`, is a missing one.
 *
 * @throws IcehouseError `origin/bad-fingerprint`.
 */
export function claimedOrigin(fingerprint: string | undefined, path: string | undefined, at: string): ClaimedOrigin {
  const isPath = path !== undefined && /^(?:m|M)?(?:\/?\d|$)/.test(path.trim()) && path.trim() !== '';
  return {
    fingerprint: fingerprint === undefined || fingerprint === '' ? undefined : parseFingerprint(fingerprint, at),
    path: isPath ? parsePath(path.trim().replace(/^M/, 'm'), at) : undefined,
  };
}

/** Coldcard's number for a fingerprint, which Electrum keeps as well: its four bytes from the last to the first. */
export function coldcardFingerprint(number: number): Fingerprint {
  return [0, 8, 16, 24].map((shift) => ((number >>> shift) & 0xff).toString(16).padStart(2, '0')).join('');
}

/** `m/48'/0'/0'/2'`, the spelling of a path that every program reads; `m` for a master key. */
export function pathText(path: DerivationPath): string {
  return path.length === 0 ? 'm' : `m/${formatPath(path, { hardenedMark: "'" })}`;
}

/** Fingerprint and path that an extended key says of itself at depth 0 and 1, where BIP-0032 puts them into the key. */
export function originInKey(key: ExtendedPublicKey): KeyOrigin | undefined {
  if (key.depth === 0) return { fingerprint: fingerprintOf(key.publicKey), path: [] };
  if (key.depth === 1) return { fingerprint: key.parentFingerprint, path: [key.childNumber] };
  return undefined;
}

/**
 * Decides on the origin of a key: what the person says, else what the file says, else none.
 *
 * @throws IcehouseError `exchange/origin-coin-type` (usage) for a main key with the path of a test network, which is
 * a mix-up somewhere and not passed over.
 */
export function mendOrigin(
  claim: ClaimedOrigin,
  place: ClaimPlace,
  { network, answers }: ImportContext,
): OriginReading {
  const answer = answers.origins?.get(place.position);
  if (answer === 'none') {
    return {
      origin: undefined,
      notes: [note('no-origin', `${place.label} is taken without an origin, as you said: ${COST}`)],
    };
  }
  if (answer !== undefined) return { origin: answer, notes: [] };
  const origin = completeClaim(claim, place.extendedKey);
  if (origin === undefined) return { origin, notes: [missingNote(claim, place)] };
  const { coinType, scriptType } = readAccountPath(origin.path);
  const isMain = network === 'main' && place.extendedKey.chain === 'main';
  if (isMain && coinType !== undefined && coinType !== NETWORKS.main.coinType) {
    throw new IcehouseError({
      code: 'exchange/origin-coin-type',
      kind: 'usage',
      message: `the path of ${place.label} is one of a test network`,
      found: formatPath(origin.path),
      expected: `coin type ${NETWORKS.main.coinType}`,
      next: `ask the holder for the true path; for an existing wallet give it as the origin of key ${place.position}, or none`,
    });
  }
  const notes: ImportNote[] = [];
  if (scriptType !== undefined && scriptType !== place.scriptType) {
    const text = `${place.label} has a path (${formatPath(origin.path)}) that is customary for ${scriptTypeName(scriptType)}, not for this wallet; it is kept`;
    notes.push(note('path-of-other-type', text));
  }
  if (
    place.extendedKey.depth !== origin.path.length &&
    origin.fingerprint !== fingerprintOf(place.extendedKey.publicKey)
  ) {
    const text = `${place.label} says of itself that it is at depth ${place.extendedKey.depth}, but its path has ${origin.path.length} steps; if its device does not find it, the path is wrong`;
    notes.push(note('depth-differs', text));
  }
  return { origin, notes };
}

function completeClaim({ fingerprint, path }: ClaimedOrigin, key: ExtendedPublicKey): KeyOrigin | undefined {
  if (fingerprint === undefined || fingerprint === UNKNOWN_FINGERPRINT) return undefined;
  if (path === undefined || isPlaceholder(path, key)) return undefined;
  return { fingerprint, path };
}

/** `m/0/0/0/0`: as many unhardened zeros as the key is deep, which is how programs write that they do not know. */
function isPlaceholder(path: DerivationPath, key: ExtendedPublicKey): boolean {
  return path.length > 0 && path.length === key.depth && path.every((step) => step === 0);
}

const COST =
  'programs and devices find their key by its origin, so this one may not see that a payment is its own to sign until ' +
  'its holder has told fingerprint and path';

function missingNote({ fingerprint, path }: ClaimedOrigin, { label, extendedKey }: ClaimPlace): ImportNote {
  const noFingerprint = fingerprint === undefined || fingerprint === UNKNOWN_FINGERPRINT;
  const noPath = path === undefined || isPlaceholder(path, extendedKey);
  const missing = noFingerprint && noPath ? 'fingerprint and path' : noFingerprint ? 'fingerprint' : 'path';
  const known = noFingerprint
    ? noPath
      ? ''
      : ` (its path is said to be ${formatPath(path)})`
    : ` (its fingerprint is said to be ${fingerprint})`;
  return note('no-origin', `${label} comes without its ${missing}${known}: ${COST}`);
}

function note(code: 'no-origin' | 'path-of-other-type' | 'depth-differs', text: string): ImportNote {
  return { code: `import/${code}`, text };
}
