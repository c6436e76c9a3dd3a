/** A file that is said to raise a fee, held against the payment that it would replace. */

import { proposedFacts } from '../../core/completion/proposed-facts.ts';
import type { Psbt } from '../../core/psbt/types.ts';
import { readClaim } from '../../core/review/claims.ts';
import type { ViewRequest } from '../proposals/view.ts';
import { sizeOf } from '../spend/payment-size.ts';
import { readOriginal } from './original.ts';
import { checkBump } from './rules.ts';

/**
 * Lets a file pass that only raises the fee: the same payees and amounts, a coin in common, enough of a rise. Which of its
 * outputs return to the wallet is rebuilt from the charter, whatever the file says.
 *
 * @throws IcehouseError those of `readOriginal` and `checkBump`, `seen/amounts-not-proven`.
 */
export async function requireBump(request: ViewRequest, psbt: Psbt, originalId: string): Promise<void> {
  const { charter, second } = request;
  const original = await readOriginal(request, originalId);
  const { outputs, fee } = proposedFacts(psbt, charter, second);
  checkBump(original, {
    inputs: psbt.inputs,
    outputs: psbt.outputs.map(({ amount, scriptPubKey, bip32Derivations }, index) => {
      const isChange = outputs[index]?.role === 'change';
      return { amount, scriptPubKey, own: isChange ? readClaim(charter.wallet, bip32Derivations).place : undefined };
    }),
    fee,
    virtualSize: sizeOf(charter.wallet, psbt.inputs.length, psbt.outputs),
  });
}
