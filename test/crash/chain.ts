/** The recorded chain up to a height, as a server would tell of it. */
import { fromHex } from '../../src/core/bytes.ts';
import { parseTransaction } from '../../src/core/tx/parse.ts';
import { txidOf } from '../../src/core/tx/txid.ts';
import type { Chain } from '../../src/watch/chain/chain.ts';
import { merkleBranchOf } from '../watch/world/blocks.ts';
import type { RecordedBlock } from './recording.ts';

const keyOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

export function recordedChain(blocks: readonly RecordedBlock[], height: number): Chain {
  const seen = blocks.slice(0, height + 1);
  const byId = new Map<string, Uint8Array>();
  const paid = new Map<string, { txid: string; height: number }[]>();
  const idsOf: string[][] = [];
  for (const [at, { transactions }] of seen.entries()) {
    const ids = transactions.map((hex) => {
      const bytes = fromHex(hex);
      const transaction = parseTransaction(bytes);
      const txid = txidOf(transaction);
      byId.set(txid, bytes);
      for (const { scriptPubKey } of transaction.outputs) {
        const key = keyOf(scriptPubKey);
        paid.set(key, [...(paid.get(key) ?? []), { txid, height: at }]);
      }
      return txid;
    });
    idsOf.push(ids);
  }
  const unasked = () => Promise.reject(new Error('a sync does not ask that'));
  return {
    where: 'tcp://recorded:1',
    network: 'regtest',
    tip: async () => ({ height, header: fromHex(seen[height]!.header) }),
    headers: async (from, count) => seen.slice(from, from + count).map(({ header }) => fromHex(header)),
    histories: async (scripts) => scripts.map((script) => paid.get(keyOf(script)) ?? []),
    transactions: async (ids) => ids.map((id) => byId.get(id)!),
    merkleProofs: async (claims) =>
      claims.map((claim) => {
        const ids = idsOf[claim.height] ?? [];
        const position = ids.indexOf(claim.txid);
        return { position, branch: merkleBranchOf(ids, position).map((hash) => fromHex(hash).reverse()) };
      }),
    broadcast: unasked,
    estimateFee: unasked,
    news: unasked,
    close() {},
  };
}
