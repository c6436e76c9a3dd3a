/** `parseTransaction`: prints back to the same bytes, and a second library reads the same transaction. */
import { Transaction as OtherTransaction } from 'bitcoinjs-lib';
import { equalBytes, fromHex } from '../../src/core/bytes.ts';
import { parseTransaction } from '../../src/core/tx/parse.ts';
import { serializeTransaction } from '../../src/core/tx/serialize.ts';
import { txidOf } from '../../src/core/tx/txid.ts';
import { coreSpends } from '../../test/support/psbts.ts';
import { anyTransaction } from '../../test/support/transactions.ts';
import { bytesEdits } from '../edits/bytes.ts';
import { type BytesTarget, holds } from '../engine/target.ts';

export const target: BytesTarget = {
  kind: 'bytes',
  name: 'transaction',
  pace: 'light',
  seeds: () => coreSpends.map(({ final_tx }) => fromHex(final_tx)),
  edits: bytesEdits,
  fresh: anyTransaction.map(serializeTransaction),
  run: (bytes) => {
    const transaction = parseTransaction(bytes);
    holds(
      equalBytes(serializeTransaction(transaction), bytes),
      'a transaction prints back to the bytes it was read from',
    );
    const other = OtherTransaction.fromBuffer(bytes);
    holds(other.getId() === txidOf(transaction), 'two libraries compute the same transaction id');
    return ['read'];
  },
};
