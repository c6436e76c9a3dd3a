/** A member's online machine as tests of its commands need it: a watched wallet, a small world to pay in, a deposit. */
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { sats } from '../../src/core/amount.ts';
import { decodeAddress } from '../../src/core/wallet/address.ts';
import { paymentFromOutside } from '../watch/world/blocks.ts';
import { serve, type TestServer } from '../watch/world/liar.ts';
import { addressOf } from '../watch/world/payer.ts';
import { createWorld, type World } from '../watch/world/world.ts';
import { type MemberName, secretOf } from './group.ts';
import { freshFolder, icehouse, type Result } from './icehouse.ts';

type Json = Record<string, unknown>;

export interface Online {
  readonly folder: string;
  readonly world: World;
  readonly server: TestServer;
  /** Runs a command with `--json` and expects it to succeed. */
  run(...words: string[]): Promise<Json>;
  /** Runs a command with `--json`, whatever comes of it. */
  attempt(...words: string[]): Promise<Result>;
  /** Runs a command for a person. */
  text(...words: string[]): Promise<Result>;
  /** Pays to the next receive address, mines and syncs. */
  deposit(amount: bigint): Promise<void>;
  sync(): Promise<Json>;
  /** Proposes a payment of 0.0015 BTC unless told otherwise. */
  propose(file: string, ...more: string[]): Promise<Json>;
  sign(member: MemberName, psbt: string, out: string, amount: string, ...more: string[]): Promise<Result>;
  close(): Promise<void>;
}

/** Opens one; `made` is a folder where `makeGroup` has been. */
export async function openOnline(made: string): Promise<Online> {
  const folder = freshFolder();
  cpSync(join(made, 'family.json'), join(folder, 'family.json'));
  const world = createWorld();
  world.mine();
  const server = await serve(world);
  const attempt: Online['attempt'] = (...words) => icehouse([...words, '--json'], { folder });
  const run: Online['run'] = async (...words) => {
    const { exitCode, stdout, stderr, json } = await attempt(...words);
    if (exitCode !== 0) throw new Error(`${words.join(' ')}: exit code ${exitCode}\n${stdout}${stderr}`);
    return json();
  };
  await run('watch', 'add', 'family.json', '--server', server.url, '--data', 'watch');
  const sync = () => run('watch', 'sync', 'Family', '--data', 'watch');
  return {
    ...{ folder, world, server, run, attempt, sync },
    text: (...words) => icehouse(words, { folder }),
    async deposit(amount) {
      const { address } = await run('watch', 'receive', 'Family', '--data', 'watch');
      world.send(
        paymentFromOutside([{ amount: sats(amount), scriptPubKey: decodeAddress(String(address), 'regtest') }]),
      );
      world.mine();
      await sync();
    },
    propose: (file, ...more) =>
      run(
        ...['propose', 'Family', '--purpose', 'the roof', '--proposer', 'Anna', '--out', file, '--data', 'watch'],
        ...(more.includes('--pay') ? [] : ['--pay', `${addressOf(7)}=0.0015`, '--payee', 'Roofer']),
        ...(more.includes('--fee-rate') || more.includes('--confirm-within') ? [] : ['--fee-rate', '5']),
        ...more,
      ),
    sign: (member, psbt, out, amount, ...more) => {
      const words = ['sign', psbt, '--charter', 'family.json', '--confirm-amount', amount, '--out', out, ...more];
      return icehouse([...words, '--secret-stdin', '--json'], { folder, input: secretOf(member) });
    },
    close: () => server.close(),
  };
}
