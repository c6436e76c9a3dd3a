/** What the registry's keys mean here: the extended key that a record gives, and the record of a wallet's key. */
import { concatBytes, fromHex } from '../../core/bytes.ts';
import type { ExtendedKey, SingleKey } from '../../core/descriptor/types.ts';
import { IcehouseError } from '../../core/errors.ts';
import { extendedKeyFromBytes, isPublicKey } from '../../core/key/extended-key.ts';
import { slip132FormOfPrefix } from '../../core/key/slip132.ts';
import type { CosignerKey, ExtendedPublicKey, KeyOrigin } from '../../core/key/types.ts';
import { UNKNOWN_FINGERPRINT } from '../origins.ts';
import type { CborValue } from './cbor.ts';
import { type EcKeyRecord, type HdKeyRecord, readHdKeyRecord } from './hd-key-record.ts';
import { type KeyPathRecord, originOfPath } from './key-path.ts';

export interface UrKey {
  readonly key: ExtendedKey;
  /** Whether the key says where it leads; otherwise its `steps` are empty for that reason. */
  readonly hasChildren: boolean;
  readonly name: string | undefined;
}

/**
 * Reads an extended public key from its map, with or without its tag.
 *
 * @throws IcehouseError those of `readHdKeyRecord` and {@link urKeyOf}.
 */
export function readHdKey(value: CborValue): UrKey {
  return urKeyOf(readHdKeyRecord(value));
}

/** @throws IcehouseError `ur/no-chain-code`, `ur/other-coin`, `ur/bad-path`, `key/…`. */
export function urKeyOf(record: HdKeyRecord): UrKey {
  const origin = record.origin === undefined ? NO_ORIGIN : originOfPath(record.origin);
  const hasOrigin = origin.fingerprint !== undefined || origin.path.length > 0;
  const { steps, wildcard } = record.children ?? { steps: [], wildcard: 'none' };
  return {
    key: {
      kind: 'extended',
      origin: hasOrigin ? { fingerprint: origin.fingerprint ?? UNKNOWN_FINGERPRINT, path: origin.path } : undefined,
      extendedKey: extendedKeyOf(record, { depth: origin.depth, childNumber: origin.path.at(-1) ?? 0 }),
      steps,
      wildcard,
      slip132: undefined,
    },
    hasChildren: record.children !== undefined,
    name: record.name,
  };
}

const NO_ORIGIN = { path: [], fingerprint: undefined, depth: 0 } as const;

function extendedKeyOf(
  { keyData, chainCode, coin, parentFingerprint }: HdKeyRecord,
  { depth, childNumber }: { depth: number; childNumber: number },
): ExtendedPublicKey {
  if (chainCode === undefined) {
    throw new IcehouseError({
      code: 'ur/no-chain-code',
      message: 'this key has no chain code, so no addresses follow from it',
      next: 'let the device export the extended key of its multisig account',
    });
  }
  if ((coin?.type ?? 0) !== 0) {
    throw new IcehouseError({ code: 'ur/other-coin', message: 'this key is for another coin than bitcoin' });
  }
  const isTest = (coin?.network ?? 0) !== 0;
  const head = new Uint8Array(13);
  const view = new DataView(head.buffer);
  view.setUint32(0, slip132FormOfPrefix(isTest ? 'tpub' : 'xpub')!.version);
  view.setUint8(4, depth);
  head.set(fromHex(depth > 0 ? (parentFingerprint ?? UNKNOWN_FINGERPRINT) : UNKNOWN_FINGERPRINT), 5);
  view.setUint32(9, depth > 0 ? childNumber : 0);
  return extendedKeyFromBytes(concatBytes(head, chainCode, keyData)).extendedKey;
}

/** @throws IcehouseError `ur/malformed`. */
export function singleKeyOf({ keyData }: EcKeyRecord): SingleKey {
  if (isPublicKey(keyData)) return { kind: 'single', origin: undefined, publicKey: keyData };
  throw new IcehouseError({ code: 'ur/malformed', message: 'a key in this code cannot be read' });
}

/** The record of a wallet's key, without children: readers take the usual chains. */
export function hdKeyRecordOf({ extendedKey, origin, network }: CosignerKey): HdKeyRecord {
  return {
    kind: 'hd',
    keyData: extendedKey.publicKey,
    chainCode: extendedKey.chainCode,
    coin: network === 'main' ? undefined : { type: undefined, network: 1 },
    origin: originRecord(extendedKey, origin),
    children: undefined,
    parentFingerprint: extendedKey.depth === 0 ? undefined : extendedKey.parentFingerprint,
    name: undefined,
    note: undefined,
  };
}

/**
 * Where the origin is not known, the depth and last step that the key says of itself are still given, so that the same
 * extended key can be written again.
 */
function originRecord(
  { depth, childNumber }: ExtendedPublicKey,
  origin: KeyOrigin | undefined,
): KeyPathRecord | undefined {
  const wildcard = 'none';
  if (origin !== undefined) {
    return { steps: origin.path, wildcard, fingerprint: origin.fingerprint, depth: origin.path.length };
  }
  return depth === 0 ? undefined : { steps: [childNumber], wildcard, fingerprint: undefined, depth };
}
