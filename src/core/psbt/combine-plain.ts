/**
 * BIP-0174's combiner to the letter: a union of records. It verifies nothing and believes every file, which is why no
 * surface offers it; cosigners' files go through `psbt/combine.ts`. It is here because the BIP's vectors ask for it.
 */
import { compareBytes, equalBytes } from '../bytes.ts';
import { IcehouseError } from '../errors.ts';
import { assemblePsbt } from './assemble.ts';
import { INPUT_FIELDS } from './fields.ts';
import { recordType } from './maps.ts';
import { withPartialSignatureRecord, withRecord } from './record-order.ts';
import type { KeyValue, KeyValueMap, Psbt } from './types.ts';

/**
 * Unites the records of two PSBTs of one transaction; where a key stands in both, the first file's value stays.
 *
 * Not checked: signatures, amounts, scripts, derivations, whether the values under one key agree.
 *
 * @throws IcehouseError `psbt/another-transaction`, and what the parser would throw for the union.
 */
export function combinePlain(first: Psbt, second: Psbt): Psbt {
  if (first.txid !== second.txid || first.version !== second.version) {
    throw new IcehouseError({
      code: 'psbt/another-transaction',
      kind: 'refused',
      message: 'two PSBTs can be united only if they are of one transaction and one version',
      found: `${second.txid} in version ${second.version}`,
      expected: `${first.txid} in version ${first.version}`,
    });
  }
  return assemblePsbt({
    global: union(first.map, second.map, withRecord),
    inputs: first.inputs.map(({ map }, index) => union(map, second.inputs[index]!.map, withInputRecord)),
    outputs: first.outputs.map(({ map }, index) => union(map, second.outputs[index]!.map, withRecord)),
  });
}

type Insert = (map: KeyValueMap, entry: KeyValue) => KeyValueMap;

function union(first: KeyValueMap, second: KeyValueMap, insert: Insert): KeyValueMap {
  const missing = second.filter(({ key }) => !first.some((standing) => equalBytes(standing.key, key)));
  return missing.toSorted((left, right) => compareBytes(left.key, right.key)).reduce(insert, first);
}

function withInputRecord(map: KeyValueMap, entry: KeyValue): KeyValueMap {
  const isSignature = recordType(entry) === INPUT_FIELDS.named.PSBT_IN_PARTIAL_SIG.type;
  return isSignature ? withPartialSignatureRecord(map, entry) : withRecord(map, entry);
}
