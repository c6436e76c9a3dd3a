/**
 * What a PSBT's derivation records claim: "this script stands at that place of the wallet". A claim is a hint where to
 * look and nothing more; `inputs.ts` and `outputs.ts` rebuild the place and compare the bytes, then come back here to
 * hold every record against the charter. Fingerprints are 32 bits that anybody can imitate, so keys decide.
 */
import { equalBytes, toHex } from '../bytes.ts';
import { fingerprintOf } from '../key/identity.ts';
import { formatPath } from '../key/path.ts';
import { type CosignerKey, type DerivationPath, HARDENED, type KeyOrigin } from '../key/types.ts';
import type { Bip32Derivation } from '../psbt/types.ts';
import { type DerivedOutput, KEYCHAINS, type Wallet } from '../wallet/types.ts';
import { finding } from './finding.ts';
import { cosignerName } from './names.ts';
import { type Place, placeText } from './places.ts';
import type { Finding } from './types.ts';

export interface Claim {
  /** The one place to look at; undefined when no record leads to any. */
  readonly place: Place | undefined;
  /** Whether a record tells the origin of one of the wallet's keys, and so says "this is the wallet's". */
  readonly namesWallet: boolean;
  /** Whether a record tells the master fingerprint of a cosigner, though of another account. */
  readonly namesSeed: boolean;
}

/**
 * Reads the claim of one input or output. The records that tell a wallet key's origin decide, by majority; where none
 * does, as with fingerprints of zero, all that end in a keychain and an index. One place only is looked at, so that a
 * hostile file cannot make the review derive without end.
 */
export function readClaim(wallet: Wallet, records: readonly Bip32Derivation[]): Claim {
  const naming = records.filter((record) => wallet.keys.some((key) => tellsOrigin(record, key)));
  return {
    place: mostClaimed(wallet, naming.length > 0 ? naming : records),
    namesWallet: naming.length > 0,
    namesSeed: records.some((record) => wallet.keys.some((key) => key.origin?.fingerprint === record.fingerprint)),
  };
}

function mostClaimed(wallet: Wallet, records: readonly Bip32Derivation[]): Place | undefined {
  const votes = new Map<string, { readonly place: Place; count: number }>();
  for (const record of records) {
    const place = placeOf(wallet, record);
    if (!place) continue;
    const vote = votes.get(placeText(place)) ?? { place, count: 0 };
    vote.count += 1;
    votes.set(placeText(place), vote);
  }
  return [...votes.values()].reduce<{ readonly place: Place; readonly count: number } | undefined>(
    (most, vote) => (most && most.count >= vote.count ? most : vote),
    undefined,
  )?.place;
}

/** Whether a record gives one of the wallet's keys at this place, under whatever origin: the key itself makes the claim. */
export function holdsKeyOf({ publicKeys }: DerivedOutput, records: readonly Bip32Derivation[]): boolean {
  return records.some((record) => publicKeys.some((publicKey) => equalBytes(publicKey, record.publicKey)));
}

/**
 * Holds the records of a script that is proven to be the wallet's against the charter: each must give the key at this
 * place with its true path. Another fingerprint alone is only noted.
 */
export function checkRecords(
  wallet: Wallet,
  owned: DerivedOutput,
  records: readonly Bip32Derivation[],
  at: string,
): Finding[] {
  return records.flatMap((record, number) => {
    const here = `${at}.bip32Derivations[${number}]`;
    const position = owned.publicKeys.findIndex((publicKey) => equalBytes(publicKey, record.publicKey));
    const key = wallet.keys[position];
    if (!key) return [foreignRecord(wallet, record, here)];
    const name = cosignerName(wallet, position);
    const steps = [wallet.branches[owned.keychain], owned.index];
    const truths = originsOf(key).filter((origin) => samePath([...origin.path, ...steps], record.path));
    if (truths.length === 0 && !hasUnknownOrigin(key, steps, record)) return [liesAbout(name, record, here)];
    if (truths.some((origin) => origin.fingerprint === record.fingerprint) || !key.origin) return [];
    return [finding('fingerprint-differs', here, `the fingerprint ${record.fingerprint} is told for ${name}`)];
  });
}

function foreignRecord(wallet: Wallet, record: Bip32Derivation, at: string): Finding {
  const claimed = wallet.keys.findIndex((key) => tellsOrigin(record, key));
  const told = `the key ${toHex(record.publicKey.subarray(0, 33))}`;
  if (claimed < 0) return finding('derivation-foreign-key', at, `${told} has no part in this script`);
  const holder = cosignerName(wallet, claimed);
  return finding('path-lie', at, `${told} is said to be ${holder}’s at ${pathText(record.path)}, and is not`);
}

function liesAbout(name: string, record: Bip32Derivation, at: string): Finding {
  return finding('path-lie', at, `${name}’s key is said to be at ${pathText(record.path)}, where it is not`);
}

/** The true ways to tell where a key starts: its origin, or the extended key itself as a root (as Bitcoin Core does). */
function originsOf(key: CosignerKey): readonly KeyOrigin[] {
  const itself = { fingerprint: ownFingerprint(key), path: [] };
  return key.origin ? [key.origin, itself] : [itself];
}

/** Where the charter knows no origin, a longer path than the wallet's own steps can be neither proven nor refuted. */
function hasUnknownOrigin(key: CosignerKey, steps: DerivationPath, record: Bip32Derivation): boolean {
  return key.origin === undefined && samePath(steps, record.path.slice(-steps.length));
}

function tellsOrigin(record: Bip32Derivation, key: CosignerKey): boolean {
  return originsOf(key).some(
    ({ fingerprint, path }) =>
      fingerprint === record.fingerprint &&
      record.path.length > path.length &&
      samePath(path, record.path.slice(0, path.length)),
  );
}

function placeOf(wallet: Wallet, { path }: Bip32Derivation): Place | undefined {
  const [branch, index] = path.slice(-2);
  const keychain = KEYCHAINS.find((each) => wallet.branches[each] === branch);
  if (keychain === undefined || index === undefined || index >= HARDENED) return undefined;
  return { keychain, index };
}

function samePath(left: DerivationPath, right: DerivationPath): boolean {
  return left.length === right.length && left.every((step, depth) => step === right[depth]);
}

const fingerprints = new WeakMap<CosignerKey, string>();

/** Fingerprint of the extended key itself; kept, as it is asked for at every record. */
function ownFingerprint(key: CosignerKey): string {
  const known = fingerprints.get(key);
  if (known !== undefined) return known;
  const fresh = fingerprintOf(key.extendedKey.publicKey);
  fingerprints.set(key, fresh);
  return fresh;
}

/** A hostile path may have thousands of steps. */
function pathText(path: DerivationPath): string {
  return path.length <= 12 ? formatPath(path) : `a path of ${path.length} steps`;
}
