/** Virtual sizes of a payment from the charter alone, before anything is signed: see `core/tx/size.ts` for the bound. */
import {
  type MultisigShape,
  multisigInputWeight,
  outputWeight,
  overheadWeight,
  virtualSizeOfWeight,
} from '../../core/tx/size.ts';
import type { Wallet } from '../../core/wallet/types.ts';
import type { SpendSizes } from './select/request.ts';

/** Sizes for payments to these scripts, with change to that one. Signatures are counted with 72 bytes, the most they take. */
export function spendSizes(
  { scriptType, m, keys }: Wallet,
  paymentScripts: readonly Uint8Array[],
  changeScript: Uint8Array,
): SpendSizes {
  const shape: MultisigShape = { scriptType, m, n: keys.length };
  const input = multisigInputWeight(shape);
  const payments = paymentScripts.reduce((weight, script) => weight + outputWeight(script), 0);
  const change = outputWeight(changeScript);
  return {
    input: virtualSizeOfWeight(input),
    inputWeight: input,
    whole(inputCount, kind) {
      const outputs = paymentScripts.length + (kind === 'with change' ? 1 : 0);
      const weight = overheadWeight(scriptType, inputCount, outputs) + inputCount * input + payments;
      return virtualSizeOfWeight(weight + (kind === 'with change' ? change : 0));
    },
  };
}
