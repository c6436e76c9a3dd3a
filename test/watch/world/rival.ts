/**
 * A desk in a process of its own that proposes a coin when it is told to: `node rival.ts PLACE CHARTER-ID ROUNDS`. Says
 * `ready`, then for each line of its standard input (a proposal's id and a coin) what became of it.
 */
import { createInterface } from 'node:readline';
import { IcehouseError } from '../../../src/core/errors.ts';
import { openStore } from '../../../src/watch/store/open.ts';

const [place = '', charterId = ''] = process.argv.slice(2);
const say = (word: string) => process.stdout.write(`${word}\n`);

async function propose(store: Awaited<ReturnType<typeof openStore>>, id: string, txid: string): Promise<string> {
  const inputs = [{ txid, vout: 0 }];
  const at = '2025-03-01T12:00:00.000Z';
  try {
    await store.proposals.add({ id, charterId, psbtBytes: Uint8Array.of(1), inputs, changeIndex: undefined, at });
    return 'won';
  } catch (error) {
    if (error instanceof IcehouseError) return `${error.code} ${error.found}`;
    throw error;
  }
}

try {
  const store = await openStore(place);
  say('ready');
  for await (const line of createInterface({ input: process.stdin })) {
    const [id = '', txid = ''] = line.split(' ');
    say(await propose(store, id, txid));
  }
  await store.close();
} catch (error) {
  say(error instanceof IcehouseError ? `${error.code}: ${error.message}` : String(error));
}
