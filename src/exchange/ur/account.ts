/**
 * Accounts of both versions of the registry (`crypto-account`, BCR-2020-015; `account-descriptor`, BCR-2023-019): the keys
 * that a device offers, each with the script that it is meant for. Only those for multisig are of use here.
 */
import { IcehouseError } from '../../core/errors.ts';
import type { CosignerKey, Fingerprint, ScriptType } from '../../core/key/types.ts';
import { UNKNOWN_FINGERPRINT } from '../origins.ts';
import { type CborValue, isList, isMap } from './cbor.ts';
import { cborMap } from './cbor-write.ts';
import { hdKeyRecordOf, type UrKey, urKeyOf } from './hd-key.ts';
import type { KeyRecord } from './hd-key-record.ts';
import { fingerprintText, type RegistryVersion } from './key-path.ts';
import {
  isOutputDescriptor,
  isTaggedOutput,
  type OutputDescriptorRecord,
  type OutputRecord,
  outputDescriptorValue,
  outputRecordValue,
  readOutputDescriptorRecord,
  readOutputRecord,
  type ScriptName,
  taggedDescriptor,
  taggedOutput,
} from './output-record.ts';

const MASTER_FINGERPRINT = 1;
const OUTPUTS = 2;
const MAX_OUTPUTS = 50;

/** What a key is meant for, in both versions. */
const USES: {
  readonly [scriptType in ScriptType]: { readonly wrappers: readonly ScriptName[]; readonly source: string };
} = {
  p2wsh: { wrappers: ['wsh'], source: 'wsh(cosigner(@0))' },
  'p2sh-p2wsh': { wrappers: ['sh', 'wsh'], source: 'sh(wsh(cosigner(@0)))' },
  p2sh: { wrappers: ['sh'], source: 'sh(cosigner(@0))' },
};

/** What the registry has for single keys is told apart from multisig by these. */
export interface AccountKey {
  readonly urKey: UrKey;
  /** Undefined for keys of single-key scripts. */
  readonly scriptType: ScriptType | undefined;
}

/** An output of an account as its record has it. */
export type AccountOutput =
  | { readonly version: 1; readonly output: OutputRecord; readonly isTagged: boolean }
  | { readonly version: 2; readonly output: OutputDescriptorRecord };

export interface AccountRecord {
  readonly masterFingerprint: Fingerprint;
  readonly outputs: readonly AccountOutput[];
}

/**
 * Reads the record of an account.
 *
 * @throws IcehouseError `ur/not-an-account`, those of `readOutputRecord` and `readOutputDescriptorRecord`.
 */
export function readAccountRecord(value: CborValue): AccountRecord {
  const fingerprint = isMap(value) ? value.get(MASTER_FINGERPRINT) : undefined;
  const outputs = isMap(value) ? value.get(OUTPUTS) : undefined;
  if (typeof fingerprint !== 'number' || !isList(outputs) || outputs.length > MAX_OUTPUTS) throw notAnAccount();
  return { masterFingerprint: fingerprintText(fingerprint), outputs: outputs.map(readOutput) };
}

function readOutput(value: CborValue): AccountOutput {
  if (isOutputDescriptor(value)) return { version: 2, output: readOutputDescriptorRecord(value) };
  return { version: 1, output: readOutputRecord(value), isTagged: isTaggedOutput(value) };
}

/** The map of an account. */
export function accountRecordValue({ masterFingerprint, outputs }: AccountRecord): CborValue {
  return cborMap([
    [MASTER_FINGERPRINT, Number.parseInt(masterFingerprint, 16)],
    [OUTPUTS, outputs.map(outputValue)],
  ]);
}

function outputValue(account: AccountOutput): CborValue {
  if (account.version === 2) return taggedDescriptor(outputDescriptorValue(account.output));
  const value = outputRecordValue(account.output, 1);
  return account.isTagged ? taggedOutput(value) : value;
}

/**
 * Reads the keys of an account. The account's own fingerprint stands in for keys that name none.
 *
 * @throws IcehouseError `ur/not-an-account`, those of {@link readAccountRecord} and `urKeyOf`.
 */
export function readAccount(value: CborValue): readonly AccountKey[] {
  const { masterFingerprint, outputs } = readAccountRecord(value);
  return outputs.map((output) => withFingerprint(keyOf(output), masterFingerprint));
}

function keyOf({ version, output }: AccountOutput): AccountKey {
  const [record, ...others] = output.keys;
  if (record === undefined || others.length > 0) throw notAnAccount();
  const use = Object.entries(USES).find(([, { wrappers, source }]) => {
    if (version === 2) return output.source === source;
    // Before there was the tag for cosigners, a bare key inside the hash meant the same.
    const isBare = output.kind === undefined || output.kind === 'cosigner';
    return isBare && output.wrappers.join() === wrappers.join();
  });
  return { urKey: hdKeyOf(record), scriptType: use?.[0] as ScriptType | undefined };
}

function hdKeyOf(record: KeyRecord): UrKey {
  if (record.kind === 'hd') return urKeyOf(record);
  throw notAnAccount();
}

function withFingerprint({ urKey, scriptType }: AccountKey, fingerprint: Fingerprint): AccountKey {
  const { key } = urKey;
  if (key.origin === undefined || key.origin.fingerprint !== UNKNOWN_FINGERPRINT) return { urKey, scriptType };
  return { urKey: { ...urKey, key: { ...key, origin: { ...key.origin, fingerprint } } }, scriptType };
}

/**
 * A member's key as an account of one key: what programs that do not know key cards read. It carries no proof and no name.
 *
 * @throws IcehouseError `ur/no-origin` for a key that nobody knows the master key of.
 */
export function accountValueOf(key: CosignerKey, scriptType: ScriptType, version: RegistryVersion): CborValue {
  if (key.origin === undefined) {
    throw new IcehouseError({
      code: 'ur/no-origin',
      message: 'an account names the fingerprint of its master key, and this key has no origin',
      next: 'send the card as a whole, or mend its origin first',
    });
  }
  const { wrappers, source } = USES[scriptType];
  const keys = [hdKeyRecordOf(key)];
  const output: AccountOutput =
    version === 1
      ? { version, isTagged: true, output: { wrappers, kind: 'cosigner', threshold: undefined, keys } }
      : { version, output: { source, keys, name: undefined, note: undefined } };
  return accountRecordValue({ masterFingerprint: key.origin.fingerprint, outputs: [output] });
}

function notAnAccount(): IcehouseError {
  return new IcehouseError({ code: 'ur/not-an-account', message: 'this code holds no account that can be read' });
}
