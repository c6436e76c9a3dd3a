/** The watch side against a real node: deposits, payments by 2 of 3, reorganisations, all exact to the satoshi. */
import { randomInt } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { signReceipt } from '../../src/cold/charter/sign-receipt.ts';
import { sats } from '../../src/core/amount.ts';
import { fromHex } from '../../src/core/bytes.ts';
import type { ScriptType } from '../../src/core/key/types.ts';
import { serializeTransaction } from '../../src/core/tx/serialize.ts';
import { virtualSizeOf } from '../../src/core/tx/size.ts';
import { txidOf } from '../../src/core/tx/txid.ts';
import { encodeAddress } from '../../src/core/wallet/address.ts';
import { type ElectrumServer, startElectrumServer } from '../../src/practice/electrum-server/server.ts';
import { startPracticeNode } from '../../src/practice/node/node.ts';
import type { PracticeNode } from '../../src/practice/node/types.ts';
import type { Chain } from '../../src/watch/chain/chain.ts';
import { openChain } from '../../src/watch/chain/open.ts';
import { readHistory } from '../../src/watch/history/history.ts';
import { nextReceiveAddress } from '../../src/watch/receive/receive.ts';
import { broadcastTransaction } from '../../src/watch/spend/broadcast.ts';
import { buildProposal, recordProposal } from '../../src/watch/spend/build.ts';
import { parseFeeRate } from '../../src/watch/spend/fee-rate.ts';
import { syncWallet } from '../../src/watch/sync/sync.ts';
import { viewWallet } from '../../src/watch/sync/view.ts';
import { completePayment } from '../kit/real-money.ts';
import { foundGroup, type Group } from '../review/group.ts';
import { type CoreShapedNode, serveCore } from './chain/core-node.ts';
import { type EsploraServer, serveEsplora } from './chain/esplora-server.ts';
import { PASSWORD } from './chain/replay.ts';
import { type Desk, openDesk } from './world/family.ts';

const PATHS: { readonly [type in ScriptType]: string } = {
  p2wsh: '48h/1h/0h/2h',
  'p2sh-p2wsh': '48h/1h/0h/1h',
  p2sh: '45h',
};

let node: PracticeNode;
let server: ElectrumServer;
let core: CoreShapedNode;
let esplora: EsploraServer;
let cookieFolder: string;
let chain: Chain;
let desk: Desk;
let group: Group;

beforeAll(async () => {
  node = await startPracticeNode();
  server = await startElectrumServer(node);
  core = await serveCore(node);
  esplora = await serveEsplora(node);
  cookieFolder = mkdtempSync(join(tmpdir(), 'icehouse-cookie-'));
  writeFileSync(join(cookieFolder, '.cookie'), PASSWORD);
});

afterAll(async () => {
  await Promise.all([server.close(), core.close(), esplora.close()]);
  rmSync(cookieFolder, { recursive: true });
  await node.close();
});

afterEach(async () => {
  chain.close();
  await desk.remove();
});

/** Ways to the same node. */
const BACKENDS = ['electrum', 'core', 'esplora'] as const;
type Backend = (typeof BACKENDS)[number];

function connect(backend: Backend): Promise<Chain> {
  const urls = { electrum: `tcp://${server.host}:${server.port}`, core: core.url, esplora: esplora.url };
  const options = { url: urls[backend], network: 'regtest', charterId: group.charter.id } as const;
  return openChain({ ...options, cookieFile: join(cookieFolder, '.cookie') });
}

async function open(scriptType: ScriptType, name: string, backend: Backend = 'electrum'): Promise<void> {
  const members = ['Alice', 'Bob', 'Carol'].map((member) => ({ name: `${member} ${name}` }));
  group = await foundGroup({ name, network: 'regtest', scriptType, path: PATHS[scriptType], members });
  desk = await openDesk(group.charter);
  chain = await connect(backend);
}

const now = () => new Date();
const sync = () => syncWallet({ store: desk.store, chain, charter: group.charter, now: now() });
const entries = async () => (await readHistory(desk.store, group.charter.id)).entries;
const balance = async () => (await viewWallet(desk.store, group.charter.id)).balance;

async function receive(): Promise<string> {
  const { charter, second } = group;
  const receipts = group.members.map(({ account }) => signReceipt({ charter, account, second }));
  return (await nextReceiveAddress({ store: desk.store, file: { charter, receipts }, second })).address;
}

const payeeAddress = (salt: number) =>
  encodeAddress(new Uint8Array([0x00, 0x14, ...new Uint8Array(20).fill(salt)]), 'regtest')!;

const propose = async (payments: readonly { readonly address: string; readonly amount: bigint }[], rate = '3.5') => {
  const built = await buildProposal({
    store: desk.store,
    charter: group.charter,
    second: group.second,
    payments: payments.map(({ address, amount }) => ({ address, amount: sats(amount), name: 'Acme' })),
    feeRate: parseFeeRate(rate),
    purpose: 'a test',
    proposer: group.members[0]!.name,
    now: now(),
    random: (limit) => randomInt(limit),
  });
  await recordProposal(desk.store, built, now());
  return built;
};

const sum = (amounts: readonly bigint[]) => amounts.reduce((total, each) => total + each, 0n);

const broadcast = (transaction: Uint8Array) =>
  broadcastTransaction({ store: desk.store, chain, transaction, now: now() });

for (const scriptType of Object.keys(PATHS) as ScriptType[]) {
  describe(`a 2-of-3 ${scriptType} wallet on a real node`, () => {
    beforeEach(() => open(scriptType, `on ${scriptType}`));

    it('receives, pays two people and sees itself right to the satoshi at every step', async () => {
      await sync();
      expect((await balance()).total).toBe(0n);
      const address = await receive();
      await node.fund(address, sats(150_000_000n));
      await sync();
      expect(await balance()).toMatchObject({ confirmed: 0n, unconfirmed: 150_000_000n });
      await node.mine(1);
      await sync();
      expect(await balance()).toMatchObject({ confirmed: 150_000_000n, total: 150_000_000n });
      await node.fund(await receive(), sats(20_000_000n));
      await node.mine(1);
      await sync();

      const { psbtBytes, summary, id } = await propose([
        { address: payeeAddress(1), amount: 100_000_000n },
        { address: payeeAddress(2), amount: 65_000_000n },
      ]);
      expect(summary.inputs).toHaveLength(2);
      const transaction = completePayment(group, psbtBytes, [group.members[0]!, group.members[2]!]);
      // Signatures of 71 or 70 bytes instead of the 72 that are counted: at most two bytes each, weighed as they stand.
      const size = virtualSizeOf(transaction);
      expect(size).toBeLessThanOrEqual(summary.virtualSize);
      expect(size).toBeGreaterThanOrEqual(summary.virtualSize - (scriptType === 'p2sh' ? 10 : 3));

      const sent = await broadcast(serializeTransaction(transaction));
      expect(sent).toMatchObject({ txid: txidOf(transaction), outcome: 'sent' });
      expect(await broadcast(serializeTransaction(transaction))).toMatchObject({ outcome: 'already-known' });
      expect((await desk.store.proposals.get(id)).state).toBe('broadcast');
      const rest = 170_000_000n - 165_000_000n - summary.fee;
      await sync();
      expect(await balance()).toMatchObject({ confirmed: 0n, unconfirmed: rest });

      await node.mine(1);
      await sync();
      expect(await balance()).toEqual({ confirmed: rest, unconfirmed: 0n, unproven: 0n, immature: 0n, total: rest });
      const { coins } = await viewWallet(desk.store, group.charter.id);
      const history = await entries();
      expect(history.map(({ delta }) => delta)).toEqual([150_000_000n, 20_000_000n, -165_000_000n - summary.fee]);
      // The proposal is found although a scriptSig, where there is one, gives the signed transaction another id.
      const paid = { kind: 'sent', purpose: 'a test', fee: summary.fee, balance: rest, confirmations: 1 };
      expect(history.at(-1)).toMatchObject(paid);
      expect(coins).toMatchObject([{ keychain: 'change', index: 0, amount: rest }]);
      expect(await node.confirmations(sent.txid)).toBe(1);
    });
  });
}

describe.each(BACKENDS)('a wallet on a real node, watched by %s,', (backend) => {
  beforeEach(() => open('p2wsh', `vault by ${backend}`, backend));

  it('follows a reorganisation and back', async () => {
    await node.fund(await receive(), sats(7_000_000n));
    await node.mine(2);
    await sync();
    const before = await balance();
    expect(before.confirmed).toBe(7_000_000n);
    await node.reorganise(2);
    await sync();
    expect((await balance()).total).toBe(7_000_000n);
    await node.mine(1);
    await sync();
    expect(await balance()).toEqual(before);
  });

  it('shows a deposit that a double spend undid as vanished', async () => {
    const address = await receive();
    const held = (await viewWallet(desk.store, group.charter.id)).balance.total;
    expect(held).toBe(0n);
    const { txid } = await node.fund(address, sats(3_000_000n));
    await node.mine(1);
    await sync();
    const counted = (await balance()).confirmed;
    expect(counted).toBeGreaterThanOrEqual(3_000_000n);

    // Our own payment is confirmed, then a branch without it confirms another spend of the same coin.
    const first = await propose([{ address: payeeAddress(3), amount: 1_000_000n }]);
    const paid = completePayment(group, first.psbtBytes, group.members.slice(0, 2));
    await desk.store.proposals.update(await desk.store.proposals.get(first.id), {
      state: 'withdrawn',
      at: now().toISOString(),
    });
    const second = await propose([{ address: payeeAddress(4), amount: 1_500_000n }], '9');
    const other = completePayment(group, second.psbtBytes, group.members.slice(1, 3));
    expect(first.summary.inputs.map(({ txid }) => txid)).toEqual(second.summary.inputs.map(({ txid }) => txid));
    await broadcast(serializeTransaction(paid));
    await node.mine(1);
    await sync();
    expect((await balance()).confirmed).toBe(counted - 1_000_000n - first.summary.fee);
    await node.reorganise(1, { include: [hexOf(other)] });
    const { vanished } = await sync();
    expect(vanished).toEqual([txidOf(paid)]);
    expect((await balance()).confirmed).toBe(counted - 1_500_000n - second.summary.fee);
    const history = await entries();
    expect(history.find((entry) => entry.txid === txidOf(paid))).toMatchObject({ state: 'vanished' });
    expect(await node.confirmations(txid)).toBeGreaterThan(0);
  });

  it('is told the reason when the node refuses a payment', async () => {
    await node.fund(await receive(), sats(3_000_000n));
    await node.mine(1);
    await sync();
    const { psbtBytes } = await propose([{ address: payeeAddress(5), amount: 1_000_000n }]);
    const transaction = completePayment(group, psbtBytes, group.members.slice(0, 2));
    const spoilt = {
      ...transaction,
      inputs: transaction.inputs.map((input) => ({ ...input, witness: input.witness.toReversed() })),
    };
    await expect(broadcast(serializeTransaction(spoilt))).rejects.toMatchObject({
      code: 'chain/rejected',
      found: expect.stringContaining(backend === 'electrum' ? 'rejected by network rules' : 'bad-witness-nonstandard'),
    });
    expect(await broadcast(serializeTransaction(transaction))).toMatchObject({ outcome: 'sent' });
    await node.mine(1);
  });

  it('hears what the server thinks of fees, and of new blocks', async () => {
    expect(await chain.estimateFee(6)).toBe(backend === 'esplora' ? 2_500n : 2_000n);
    const bands =
      backend === 'esplora'
        ? [
            { rate: 12_500n, virtualSize: 500_000 },
            { rate: 1_000n, virtualSize: 100_000 },
          ]
        : [];
    if (chain.feeHistogram) expect(await chain.feeHistogram()).toEqual(bands);
    expect(chain.feeHistogram === undefined).toBe(backend === 'core');
    await chain.tip();
    // An explorer announces nothing, and is asked every quarter of a minute: too long to wait for here.
    const heard = backend === 'esplora' ? undefined : chain.news([]);
    await node.mine(1);
    await heard;
    expect((await chain.tip()).height).toBe(node.height());
    // Without an index of all transactions, Bitcoin Core gives those in blocks to their wallets only.
    if (backend === 'core') return;
    const [transaction] = await chain.transactions([(await node.block(node.height()))!.transactions[0]!.txid]);
    expect(transaction).toEqual(fromHex((await node.block(node.height()))!.transactions[0]!.hex));
  });

  it('sees transfers within the wallet, of which one spends the other', async () => {
    await node.fund(await receive(), sats(5_000_000n));
    await node.mine(1);
    await sync();
    const fees: bigint[] = [];
    const held = (await balance()).total;
    // So little is left over that every coin is needed, those of the transfer before among them.
    for (const rest of [200_000n, 50_000n]) {
      const address = await receive();
      const { psbtBytes, summary } = await propose([{ address, amount: (await balance()).total - rest }]);
      expect(summary.inputs).toHaveLength((await viewWallet(desk.store, group.charter.id)).coins.length);
      fees.push(summary.fee);
      await chain.tip();
      const heard = backend === 'core' ? chain.news([]) : undefined;
      await broadcast(serializeTransaction(completePayment(group, psbtBytes, group.members.slice(0, 2))));
      await heard;
      await sync();
      expect((await balance()).total).toBe(held - sum(fees));
      await node.mine(1);
      await sync();
      expect((await balance()).confirmed).toBe(held - sum(fees));
    }
    // Nobody who begins anew remembers the first transfer, of which nothing is left.
    await desk.remove();
    desk = await openDesk(group.charter);
    chain.close();
    chain = await connect(backend);
    await sync();
    expect((await balance()).confirmed).toBe(held - sum(fees));
    expect((await entries()).slice(-2).map(({ delta }) => -delta)).toEqual(fees);
  });

  it('has the same past, coins and balance as by any other way', async () => {
    await node.fund(await receive(), sats(2_000_000n));
    await sync();
    const { balance, coins } = await viewWallet(desk.store, group.charter.id);
    const other = await openDesk(group.charter);
    const otherChain = await connect('electrum');
    await syncWallet({ store: other.store, chain: otherChain, charter: group.charter, now: now() });
    const theirs = await viewWallet(other.store, group.charter.id);
    const [history, theirHistory] = [await entries(), (await readHistory(other.store, group.charter.id)).entries];
    expect(history.length).toBeGreaterThan(4);
    expect(balance).toEqual(theirs.balance);
    const byTxid = <Item extends { readonly txid: string }>(items: readonly Item[]) =>
      items.toSorted((left, right) => (left.txid < right.txid ? -1 : 1));
    expect(byTxid(coins)).toEqual(byTxid(theirs.coins));
    const facts = byTxid(history).map(({ txid, state, height, delta, fee }) => ({ txid, state, height, delta, fee }));
    expect(facts).toEqual(
      byTxid(theirHistory).map(({ txid, state, height, delta, fee }) => ({ txid, state, height, delta, fee })),
    );
    otherChain.close();
    await other.remove();
    await node.mine(1);
  });
});

const hexOf = (transaction: Parameters<typeof serializeTransaction>[0]): string =>
  Buffer.from(serializeTransaction(transaction)).toString('hex');
