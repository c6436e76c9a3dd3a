/**
 * The last look at a signed file before it leaves: read anew from its bytes, it must be the reviewed one with nothing but
 * this member's signatures added. Unknown fields stay, no other record moves, not even a byte of order.
 */
import { equalBytes } from '../../core/bytes.ts';
import { invariant } from '../../core/errors.ts';
import type { InputSignature } from '../../core/psbt/edit.ts';
import { GLOBAL_FIELDS, INPUT_FIELDS } from '../../core/psbt/fields.ts';
import { INPUTS_MODIFIABLE, OUTPUTS_MODIFIABLE } from '../../core/psbt/modifiable.ts';
import type { KeyValue, KeyValueMap, Psbt } from '../../core/psbt/types.ts';

const PARTIAL_SIG = INPUT_FIELDS.named.PSBT_IN_PARTIAL_SIG.type;
const TX_MODIFIABLE = GLOBAL_FIELDS.named.PSBT_GLOBAL_TX_MODIFIABLE.type;

/** @throws InvariantError when anything else differs: then our own code is wrong, and nothing is handed out. */
export function requireOnlySignaturesAdded(before: Psbt, after: Psbt, added: readonly InputSignature[]): void {
  const why = 'signing adds signatures and changes nothing else';
  invariant(after.inputs.length === before.inputs.length && after.outputs.length === before.outputs.length, why);
  invariant(sameGlobal(before.map, after.map, added.length > 0), why);
  for (const [index, { map }] of before.outputs.entries()) invariant(sameMap(map, after.outputs[index]!.map), why);
  const byInput = new Map(added.map((each) => [each.inputIndex, each]));
  for (const [index, { map }] of before.inputs.entries()) {
    const own = byInput.get(index);
    const signed = after.inputs[index]!.map;
    invariant(sameMap(map, own ? without(signed, own) : signed), why);
  }
}

/** The map without the one record that is exactly the signature; undefined when it is not there. */
function without(map: KeyValueMap, { publicKey, signature }: InputSignature): KeyValueMap | undefined {
  const rest = map.filter(
    ({ key, value }) =>
      !(key[0] === PARTIAL_SIG && equalBytes(key.subarray(1), publicKey) && equalBytes(value, signature)),
  );
  return rest.length === map.length - 1 ? rest : undefined;
}

function sameGlobal(before: KeyValueMap, after: KeyValueMap, hasNew: boolean): boolean {
  return sameMap(hasNew ? before.map(withoutModifiable) : before, after);
}

/** The record as BIP-0370 asks for it after a SIGHASH_ALL signature. */
function withoutModifiable(record: KeyValue): KeyValue {
  const [flags] = record.value;
  const isFlags = record.key.length === 1 && record.key[0] === TX_MODIFIABLE && flags !== undefined;
  return isFlags ? { key: record.key, value: Uint8Array.of(flags & ~INPUTS_MODIFIABLE & ~OUTPUTS_MODIFIABLE) } : record;
}

function sameMap(left: KeyValueMap, right: KeyValueMap | undefined): boolean {
  return (
    left.length === right?.length &&
    left.every(({ key, value }, index) => {
      const other = right[index]!;
      return equalBytes(key, other.key) && equalBytes(value, other.value);
    })
  );
}
