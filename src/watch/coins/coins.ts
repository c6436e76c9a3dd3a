/**
 * The wallet's coins with what spending has to know of them: dust from strangers is frozen by itself, unless a person has
 * said that it may be spent.
 */
import type { Sats } from '../../core/amount.ts';
import type { Charter } from '../../core/charter/types.ts';
import { LOW_R_SIGNATURE_BYTES, multisigInputWeight, virtualSizeOfWeight } from '../../core/tx/size.ts';
import type { Wallet } from '../../core/wallet/types.ts';
import { feeFor, LONG_TERM_RATE } from '../spend/fee-rate.ts';
import type { Store } from '../store/store.ts';
import { type CoinsView, viewCoins } from '../sync/view.ts';

/** What spending one coin of a wallet takes, known from the charter alone. */
export interface InputSize {
  /** Weight units with signatures of 72 bytes, the most that relay policy allows. */
  readonly weightAtMost: number;
  /** Weight units with signatures of 71 bytes, which signers make that grind for a low R. */
  readonly weightLowR: number;
}

export function inputSize({ scriptType, m, keys }: Wallet): InputSize {
  const shape = { scriptType, m, n: keys.length };
  return {
    weightAtMost: multisigInputWeight(shape),
    weightLowR: multisigInputWeight({ ...shape, signatureBytes: LOW_R_SIGNATURE_BYTES }),
  };
}

/** Coins from others up to this are dust: what their own input costs at the long-term rate. */
export function dustBound(wallet: Wallet): Sats {
  return feeFor(virtualSizeOfWeight(inputSize(wallet).weightAtMost), LONG_TERM_RATE);
}

/** @throws IcehouseError `store/wallet-unknown`. */
export async function walletCoins(store: Store, { id, wallet }: Charter): Promise<CoinsView> {
  const view = await viewCoins(store, id);
  const labels = await store.labels.list(id);
  const freed = new Set(labels.filter(({ type, spendable }) => type === 'output' && spendable).map(({ ref }) => ref));
  const bound = dustBound(wallet);
  // Change is our own doing: nobody can follow us by it.
  const coins = view.coins.map((coin) => ({
    ...coin,
    isDust: coin.keychain === 'receive' && coin.amount <= bound && !freed.has(`${coin.txid}:${coin.vout}`),
  }));
  return { ...view, coins };
}
