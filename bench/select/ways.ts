/** The ways of choosing coins that are compared, each from the same terms and coins to the coins it would spend. */
import { NETWORK, p2ms, p2wsh } from '@scure/btc-signer';
import { selectUTXO } from '@scure/btc-signer/utxo.js';
import coinSelect from 'coinselect';
import type { Sats } from '../../src/core/amount.ts';
import { IcehouseError } from '../../src/core/errors.ts';
import { feeFor } from '../../src/watch/spend/fee-rate.ts';
import type { QuickRandom } from '../../src/watch/spend/random.ts';
import type { Terms } from '../../src/watch/spend/select/request.ts';
import { selectCoins } from '../../src/watch/spend/select.ts';
import { coreChoice } from './core.ts';

export interface BenchCoin {
  readonly number: number;
  readonly amount: Sats;
}

export interface Way {
  readonly name: string;
  /** Whether it throws dice, so that one run says little. */
  readonly isRandom: boolean;
  /** The coins it would spend; undefined when it finds none. */
  choose(terms: Terms, coins: readonly BenchCoin[], random: QuickRandom): readonly BenchCoin[] | undefined;
}

/** What an output of 20-byte witness programs, the payee's, and one of ours look like to the libraries. */
const PAYEE = 'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4';
const PUBLIC_KEYS = [
  '0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798',
  '02c6047f9441ed7d6d3045406e95c07cd85c778e4b8cef3ca7abac09b95c709ee5',
  '02f9308a019258c31049344f85f89d5229b531c845836f99b08601f113bce036f9',
].map((hex) => Uint8Array.from(Buffer.from(hex, 'hex')));
const OWN = p2wsh(p2ms(2, PUBLIC_KEYS), NETWORK);

export const WAYS: readonly Way[] = [
  {
    name: 'Icehouse',
    isRandom: true,
    choose: (terms, coins, random) =>
      orNothing(() => selectCoins({ ...terms, coins, use: 'any', random: random.below }).coins),
  },
  { name: 'Bitcoin Core’s algorithm', isRandom: true, choose: coreChoice },
  {
    name: 'coinselect 3.1',
    isRandom: false,
    choose({ target, rate, sizes }, coins) {
      // It counts 41 bytes for an input and 9 for an output beside their scripts.
      const script = { length: sizes.input - 41 };
      const utxos = coins.map((coin) => ({ coin, value: Number(coin.amount), script }));
      const chosen = coinSelect(utxos, [{ value: Number(target), script: { length: 22 } }], Number(rate) / 1_000);
      return chosen.inputs?.map(({ coin }) => coin);
    },
  },
  {
    name: '@scure/btc-signer selectUTXO',
    isRandom: false,
    choose({ target, rate }, coins) {
      const inputs = coins.map(({ amount, number }) => ({
        txid: Uint8Array.from({ length: 32 }, (_, place) => (place < 4 ? (number >>> (8 * place)) & 255 : 7)),
        index: 0,
        witnessUtxo: { amount, script: OWN.script },
        witnessScript: OWN.witnessScript!,
      }));
      const byNumber = new Map(coins.map((coin, place) => [Buffer.from(inputs[place]!.txid).toString('hex'), coin]));
      const options = { feePerByte: rate / 1_000n, changeAddress: OWN.address!, createTx: false, bip69: false };
      const chosen = selectUTXO(inputs, [{ address: PAYEE, amount: target }], 'default', options);
      return chosen?.inputs.map(({ txid }) => byNumber.get(Buffer.from(txid as Uint8Array).toString('hex'))!);
    },
  },
  {
    name: 'largest coins first',
    isRandom: false,
    choose({ target, rate, sizes }, coins) {
      const sorted = coins.toSorted((left, right) => Number(right.amount - left.amount));
      let sum = 0n;
      const count = sorted.findIndex(({ amount }, index) => {
        sum += amount;
        return sum >= target + feeFor(sizes.whole(index + 1, 'without change'), rate);
      });
      return count < 0 ? undefined : sorted.slice(0, count + 1);
    },
  },
];

function orNothing<T>(choose: () => T): T | undefined {
  try {
    return choose();
  } catch (error) {
    if (error instanceof IcehouseError) return undefined;
    throw error;
  }
}
