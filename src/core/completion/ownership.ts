/**
 * Whose inputs a transaction spends. Completing a payment takes signatures by the keys of the charter's own scripts, so
 * each input's place is rebuilt from the wallet, as the review does, before a signature is given a name.
 */
import { equalBytes } from '../bytes.ts';
import { IcehouseError } from '../errors.ts';
import type { Psbt } from '../psbt/types.ts';
import { readClaim } from '../review/claims.ts';
import { createRebuild } from '../review/places.ts';
import type { SecondOpinion } from '../second/types.ts';
import type { DerivedOutput, Wallet } from '../wallet/types.ts';

/**
 * Rebuilds the wallet's output behind every input, by both engines.
 *
 * @throws IcehouseError `completion/not-our-input` for an input that is not proven to be the wallet's,
 * `second-opinion/differs`.
 */
export function ownedInputs(psbt: Psbt, wallet: Wallet, second: SecondOpinion): readonly DerivedOutput[] {
  const claims = psbt.inputs.map((input) => readClaim(wallet, input.bip32Derivations).place);
  const rebuild = createRebuild(
    wallet,
    second,
    claims.flatMap((place) => place ?? []),
  );
  return psbt.inputs.map((input, index) => {
    const place = claims[index];
    const spent = input.nonWitnessUtxo?.transaction.outputs[input.vout];
    const proven = input.nonWitnessUtxo?.txid === input.txid ? spent : undefined;
    const rebuilt = place && rebuild(place);
    if (!rebuilt || !proven || !equalBytes(rebuilt.output.scriptPubKey, proven.scriptPubKey)) {
      throw new IcehouseError({
        code: 'completion/not-our-input',
        kind: 'refused',
        message: 'this input is not proven to spend a coin of the wallet',
        at: `inputs[${index}]`,
        next: 'complete the proposal that you stored, with its previous transactions and derivations',
      });
    }
    if (!rebuilt.isConfirmed()) {
      throw new IcehouseError({
        code: 'second-opinion/differs',
        kind: 'refused',
        message: 'two independent libraries do not agree on this input’s script',
        at: `inputs[${index}]`,
      });
    }
    return rebuilt.output;
  });
}
