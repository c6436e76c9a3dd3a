/** A wallet with one transaction of every kind, for tests of the history and its exports. */
import { sats } from '../../../src/core/amount.ts';
import { proposalRecord } from '../../../src/core/proposal/codec.ts';
import { createPsbt } from '../../../src/core/psbt/create.ts';
import { serializePsbt } from '../../../src/core/psbt/serialize.ts';
import { txidOf } from '../../../src/core/tx/txid.ts';
import { encodeAddress } from '../../../src/core/wallet/address.ts';
import type { Keychain } from '../../../src/core/wallet/types.ts';
import { connectElectrum } from '../../../src/watch/chain/electrum/connect.ts';
import { syncWallet } from '../../../src/watch/sync/sync.ts';
import { paymentFromOutside, spend } from '../world/blocks.ts';
import { at, type Desk, familyCharter, NOW, openDesk } from '../world/family.ts';
import { serve, type TestServer } from '../world/liar.ts';
import { createWorld, type World } from '../world/world.ts';

export const charter = familyCharter();

const STRANGER = new Uint8Array([0x00, 0x14, ...new Uint8Array(20).fill(7)]);
export const ROOFER = encodeAddress(STRANGER, 'regtest')!;

export const own = (keychain: Keychain, index: number, amount: bigint) => ({
  amount: sats(amount),
  scriptPubKey: at(charter, keychain, index).scriptPubKey,
});
export const away = (amount: bigint) => ({ amount: sats(amount), scriptPubKey: STRANGER });

export interface Books {
  readonly world: World;
  readonly server: TestServer;
  readonly desk: Desk;
  sync(): Promise<void>;
  close(): Promise<void>;
}

export async function openBooks(): Promise<Books> {
  const world = createWorld();
  world.mine(3);
  const server = await serve(world);
  const desk = await openDesk(charter);
  const chain = await connectElectrum({ url: server.url, network: 'regtest' });
  return {
    world,
    server,
    desk,
    async sync() {
      await syncWallet({ store: desk.store, chain, charter, now: NOW });
    },
    async close() {
      chain.close();
      await server.close();
      await desk.remove();
    },
  };
}

const hostile = '=cmd|"/C calc"!A1\u202e; [=2031-01-01] {5 BTC}';

/** Deposits, a proposed payment, a move, a joint payment, one replaced in the mempool, all synced. */
export async function fillBooks({ world, desk, sync }: Books) {
  const { store } = desk;
  const deposits = [1_000_000n, 2_000_000n, 4_000_000n].map((amount, index) =>
    paymentFromOutside([away(5n), own('receive', index, amount)]),
  );
  world.send(...deposits);
  world.mine();
  const coins = deposits.map((each) => ({ txid: txidOf(each), vout: 1 }));

  const payment = spend([coins[0]!], [away(300_000n), own('change', 0, 699_000n)]);
  const record = proposalRecord({
    ...{ charterId: charter.id, proposer: 'Alice', purpose: `new roof ${hostile}`, expires: undefined },
    ...{ payees: [{ address: ROOFER, name: 'Roofer', source: undefined }], signature: undefined },
  });
  const psbt = createPsbt({
    version: 0,
    transaction: { ...payment, inputs: payment.inputs.map((input) => ({ ...input, witness: [] })) },
    inputs: [{}],
    outputs: [{}, {}],
    unknown: [record],
  });
  await store.proposals.add({
    ...{ id: txidOf(payment), charterId: charter.id, inputs: [coins[0]!], changeIndex: 0, at: NOW.toISOString() },
    psbtBytes: serializePsbt(psbt),
  });
  const move = spend([coins[1]!], [own('receive', 3, 1_999_000n)]);
  const foreign = { txid: '77'.repeat(32), vout: 0 };
  const joint = spend([coins[2]!, foreign], [own('receive', 4, 3_500_000n), away(9_000_000n)]);
  world.send(payment, move, joint);
  world.mine(2);

  const change = { txid: txidOf(payment), vout: 1 };
  const replaced = spend([change], [away(100_000n), own('change', 1, 598_000n)]);
  const replacing = spend([change], [away(100_000n), own('change', 1, 590_000n)]);
  world.send(replaced);
  await sync();
  world.evict(txidOf(replaced));
  world.send(replacing);
  await sync();
  await store.labels.set(charter.id, { type: 'tx', ref: txidOf(deposits[0]!), label: hostile, spendable: undefined });
  return { deposits, payment, move, joint, replaced, replacing };
}
