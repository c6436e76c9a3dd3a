/** The practice network as a process of its own: its first line, its commands, and that it ends with its parent's pipe. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, it } from 'vitest';
import { openClient } from './client.ts';

const SERVE = join(import.meta.dirname, '..', '..', 'src', 'practice', 'serve.ts');

it('serves until its standard input closes', async () => {
  const child = spawn(process.execPath, [SERVE], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(child, 'close');
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const nextLine = async () => JSON.parse((await lines.next()).value ?? 'null') as { port: number };
  const say = (command: string) => {
    child.stdin.write(`${command}\n`);
    return nextLine();
  };

  const hello = await nextLine();
  expect(hello).toMatchObject({ host: '127.0.0.1', height: 120 });
  const client = await openClient(hello.port);
  expect(await client.call('server.ping')).toBeNull();
  expect(await say('mine 2')).toEqual({ height: 122 });
  const coin = await say('fund bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080 50000');
  expect(coin).toMatchObject({ txid: expect.stringMatching(/^[0-9a-f]{64}$/), vout: 0 });
  expect(await say('fund nobody 50000')).toMatchObject({ error: { code: 'node/not-an-address' } });
  expect(await say('dance')).toMatchObject({ error: { code: 'practice/unknown-command' } });
  client.close();

  child.stdin.end();
  expect(await ended).toEqual([0, null]);
});
