/** Arbitrary transactions, and the same ones as bitcoinjs-lib sees them. */
import { Transaction as OtherTransaction } from 'bitcoinjs-lib';
import fc from 'fast-check';
import { sats } from '../../src/core/amount.ts';
import { toHex } from '../../src/core/bytes.ts';
import { serializeTransaction } from '../../src/core/tx/serialize.ts';
import type { Transaction, TxInput, TxOutput } from '../../src/core/tx/types.ts';

const uint32 = fc.integer({ min: 0, max: 0xffff_ffff });
const bytes = (maxLength: number) => fc.uint8Array({ maxLength });

const input = (witness: fc.Arbitrary<readonly Uint8Array[]>): fc.Arbitrary<TxInput> =>
  fc.record({
    txid: fc.uint8Array({ minLength: 32, maxLength: 32 }).map(toHex),
    vout: uint32,
    scriptSig: bytes(300),
    sequence: uint32,
    witness,
  });

const output: fc.Arbitrary<TxOutput> = fc.record({
  amount: fc.bigInt({ min: 0n, max: 10n ** 14n }).map((count) => sats(count)),
  scriptPubKey: bytes(80),
});

/** With at least one input and output; about half of them with witnesses. */
export const anyTransaction: fc.Arbitrary<Transaction> = fc
  .constantFrom(fc.constant([]), fc.array(bytes(300), { maxLength: 4 }))
  .chain((witness) =>
    fc.record({
      version: uint32,
      inputs: fc.array(input(witness), { minLength: 1, maxLength: 6 }),
      outputs: fc.array(output, { minLength: 1, maxLength: 6 }),
      lockTime: uint32,
    }),
  );

export function otherTransaction(transaction: Transaction): OtherTransaction {
  return OtherTransaction.fromBuffer(serializeTransaction(transaction));
}
