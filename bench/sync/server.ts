/**
 * The server of the sync benchmark as a process of its own, the same for every client: `node server.ts TRANSACTIONS
 * ADDRESSES`. Prints one line of JSON when it listens, then obeys `grow` (one more block) and `count` (requests since
 * the last count), each answered by one line, and ends with its standard input.
 */
import { createInterface } from 'node:readline';
import { startElectrumServer } from '../../src/practice/electrum-server/server.ts';
import { generateChain } from './chain.ts';
import { charter } from './wallet.ts';

const [transactions, addresses] = process.argv.slice(2).map(Number);
const chain = generateChain(charter, transactions ?? 0, addresses ?? 0);
const counts = new Map<string, number>();
const server = await startElectrumServer(chain.node, {
  onRequest: (method) => counts.set(method, (counts.get(method) ?? 0) + 1),
});

function say(answer: object): void {
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}

say({ port: server.port, height: chain.node.height(), balance: Number(chain.balance()) });
for await (const line of createInterface({ input: process.stdin })) {
  if (line === 'grow') chain.grow();
  say({ height: chain.node.height(), balance: Number(chain.balance()), requests: Object.fromEntries(counts) });
  counts.clear();
}
await server.close();
