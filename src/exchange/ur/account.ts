/**
 * Accounts of both versions of the registry (`crypto-account`, BCR-2020-015; `account-descriptor`, BCR-2023-019): the keys
 * that a device offers, each with the script that it is meant for. Only those for multisig are of use here.
 */
import { IcehouseError } from '../../core/errors.ts';
import type { ScriptType } from '../../core/key/types.ts';
import { UNKNOWN_FINGERPRINT } from '../origins.ts';
import { type CborValue, isList, isMap, isTag } from './cbor.ts';
import { readHdKey, type UrKey } from './hd-key.ts';
import { fingerprintText } from './key-path.ts';
import { COSIGNER, readOutputDescriptorParts } from './output.ts';

const MASTER_FINGERPRINT = 1;
const OUTPUTS = 2;
const MAX_OUTPUTS = 50;

/** Tags around a key that is meant for a multisig script of a type. */
const COSIGNER_TAGS: readonly (readonly [tags: readonly number[], scriptType: ScriptType])[] = [
  [[401, COSIGNER], 'p2wsh'],
  [[400, 401, COSIGNER], 'p2sh-p2wsh'],
  [[400, COSIGNER], 'p2sh'],
];

const COSIGNER_SOURCES: ReadonlyMap<string, ScriptType> = new Map<string, ScriptType>([
  ['wsh(cosigner(@0))', 'p2wsh'],
  ['sh(wsh(cosigner(@0)))', 'p2sh-p2wsh'],
  ['sh(cosigner(@0))', 'p2sh'],
]);

/** What the registry has for single keys is told apart from multisig by these. */
export interface AccountKey {
  readonly urKey: UrKey;
  /** Undefined for keys of single-key scripts. */
  readonly scriptType: ScriptType | undefined;
}

/**
 * Reads the keys of an account. The account's own fingerprint stands in for keys that name none.
 *
 * @throws IcehouseError `ur/not-an-account`, those of `readHdKey`.
 */
export function readAccount(value: CborValue): readonly AccountKey[] {
  const fingerprint = isMap(value) ? value.get(MASTER_FINGERPRINT) : undefined;
  const outputs = isMap(value) ? value.get(OUTPUTS) : undefined;
  if (typeof fingerprint !== 'number' || !isList(outputs) || outputs.length > MAX_OUTPUTS) throw notAnAccount();
  return outputs.map((output) => withFingerprint(readOutput(output), fingerprintText(fingerprint)));
}

function readOutput(output: CborValue): AccountKey {
  if (isTag(output) && output.tag === 40_308) {
    const { source, keys } = readOutputDescriptorParts(output);
    const [urKey] = keys;
    if (urKey === undefined || keys.length !== 1) throw notAnAccount();
    return { urKey, scriptType: COSIGNER_SOURCES.get(source) };
  }
  const tags: number[] = [];
  let inner: CborValue = isTag(output) && output.tag === 308 ? output.value : output;
  while (isTag(inner) && inner.tag >= 400 && inner.tag <= COSIGNER) {
    tags.push(inner.tag);
    inner = inner.value;
  }
  // Before there was the tag for cosigners, a bare key inside the hash meant the same.
  const meant = tags.at(-1) === COSIGNER ? tags : [...tags, COSIGNER];
  const match = COSIGNER_TAGS.find(([known]) => known.join() === meant.join());
  return { urKey: readHdKey(inner), scriptType: match?.[1] };
}

function withFingerprint({ urKey, scriptType }: AccountKey, fingerprint: string): AccountKey {
  const { key } = urKey;
  if (key.origin === undefined || key.origin.fingerprint !== UNKNOWN_FINGERPRINT) return { urKey, scriptType };
  return { urKey: { ...urKey, key: { ...key, origin: { ...key.origin, fingerprint } } }, scriptType };
}

function notAnAccount(): IcehouseError {
  return new IcehouseError({ code: 'ur/not-an-account', message: 'this code holds no account that can be read' });
}
