/**
 * What the signatures of one transaction commit to, computed by two libraries that must agree. Amount and script come
 * from the previous transaction in the reviewed bytes and are held against the review once more.
 */
import { equalBytes } from '../../core/bytes.ts';
import { IcehouseError, invariant } from '../../core/errors.ts';
import type { Psbt } from '../../core/psbt/types.ts';
import type { ReviewedInput } from '../../core/review/types.ts';
import type { SecondOpinion } from '../../core/second/types.ts';
import { serializeWithoutWitness } from '../../core/tx/serialize.ts';
import { createSighasher } from '../../core/tx/sighash.ts';
import type { Wallet } from '../../core/wallet/types.ts';

export interface Digests {
  /** The 32 bytes to sign for an input, SIGHASH_ALL. @throws IcehouseError `second-opinion/differs`. */
  readonly of: (inputIndex: number, input: ReviewedInput) => Uint8Array;
}

export function createDigests({ transaction, inputs }: Psbt, wallet: Wallet, second: SecondOpinion): Digests {
  const sighasher = createSighasher(transaction);
  const transactionBytes = serializeWithoutWitness(transaction);
  const segwit = wallet.scriptType !== 'p2sh';
  return {
    of: (inputIndex, { owned }) => {
      const spent = inputs[inputIndex];
      const coin = spent?.nonWitnessUtxo?.transaction.outputs[spent.vout];
      invariant(coin && owned && equalBytes(coin.scriptPubKey, owned.scriptPubKey), 'the review proved this coin');
      const scriptCode = owned.multisigScript;
      const digest = segwit
        ? sighasher.segwitV0(inputIndex, scriptCode, coin.amount)
        : sighasher.legacy(inputIndex, scriptCode);
      const opinion = second.sighashAll({ transactionBytes, inputIndex, scriptCode, amount: coin.amount, segwit });
      if (equalBytes(digest, opinion)) return digest;
      throw new IcehouseError({
        code: 'second-opinion/differs',
        kind: 'refused',
        message: 'two independent libraries do not agree on what is to be signed',
        at: `inputs[${inputIndex}]`,
        next: 'do not sign on this computer: one of the libraries is broken or was altered',
      });
    },
  };
}
