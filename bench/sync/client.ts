/**
 * The benchmark's wallet in a process of its own: `node client.ts URL STORE` syncs once, a first sync where the store is
 * new. The line `follow` on its standard input makes it subscribe to its addresses, wait for news over the open
 * connection and sync. Each sync, and being subscribed, is told by one line of JSON.
 */
import { createInterface } from 'node:readline';
import { connectElectrum } from '../../src/watch/chain/electrum/connect.ts';
import { openStore } from '../../src/watch/store/open.ts';
import { syncWallet } from '../../src/watch/sync/sync.ts';
import { viewWallet } from '../../src/watch/sync/view.ts';
import { charter } from './wallet.ts';

const [url = '', place = ''] = process.argv.slice(2);
const first = startOfWork();
const store = await openStore(place);
if ((await store.wallets.list()).length === 0) {
  const { id, wallet } = charter;
  await store.wallets.add({ charterId: id, network: wallet.network, charterFile: '{}', at: new Date().toISOString() });
}
const chain = await connectElectrum({ url, network: charter.wallet.network });
await sync(first);
for await (const line of createInterface({ input: process.stdin })) {
  if (line !== 'follow') continue;
  const scripts = (await store.addresses.scripts(charter.id)).map(({ scriptPubKey }) => scriptPubKey);
  // Answered once all are subscribed to; the news itself comes later.
  const news = chain.news(scripts);
  await chain.tip();
  say({ following: scripts.length });
  await news;
  await sync(startOfWork());
}
chain.close();
await store.close();

function startOfWork() {
  return { wall: performance.now(), cpu: process.cpuUsage() };
}

/** The work of syncing, and then the wallet's balance, which is no part of it. */
async function sync({ wall, cpu }: ReturnType<typeof startOfWork>): Promise<void> {
  const { appeared } = await syncWallet({ store, chain, charter, now: new Date() });
  const used = process.cpuUsage(cpu);
  const ms = performance.now() - wall;
  const megabytes = process.resourceUsage().maxRSS / 1_024;
  const { balance } = await viewWallet(store, charter.id);
  const cpuMs = (used.user + used.system) / 1_000;
  say({ ms, cpuMs, megabytes, balance: Number(balance.total), appeared: appeared.length });
}

function say(answer: object): void {
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
