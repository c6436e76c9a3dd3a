/** Forged proofs that a transaction is in a block (64). No command takes a proof: they come from a server. */
import { sats } from '../../../../src/core/amount.ts';
import { fromHex, toHex } from '../../../../src/core/bytes.ts';
import { parseTransaction } from '../../../../src/core/tx/parse.ts';
import { txidOf } from '../../../../src/core/tx/txid.ts';
import { type MerkleClaim, merkleFlaw } from '../../../../src/watch/spv/merkle.ts';
import { merkleBranchOf, merkleLevels, paymentFromOutside } from '../../../watch/world/blocks.ts';
import type { ActCase, Row } from '../../row.ts';

/** A transaction of 64 bytes, which reads as a node of the tree. */
const SIXTY_FOUR = fromHex(`0200000001${'11'.repeat(32)}0000000000ffffffff01${'00'.repeat(8)}046a02010200000000`);

const TRANSACTIONS = Array.from({ length: 5 }, (_, index) =>
  paymentFromOutside([{ amount: sats(BigInt(index)), scriptPubKey: Uint8Array.of(0x51) }]),
);

/** The honest proof of one of the first few transactions. */
function claim(count: number, position: number): MerkleClaim {
  const chosen = TRANSACTIONS.slice(0, count);
  const txids = chosen.map(txidOf);
  return {
    txid: txids[position]!,
    transaction: chosen[position]!,
    proof: { branch: merkleBranchOf(txids, position).map((hash) => fromHex(hash).reverse()), position },
    merkleRoot: merkleLevels(txids).at(-1)![0]!,
  };
}

function forged(name: string, told: string, attack: () => MerkleClaim): ActCase {
  const verdict = (proof: MerkleClaim): string => merkleFlaw(proof) ?? 'the proof holds';
  return {
    name: `64-${name}`,
    expected: { outcome: 'told', shows: [told], never: ['the proof holds'] },
    library: () => ({ attack: () => verdict(attack()), control: () => verdict(claim(3, 2)) }),
  };
}

export const SPV_ROWS: readonly Row<ActCase>[] = [
  {
    row: 64,
    cases: [
      forged('transaction-of-64-bytes', '64 bytes', () => {
        const transaction = parseTransaction(SIXTY_FOUR);
        const txid = txidOf(transaction);
        const merkleRoot = fromHex(txid).reverse();
        return { txid, transaction, proof: { branch: [], position: 0 }, merkleRoot };
      }),
      forged('node-that-is-a-transaction', 'itself a transaction', () => {
        const txids = [txidOf(TRANSACTIONS[0]!), txidOf(parseTransaction(SIXTY_FOUR))];
        const branch = [SIXTY_FOUR.slice(0, 32), fromHex(txids[0]!).reverse()];
        return {
          txid: toHex(SIXTY_FOUR.slice(32).reverse()),
          transaction: TRANSACTIONS[1]!,
          proof: { branch, position: 3 },
          merkleRoot: merkleLevels(txids).at(-1)![0]!,
        };
      }),
      forged('left-sibling-twice', 'counts a subtree twice', () => {
        const honest = claim(3, 2);
        return { ...honest, proof: { ...honest.proof, position: 3 } };
      }),
      forged('branch-longer-than-any-tree', 'longer', () => {
        const branch = Array.from({ length: 16 }, () => new Uint8Array(32));
        return { ...claim(2, 1), proof: { branch, position: 1 } };
      }),
      forged('place-outside-the-tree', 'outside the tree', () => ({
        ...claim(2, 1),
        proof: { branch: [], position: 1 },
      })),
      forged('another-transaction', 'does not lead', () => ({ ...claim(3, 2), ...idOf(3) })),
    ],
  },
];

const idOf = (index: number) => ({ txid: txidOf(TRANSACTIONS[index]!), transaction: TRANSACTIONS[index]! });
