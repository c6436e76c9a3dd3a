/** BIP-0129 by commands: a coordinator and three signers, encrypted and not, and what is refused on the way. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MEMBERS, makeCards, secretOf } from './group.ts';
import { freshFolder, icehouse } from './icehouse.ts';

type Mode = 'none' | 'standard' | 'extended';

async function succeed(words: string[], folder: string, input = ''): Promise<Record<string, unknown>> {
  const { exitCode, stdout, stderr, json } = await icehouse([...words, '--json'], { folder, input });
  if (exitCode !== 0) throw new Error(`exit code ${exitCode}\n${stdout}${stderr}`);
  return json();
}

function tokenWords(mode: Mode, signer: number): string[] {
  if (mode === 'none') return ['--no-encryption'];
  return ['--token', mode === 'standard' ? 't.token' : `t-${signer + 1}.token`];
}

async function openSession(folder: string, mode: Mode): Promise<void> {
  const words = ['bsms', 'new', '--m', '2', '--n', '3', '--network', 'regtest', '--encryption', mode];
  await succeed([...words, '--tokens', 't', '--out', 'session.json'], folder);
}

async function makeRecords(folder: string, mode: Mode): Promise<void> {
  for (const [index, member] of MEMBERS.entries()) {
    const words = ['bsms', 'key', '--name', member, '--network', 'regtest', '--out', `${member}.dat`];
    await succeed([...words, ...tokenWords(mode, index), '--secret-stdin'], folder, secretOf(member));
  }
}

const collect = (records = MEMBERS.map((member) => `${member}=${member}.dat`)) => [
  ...['bsms', 'collect', 'session.json', ...records, '--name', 'Family', '--out', 'family.json', '--records', '.'],
];

describe.each(['none', 'standard', 'extended'] as const)('mode %s', (mode) => {
  it('ends with one wallet for everybody, and proven keys', async () => {
    const folder = freshFolder();
    await openSession(folder, mode);
    await makeRecords(folder, mode);
    await makeCards(folder);
    const made = await succeed(collect(), folder);
    const records = made.records as { name: string; file: string }[];
    expect(records.map(({ name }) => name)).toEqual([...MEMBERS]);
    const shown = await icehouse(['charter', 'check', 'family.json', '--card', 'Anna.card'], { folder });
    expect(shown.stdout.match(/BSMS\s+key\s+record/g)).toHaveLength(3);
    for (const [index, member] of MEMBERS.entries()) {
      const file = readFileSync(join(folder, records[index]!.file));
      expect(file.toString().startsWith('BSMS 1.0\n')).toBe(mode === 'none');
      const words = ['bsms', 'accept', records[index]!.file, '--card', `${member}.card`, '--name', 'Family'];
      const others = MEMBERS.flatMap((_, key) => ['--member', `${key + 1}=Key ${key + 1}`]);
      const accepted = await succeed(
        [...words, ...tokenWords(mode, index), ...others, '--out', `${member}.family.json`],
        folder,
      );
      expect(accepted).toMatchObject({ firstAddress: made.firstAddress, m: 2, n: 3, paths: ['/0/*', '/1/*'] });
    }
  });
});

describe('what is refused', () => {
  it('a second use of the session, a foreign record, a record without its MAC', async () => {
    const folder = freshFolder();
    await openSession(folder, 'standard');
    await makeRecords(folder, 'standard');
    const code = async (words: string[]) => (await icehouse([...words, '--json'], { folder })).json();
    const of = (expected: string) => ({ error: expect.objectContaining({ code: expected }) });
    writeFileSync(join(folder, 'clear.dat'), 'BSMS 1.0\n00\n');
    expect(await code(collect(['Anna=Anna.dat', 'Bob=clear.dat', 'Carol=Carol.dat']))).toEqual(of('bsms/mac-stripped'));
    expect(await code(collect(['Anna=Anna.dat', 'Bob=Anna.dat', 'Carol=Carol.dat']))).toEqual(of('bsms/duplicate-key'));
    expect(await code(collect(['Anna=Anna.dat', 'Bob=Bob.dat']))).toEqual(of('bsms/signer-count'));
    expect(await code(collect(['Anna.dat', 'Bob=Bob.dat', 'Carol=Carol.dat']))).toEqual(of('usage/arguments'));
    expect(await code(collect())).toHaveProperty('id');
    expect(await code(collect())).toEqual(of('bsms/session-used'));
  });

  it('a session that is over', async () => {
    const folder = freshFolder();
    await openSession(folder, 'standard');
    await makeRecords(folder, 'standard');
    const io = { now: () => new Date(Date.now() + 25 * 3_600_000) };
    const late = await icehouse(collect(), { folder, io });
    expect(late.stderr).toContain('bsms/session-expired');
  });

  it('a wallet that is not hers, and a token that is not the session’s', async () => {
    const folder = freshFolder();
    await openSession(folder, 'standard');
    await makeRecords(folder, 'standard');
    const { records } = (await succeed(collect(), folder)) as { records: { file: string }[] };
    await makeCards(folder);
    const accept = async (card: string, token: string) => {
      const words = [
        'bsms',
        'accept',
        records[0]!.file,
        '--card',
        card,
        '--token',
        token,
        '--name',
        'F',
        '--out',
        'f.json',
      ];
      const others = MEMBERS.flatMap((_, key) => ['--member', `${key + 1}=Key ${key + 1}`]);
      return (await icehouse([...words, ...others, '--json'], { folder })).json();
    };
    writeFileSync(join(folder, 'other.token'), '00112233445566aa');
    expect(await accept('Anna.card', 'other.token')).toMatchObject({ error: { code: 'bsms/bad-mac' } });
    const words = ['key', 'card', '--name', 'Anna', '--network', 'regtest', '--account', '7', '--out', 'Anna7.card'];
    await succeed([...words, '--secret-stdin'], folder, secretOf('Anna'));
    expect(await accept('Anna7.card', 't.token')).toMatchObject({ error: { code: 'bsms/my-fingerprint-other-key' } });
    expect(await accept('Anna.card', 't.token')).toHaveProperty('position');
  });

  it('a token by the command line together with none at all', async () => {
    const folder = freshFolder();
    writeFileSync(join(folder, 't.token'), '00112233445566aa');
    const words = [
      'bsms',
      'key',
      '--name',
      'Anna',
      '--token',
      't.token',
      '--no-encryption',
      '--out',
      'a.dat',
      '--secret-stdin',
    ];
    expect((await icehouse(words, { folder, input: secretOf('Anna') })).stderr).toContain('usage/arguments');
  });
});
