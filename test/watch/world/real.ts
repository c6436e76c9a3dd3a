/** A group's wallet on a real node, watched through a real Electrum-protocol server: what every kind of spend is tried on. */
import { randomInt } from 'node:crypto';
import { sats } from '../../../src/core/amount.ts';
import { serializeTransaction } from '../../../src/core/tx/serialize.ts';
import { virtualSizeOf } from '../../../src/core/tx/size.ts';
import { txidOf } from '../../../src/core/tx/txid.ts';
import type { Transaction } from '../../../src/core/tx/types.ts';
import { deriveOutput } from '../../../src/core/wallet/output.ts';
import { startElectrumServer } from '../../../src/practice/electrum-server/server.ts';
import { startPracticeNode } from '../../../src/practice/node/node.ts';
import type { PracticeNode } from '../../../src/practice/node/types.ts';
import type { Chain } from '../../../src/watch/chain/chain.ts';
import { connectElectrum } from '../../../src/watch/chain/electrum/connect.ts';
import { settleProposals } from '../../../src/watch/proposals/settle.ts';
import { broadcastTransaction } from '../../../src/watch/spend/broadcast.ts';
import {
  type BuiltProposal,
  buildProposal,
  type ProposalRequest,
  recordProposal,
} from '../../../src/watch/spend/build.ts';
import { parseFeeRate } from '../../../src/watch/spend/fee-rate.ts';
import { syncWallet } from '../../../src/watch/sync/sync.ts';
import { type Balance, viewWallet } from '../../../src/watch/sync/view.ts';
import { completePayment, transactionHex } from '../../kit/real-money.ts';
import { foundGroup, type Group } from '../../review/group.ts';
import { type Desk, openDesk } from './family.ts';

export interface RealWallet {
  readonly group: Group;
  readonly node: PracticeNode;
  readonly desk: Desk;
  readonly chain: Chain;
  about(): { store: Desk['store']; charter: Group['charter']; second: Group['second']; now: Date };
  sync(): Promise<Balance>;
  /** Coins on receive addresses, a list of amounts for each address in turn; mined and synced. */
  deposit(...coins: readonly (readonly bigint[])[]): Promise<void>;
  propose(payments: ProposalRequest['payments'], changes?: Partial<ProposalRequest>): Promise<BuiltProposal>;
  /** By Alice and Carol. */
  signed(psbtBytes: Uint8Array): Transaction;
  broadcast(transaction: Transaction): Promise<void>;
  /** One block with exactly this transaction, which is how a replacement gets into a node that knows none. */
  mineExactly(transaction: Transaction): Promise<void>;
  /** Signs, broadcasts, mines and syncs; gives the final transaction as the node has it. */
  pay(psbtBytes: Uint8Array): Promise<Transaction>;
  close(): Promise<void>;
}

/** Of a group with seeds of its own unless one is given. */
export async function openRealWallet(given?: Group): Promise<RealWallet> {
  const node = await startPracticeNode();
  const server = await startElectrumServer(node);
  const group = given ?? (await foundGroup({ name: 'Family', network: 'regtest', path: '48h/1h/0h/2h' }));
  const { charter, second } = group;
  const desk = await openDesk(charter);
  const { store } = desk;
  const chain = await connectElectrum({ url: `tcp://${server.host}:${server.port}`, network: 'regtest' });
  const now = () => new Date();
  let next = 0;
  const real: RealWallet = {
    ...{ group, node, desk, chain },
    about: () => ({ store, charter, second, now: now() }),
    async sync() {
      await syncWallet({ store, chain, charter, now: now() });
      await settleProposals(real.about());
      return (await viewWallet(store, charter.id)).balance;
    },
    async deposit(...coins) {
      const payments = coins.flatMap((amounts) => {
        const { address } = deriveOutput(charter.wallet, 'receive', next++);
        return amounts.map((amount) => ({ address, amount: sats(amount) }));
      });
      await node.fundAll(payments);
      await node.mine(1);
      await real.sync();
    },
    async propose(payments, changes = {}) {
      const built = await buildProposal({
        ...{ ...real.about(), payments, feeRate: parseFeeRate('3.5'), purpose: 'a test', proposer: 'Alice' },
        random: (limit) => randomInt(limit),
        ...changes,
      });
      await recordProposal(store, built, now());
      return built;
    },
    signed: (psbtBytes) => completePayment(group, psbtBytes, [group.members[0]!, group.members[2]!]),
    async broadcast(transaction) {
      await broadcastTransaction({ store, chain, transaction: serializeTransaction(transaction), now: now() });
      await real.sync();
    },
    async mineExactly(transaction) {
      await node.mineExactly([transactionHex(transaction)]);
      await real.sync();
    },
    async pay(psbtBytes) {
      const transaction = real.signed(psbtBytes);
      await real.broadcast(transaction);
      await node.mine(1);
      await real.sync();
      if ((await node.confirmations(txidOf(transaction))) !== 1) throw new Error('the node did not confirm it');
      return transaction;
    },
    async close() {
      chain.close();
      await desk.remove();
      await server.close();
      await node.close();
    },
  };
  return real;
}

/**
 * By how many vbytes a real 2-of-n segwit transaction may lie below its bound: signatures are counted with 72 bytes and have
 * 71 or, one in 256, 70.
 */
export function slackOf({ inputs }: Transaction): number {
  return Math.ceil((inputs.length * 2 * 2) / 4) + 1;
}

/** The real size and the bounds that it must keep to. */
export function sizes(transaction: Transaction, bound: number): { real: number; least: number; most: number } {
  return { real: virtualSizeOf(transaction), least: bound - slackOf(transaction), most: bound };
}
