/**
 * The money of a practice network: rewards paid to a script that anyone may spend (P2WSH of `OP_TRUE`), so that the
 * purse needs no key and no signature. On a network of one there is nobody to take it.
 */

import { IcehouseError, invariant } from '../../core/errors.ts';
import type { Bcoin, BcoinAddress, BcoinChain, BcoinCoin, BcoinMempool, BcoinTx } from './bcoin-types.ts';

const OP_TRUE = Buffer.from([0x51]);
const COINBASE_MATURITY = 100;
/** Satoshis: generous for any input or output of the purse (at most 68 vbytes each) at the relay minimum of 1 sat/vB. */
const FEE_FOR_EACH_PART = 200;
/** Satoshis; below this a change output is not worth making, and would be refused as dust. */
const LEAST_CHANGE = 1_000;

export interface PursePayment {
  readonly address: BcoinAddress;
  /** Satoshis. */
  readonly value: number;
}

export interface Purse {
  readonly address: BcoinAddress;
  /**
   * Builds the transaction that makes the payments, in order, change last.
   *
   * @throws IcehouseError `node/purse-empty` where the mature rewards do not suffice.
   */
  pay(payments: readonly PursePayment[]): Promise<BcoinTx>;
}

export function openPurse(bcoin: Bcoin, chain: BcoinChain, mempool: BcoinMempool): Purse {
  const address = bcoin.Address.fromWitnessScripthash(bcoin.Script.fromRaw(OP_TRUE).sha256());

  async function spendable(): Promise<readonly BcoinCoin[]> {
    const confirmed = await chain.getCoinsByAddress(address);
    const ripe = confirmed.filter(
      (coin) =>
        !mempool.isSpent(coin.hash, coin.index) &&
        (!coin.coinbase || chain.height + 1 - coin.height >= COINBASE_MATURITY),
    );
    // Old coins first, unconfirmed change last: chains of unconfirmed transactions stay short.
    ripe.sort((left, right) => left.height - right.height);
    return [...ripe, ...mempool.getCoinsByAddress(address)];
  }

  async function select(payments: readonly PursePayment[]): Promise<{ coins: BcoinCoin[]; change: number }> {
    const wanted = payments.reduce((sum, { value }) => sum + value + FEE_FOR_EACH_PART, FEE_FOR_EACH_PART);
    const coins: BcoinCoin[] = [];
    let missing = wanted;
    for (const coin of await spendable()) {
      if (missing <= 0) break;
      coins.push(coin);
      missing += FEE_FOR_EACH_PART - coin.value;
    }
    if (missing > 0) {
      throw new IcehouseError({
        code: 'node/purse-empty',
        message: 'the practice network has not enough mature rewards for this payment',
        found: `${wanted - missing} sat`,
        expected: `${wanted} sat`,
        next: 'mine more blocks; a reward can be spent after 100 of them',
      });
    }
    return { coins, change: -missing };
  }

  return {
    address,
    async pay(payments) {
      const { coins, change } = await select(payments);
      const mtx = new bcoin.MTX();
      for (const { address: payee, value } of payments) mtx.addOutput(payee, value);
      if (change >= LEAST_CHANGE) mtx.addOutput(address, change);
      for (const coin of coins) mtx.addCoin(coin);
      for (const input of mtx.inputs) input.witness.push(OP_TRUE);
      const tx = mtx.toTX();
      invariant(tx.inputs.length === coins.length, 'every selected coin becomes an input');
      return tx;
    },
  };
}
