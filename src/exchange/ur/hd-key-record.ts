/**
 * Keys as the registry's records have them (BCR-2020-007 `hdkey`, BCR-2020-008 `eckey`), without loss, in both versions;
 * what they mean is `hd-key.ts`. Only public ones are read; a private key is refused before its bytes are looked at.
 */
import { IcehouseError } from '../../core/errors.ts';
import { secretRefused } from '../../core/key/secret-guard.ts';
import type { Fingerprint } from '../../core/key/types.ts';
import { type CborMap, type CborValue, isMap } from './cbor.ts';
import { cborMap } from './cbor-write.ts';
import {
  fingerprintText,
  hasRegistryTag,
  type KeyPathRecord,
  keyPathValue,
  type RegistryTag,
  type RegistryVersion,
  readKeyPath,
} from './key-path.ts';

export const HD_KEY_TAG: RegistryTag = { 1: 303, 2: 40_303 };
export const EC_KEY_TAG: RegistryTag = { 1: 306, 2: 40_306 };
const COIN_INFO_TAG: RegistryTag = { 1: 305, 2: 40_305 };

const IS_MASTER = 1;
const IS_PRIVATE = 2;
const KEY_DATA = 3;
const CHAIN_CODE = 4;
const USE_INFO = 5;
const ORIGIN = 6;
const CHILDREN = 7;
const PARENT_FINGERPRINT = 8;
const NAME = 9;
const NOTE = 10;

/** Bitcoin and its main network where a number is left out. */
export interface CoinInfo {
  readonly type: number | undefined;
  readonly network: number | undefined;
}

const COIN_TYPE = 1;
const COIN_NETWORK = 2;

export interface HdKeyRecord {
  readonly kind: 'hd';
  readonly keyData: Uint8Array;
  readonly chainCode: Uint8Array | undefined;
  readonly coin: CoinInfo | undefined;
  readonly origin: KeyPathRecord | undefined;
  readonly children: KeyPathRecord | undefined;
  readonly parentFingerprint: Fingerprint | undefined;
  readonly name: string | undefined;
  readonly note: string | undefined;
}

/** A single public key. */
export interface EcKeyRecord {
  readonly kind: 'ec';
  readonly keyData: Uint8Array;
}

export type KeyRecord = HdKeyRecord | EcKeyRecord;

/**
 * Reads a tagged key of either kind; undefined for anything else.
 *
 * @throws IcehouseError those of {@link readHdKeyRecord} and {@link readEcKeyRecord}.
 */
export function readKeyRecord(value: CborValue): KeyRecord | undefined {
  if (hasRegistryTag(value, EC_KEY_TAG)) return readEcKeyRecord(value);
  return hasRegistryTag(value, HD_KEY_TAG) ? readHdKeyRecord(value) : undefined;
}

/**
 * Reads an extended public key from its map, with or without its tag.
 *
 * @throws IcehouseError `key/private-key-refused`, `ur/malformed`, `ur/bad-path`.
 */
export function readHdKeyRecord(value: CborValue): HdKeyRecord {
  const map = keyMap(value, HD_KEY_TAG);
  if (map.get(IS_MASTER) === true || map.get(IS_PRIVATE) === true) {
    throw secretRefused('extended-private-key', 'an extended public key');
  }
  const [chainCode, coin, origin] = [map.get(CHAIN_CODE), map.get(USE_INFO), map.get(ORIGIN)];
  const [children, parent] = [map.get(CHILDREN), map.get(PARENT_FINGERPRINT)];
  return {
    kind: 'hd',
    keyData: bytesOf(map.get(KEY_DATA), 33),
    chainCode: chainCode === undefined ? undefined : bytesOf(chainCode, 32),
    coin: coin === undefined ? undefined : readCoinInfo(coin),
    origin: origin === undefined ? undefined : readKeyPath(origin),
    children: children === undefined ? undefined : readKeyPath(children),
    parentFingerprint: typeof parent === 'number' ? fingerprintText(parent) : undefined,
    name: textOf(map.get(NAME)),
    note: textOf(map.get(NOTE)),
  };
}

/** @throws IcehouseError `key/private-key-refused`, `ur/malformed`. */
export function readEcKeyRecord(value: CborValue): EcKeyRecord {
  const map = keyMap(value, EC_KEY_TAG);
  if (map.get(IS_PRIVATE) === true) throw secretRefused('raw-private-key', 'a public key');
  return { kind: 'ec', keyData: bytesOf(map.get(KEY_DATA), 33) };
}

/** The tagged map of a key. */
export function keyRecordValue(record: KeyRecord, version: RegistryVersion): CborValue {
  return record.kind === 'ec'
    ? { tag: EC_KEY_TAG[version], value: cborMap([[KEY_DATA, record.keyData]]) }
    : { tag: HD_KEY_TAG[version], value: hdKeyMap(record, version) };
}

/** The map of an extended key, without its tag: what a resource of this type holds. */
export function hdKeyMap(record: HdKeyRecord, version: RegistryVersion): CborValue {
  const { keyData, chainCode, coin, origin, children, parentFingerprint, name, note } = record;
  return cborMap([
    [KEY_DATA, keyData],
    [CHAIN_CODE, chainCode],
    [USE_INFO, coin && { tag: COIN_INFO_TAG[version], value: coinInfoMap(coin) }],
    [ORIGIN, origin && keyPathValue(origin, version)],
    [CHILDREN, children && keyPathValue(children, version)],
    [PARENT_FINGERPRINT, parentFingerprint === undefined ? undefined : Number.parseInt(parentFingerprint, 16)],
    [NAME, name],
    [NOTE, note],
  ]);
}

function readCoinInfo(value: CborValue): CoinInfo {
  const map = hasRegistryTag(value, COIN_INFO_TAG) ? value.value : value;
  if (!isMap(map)) throw malformed();
  const [type, network] = [map.get(COIN_TYPE), map.get(COIN_NETWORK)];
  const isNumber = (each: CborValue | undefined): each is number | undefined =>
    each === undefined || typeof each === 'number';
  if (!isNumber(type) || !isNumber(network)) throw malformed();
  return { type, network };
}

function coinInfoMap({ type, network }: CoinInfo): CborValue {
  return cborMap([
    [COIN_TYPE, type],
    [COIN_NETWORK, network],
  ]);
}

function keyMap(value: CborValue, tag: RegistryTag): CborMap {
  const untagged = hasRegistryTag(value, tag) ? value.value : value;
  if (isMap(untagged)) return untagged;
  throw malformed();
}

function bytesOf(value: CborValue | undefined, length: number): Uint8Array {
  if (value instanceof Uint8Array && value.length === length) return value;
  throw malformed();
}

function textOf(value: CborValue | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function malformed(): IcehouseError {
  return new IcehouseError({ code: 'ur/malformed', message: 'a key in this code cannot be read' });
}
