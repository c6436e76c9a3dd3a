/**
 * One sync of the benchmark's wallet in a process of its own: `node client.ts URL STORE`. A first sync where the store is
 * new. For each line `sync` on its standard input it syncs over the connection that is open; each sync is told by one
 * line of JSON.
 */
import { createInterface } from 'node:readline';
import { connectElectrum } from '../../src/watch/chain/electrum/connect.ts';
import { openStore } from '../../src/watch/store/open.ts';
import { syncWallet } from '../../src/watch/sync/sync.ts';
import { viewWallet } from '../../src/watch/sync/view.ts';
import { charter } from './wallet.ts';

const [url = '', place = ''] = process.argv.slice(2);
const start = { wall: performance.now(), cpu: process.cpuUsage() };
const store = await openStore(place);
const isKnown = (await store.wallets.list()).length > 0;
if (!isKnown) {
  const { id, wallet } = charter;
  await store.wallets.add({ charterId: id, network: wallet.network, charterFile: '{}', at: new Date().toISOString() });
}
const chain = await connectElectrum({ url, network: charter.wallet.network });
await sync(start);
for await (const line of createInterface({ input: process.stdin })) {
  if (line === 'sync') await sync({ wall: performance.now(), cpu: process.cpuUsage() });
}
chain.close();
await store.close();

async function sync({ wall, cpu }: typeof start): Promise<void> {
  const { appeared } = await syncWallet({ store, chain, charter, now: new Date() });
  const { balance } = await viewWallet(store, charter.id);
  const used = process.cpuUsage(cpu);
  const told = {
    ...{ ms: performance.now() - wall, cpuMs: (used.user + used.system) / 1_000 },
    ...{ megabytes: process.resourceUsage().maxRSS / 1_024, balance: Number(balance.total), appeared: appeared.length },
  };
  process.stdout.write(`${JSON.stringify(told)}\n`);
}
