/** Real `age`: opens what Icehouse writes and writes what Icehouse opens, with keys and with passphrases, keystores included. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { openKeystore, sealKeystore } from '../../src/cold/keystore/keystore.ts';
import { readMnemonic } from '../../src/cold/mnemonic/read.ts';
import { fromUtf8, utf8ToBytes } from '../../src/core/bytes.ts';
import { decryptAge, encryptAge, parseIdentities } from '../../src/exchange/age/file.ts';
import { WORDS } from '../support/members.ts';
import { peer } from './peer.ts';

const age = peer('age');
const PASSPHRASE = 'qvjxkzwpyuhgtmrbnlfdcsoaeiqwzxkvjhpn';
const CONTENT = utf8ToBytes('{ "a": "charter" }\n');

age.describe('stock age', () => {
  const folder = mkdtempSync(join(tmpdir(), 'icehouse-age-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const inFolder = (name: string) => join(folder, name);
  const put = (name: string, bytes: Uint8Array | string) => writeFileSync(inFolder(name), bytes);
  const get = (name: string) => new Uint8Array(readFileSync(inFolder(name)));
  const run = (...words: string[]) => execFileSync(age.path!, words, { cwd: folder, stdio: 'pipe' });

  /** `age` reads passphrases from the terminal alone: `script` gives it one. */
  const runAsking = (command: string, answer: string): void => {
    const { status, stdout } = spawnSync('script', ['-qec', `${age.path} ${command}`, '/dev/null'], {
      cwd: folder,
      input: answer,
    });
    if (status !== 0) throw new Error(`age failed: ${stdout}`);
  };

  const keygen = (name: string): { readonly recipient: string; readonly identities: readonly string[] } => {
    execFileSync(`${age.path}-keygen`, ['-o', name], { cwd: folder, stdio: 'pipe' });
    const text = readFileSync(inFolder(name), 'utf8');
    return { recipient: /age1[0-9a-z]+/.exec(text)![0], identities: parseIdentities(text) };
  };

  it('opens a file for two recipients, armored and binary', async () => {
    const [anna, bob] = [keygen('anna.key'), keygen('bob.key')];
    for (const armored of [true, false]) {
      put(
        'ours.age',
        await encryptAge({ content: CONTENT, to: { recipients: [anna.recipient, bob.recipient] }, armored }),
      );
      for (const key of ['anna.key', 'bob.key'])
        expect(new Uint8Array(run('-d', '-i', key, 'ours.age'))).toEqual(CONTENT);
    }
  });

  it('writes one that Icehouse opens, armored and binary', async () => {
    const { recipient, identities } = keygen('carol.key');
    put('plain', CONTENT);
    for (const form of [['-a'], []]) {
      run(...form, '-r', recipient, '-o', `theirs${form.length}.age`, 'plain');
      expect(await decryptAge(get(`theirs${form.length}.age`), { identities })).toEqual(CONTENT);
    }
  });

  it('refuses ours once a byte is changed', async () => {
    const { recipient } = keygen('dora.key');
    const file = await encryptAge({ content: CONTENT, to: { recipients: [recipient] }, armored: false });
    put('damaged.age', file.with(file.length - 3, file.at(-3)! ^ 1));
    expect(() => run('-d', '-i', 'dora.key', 'damaged.age')).toThrow(/failed to decrypt/);
  });

  it('opens a file with a passphrase', async () => {
    put(
      'secret.age',
      await encryptAge({ content: CONTENT, to: { passphrase: PASSPHRASE, workFactor: 10 }, armored: true }),
    );
    runAsking('-d -o opened secret.age', `${PASSPHRASE}\n`);
    expect(get('opened')).toEqual(CONTENT);
  });

  it('gets at the words of a keystore, and makes one from them that Icehouse takes', async () => {
    const content = { mnemonic: readMnemonic(WORDS.Bob), extension: 'ein Zusatz' };
    const source = (length: number): Uint8Array => crypto.getRandomValues(new Uint8Array(length));
    const request = { content, passphrase: PASSPHRASE, acknowledgeWeak: false, source, workFactor: 10 };
    put('bob.keystore.age', await sealKeystore(request));
    runAsking('-d -o words.json bob.keystore.age', `${PASSPHRASE}\n`);
    const words = readFileSync(inFolder('words.json'), 'utf8');
    expect(JSON.parse(words)).toMatchObject({ mnemonic: WORDS.Bob, extension: 'ein Zusatz' });
    runAsking('-p -a -o theirs.keystore.age words.json', `${PASSPHRASE}\n${PASSPHRASE}\n`);
    const theirs = get('theirs.keystore.age');
    expect(await openKeystore(theirs, PASSPHRASE)).toEqual(content);
    expect(fromUtf8(await decryptAge(theirs, { passphrase: PASSPHRASE }))).toBe(words);
  });
});
