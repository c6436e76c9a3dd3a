/**
 * Real Electrum online against our Electrum-protocol server: it synchronises the group's wallet with its own SPV checks,
 * proposes a payment that the members review and sign here, and broadcasts it through the server to the node.
 */
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parseBtc } from '../../../src/core/amount.ts';
import { fromBase64 } from '../../../src/core/bytes.ts';
import { reviewPsbt } from '../../../src/core/review/review.ts';
import { txidOf } from '../../../src/core/tx/txid.ts';
import { deriveOutput } from '../../../src/core/wallet/output.ts';
import { type ElectrumServer, startElectrumServer } from '../../../src/practice/electrum-server/server.ts';
import { startPracticeNode } from '../../../src/practice/node/node.ts';
import type { PracticeNode } from '../../../src/practice/node/types.ts';
import { connectElectrum } from '../../../src/watch/chain/electrum/connect.ts';
import { readHistory } from '../../../src/watch/history/history.ts';
import { syncWallet } from '../../../src/watch/sync/sync.ts';
import { withAlteredSignature } from '../../kit/altered.ts';
import { completePayment, fundPlaces, transactionHex } from '../../kit/real-money.ts';
import type { Group } from '../../review/group.ts';
import { type Desk, openDesk } from '../../watch/world/family.ts';
import { peer } from '../peer.ts';
import { type ElectrumDaemon, startElectrumDaemon } from './daemon.ts';
import { openElectrum } from './electrum.ts';
import { ourGroup, theirPolicyOf, WAYS } from './people.ts';

const PAYEE = 'bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080';
const electrum = peer('electrum');

interface HistoryOfElectrum {
  readonly transactions: readonly {
    readonly txid: string;
    readonly height: number;
    readonly confirmations: number;
    /** Bitcoin with as many decimals as it takes. */
    readonly bc_value: string;
    readonly bc_balance: string;
    readonly fee_sat: number | null;
  }[];
}

const satoshis = (bitcoin: string): bigint =>
  bitcoin.startsWith('-') ? -parseBtc(bitcoin.slice(1)) : parseBtc(bitcoin);

electrum.describe('real Electrum, online', () => {
  const [segwit] = WAYS;
  let node: PracticeNode;
  let server: ElectrumServer;
  let daemon: ElectrumDaemon;
  let group: Group;
  let desk: Desk;
  /** Names the wallet file in each call. */
  let wallet: { readonly wallet: string };

  beforeAll(async () => {
    node = await startPracticeNode();
    server = await startElectrumServer(node);
    daemon = await startElectrumDaemon(electrum.path!, server.port, node.height());
    group = await ourGroup(segwit!, 'regtest');
    desk = await openDesk(group.charter);
    const path = join(daemon.folder, 'carol');
    const files = openElectrum();
    // Carol has the words of nobody else: what she proposes, Alice and Bob sign here.
    await files.save(theirPolicyOf('Carol', segwit!, group, 'regtest'), path);
    await files.close();
    wallet = { wallet: path };
    expect(await daemon.command('load_wallet', { wallet_path: path })).toBe(true);
  });
  afterAll(async () => {
    await daemon.close();
    await desk.remove();
    await server.close();
    await node.close();
  });

  /** Waits until Electrum has checked the proof that the newest block holds the transaction. */
  function untilConfirmed(txid: string): Promise<unknown> {
    return daemon.until('onchain_history', wallet, (answer) =>
      (answer as HistoryOfElectrum).transactions.some(
        (each) => each.txid === txid && each.height === node.height() && each.confirmations === 1,
      ),
    );
  }

  /** Syncs the same wallet from the same server by our own means, and compares line by line. */
  async function expectSameHistory(): Promise<void> {
    const { charter } = group;
    const chain = await connectElectrum({ url: `tcp://127.0.0.1:${server.port}`, network: 'regtest' });
    await syncWallet({ store: desk.store, chain, charter, now: new Date() });
    chain.close();
    const { entries, balance } = await readHistory(desk.store, charter.id);
    const { transactions } = (await daemon.command('onchain_history', wallet)) as HistoryOfElectrum;
    const ours = entries.map(({ txid, height, confirmations, counted, balance }) => {
      return { txid, height: height ?? 0, confirmations, counted, balance };
    });
    const theirs = transactions.map(({ txid, height, confirmations, bc_value, bc_balance }) => {
      const isMined = height > 0;
      return {
        ...{ txid, height: isMined ? height : 0, confirmations: isMined ? confirmations : 0 },
        ...{ counted: satoshis(bc_value), balance: satoshis(bc_balance) },
      };
    });
    expect(ours).toEqual(theirs);
    expect(theirs.at(-1)!.balance).toBe(balance.total);
    // Of deposits, Electrum takes the server's word for the fee.
    for (const { txid, fee } of entries.filter(({ kind }) => kind === 'sent'))
      expect(fee).toBe(BigInt(transactions.find((each) => each.txid === txid)!.fee_sat!));
  }

  it('agrees with the node and with us about balance and history', async () => {
    const coins = await fundPlaces(node, group.charter.wallet, [
      { keychain: 'receive', index: 0, amount: 100_000_000n },
      { keychain: 'receive', index: 7, amount: 60_000_000n },
      { keychain: 'change', index: 3, amount: 2_500_000n },
    ]);
    await untilConfirmed(coins[0]!.txid);
    expect(await daemon.command('getbalance', wallet)).toEqual({ confirmed: '1.625' });
    const unspent = (await daemon.command('listunspent', wallet)) as { prevout_hash: string; prevout_n: number }[];
    expect(unspent.map(({ prevout_hash: txid, prevout_n: vout }) => ({ txid, vout }))).toEqual(
      expect.arrayContaining(coins.map(({ txid, vout }) => ({ txid, vout }))),
    );
    await expectSameHistory();
  });

  it('follows a reorganisation', async () => {
    await node.reorganise(1);
    await daemon.until('getbalance', wallet, isDeeply({ confirmed: '0', unconfirmed: '1.625' }));
    await expectSameHistory();
    const [waiting] = node.mempool();
    await node.mine(1);
    await untilConfirmed(waiting!.txid);
    expect(await daemon.command('getbalance', wallet)).toEqual({ confirmed: '1.625' });
    await expectSameHistory();
  });

  it('proposes a payment, which is reviewed and signed here, and broadcasts it', async () => {
    const request = { destination: PAYEE, amount: '1.5', fee: '0.0001', unsigned: true, ...wallet };
    const proposal = fromBase64((await daemon.command('payto', request)) as string);
    const [alice, bob] = group.members;
    const review = reviewPsbt({ psbtBytes: proposal, registered: alice!.registered, second: group.second });
    expect(review.totals).toMatchObject({ leaving: 150_000_000n, fee: 10_000n });
    expect(review.outputs.map(({ role }) => role).toSorted()).toEqual(['change', 'payment']);

    const payment = completePayment(group, proposal, [alice!, bob!]);
    const txid = await daemon.command('broadcast', { tx: transactionHex(payment) });
    expect(node.mempool().map((tx) => tx.txid)).toEqual([txid]);
    await node.mine(1);
    await untilConfirmed(txid as string);
    expect(await daemon.command('getbalance', wallet)).toEqual({ confirmed: '0.1249' });
    await expectSameHistory();
  });

  it('hears the node’s refusal of a payment with a wrong signature', async () => {
    const request = { destination: PAYEE, amount: '0.01', fee: '0.0001', unsigned: true, ...wallet };
    const proposal = fromBase64((await daemon.command('payto', request)) as string);
    const payment = completePayment(group, proposal, group.members.slice(0, 2));
    const altered = transactionHex(withAlteredSignature(payment));
    await expect(daemon.command('broadcast', { tx: altered })).rejects.toThrow('Electrum’s broadcast says');
    expect(node.mempool()).toEqual([]);
    expect(await daemon.command('broadcast', { tx: transactionHex(payment) })).toBe(txidOf(payment));
  });

  it('shows our first address as its own', async () => {
    const { address } = deriveOutput(group.charter.wallet, 'receive', 0);
    expect(await daemon.command('ismine', { address, ...wallet })).toBe(true);
    expect(await daemon.command('ismine', { address: PAYEE, ...wallet })).toBe(false);
  });
});

/** Compares by value with an answer that is not there yet. */
function isDeeply(expected: unknown): (answer: unknown) => boolean {
  return (answer) => JSON.stringify(answer) === JSON.stringify(expected);
}
