/**
 * The benchmark's wallet in a process of its own: `node client.ts URL STORE CHARTER` syncs once, a first sync where the
 * store is new. The line `follow` on its standard input makes it subscribe to its addresses, wait for news over the open
 * connection and sync. Each sync, and being subscribed, is told by one line of JSON. It runs the built program, as people
 * do: reading types away costs memory of its own.
 */
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

const built = <Module>(file: string): Promise<Module> =>
  import(new URL(`../../dist/${file}.js`, import.meta.url).href) as Promise<Module>;

type Charters = typeof import('../../src/core/charter/charter-file.ts');
type Connecting = typeof import('../../src/watch/chain/electrum/connect.ts');
type Opening = typeof import('../../src/watch/store/open.ts');
type Syncing = typeof import('../../src/watch/sync/sync.ts');
type Viewing = typeof import('../../src/watch/sync/view.ts');

const { parseCharterFile } = await built<Charters>('core/charter/charter-file');
const { connectElectrum } = await built<Connecting>('watch/chain/electrum/connect');
const { openStore } = await built<Opening>('watch/store/open');
const { syncWallet } = await built<Syncing>('watch/sync/sync');
const { viewWallet } = await built<Viewing>('watch/sync/view');

const [url = '', place = '', charterPlace = ''] = process.argv.slice(2);
const { charter } = parseCharterFile(readFileSync(charterPlace, 'utf8'));
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
  // The block before may have been announced twice, by itself and by its transactions: what is old is synced and not told.
  const { height } = await chain.tip();
  const isNew = async () => (await chain.tip()).height > height;
  const news = chain.news(scripts);
  await chain.tip();
  say({ following: scripts.length });
  for (await news; !(await isNew()); await chain.news(scripts));
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
