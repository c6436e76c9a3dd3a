/**
 * Extended keys of BCR-2020-007 (`crypto-hdkey`, tag 303, and `hdkey`, tag 40303). Only public ones are read; a private key
 * is refused before its bytes are looked at.
 */
import { concatBytes, fromHex } from '../../core/bytes.ts';
import type { ExtendedKey, SingleKey } from '../../core/descriptor/types.ts';
import { IcehouseError } from '../../core/errors.ts';
import { extendedKeyFromBytes, isPublicKey } from '../../core/key/extended-key.ts';
import { secretRefused } from '../../core/key/secret-guard.ts';
import { slip132FormOfPrefix } from '../../core/key/slip132.ts';
import type { CosignerKey, ExtendedPublicKey, KeyOrigin } from '../../core/key/types.ts';
import { UNKNOWN_FINGERPRINT } from '../origins.ts';
import { type CborMap, type CborValue, isMap, isTag } from './cbor.ts';
import { cborMap } from './cbor-write.ts';
import { fingerprintText, originPath, readChildren, readOriginPath } from './key-path.ts';

export const HD_KEY_TAGS: readonly number[] = [303, 40_303];
export const EC_KEY_TAGS: readonly number[] = [306, 40_306];
const COIN_INFO_TAG = 305;

const IS_MASTER = 1;
const IS_PRIVATE = 2;
const KEY_DATA = 3;
const CHAIN_CODE = 4;
const USE_INFO = 5;
const ORIGIN = 6;
const CHILDREN = 7;
const PARENT_FINGERPRINT = 8;
const NAME = 9;

/** Coin types and networks of BCR-2020-007; bitcoin and its main network when left out. */
const COIN_TYPE = 1;
const COIN_NETWORK = 2;

export interface UrKey {
  readonly key: ExtendedKey;
  /** Whether the key says where it leads; otherwise its `steps` are empty for that reason. */
  readonly hasChildren: boolean;
  readonly name: string | undefined;
}

/**
 * Reads an extended public key from its map, without tag.
 *
 * @throws IcehouseError `key/private-key-refused`, `ur/no-chain-code`, `ur/other-coin`, `ur/malformed`, `ur/bad-path`, `key/…`.
 */
export function readHdKey(value: CborValue): UrKey {
  const map = keyMap(value, HD_KEY_TAGS);
  if (map.get(IS_MASTER) === true || map.get(IS_PRIVATE) === true) {
    throw secretRefused('extended-private-key', 'an extended public key');
  }
  const origin = map.get(ORIGIN);
  const read = origin === undefined ? { path: [], fingerprint: undefined, depth: 0 } : readOriginPath(origin);
  const children = map.get(CHILDREN);
  const { steps, wildcard } = children === undefined ? NO_CHILDREN : readChildren(children);
  const name = map.get(NAME);
  const hasOrigin = read.fingerprint !== undefined || read.path.length > 0;
  return {
    key: {
      kind: 'extended',
      origin: hasOrigin ? { fingerprint: read.fingerprint ?? UNKNOWN_FINGERPRINT, path: read.path } : undefined,
      extendedKey: extendedKeyOf(map, { depth: read.depth, childNumber: read.path.at(-1) ?? 0 }),
      steps,
      wildcard,
      slip132: undefined,
    },
    hasChildren: children !== undefined,
    name: typeof name === 'string' ? name : undefined,
  };
}

const NO_CHILDREN = { steps: [], wildcard: 'none' } as const;

function extendedKeyOf(
  map: CborMap,
  { depth, childNumber }: { depth: number; childNumber: number },
): ExtendedPublicKey {
  const keyData = bytesOf(map.get(KEY_DATA), 33);
  const chainCode = map.get(CHAIN_CODE);
  if (chainCode === undefined) {
    throw new IcehouseError({
      code: 'ur/no-chain-code',
      message: 'this key has no chain code, so no addresses follow from it',
      next: 'let the device export the extended key of its multisig account',
    });
  }
  const parent = map.get(PARENT_FINGERPRINT);
  const hasParent = depth > 0 && typeof parent === 'number';
  const head = new Uint8Array(13);
  const view = new DataView(head.buffer);
  view.setUint32(0, slip132FormOfPrefix(isTest(map) ? 'tpub' : 'xpub')!.version);
  view.setUint8(4, depth);
  head.set(fromHex(hasParent ? fingerprintText(parent) : UNKNOWN_FINGERPRINT), 5);
  view.setUint32(9, depth > 0 ? childNumber : 0);
  return extendedKeyFromBytes(concatBytes(head, bytesOf(chainCode, 32), keyData)).extendedKey;
}

function isTest(map: CborMap): boolean {
  const value = map.get(USE_INFO);
  if (value === undefined) return false;
  const info = isTag(value) ? value.value : value;
  if (!isMap(info)) throw malformed();
  if ((info.get(COIN_TYPE) ?? 0) !== 0) {
    throw new IcehouseError({ code: 'ur/other-coin', message: 'this key is for another coin than bitcoin' });
  }
  return (info.get(COIN_NETWORK) ?? 0) !== 0;
}

/** Reads a single public key (`crypto-eckey`). @throws IcehouseError `key/private-key-refused`, `ur/malformed`. */
export function readEcKey(value: CborValue): SingleKey {
  const map = keyMap(value, EC_KEY_TAGS);
  if (map.get(IS_PRIVATE) === true) throw secretRefused('raw-private-key', 'a public key');
  const publicKey = bytesOf(map.get(KEY_DATA), 33);
  if (!isPublicKey(publicKey)) throw malformed();
  return { kind: 'single', origin: undefined, publicKey };
}

/** The map of a wallet's key, tagged, without children: readers take the usual chains. */
export function hdKeyValue({ extendedKey, origin, network }: CosignerKey): CborValue {
  const map = cborMap([
    [KEY_DATA, extendedKey.publicKey],
    [CHAIN_CODE, extendedKey.chainCode],
    [USE_INFO, network === 'main' ? undefined : { tag: COIN_INFO_TAG, value: cborMap([[COIN_NETWORK, 1]]) }],
    [ORIGIN, keyPathOf(extendedKey, origin)],
    [PARENT_FINGERPRINT, extendedKey.depth === 0 ? undefined : Number.parseInt(extendedKey.parentFingerprint, 16)],
  ]);
  return { tag: HD_KEY_TAGS[0]!, value: map };
}

function keyPathOf({ depth, childNumber }: ExtendedPublicKey, origin: KeyOrigin | undefined): CborValue | undefined {
  if (origin !== undefined) return originPath({ ...origin, depth: origin.path.length });
  return depth === 0 ? undefined : originPath({ path: [childNumber], fingerprint: undefined, depth });
}

function keyMap(value: CborValue, tags: readonly number[]): CborMap {
  const untagged = isTag(value) && tags.includes(value.tag) ? value.value : value;
  if (isMap(untagged)) return untagged;
  throw malformed();
}

function bytesOf(value: CborValue | undefined, length: number): Uint8Array {
  if (value instanceof Uint8Array && value.length === length) return value;
  throw malformed();
}

function malformed(): IcehouseError {
  return new IcehouseError({ code: 'ur/malformed', message: 'a key in this code cannot be read' });
}
