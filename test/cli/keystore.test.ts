/** Keystores by commands: made, used wherever a secret is asked for, changed, and removed with an honest word. */
import {
  closeSync,
  existsSync,
  linkSync,
  openSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openKeystore, sealKeystore } from '../../src/cold/keystore/keystore.ts';
import { readMnemonic } from '../../src/cold/mnemonic/read.ts';
import { WORDS } from '../support/members.ts';
import { extensionOf, makeCards, secretOf } from './group.ts';
import { freshFolder, icehouse } from './icehouse.ts';

const PASSPHRASE = 'qvjxkzwpyuhgtmrbnlfdcsoaeiqwzxkvjhpn';
const FILE = 'bob.keystore.age';

/** A keystore of Bob's that is quick to open. */
async function putKeystore(folder: string): Promise<void> {
  const content = { mnemonic: readMnemonic(WORDS.Bob), extension: extensionOf('Bob') };
  const source = (length: number): Uint8Array => crypto.getRandomValues(new Uint8Array(length));
  const file = await sealKeystore({ content, passphrase: PASSPHRASE, acknowledgeWeak: false, source, workFactor: 4 });
  writeFileSync(join(folder, FILE), file);
}

describe('keystore new', () => {
  it('writes a file that gives the words back, and tells the fingerprint', async () => {
    const folder = freshFolder();
    const words = ['keystore', 'new', '--out', FILE, '--secret-stdin', '--json'];
    const made = await icehouse(words, { folder, input: `${PASSPHRASE}\n${secretOf('Bob')}` });
    expect(made.exitCode).toBe(0);
    const check = await icehouse(['seed', 'check', '--secret-stdin', '--json'], { folder, input: secretOf('Bob') });
    expect(made.json()).toEqual({ keystore: FILE, fingerprint: check.json().fingerprint, workFactor: 18 });
    const file = readFileSync(join(folder, FILE));
    expect(file.toString()).toMatch(/^-----BEGIN AGE ENCRYPTED FILE-----\n/);
    expect(await openKeystore(file, PASSPHRASE)).toMatchObject({ extension: extensionOf('Bob') });
    expect(readdirSync(folder)).toEqual([FILE]);
  });

  it('refuses a weak passphrase, a bad mnemonic and a name that is taken, and writes nothing', async () => {
    const folder = freshFolder();
    const words = ['keystore', 'new', '--out', FILE, '--secret-stdin', '--json'];
    const code = async (input: string) => (await icehouse(words, { folder, input })).json();
    expect(await code(`password1\n${secretOf('Bob')}`)).toMatchObject({ error: { code: 'keystore/weak-passphrase' } });
    expect(await code(`${PASSPHRASE}\nlegal winner\n`)).toMatchObject({
      error: { code: expect.stringMatching(/^mnemonic\//) },
    });
    expect(await code(`${PASSPHRASE}\na\nb\nc\n`)).toMatchObject({ error: { code: 'secret/too-many-lines' } });
    expect(readdirSync(folder)).toEqual([]);
    writeFileSync(join(folder, FILE), 'mine');
    expect(await code(`${PASSPHRASE}\n${secretOf('Bob')}`)).toMatchObject({ error: { code: 'file/exists' } });
  });

  it('is refused while the machine is online', async () => {
    const io = { activeInterfaces: () => ['eth0'] };
    const result = await icehouse(['keystore', 'new', '--out', FILE, '--secret-stdin'], { folder: freshFolder(), io });
    expect(result.exitCode).toBe(4);
    expect(result.stderr).toContain('cold/network-up');
  });
});

describe('--keystore', () => {
  it('stands for the typed secret: the same key card comes out', async () => {
    const folder = freshFolder();
    await makeCards(folder);
    await putKeystore(folder);
    const words = ['key', 'card', '--name', 'Bob', '--network', 'regtest', '--out', 'again.card', '--keystore', FILE];
    const made = await icehouse([...words, '--secret-stdin'], { folder, input: `${PASSPHRASE}\n` });
    expect(made.exitCode).toBe(0);
    expect(readFileSync(join(folder, 'again.card'), 'utf8')).toBe(readFileSync(join(folder, 'Bob.card'), 'utf8'));
  });

  it('is refused with a wrong passphrase, another file, more lines or options for typed words', async () => {
    const folder = freshFolder();
    await putKeystore(folder);
    writeFileSync(join(folder, 'words.txt'), WORDS.Bob);
    const code = async (more: string[], input: string) => {
      const result = await icehouse(['seed', 'check', '--secret-stdin', '--json', ...more], { folder, input });
      expect(result.stdout).not.toContain('winner');
      return result.json();
    };
    const of = (expected: string) => ({ error: expect.objectContaining({ code: expected }) });
    expect(await code(['--keystore', FILE], `${PASSPHRASE}\n`)).toMatchObject({ kind: 'bip39', words: 12 });
    expect(await code(['--keystore', FILE], 'wrong\n')).toEqual(of('keystore/wrong-passphrase'));
    expect(await code(['--keystore', 'words.txt'], `${PASSPHRASE}\n`)).toEqual(of('keystore/not-a-keystore'));
    expect(await code(['--keystore', FILE], `${PASSPHRASE}\n${secretOf('Bob')}`)).toEqual(of('secret/too-many-lines'));
    expect(await code(['--keystore', FILE, '--language', 'english'], '')).toEqual(of('usage/arguments'));
  });
});

describe('extension check', () => {
  it('judges the extension in a keystore without showing it', async () => {
    const folder = freshFolder();
    await putKeystore(folder);
    const words = ['extension', 'check', '--keystore', FILE, '--secret-stdin', '--json'];
    const inside = await icehouse(words, { folder, input: `${PASSPHRASE}\n` });
    const typed = ['extension', 'check', '--secret-stdin', '--json'];
    const asTyped = await icehouse(typed, { folder, input: `${secretOf('Bob').split('\n')[1]}\n` });
    expect([inside.exitCode, inside.json()]).toEqual([asTyped.exitCode, asTyped.json()]);
    expect((await icehouse(words, { folder, input: 'wrong\n' })).json()).toMatchObject({
      error: { code: 'keystore/wrong-passphrase' },
    });
  });
});

describe('keystore change', () => {
  it('gives another passphrase in place; the old one no longer opens the file', async () => {
    const folder = freshFolder();
    await putKeystore(folder);
    const fresh = `${PASSPHRASE}zz`;
    const words = ['keystore', 'change', FILE, '--secret-stdin', '--json'];
    const changed = await icehouse(words, { folder, input: `${PASSPHRASE}\n${fresh}\n` });
    expect(changed.json()).toEqual({ keystore: FILE });
    const file = readFileSync(join(folder, FILE));
    expect((await openKeystore(file, fresh)).extension).toBe(extensionOf('Bob'));
    expect(readdirSync(folder)).toEqual([FILE]);
  });

  it('leaves the file as it was when the old passphrase is wrong or the new one weak', async () => {
    const folder = freshFolder();
    await putKeystore(folder);
    const before = readFileSync(join(folder, FILE));
    for (const input of [`wrong\n${PASSPHRASE}\n`, `${PASSPHRASE}\nweak\n`, `${PASSPHRASE}\n`]) {
      const result = await icehouse(['keystore', 'change', FILE, '--secret-stdin'], { folder, input });
      expect(result.exitCode).toBe(1);
    }
    expect(readFileSync(join(folder, FILE))).toEqual(before);
  });
});

describe('keystore remove', () => {
  const remove = ['keystore', 'remove', FILE, '--words-on-paper'];

  it('overwrites and removes it, and says what that is worth', async () => {
    const folder = freshFolder();
    await putKeystore(folder);
    const before = readFileSync(join(folder, FILE));
    const held = openSync(join(folder, FILE), 'r');
    const result = await icehouse(remove, { folder });
    expect(result.exitCode).toBe(0);
    // What a program that had the file open still sees is noise of the same length.
    const after = readFileSync(held);
    closeSync(held);
    expect(after.length).toBe(before.length);
    expect(after.includes(before.subarray(0, 20))).toBe(false);
    expect(result.stdout).toContain('Solid-state');
    expect(existsSync(join(folder, FILE))).toBe(false);
  });

  it('refuses until it is said that the words are on paper', async () => {
    const folder = freshFolder();
    await putKeystore(folder);
    const result = await icehouse(['keystore', 'remove', FILE], { folder });
    expect(result.exitCode).toBe(1);
    expect(existsSync(join(folder, FILE))).toBe(true);
  });

  it('refuses what is no keystore, and files with other names', async () => {
    const folder = freshFolder();
    writeFileSync(join(folder, FILE), 'a charter');
    expect((await icehouse(remove, { folder })).stderr).toContain('keystore/not-a-keystore');
    await putKeystore(folder);
    linkSync(join(folder, FILE), join(folder, 'backup.age'));
    expect((await icehouse(remove, { folder })).stderr).toContain('file/has-other-names');
    symlinkSync(FILE, join(folder, 'link.age'));
    expect((await icehouse(['keystore', 'remove', 'link.age', '--words-on-paper'], { folder })).stderr).toContain(
      'file/has-other-names',
    );
    expect(readFileSync(join(folder, 'backup.age'), 'utf8')).toContain('BEGIN AGE');
  });
});
