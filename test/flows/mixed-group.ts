/**
 * Three friends with three programs: Anna has Icehouse, Bob an Electrum seed, Carol a Coldcard that exports its key and
 * signs no messages. The set-up by commands, up to open deposits.
 */
import { copyFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect } from 'vitest';
import type { NetworkName } from '../../src/core/network.ts';
import { freshFolder, icehouse } from '../cli/icehouse.ts';
import { WORDS } from '../support/members.ts';

const COLDCARD = resolve(import.meta.dirname, '../vectors/coldcard/ccxp-6BA6CFD0.json');
/** A public segwit seed of Electrum's own tests. */
export const ELECTRUM_SEED = 'snow nest raise royal more walk demise rotate smooth spirit canyon gun';

/** Standard input of those who type their words here. */
export const ANNA = `${WORDS.Anna}\n`;
export const BOB = `${ELECTRUM_SEED}\n`;

export interface MixedGroup {
  readonly folder: string;
  readonly firstAddress: string;
  /** Runs a command that must succeed, and gives its JSON. */
  readonly succeed: (words: readonly string[], input?: string) => Promise<Record<string, unknown>>;
}

export async function setUpMixedGroup(network: NetworkName): Promise<MixedGroup> {
  const folder = freshFolder();
  const succeed: MixedGroup['succeed'] = async (words, input = '') => {
    const result = await icehouse([...words, '--json'], { folder, input });
    expect({ words, exitCode: result.exitCode, said: result.exitCode === 0 ? '' : result.stdout }).toEqual({
      ...{ words, exitCode: 0, said: '' },
    });
    return result.json();
  };
  const on = ['--network', network];
  copyFileSync(COLDCARD, join(folder, 'ccxp.json'));

  await succeed(['key', 'card', '--name', 'Anna', ...on, '--out', 'anna.card', '--secret-stdin'], ANNA);
  const electrum = ['key', 'card', '--name', 'Bob', ...on, '--out', 'bob.card', '--secret-stdin'];
  expect(await succeed(electrum, BOB)).toMatchObject({ scheme: 'electrum', path: '1h', mnemonic: 'electrum' });
  await succeed(['key', 'import', 'ccxp.json', '--name', 'Carol', ...on, '--out', 'carol.card']);

  const cards = ['--card', 'anna.card', '--card', 'bob.card', '--card', 'carol.card'];
  const found = ['charter', 'new', '--name', 'Cabin', '--m', '2', ...cards, '--out', 'cabin.json'];
  const unproven = await icehouse([...found, '--json'], { folder });
  expect(unproven.json()).toMatchObject({ error: { code: 'charter/unproven-key' } });
  const charter = await succeed([...found, '--unproven', 'Carol']);
  const code = (charter.code as string[][]).flat().join(' ');
  const firstAddress = String(charter.firstAddress);

  const compared = ['--compared-code', code, '--secret-stdin'];
  await succeed(['charter', 'sign', 'cabin.json', ...compared, '--out', 'anna.receipt'], ANNA);
  await succeed(['charter', 'sign', 'cabin.json', ...compared, '--out', 'bob.receipt'], BOB);
  await succeed(['charter', 'add-receipt', 'cabin.json', 'anna.receipt', 'bob.receipt']);
  const locked = await icehouse(['address', 'cabin.json', '--json'], { folder });
  expect(locked.json()).toMatchObject({ error: { code: 'deposits/locked' } });
  expect(locked.stdout).toContain('Carol');

  const confirm = [
    ...['charter', 'confirm', 'cabin.json', '--member', 'Carol', '--how', 'in-person', '--date', '2026-11-20'],
    ...[...compared, '--compared-address', firstAddress, '--out', 'carol.confirmed'],
  ];
  await succeed(confirm, ANNA);
  await succeed(['charter', 'add-receipt', 'cabin.json', 'carol.confirmed']);
  return { folder, firstAddress, succeed };
}
