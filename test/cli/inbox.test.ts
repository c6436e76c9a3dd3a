/**
 * Documents on their way between members, by commands: keys made, entered and compared, documents sealed and opened, and
 * a drop folder whose files are told by content and signatures alone.
 */
import { cpSync, linkSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateIdentity, identityToRecipient } from 'age-encryption';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseCharterFile } from '../../src/core/charter/charter-file.ts';
import { proposalRecord } from '../../src/core/proposal/codec.ts';
import { plainPayment, psbtBytes } from '../review/payment.ts';
import { WORDS } from '../support/members.ts';
import { makeGroup, readText, secretOf } from './group.ts';
import { freshFolder, icehouse, type Result } from './icehouse.ts';

const XPRV =
  'xprv9s21ZrQH143K3QTDL4LXw2F7HEK3wJUD2nW2nRk4stbPy6cq3jPPqjiChkVvvNKmPGJxWUtg6LnF5kejMRNNU3TGtRBeJgk33yuGBxrMPHi';

const base = mkdtempSync(join(tmpdir(), 'icehouse-inbox-'));
const PASSPHRASE = 'my own';

/** Anna and Bob with keys, a book each, a charter, a payment; made once, copied for each test. */
beforeAll(async () => {
  await makeGroup(base);
  const { charter } = parseCharterFile(readText(base, 'family.json'));
  const proposal = {
    charterId: charter.id,
    ...{ proposer: 'Anna', purpose: 'the roof', payees: [], expires: undefined, signature: undefined },
  };
  writeFileSync(join(base, 'payment.psbt'), psbtBytes(plainPayment(charter.wallet)));
  const proposed = { ...plainPayment(charter.wallet), unknown: [proposalRecord(proposal)] };
  writeFileSync(join(base, 'proposed.psbt'), psbtBytes(proposed));
  for (const name of ['Anna', 'Bob', 'Mallory']) {
    const words = ['book', 'new-key', '--name', name, '--out', `${name}.secret.asc`, '--public', `${name}.asc`];
    await succeed([...words, '--passphrase-stdin'], base, `${PASSPHRASE}\n`);
  }
  for (const name of ['Anna', 'Bob'])
    await succeed(['book', 'add', name, '--pgp', `${name}.asc`, '--book', 'book.json'], base);
});
afterAll(() => rmSync(base, { recursive: true, force: true }));

async function succeed(words: string[], folder: string, input = ''): Promise<Record<string, unknown>> {
  const result = await icehouse([...words, '--json'], { folder, input });
  if (result.exitCode !== 0) throw new Error(`exit code ${result.exitCode}\n${result.stdout}${result.stderr}`);
  return result.json();
}

function workFolder(): string {
  const folder = freshFolder();
  cpSync(base, folder, { recursive: true });
  return folder;
}

const sealWords = (more: string[] = []) => [
  ...['seal', 'payment.psbt', '--book', 'book.json', '--key', 'Anna.secret.asc', '--passphrase-stdin', ...more],
];
const openWords = (file: string, more: string[] = []) => [
  ...['open', file, '--book', 'book.json', '--key', 'Bob.secret.asc', '--passphrase-stdin', '--out', 'opened', ...more],
];
const code = ({ stdout }: Result): unknown => (JSON.parse(stdout) as { error?: { code: string } }).error?.code;

describe('seal and open', () => {
  it('bring a payment from Anna to Bob, who learns that she signed it and belongs to the wallet', async () => {
    const folder = workFolder();
    const sealed = await succeed(sealWords(['--to', 'Bob', '--out', 'p.asc']), folder, `${PASSPHRASE}\n`);
    expect(sealed).toMatchObject({ form: 'pgp', to: ['Bob'], uncompared: ['Bob'] });
    const opened = await succeed(openWords('p.asc', ['--charter', 'family.json']), folder, `${PASSPHRASE}\n`);
    expect(opened).toMatchObject({
      ...{ encrypted: true, content: 'psbt', wallet: 'Family', alarm: null, strangers: [] },
      signers: [{ name: 'Anna', fingerprint: sealed.signed, compared: null, charters: ['Family'] }],
    });
    expect(readFileSync(join(folder, 'opened'))).toEqual(readFileSync(join(folder, 'payment.psbt')));
  });

  it('seal to all members of a charter needs the key of each', async () => {
    const folder = workFolder();
    const words = sealWords(['--charter', 'family.json', '--out', 'p.asc', '--json']);
    expect(code(await icehouse(words, { folder, input: `${PASSPHRASE}\n` }))).toBe('book/unknown-member');
    await succeed(['book', 'add', 'Carol', '--pgp', 'Mallory.asc', '--book', 'book.json'], folder);
    expect(await succeed(words, folder, `${PASSPHRASE}\n`)).toMatchObject({
      to: expect.arrayContaining(['Anna', 'Bob', 'Carol']),
    });
  });

  it('a stranger’s signature, none at all, and a changed document are not passed off as a member’s', async () => {
    const folder = workFolder();
    const mallory = [
      'seal',
      'payment.psbt',
      '--book',
      'book.json',
      '--key',
      'Mallory.secret.asc',
      '--passphrase-stdin',
    ];
    await succeed([...mallory, '--to', 'Bob', '--out', 'm.asc'], folder, `${PASSPHRASE}\n`);
    const input = `${PASSPHRASE}\n`;
    expect(code(await icehouse([...openWords('m.asc'), '--json'], { folder, input }))).toBe('open/unsigned');
    const taken = await succeed(openWords('m.asc', ['--accept-unsigned']), folder, input);
    expect(taken).toMatchObject({ signers: [], strangers: [expect.stringMatching(/^[0-9A-F]{16}$/)] });
    await succeed(sealWords(['--binary', '--out', 'signed.pgp']), folder, input);
    const bytes = readFileSync(join(folder, 'signed.pgp'));
    const place = bytes.length >> 1;
    writeFileSync(join(folder, 'changed.pgp'), bytes.fill(bytes[place]! ^ 1, place, place + 1));
    rmSync(join(folder, 'opened'));
    const changed = await icehouse([...openWords('changed.pgp'), '--json'], { folder, input });
    expect([changed.exitCode, code(changed)]).toEqual([1, 'pgp/changed']);
    expect(() => readFileSync(join(folder, 'opened'))).toThrow();
  });

  it('never let a secret travel', async () => {
    const folder = workFolder();
    writeFileSync(join(folder, 'words.txt'), secretOf('Bob'));
    writeFileSync(join(folder, 'key.txt'), `note\n${await generateIdentity()}\n`);
    const [words = ''] = secretOf('Bob').split('\n');
    writeFileSync(join(folder, 'note.txt'), `Family seed phrase ${words}\n`);
    writeFileSync(join(folder, 'descriptor.txt'), `wsh(sortedmulti(1,${XPRV}/0/*))\n`);
    for (const file of ['words.txt', 'key.txt', 'note.txt', 'descriptor.txt', 'Bob.secret.asc']) {
      const words = ['seal', file, '--with-passphrase', '--passphrase-stdin', '--out', 'out.age', '--json'];
      const result = await icehouse(words, { folder, input: 'x\n' });
      expect(code(result)).toBe('seal/secret');
      expect(result.stdout).not.toContain('winner');
      expect(result.stdout).not.toContain('prv');
    }
    // The same by a receipt, which is no secret.
    const sound = ['seal', 'Bob.receipt', '--with-passphrase', '--passphrase-stdin', '--out', 'out.age', '--json'];
    expect((await icehouse(sound, { folder, input: 'correct horse battery staple, five times over\n' })).exitCode).toBe(
      0,
    );
  });

  it('go by age as well, for recipients of the book and others, and say that nobody signed', async () => {
    const folder = workFolder();
    const [identity, other] = [await generateIdentity(), await generateIdentity()];
    writeFileSync(join(folder, 'bob.agekey'), `# Bob\n${identity}\n`);
    await succeed(['book', 'add', 'Bob', '--age', await identityToRecipient(identity), '--book', 'book.json'], folder);
    const words = ['seal', 'family.json', '--book', 'book.json', '--to', 'Bob', '--age', '--out', 'f.age'];
    const sealed = await succeed([...words, '--age-to', await identityToRecipient(other)], folder);
    expect(sealed).toMatchObject({ form: 'age', to: ['Bob'], signed: null });
    const open = ['open', 'f.age', '--identity', 'bob.agekey', '--out', 'opened', '--json'];
    expect(code(await icehouse(open, { folder }))).toBe('open/unsigned');
    expect(await succeed([...open, '--accept-unsigned'], folder)).toMatchObject({ form: 'age', content: 'charter' });
  });
});

describe('the book', () => {
  it('notes a comparison only when what was heard is the key', async () => {
    const folder = workFolder();
    const { members } = (await succeed(['book', 'show', '--book', 'book.json'], folder)) as {
      members: { name: string; fingerprint: string; words: string[][] }[];
    };
    const bob = members.find(({ name }) => name === 'Bob')!;
    const words = bob.words.flat();
    const compare = (heard: string) =>
      icehouse(['book', 'compare', 'Bob', '--book', 'book.json', '--heard', heard, '--how', 'in person', '--json'], {
        folder,
      });
    expect(code(await compare(words.with(7, 'zoo').join(' ')))).toBe('book/differs');
    expect(code(await compare(words.slice(1).join(' ')))).toBe('book/differs');
    expect(code(await compare(bob.fingerprint.replace(/.$/, (digit) => (digit === '0' ? '1' : '0'))))).toBe(
      'book/differs',
    );
    expect((await compare(words.join('\n'))).json()).toMatchObject({ compared: { how: 'in person' } });
    expect((await compare(bob.fingerprint.toLowerCase())).exitCode).toBe(0);
    const mine = await succeed(['book', 'show', '--book', 'book.json', '--mine', 'Bob.secret.asc'], folder);
    expect(mine.mine).toMatchObject({ fingerprint: bob.fingerprint, words: bob.words });
  });

  it('takes another key under a known name only after the old one is removed', async () => {
    const folder = workFolder();
    const add = ['book', 'add', 'Bob', '--pgp', 'Mallory.asc', '--book', 'book.json', '--json'];
    expect(code(await icehouse(add, { folder }))).toBe('book/other-key');
    await succeed(['book', 'remove', 'Bob', '--book', 'book.json'], folder);
    expect((await icehouse(add, { folder })).exitCode).toBe(0);
    const secret = ['book', 'add', 'Carol', '--pgp', 'Anna.secret.asc', '--book', 'book.json', '--json'];
    expect(code(await icehouse(secret, { folder }))).toBe('pgp/private-key-refused');
  });
});

interface Entry {
  readonly file: string;
  readonly kind: string;
  readonly new: boolean;
  readonly what: string;
  readonly from: string | null;
  readonly proof: string;
  readonly wallet: { name: string } | null;
  readonly alarm: { code: string } | null;
}

async function list(
  folder: string,
  more: string[] = [],
): Promise<{ exitCode: number; files: Entry[]; skipped: { file: string }[] }> {
  const words = ['inbox', 'drop', '--charter', 'family.json', '--book', 'book.json', ...more, '--json'];
  const result = await icehouse(words, { folder });
  return { exitCode: result.exitCode, ...(result.json() as { files: Entry[]; skipped: { file: string }[] }) };
}

function dropFolder(files: Record<string, string>): string {
  const folder = workFolder();
  mkdirSync(join(folder, 'drop'));
  for (const [name, from] of Object.entries(files)) cpSync(join(folder, from), join(folder, 'drop', name));
  return folder;
}

describe('inbox', () => {
  it('tells each kind by its content, whatever its name, and the sender by signature', async () => {
    const folder = dropFolder({
      a: 'Anna.card',
      b: 'Bob.receipt',
      c: 'family.json',
      d: 'payment.psbt',
      e: 'proposed.psbt',
      'f.jpg': 'Anna.asc',
    });
    const input = `${PASSPHRASE}\n`;
    await succeed(sealWords(['--to', 'Bob', '--out', 'drop/g']), folder, input);
    await succeed(
      ['seal', 'Bob.receipt', '--key', 'Anna.secret.asc', '--passphrase-stdin', '--out', 'drop/h'],
      folder,
      input,
    );
    await succeed(['seal', 'family.json', '--with-passphrase', '--passphrase-stdin', '--out', 'drop/i'], folder, input);
    const { exitCode, files } = await list(folder, ['--all']);
    expect(exitCode).toBe(0);
    const brief = files.map(({ file, kind, from, proof, wallet }) => [file, kind, from, proof, wallet?.name ?? null]);
    expect(brief).toEqual([
      ['a', 'key-card', 'Anna', 'signed', 'Family'],
      ['b', 'receipt', 'Bob', 'signed', 'Family'],
      ['c', 'charter', null, 'unknown', 'Family'],
      ['d', 'psbt', null, 'unknown', 'Family'],
      ['e', 'psbt', 'Anna', 'claimed', 'Family'],
      ['f.jpg', 'pgp-key', null, 'unknown', null],
      ['g', 'pgp', null, 'unknown', null],
      ['h', 'pgp', expect.stringContaining('Anna, a member of Family'), 'signed', 'Family'],
      ['i', 'age', null, 'unknown', null],
    ]);
    expect(files[4]!.what).toContain('the roof');
    expect(files[6]!.what).toContain('Bob');
  });

  it('lists what is new: not what the charter holds, nor what was listed before, under whatever name', async () => {
    const folder = dropFolder({ a: 'Anna.card', b: 'Bob.receipt', c: 'family.json', d: 'payment.psbt' });
    const first = await list(folder, ['--seen', 'seen.json']);
    expect(first.files.map(({ file }) => file)).toEqual(['d']);
    cpSync(join(folder, 'payment.psbt'), join(folder, 'drop', 'renamed'));
    cpSync(join(folder, 'proposed.psbt'), join(folder, 'drop', 'other'));
    const second = await list(folder, ['--seen', 'seen.json']);
    expect(second.files.map(({ file }) => file)).toEqual(['other']);
    expect((await list(folder, ['--seen', 'seen.json'])).files).toEqual([]);
    expect((await list(folder, ['--seen', 'seen.json', '--all'])).files.map((file) => file.new)).toEqual(
      Array(6).fill(false),
    );
  });

  it('names who has signed a payment', async () => {
    const folder = dropFolder({});
    const words = [
      'sign',
      'payment.psbt',
      '--charter',
      'family.json',
      '--confirm-amount',
      '1.5',
      '--out',
      'drop/signed',
    ];
    await succeed([...words, '--secret-stdin'], folder, secretOf('Bob'));
    const { files } = await list(folder);
    expect(files).toMatchObject([{ kind: 'psbt', what: 'a payment, signed by Bob' }]);
  });

  it('raises the alarm for another charter’s receipt, an altered file, and a secret', async () => {
    const folder = dropFolder({ good: 'Anna.receipt' });
    const cards = ['Anna', 'Bob', 'Carol'].flatMap((name) => ['--card', `${name}.card`]);
    const other = await succeed(
      ['charter', 'new', '--name', 'Family', '--m', '1', ...cards, '--out', 'other.json'],
      folder,
    );
    const compared = (other.code as string[][]).flat().join(' ');
    const sign = [
      'charter',
      'sign',
      'other.json',
      '--compared-code',
      compared,
      '--out',
      'drop/split',
      '--secret-stdin',
    ];
    await succeed(sign, folder, secretOf('Bob'));
    cpSync(join(folder, 'other.json'), join(folder, 'drop', 'charter'));
    writeFileSync(join(folder, 'drop', 'altered'), readText(folder, 'Anna.card').replace('Anna', 'Alma'));
    writeFileSync(join(folder, 'drop', 'notes.txt'), WORDS.Mallory);
    const { exitCode, files } = await list(folder);
    expect(exitCode).toBe(1);
    const alarms = Object.fromEntries(files.map(({ file, alarm }) => [file, alarm?.code ?? null]));
    expect(alarms).toEqual({
      altered: 'key-card/bad-proof',
      charter: 'charter/name-taken',
      'notes.txt': 'inbox/secret',
      split: 'receipt/other-charter',
    });
    const asText = await icehouse(['inbox', 'drop', '--charter', 'family.json'], { folder });
    expect(asText.stdout).toContain('ALARM');
    expect(asText.stdout).not.toContain('zoo');
  });

  it('does not follow links, open folders or read what is too large, and shows names safely', async () => {
    const folder = dropFolder({ 'gnp.\u202etxt': 'payment.psbt' });
    symlinkSync('/etc/passwd', join(folder, 'drop', 'link'));
    mkdirSync(join(folder, 'drop', 'folder'));
    writeFileSync(join(folder, 'drop', 'huge'), Buffer.alloc(16 * 1024 * 1024 + 1));
    writeFileSync(join(folder, 'drop', '.hidden'), 'x');
    linkSync(join(folder, 'Anna.card'), join(folder, 'drop', 'card'));
    writeFileSync(join(folder, 'drop', 'noise'), Buffer.alloc(500, 0xaa));
    const { files, skipped } = await list(folder);
    expect(files.map(({ file, kind }) => [file, kind])).toEqual([
      ['gnp.\\u{202E}txt', 'psbt'],
      ['noise', 'unknown'],
    ]);
    expect(skipped.map(({ file }) => file)).toEqual(['folder', 'huge', 'link']);
  });

  it('survives every file of the group cut short or with a byte changed', async () => {
    const folder = dropFolder({});
    for (const name of ['Anna.card', 'Bob.receipt', 'family.json', 'payment.psbt', 'Anna.asc']) {
      const bytes = readFileSync(join(folder, name));
      for (const part of [1, 2, 3]) {
        const end = Math.floor((bytes.length * part) / 4);
        writeFileSync(join(folder, 'drop', `${name}-cut${part}`), bytes.subarray(0, end));
        writeFileSync(
          join(folder, 'drop', `${name}-bit${part}`),
          Buffer.from(bytes).fill(bytes[end]! ^ 4, end, end + 1),
        );
      }
    }
    const { files } = await list(folder, ['--all']);
    expect(files).toHaveLength(30);
    // A changed byte is never taken for the member's own word.
    expect(files.filter(({ kind, proof }) => kind !== 'psbt' && proof === 'signed')).toEqual([]);
  });

  it('refuses what is no folder', async () => {
    const folder = workFolder();
    expect(code(await icehouse(['inbox', 'nowhere', '--json'], { folder }))).toBe('inbox/cannot-read');
  });
});
