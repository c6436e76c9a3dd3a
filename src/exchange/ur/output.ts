/**
 * Output descriptors of both versions of the registry: `crypto-output` (BCR-2020-010), a tree of tags, and
 * `output-descriptor` (BCR-2023-010), a text with keys beside it. Both become the text of a descriptor, which core reads.
 */
import { formatDescriptorBody, formatKey } from '../../core/descriptor/format.ts';
import type { KeyExpression, KeyScript, MultisigScript, ScriptExpression } from '../../core/descriptor/types.ts';
import { IcehouseError } from '../../core/errors.ts';
import type { ScriptType } from '../../core/key/types.ts';
import type { Wallet } from '../../core/wallet/types.ts';
import { type CborValue, isList, isMap, isTag } from './cbor.ts';
import { cborMap } from './cbor-write.ts';
import { EC_KEY_TAGS, HD_KEY_TAGS, hdKeyValue, readEcKey, readHdKey, type UrKey } from './hd-key.ts';

const OUTPUT_TAG = 308;
const OUTPUT_DESCRIPTOR_TAG = 40_308;
const SCRIPT_HASH = 400;
const WITNESS_SCRIPT_HASH = 401;
const MULTISIG = 406;
const SORTED_MULTISIG = 407;
/** A key for a multisig script that is not made yet: what devices export. */
export const COSIGNER = 410;

const KEY_SCRIPTS: ReadonlyMap<number, KeyScript['kind'] | 'tr'> = new Map<number, KeyScript['kind'] | 'tr'>([
  [402, 'pk'],
  [403, 'pkh'],
  [404, 'wpkh'],
  [405, 'combo'],
  [409, 'tr'],
]);

const THRESHOLD = 1;
const KEYS = 2;
const MAX_KEYS = 128;

export interface UrOutput {
  /** Without checksum. */
  readonly descriptor: string;
  /** Names that the keys carry, in their order. */
  readonly labels: readonly (string | undefined)[];
  readonly name: string | undefined;
  /** No key says where it leads: by custom to `/0/*` and `/1/*`. */
  readonly isBare: boolean;
}

/**
 * Reads a `crypto-output`.
 *
 * @throws IcehouseError `ur/not-a-descriptor`, those of `readHdKey`.
 */
export function readCryptoOutput(value: CborValue): UrOutput {
  const keys: (UrKey | undefined)[] = [];
  const script = readScript(isTag(value) && value.tag === OUTPUT_TAG ? value.value : value, keys);
  return {
    descriptor: formatDescriptorBody({ script, annotations: [] }),
    labels: keys.map((key) => key?.name),
    name: undefined,
    isBare: keys.every((key) => key !== undefined && !key.hasChildren),
  };
}

function readScript(value: CborValue, keys: (UrKey | undefined)[]): ScriptExpression {
  if (!isTag(value)) throw notADescriptor();
  switch (value.tag) {
    case SCRIPT_HASH:
      return { kind: 'sh', inner: readScript(value.value, keys) };
    case WITNESS_SCRIPT_HASH:
      return { kind: 'wsh', inner: readScript(value.value, keys) };
    case MULTISIG:
      return readMultisig('multi', value.value, keys);
    case SORTED_MULTISIG:
      return readMultisig('sortedmulti', value.value, keys);
    default: {
      const kind = KEY_SCRIPTS.get(value.tag);
      if (kind === undefined) throw notADescriptor();
      const key = readKey(value.value, keys);
      return kind === 'tr' ? { kind, internalKey: key, tree: undefined } : { kind, key };
    }
  }
}

function readMultisig(kind: MultisigScript['kind'], value: CborValue, keys: (UrKey | undefined)[]): MultisigScript {
  const threshold = isMap(value) ? value.get(THRESHOLD) : undefined;
  const list = isMap(value) ? value.get(KEYS) : undefined;
  if (typeof threshold !== 'number' || !isList(list) || list.length > MAX_KEYS) throw notADescriptor();
  return { kind, threshold, keys: list.map((key) => readKey(key, keys)) };
}

function readKey(value: CborValue, keys: (UrKey | undefined)[]): KeyExpression {
  if (isTag(value) && EC_KEY_TAGS.includes(value.tag)) {
    keys.push(undefined);
    return readEcKey(value);
  }
  if (!isTag(value) || !HD_KEY_TAGS.includes(value.tag)) throw notADescriptor();
  const read = readHdKey(value);
  keys.push(read);
  return read.key;
}

const SOURCE = 1;
const SOURCE_KEYS = 2;
const DESCRIPTOR_NAME = 3;
const MAX_SOURCE = 20_000;

/** The parts of an `output-descriptor`: its text with `@0`, `@1` in place of keys, and the keys. */
export interface OutputDescriptorParts {
  readonly source: string;
  readonly keys: readonly (UrKey | undefined)[];
  readonly texts: readonly string[];
  readonly name: string | undefined;
}

/**
 * Takes an `output-descriptor` apart.
 *
 * @throws IcehouseError `ur/not-a-descriptor`, those of `readHdKey`.
 */
export function readOutputDescriptorParts(value: CborValue): OutputDescriptorParts {
  const map = isTag(value) && value.tag === OUTPUT_DESCRIPTOR_TAG ? value.value : value;
  const source = isMap(map) ? map.get(SOURCE) : undefined;
  if (!isMap(map) || typeof source !== 'string' || source.length > MAX_SOURCE) throw notADescriptor();
  const list = map.get(SOURCE_KEYS) ?? [];
  if (!isList(list) || list.length > MAX_KEYS) throw notADescriptor();
  const keys: (UrKey | undefined)[] = [];
  const texts = list.map((key) => formatKey(readKey(key, keys)));
  const name = map.get(DESCRIPTOR_NAME);
  return { source, keys, texts, name: typeof name === 'string' ? name : undefined };
}

/** Reads an `output-descriptor` whole. @throws IcehouseError as {@link readOutputDescriptorParts}. */
export function readOutputDescriptor(value: CborValue): UrOutput {
  const { source, keys, texts, name } = readOutputDescriptorParts(value);
  const descriptor = source.replace(/@(\d{1,3})/g, (_, number: string) => {
    const text = texts[Number(number)];
    if (text === undefined) throw notADescriptor();
    return text;
  });
  const isBare = keys.every((key) => key !== undefined && !key.hasChildren) && !/@\d{1,3}\//.test(source);
  return { descriptor, labels: keys.map((key) => key?.name), name, isBare };
}

const WRAPPERS: { readonly [scriptType in ScriptType]: readonly number[] } = {
  p2wsh: [WITNESS_SCRIPT_HASH],
  'p2sh-p2wsh': [SCRIPT_HASH, WITNESS_SCRIPT_HASH],
  p2sh: [SCRIPT_HASH],
};

/** A wallet as `crypto-output`, the version that more programs read. */
export function cryptoOutputValue(wallet: Wallet): CborValue {
  const multisig = cborMap([
    [THRESHOLD, wallet.m],
    [KEYS, wallet.keys.map(hdKeyValue)],
  ]);
  const script: CborValue = { tag: wallet.keyOrder === 'sorted' ? SORTED_MULTISIG : MULTISIG, value: multisig };
  return WRAPPERS[wallet.scriptType].toReversed().reduce<CborValue>((value, tag) => ({ tag, value }), script);
}

function notADescriptor(): IcehouseError {
  return new IcehouseError({
    code: 'ur/not-a-descriptor',
    message: 'this code holds no output descriptor that can be read',
    expected: 'wsh, sh(wsh) or sh over multi or sortedmulti',
  });
}
