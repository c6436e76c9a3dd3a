/**
 * A group with its keys, the store of one member and a small world around it: what tests of proposals start from. Keys,
 * reviews and signatures are real; blocks are those of `blocks.ts`.
 */

import { type Sats, sats } from '../../../src/core/amount.ts';
import { combineForWallet } from '../../../src/core/completion/combine-for-wallet.ts';
import { finalizeForWallet } from '../../../src/core/completion/finalize-for-wallet.ts';
import { parsePsbt } from '../../../src/core/psbt/parse.ts';
import { serializeTransaction } from '../../../src/core/tx/serialize.ts';
import { txidOf } from '../../../src/core/tx/txid.ts';
import type { Transaction } from '../../../src/core/tx/types.ts';
import { encodeAddress } from '../../../src/core/wallet/address.ts';
import { deriveOutput } from '../../../src/core/wallet/output.ts';
import type { Chain } from '../../../src/watch/chain/chain.ts';
import { connectElectrum } from '../../../src/watch/chain/electrum/connect.ts';
import { settleProposals } from '../../../src/watch/proposals/settle.ts';
import { takeSignatures } from '../../../src/watch/proposals/signers.ts';
import { type ProposalView, viewProposals } from '../../../src/watch/proposals/view.ts';
import { broadcastTransaction } from '../../../src/watch/spend/broadcast.ts';
import {
  type BuiltProposal,
  buildProposal,
  type ProposalRequest,
  recordProposal,
} from '../../../src/watch/spend/build.ts';
import { parseFeeRate } from '../../../src/watch/spend/fee-rate.ts';
import { syncWallet } from '../../../src/watch/sync/sync.ts';
import { signAs } from '../../kit/real-money.ts';
import { foundGroup, type Group } from '../../review/group.ts';
import { paymentFromOutside } from './blocks.ts';
import { type Desk, NOW, openDesk } from './family.ts';
import { serve, type TestServer } from './liar.ts';
import { createWorld, type World } from './world.ts';

export const PAYEE = addressOf(7);

/** A stranger's P2WPKH address. */
export function addressOf(salt: number): string {
  return encodeAddress(new Uint8Array([0x00, 0x14, ...new Uint8Array(20).fill(salt)]), 'regtest')!;
}

export interface Payer {
  readonly group: Group;
  readonly world: World;
  readonly server: TestServer;
  readonly desk: Desk;
  readonly chain: Chain;
  /** What the functions of `watch/proposals` ask for. */
  readonly about: { store: Desk['store']; charter: Group['charter']; second: Group['second']; now: Date };
  sync(): Promise<void>;
  /** One transaction for each amount, to receive addresses in turn; mined and synced. */
  deposit(...amounts: bigint[]): Promise<string[]>;
  build(changes?: Partial<ProposalRequest>): Promise<BuiltProposal>;
  propose(changes?: Partial<ProposalRequest>): Promise<BuiltProposal>;
  /** The proposal as these members give it back. */
  signed(psbtBytes: Uint8Array, ...names: string[]): Uint8Array;
  /** Signed by Alice and Bob, or by those who are named. */
  final(psbtBytes: Uint8Array, ...names: string[]): Transaction;
  /** Signs, broadcasts and syncs. */
  send(psbtBytes: Uint8Array, ...names: string[]): Promise<Transaction>;
  /** After settling. */
  view(id: string, now?: Date): Promise<ProposalView>;
  close(): Promise<void>;
}

let founded: Promise<Group> | undefined;

/** The same group for all tests of a file: its keys take a moment. */
export function payersGroup(): Promise<Group> {
  founded ??= foundGroup({ name: 'Family', network: 'regtest', path: '48h/1h/0h/2h' });
  return founded;
}

export async function openPayer(group: Group): Promise<Payer> {
  const { charter, second } = group;
  const world = createWorld();
  world.mine();
  const server = await serve(world);
  const desk = await openDesk(charter);
  const { store } = desk;
  const chain = await connectElectrum({ url: server.url, network: 'regtest' });
  const about = { store, charter, second, now: NOW };
  let next = 0;

  const payer: Payer = {
    ...{ group, world, server, desk, chain, about },
    async sync() {
      await syncWallet({ store, chain, charter, now: NOW });
      await settleProposals(about);
    },
    async deposit(...amounts) {
      const deposits = amounts.map((amount) => {
        const { scriptPubKey } = deriveOutput(charter.wallet, 'receive', next++);
        return paymentFromOutside([{ amount: sats(amount), scriptPubKey }]);
      });
      world.send(...deposits);
      world.mine();
      await payer.sync();
      return deposits.map(txidOf);
    },
    build: (changes = {}) =>
      buildProposal({
        ...about,
        payments: [{ address: PAYEE, amount: sats(150_000n), name: 'Acme Roofing', source: undefined }],
        feeRate: parseFeeRate('5'),
        ...{ purpose: 'the roof', proposer: 'Alice', random: () => 1 },
        ...changes,
      }),
    async propose(changes) {
      const built = await payer.build(changes);
      await recordProposal(store, built, NOW);
      return built;
    },
    signed(psbtBytes, ...names) {
      const members = group.members.filter(({ name }) => names.includes(name));
      return members.reduce((bytes, member) => signAs(member, group, bytes), psbtBytes);
    },
    final(psbtBytes, ...names) {
      const base = parsePsbt(psbtBytes);
      const returned = [
        { name: 'both', content: parsePsbt(payer.signed(psbtBytes, ...(names.length > 0 ? names : ['Alice', 'Bob']))) },
      ];
      const { psbt } = combineForWallet({ base, returned, wallet: charter.wallet, second });
      return finalizeForWallet({ psbt, wallet: charter.wallet, second }).transaction;
    },
    async send(psbtBytes, ...names) {
      const transaction = payer.final(psbtBytes, ...names);
      await broadcastTransaction({ store, chain, transaction: serializeTransaction(transaction), now: NOW });
      await takeSignatures({ ...about, content: transaction });
      await payer.sync();
      return transaction;
    },
    async view(id, now = NOW) {
      await settleProposals({ ...about, now });
      return (await viewProposals({ ...about, now })).find((view) => view.id === id)!;
    },
    async close() {
      chain.close();
      await server.close();
      await desk.remove();
    },
  };
  return payer;
}

/** Sum of amounts, as tests add up what must be exact. */
export function sum(outputs: readonly { readonly amount: Sats }[]): bigint {
  return outputs.reduce((total, { amount }) => total + amount, 0n);
}
