/**
 * The cosigners in an Electrum file. Since 2.7 each has a keystore of its own (`x1/`, `x2/` …); before, there was a list of
 * extended keys. Seeds and private keys beside them are not looked at; that they are there is told.
 */
import { IcehouseError } from '../../core/errors.ts';
import { asObject, optionalString, stringField } from '../../core/json/fields.ts';
import type { JsonObject } from '../../core/json/strict.ts';
import { parseExtendedPublicKey } from '../../core/key/extended-key.ts';
import { type DraftKey, MAX_KEYS } from '../draft.ts';
import type { ImportNote } from '../format.ts';
import { keyLabel } from '../names.ts';
import { claimedOrigin, coldcardFingerprint, originInKey } from '../origins.ts';

const MAX_TEXT = 4_000;

/** `2of3`. */
const MULTISIG = /^([1-9]\d?)of([1-9]\d?)$/;

export interface ElectrumQuorum {
  readonly m: number;
  readonly n: number;
}

/**
 * Reads the kind of wallet.
 *
 * @throws IcehouseError `exchange/single-key-wallet`, `exchange/electrum-2fa`, `exchange/electrum-imported`,
 * `exchange/electrum-wallet-type`.
 */
export function electrumQuorum(file: JsonObject): ElectrumQuorum {
  const type = optionalString(file, 'wallet_type', '', MAX_TEXT) ?? 'standard';
  const [, m, n] = MULTISIG.exec(type) ?? [];
  if (m !== undefined && n !== undefined) return { m: Number(m), n: Number(n) };
  throw OTHER_TYPES[type]?.() ?? otherType();
}

const OTHER_TYPES: Readonly<Record<string, (() => IcehouseError) | undefined>> = {
  standard: singleKey,
  '2fa': () =>
    new IcehouseError({
      code: 'exchange/electrum-2fa',
      message: 'this is an Electrum wallet with two-factor authentication: one of its three keys is a service’s',
      next: 'in Electrum, restore it from its seed without the service, and move the coins to a wallet of your group',
    }),
  imported: () =>
    new IcehouseError({
      code: 'exchange/electrum-imported',
      message: 'this Electrum file watches single addresses or keys and holds no wallet',
    }),
};

function singleKey(): IcehouseError {
  return new IcehouseError({
    code: 'exchange/single-key-wallet',
    message: 'this is an Electrum wallet of a single key, no multisig wallet',
    next: 'for a cosigner, make a multisig wallet in Electrum and take the key that it shows for it',
  });
}

function otherType(): IcehouseError {
  return new IcehouseError({
    code: 'exchange/electrum-wallet-type',
    message: 'this kind of Electrum wallet is not known',
    expected: 'a multisig wallet, such as 2of3',
  });
}

/**
 * Reads the cosigners in their order.
 *
 * @throws IcehouseError `exchange/no-keys`, `exchange/electrum-old-keystore`, `json/…`, `origin/…`, `path/…`.
 */
export function electrumKeys(file: JsonObject, { n }: ElectrumQuorum): readonly DraftKey[] {
  const keys = Array.from({ length: Math.min(n, MAX_KEYS) }, (_, index) => `x${index + 1}/`);
  const listed =
    file.master_public_keys === undefined ? undefined : asObject(file.master_public_keys, 'master_public_keys');
  const first = keys[0] ?? '';
  if (file[first] === undefined && listed === undefined) {
    throw new IcehouseError({
      code: 'exchange/no-keys',
      message: 'there are no cosigners in this Electrum file',
      at: first,
    });
  }
  return keys.flatMap((place) => {
    if (file[place] !== undefined) return [keystore(asObject(file[place], place), place)];
    return listed?.[place] === undefined ? [] : [listedKey(listed, place)];
  });
}

/** One keystore: of a multisig wallet, or the only one of a standard wallet. */
export function keystore(object: JsonObject, at: string): DraftKey {
  const type = optionalString(object, 'type', at, MAX_TEXT);
  if (type !== undefined && type !== 'bip32' && type !== 'hardware') {
    throw new IcehouseError({
      code: 'exchange/electrum-old-keystore',
      message: 'this keystore has no extended key (BIP-0032)',
      at,
      expected: 'a keystore of the type bip32 or hardware',
    });
  }
  const xpub = stringField(object, 'xpub', at, MAX_TEXT);
  const claim = claimedOrigin(rootFingerprint(object, at), textOrNull(object, 'derivation', at), at);
  const isComplete = claim.fingerprint !== undefined && claim.path !== undefined;
  return {
    label: textOrNull(object, 'label', at),
    xpub,
    claim: isComplete ? claim : { ...claim, ...originOf(xpub, at) },
    at: `${at}.xpub`,
  };
}

function listedKey(listed: JsonObject, place: string): DraftKey {
  const at = `master_public_keys.${place}`;
  const xpub = stringField(listed, place, 'master_public_keys', MAX_TEXT);
  return { label: undefined, xpub, claim: { fingerprint: undefined, path: undefined, ...originOf(xpub, at) }, at };
}

/** Where Electrum writes no origin it reads it from the key, which tells it at depth 0 and 1; so do we. */
function originOf(xpub: string, at: string): Partial<DraftKey['claim']> {
  return originInKey(parseExtendedPublicKey(xpub, at).extendedKey) ?? {};
}

function rootFingerprint(object: JsonObject, at: string): string | undefined {
  const text = textOrNull(object, 'root_fingerprint', at);
  if (text !== undefined) return text;
  const xfp = object.ckcc_xfp;
  if (typeof xfp !== 'number' || !Number.isInteger(xfp) || xfp < 0 || xfp > 0xffff_ffff) return undefined;
  return coldcardFingerprint(xfp);
}

/** Electrum writes `null` for what it does not know. */
function textOrNull(object: JsonObject, name: string, at: string): string | undefined {
  return object[name] === null ? undefined : optionalString(object, name, at, MAX_TEXT);
}

/** What is told of a file that holds more than public keys. */
export function secretNotes(file: JsonObject, keys: readonly DraftKey[]): readonly ImportNote[] {
  const holders = keys.flatMap((key, index) => {
    const object = file[`x${index + 1}/`];
    const isHolder = typeof object === 'object' && object !== null && ('xprv' in object || 'seed' in object);
    return isHolder && hasText(object as JsonObject) ? [keyLabel(key.label, index + 1)] : [];
  });
  const old = ['seed', 'master_private_keys'].some((name) => isFilled(file[name]));
  if (holders.length === 0 && !old) return [];
  const whose = holders.length === 0 ? 'a cosigner' : holders.join(' and ');
  const text = `the file holds the seed or private key of ${whose}; it was not read. Keep the file as you keep a seed, and give others this charter instead`;
  return [{ code: 'import/secret-in-file', text }];
}

function hasText(object: JsonObject): boolean {
  return isFilled(object.xprv) || isFilled(object.seed);
}

function isFilled(value: unknown): boolean {
  if (typeof value === 'string') return value !== '';
  return typeof value === 'object' && value !== null && Object.keys(value).length > 0;
}
