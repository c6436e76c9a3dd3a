/**
 * Three friends with three programs: Anna has Icehouse, Bob an Electrum seed, Carol a Coldcard that exports its key and
 * signs no messages. They set up one wallet, deposits open only when each of them stands behind it, and the wallet goes
 * to every other program and comes back as the same.
 */
import { copyFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { EXPORT_FORMATS } from '../../src/exchange/formats.ts';
import { freshFolder, icehouse } from '../cli/icehouse.ts';
import { WORDS } from '../support/members.ts';

const COLDCARD = resolve(import.meta.dirname, '../vectors/coldcard/ccxp-6BA6CFD0.json');
/** A public segwit seed of Electrum's own tests. */
const ELECTRUM_SEED = 'snow nest raise royal more walk demise rotate smooth spirit canyon gun';
const NETWORK = ['--network', 'testnet4'];

it('a group with Electrum, a Coldcard and Icehouse sets up a wallet that each program reads', async () => {
  const folder = freshFolder();
  const succeed = async (words: readonly string[], input = ''): Promise<Record<string, unknown>> => {
    const result = await icehouse([...words, '--json'], { folder, input });
    expect({ words, exitCode: result.exitCode, said: result.exitCode === 0 ? '' : result.stdout }).toEqual({
      ...{ words, exitCode: 0, said: '' },
    });
    return result.json();
  };
  const anna = `${WORDS.Anna}\n`;
  const bob = `${ELECTRUM_SEED}\n`;
  copyFileSync(COLDCARD, join(folder, 'ccxp.json'));

  await succeed(['key', 'card', '--name', 'Anna', ...NETWORK, '--out', 'anna.card', '--secret-stdin'], anna);
  const electrum = ['key', 'card', '--name', 'Bob', ...NETWORK, '--out', 'bob.card', '--secret-stdin'];
  expect(await succeed(electrum, bob)).toMatchObject({ scheme: 'electrum', path: '1h', mnemonic: 'electrum' });
  await succeed(['key', 'import', 'ccxp.json', '--name', 'Carol', ...NETWORK, '--out', 'carol.card']);

  const cards = ['--card', 'anna.card', '--card', 'bob.card', '--card', 'carol.card'];
  const found = ['charter', 'new', '--name', 'Cabin', '--m', '2', ...cards, '--out', 'cabin.json'];
  const unproven = await icehouse([...found, '--json'], { folder });
  expect(unproven.json()).toMatchObject({ error: { code: 'charter/unproven-key' } });
  const charter = await succeed([...found, '--unproven', 'Carol']);
  const code = (charter.code as string[][]).flat().join(' ');
  const first = String(charter.firstAddress);

  const compared = ['--compared-code', code, '--secret-stdin'];
  await succeed(['charter', 'sign', 'cabin.json', ...compared, '--out', 'anna.receipt'], anna);
  await succeed(['charter', 'sign', 'cabin.json', ...compared, '--out', 'bob.receipt'], bob);
  await succeed(['charter', 'add-receipt', 'cabin.json', 'anna.receipt', 'bob.receipt']);
  const locked = await icehouse(['address', 'cabin.json', '--json'], { folder });
  expect(locked.json()).toMatchObject({ error: { code: 'deposits/locked' } });
  expect(locked.stdout).toContain('Carol');

  const confirm = [
    'charter',
    'confirm',
    'cabin.json',
    '--member',
    'Carol',
    '--how',
    'in-person',
    '--date',
    '2026-11-20',
  ];
  await succeed([...confirm, ...compared, '--compared-address', first, '--out', 'carol.confirmed'], anna);
  await succeed(['charter', 'add-receipt', 'cabin.json', 'carol.confirmed']);
  expect(await succeed(['address', 'cabin.json'])).toMatchObject({ addresses: [{ address: first, index: 0 }] });

  for (const { name: format } of EXPORT_FORMATS) {
    const out = ['charter', 'export', 'cabin.json', '--format', format, '--out', `cabin.${format}`];
    if (format === 'bluewallet') {
      const refused = await icehouse([...out, '--json'], { folder });
      // BlueWallet has no test networks; its round trip is held on main in test/cli/import.test.ts.
      expect(refused.json()).toMatchObject({ error: { code: 'exchange/network-differs' } });
      continue;
    }
    await succeed(out);
    const back = [
      'charter',
      'import',
      `cabin.${format}`,
      '--name',
      'Cabin again',
      ...NETWORK,
      '--out',
      `${format}.json`,
    ];
    const asked = await icehouse([...back, '--json'], { folder });
    const imported = asked.exitCode === 0 ? asked.json() : await succeed([...back, ...holders(asked.stdout)]);
    expect(imported, format).toMatchObject({ firstAddress: first, m: 2, n: 3 });
  }
});

const HOLDERS: Readonly<Record<string, string>> = { '43067d63': 'Bob', '6ba6cfd0': 'Carol', '73c5da0a': 'Anna' };

/** Most formats keep no names; the import then lists the keys by number and fingerprint, and a person answers. */
function holders(question: string): string[] {
  expect(question).toContain('exchange/ask-members');
  const keys = [...question.matchAll(/key (\d) \(([0-9a-f]{8})\)/g)];
  return keys.flatMap(([, number, fingerprint]) => ['--member', `${number}=${HOLDERS[fingerprint ?? '']}`]);
}
