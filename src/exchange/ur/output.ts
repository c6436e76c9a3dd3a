/**
 * Output descriptors of both versions of the registry: `crypto-output` (BCR-2020-010), a tree of tags, and
 * `output-descriptor` (BCR-2023-010), a text with keys beside it. Both become the text of a descriptor, which core reads.
 */
import { formatDescriptorBody, formatKey } from '../../core/descriptor/format.ts';
import type { KeyExpression, KeyScript, ScriptExpression } from '../../core/descriptor/types.ts';
import { IcehouseError } from '../../core/errors.ts';
import type { ScriptType } from '../../core/key/types.ts';
import type { Wallet } from '../../core/wallet/types.ts';
import type { CborValue } from './cbor.ts';
import { hdKeyRecordOf, singleKeyOf, type UrKey, urKeyOf } from './hd-key.ts';
import type { KeyRecord } from './hd-key-record.ts';
import {
  type OutputDescriptorRecord,
  type OutputRecord,
  outputDescriptorValue,
  outputRecordValue,
  readOutputDescriptorRecord,
  readOutputRecord,
} from './output-record.ts';

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
 * @throws IcehouseError those of `readOutputRecord` and `urKeyOf`.
 */
export function readCryptoOutput(value: CborValue): UrOutput {
  const record = readOutputRecord(value);
  const keys = record.keys.map(meaningOf);
  const script = scriptOf(
    record,
    keys.map(({ expression }) => expression),
  );
  return {
    descriptor: formatDescriptorBody({ script, annotations: [] }),
    labels: keys.map(({ urKey }) => urKey?.name),
    name: undefined,
    isBare: keys.every(({ urKey }) => urKey !== undefined && !urKey.hasChildren),
  };
}

interface Meaning {
  readonly expression: KeyExpression;
  /** Undefined for a single key. */
  readonly urKey: UrKey | undefined;
}

function meaningOf(record: KeyRecord): Meaning {
  if (record.kind === 'ec') return { expression: singleKeyOf(record), urKey: undefined };
  const urKey = urKeyOf(record);
  return { expression: urKey.key, urKey };
}

const KEY_SCRIPTS: ReadonlySet<string> = new Set<KeyScript['kind']>(['pk', 'pkh', 'wpkh', 'combo']);

function scriptOf({ wrappers, kind, threshold }: OutputRecord, keys: readonly KeyExpression[]): ScriptExpression {
  return wrappers.reduceRight<ScriptExpression>(
    (inner, wrapper) => {
      if (wrapper === 'sh' || wrapper === 'wsh') return { kind: wrapper, inner };
      throw notADescriptor();
    },
    innermost(kind, threshold, keys),
  );
}

function innermost(
  kind: string | undefined,
  threshold: number | undefined,
  keys: readonly KeyExpression[],
): ScriptExpression {
  const [key] = keys;
  if ((kind === 'multi' || kind === 'sortedmulti') && threshold !== undefined) return { kind, threshold, keys };
  if (key === undefined || kind === undefined || kind === 'cosigner') throw notADescriptor();
  if (kind === 'tr') return { kind, internalKey: key, tree: undefined };
  if (isKeyScript(kind)) return { kind, key };
  throw notADescriptor();
}

function isKeyScript(kind: string): kind is KeyScript['kind'] {
  return KEY_SCRIPTS.has(kind);
}

/** Reads an `output-descriptor` whole. @throws IcehouseError those of `readOutputDescriptorRecord` and `urKeyOf`. */
export function readOutputDescriptor(value: CborValue): UrOutput {
  const { source, keys: records, name } = readOutputDescriptorRecord(value);
  const keys = records.map(meaningOf);
  const descriptor = source.replace(/@(\d{1,3})/g, (_, number: string) => {
    const key = keys[Number(number)];
    if (key === undefined) throw notADescriptor();
    return formatKey(key.expression);
  });
  const isBare = keys.every(({ urKey }) => urKey !== undefined && !urKey.hasChildren) && !/@\d{1,3}\//.test(source);
  return { descriptor, labels: keys.map(({ urKey }) => urKey?.name), name, isBare };
}

const WRAPPERS: { readonly [scriptType in ScriptType]: readonly ('sh' | 'wsh')[] } = {
  p2wsh: ['wsh'],
  'p2sh-p2wsh': ['sh', 'wsh'],
  p2sh: ['sh'],
};

/** A wallet as `crypto-output`, the version that more programs read. */
export function cryptoOutputValue(wallet: Wallet): CborValue {
  const record: OutputRecord = {
    wrappers: WRAPPERS[wallet.scriptType],
    kind: wallet.keyOrder === 'sorted' ? 'sortedmulti' : 'multi',
    threshold: wallet.m,
    keys: wallet.keys.map(hdKeyRecordOf),
  };
  return outputRecordValue(record, 1);
}

/** A wallet as `output-descriptor`, the second version, with its name. */
export function walletDescriptorValue(wallet: Wallet, name: string): CborValue {
  const multi = wallet.keyOrder === 'sorted' ? 'sortedmulti' : 'multi';
  const inner = `${multi}(${[wallet.m, ...wallet.keys.map((_, index) => `@${index}`)].join(',')})`;
  const source = WRAPPERS[wallet.scriptType].reduceRight((text, wrapper) => `${wrapper}(${text})`, inner);
  const record: OutputDescriptorRecord = { source, keys: wallet.keys.map(hdKeyRecordOf), name, note: undefined };
  return outputDescriptorValue(record);
}

function notADescriptor(): IcehouseError {
  return new IcehouseError({
    code: 'ur/not-a-descriptor',
    message: 'this code holds no output descriptor that can be read',
    expected: 'wsh, sh(wsh) or sh over multi or sortedmulti',
  });
}
