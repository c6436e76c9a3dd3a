/**
 * Outputs as the registry's records have them, without loss: `crypto-output` (BCR-2020-010), tags around keys, and
 * `output-descriptor` (BCR-2023-010), a text with its keys beside it. What they mean is `output.ts`.
 */
import { IcehouseError } from '../../core/errors.ts';
import { type CborValue, isList, isMap, isTag } from './cbor.ts';
import { cborMap } from './cbor-write.ts';
import { type KeyRecord, keyRecordValue, readKeyRecord } from './hd-key-record.ts';
import type { RegistryVersion } from './key-path.ts';

const OUTPUT_TAG = 308;
const OUTPUT_DESCRIPTOR_TAG = 40_308;

/** Scripts by their tags. `cosigner` is a key for a multisig script that is not made yet: what devices export. */
const SCRIPT_TAGS = {
  sh: 400,
  wsh: 401,
  pk: 402,
  pkh: 403,
  wpkh: 404,
  combo: 405,
  multi: 406,
  sortedmulti: 407,
  tr: 409,
  cosigner: 410,
} as const;

export type ScriptName = keyof typeof SCRIPT_TAGS;

const BY_TAG: ReadonlyMap<number, ScriptName> = new Map(
  Object.entries(SCRIPT_TAGS).map(([name, tag]) => [tag, name as ScriptName]),
);

export interface OutputRecord {
  /** From the outside in: `sh`, `wsh`. */
  readonly wrappers: readonly ScriptName[];
  /** What the keys stand in; undefined where a key stands in the wrappers alone. */
  readonly kind: ScriptName | undefined;
  /** Of multisig. */
  readonly threshold: number | undefined;
  readonly keys: readonly KeyRecord[];
}

const THRESHOLD = 1;
const KEYS = 2;
const MAX_KEYS = 128;

/**
 * Reads a `crypto-output`, with or without its tag.
 *
 * @throws IcehouseError `ur/not-a-descriptor`, those of `readKeyRecord`.
 */
export function readOutputRecord(value: CborValue): OutputRecord {
  const names: ScriptName[] = [];
  let inner = isTaggedOutput(value) && isTag(value) ? value.value : value;
  for (;;) {
    const name = isTag(inner) ? BY_TAG.get(inner.tag) : undefined;
    if (!isTag(inner) || name === undefined) break;
    names.push(name);
    inner = inner.value;
  }
  const last = names.at(-1);
  if (last === 'multi' || last === 'sortedmulti')
    return { wrappers: names.slice(0, -1), kind: last, ...readMulti(inner) };
  const keys = [readKey(inner)];
  const isWrapped = last === undefined || last === 'sh' || last === 'wsh';
  return {
    wrappers: isWrapped ? names : names.slice(0, -1),
    kind: isWrapped ? undefined : last,
    threshold: undefined,
    keys,
  };
}

function readMulti(value: CborValue): Pick<OutputRecord, 'threshold' | 'keys'> {
  const threshold = isMap(value) ? value.get(THRESHOLD) : undefined;
  const list = isMap(value) ? value.get(KEYS) : undefined;
  if (typeof threshold !== 'number' || !isList(list) || list.length > MAX_KEYS) throw notADescriptor();
  return { threshold, keys: list.map(readKey) };
}

function readKey(value: CborValue): KeyRecord {
  const key = readKeyRecord(value);
  if (key === undefined) throw notADescriptor();
  return key;
}

/** The tags of a `crypto-output`, without the outermost one that says so. */
export function outputRecordValue(
  { wrappers, kind, threshold, keys }: OutputRecord,
  version: RegistryVersion,
): CborValue {
  const values = keys.map((key) => keyRecordValue(key, version));
  const inner =
    threshold === undefined
      ? values[0]!
      : cborMap([
          [THRESHOLD, threshold],
          [KEYS, values],
        ]);
  return [...wrappers, ...(kind === undefined ? [] : [kind])].reduceRight<CborValue>(
    (content, name) => ({ tag: SCRIPT_TAGS[name], value: content }),
    inner,
  );
}

export function isTaggedOutput(value: CborValue): boolean {
  return isTag(value) && value.tag === OUTPUT_TAG;
}

/** As one of the outputs of an account, where each says what it is. */
export function taggedOutput(value: CborValue): CborValue {
  return { tag: OUTPUT_TAG, value };
}

export interface OutputDescriptorRecord {
  /** With `@0`, `@1` in place of keys. */
  readonly source: string;
  readonly keys: readonly KeyRecord[];
  readonly name: string | undefined;
  readonly note: string | undefined;
}

const SOURCE = 1;
const SOURCE_KEYS = 2;
const NAME = 3;
const NOTE = 4;
const MAX_SOURCE = 20_000;

/**
 * Reads an `output-descriptor`, with or without its tag.
 *
 * @throws IcehouseError `ur/not-a-descriptor`, those of `readKeyRecord`.
 */
export function readOutputDescriptorRecord(value: CborValue): OutputDescriptorRecord {
  const map = isOutputDescriptor(value) && isTag(value) ? value.value : value;
  const source = isMap(map) ? map.get(SOURCE) : undefined;
  if (!isMap(map) || typeof source !== 'string' || source.length > MAX_SOURCE) throw notADescriptor();
  const list = map.get(SOURCE_KEYS) ?? [];
  if (!isList(list) || list.length > MAX_KEYS) throw notADescriptor();
  const text = (each: CborValue | undefined) => (typeof each === 'string' ? each : undefined);
  return { source, keys: list.map(readKey), name: text(map.get(NAME)), note: text(map.get(NOTE)) };
}

export function isOutputDescriptor(value: CborValue): boolean {
  return isTag(value) && value.tag === OUTPUT_DESCRIPTOR_TAG;
}

/** The map of an `output-descriptor`, without its tag. */
export function outputDescriptorValue({ source, keys, name, note }: OutputDescriptorRecord): CborValue {
  return cborMap([
    [SOURCE, source],
    [SOURCE_KEYS, keys.length === 0 ? undefined : keys.map((key) => keyRecordValue(key, 2))],
    [NAME, name],
    [NOTE, note],
  ]);
}

/** As one of the outputs of an account. */
export function taggedDescriptor(value: CborValue): CborValue {
  return { tag: OUTPUT_DESCRIPTOR_TAG, value };
}

function notADescriptor(): IcehouseError {
  return new IcehouseError({
    code: 'ur/not-a-descriptor',
    message: 'this code holds no output descriptor that can be read',
    expected: 'wsh, sh(wsh) or sh over multi or sortedmulti',
  });
}
