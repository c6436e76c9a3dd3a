/**
 * Three friends with three programs (Electrum, a Coldcard, Icehouse) set up one wallet, deposits open only when each of them
 * stands behind it, and the wallet goes to every other program and comes back as the same.
 */
import { expect, it } from 'vitest';
import { EXPORT_FORMATS } from '../../src/exchange/formats.ts';
import { icehouse } from '../cli/icehouse.ts';
import { setUpMixedGroup } from './mixed-group.ts';

const NETWORK = ['--network', 'testnet4'];

it('a group with Electrum, a Coldcard and Icehouse sets up a wallet that each program reads', async () => {
  const { folder, firstAddress: first, succeed } = await setUpMixedGroup('testnet4');
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
