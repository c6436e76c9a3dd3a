/**
 * A practice network as a process of its own: starts the node and the Electrum-protocol server, prints one line of JSON
 * with their address, and ends when its standard input closes, so that it never outlives the program that started it.
 * It obeys the lines `mine BLOCKS [ADDRESS]` and `fund ADDRESS SATS`, each answered by one line of JSON.
 */
import { createInterface } from 'node:readline';
import { sats } from '../core/amount.ts';
import { IcehouseError } from '../core/errors.ts';
import { startElectrumServer } from './electrum-server/server.ts';
import { startPracticeNode } from './node/node.ts';
import type { PracticeNode } from './node/types.ts';

function say(answer: object): void {
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}

async function obey(node: PracticeNode, line: string): Promise<object> {
  const [command, ...words] = line.trim().split(/\s+/);
  const [first = '', second = ''] = words;
  if (command === 'mine' && /^\d{1,6}$/.test(first)) {
    await node.mine(Number(first), second === '' ? undefined : second);
    return { height: node.height() };
  }
  if (command === 'fund' && /^\d{1,16}$/.test(second)) return node.fund(first, sats(BigInt(second)));
  throw new IcehouseError({
    code: 'practice/unknown-command',
    kind: 'usage',
    message: 'the practice network does not know this command',
    expected: 'mine BLOCKS [ADDRESS], fund ADDRESS SATS',
  });
}

const node = await startPracticeNode();
const server = await startElectrumServer(node);
say({ host: server.host, port: server.port, height: node.height() });
for await (const line of createInterface({ input: process.stdin })) {
  try {
    say(await obey(node, line));
  } catch (error) {
    if (!(error instanceof IcehouseError)) throw error;
    say({ error });
  }
}
await server.close();
await node.close();
