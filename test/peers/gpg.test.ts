/**
 * Real GnuPG 2.2 on the other side: keys go both ways, what we seal it opens and verifies, what it seals we open and
 * verify, and neither lets a change pass. Each gpg has a home of its own that is gone afterwards.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { utf8ToBytes } from '../../src/core/bytes.ts';
import { type AddressBook, EMPTY_BOOK, withPgpKey } from '../../src/exchange/pgp/address-book.ts';
import { openDocument } from '../../src/exchange/pgp/open.ts';
import { createPgpKey, type PgpKeyFile, type UnlockedKey, unlockKey } from '../../src/exchange/pgp/private-key.ts';
import { type PgpPublicKey, readPublicKey } from '../../src/exchange/pgp/public-key.ts';
import { sealDocument } from '../../src/exchange/pgp/seal.ts';
import { rejectionOf } from '../support/errors.ts';
import { peer } from './peer.ts';

const gpg = peer('gpg');
const CONTENT = utf8ToBytes('{ "a": "charter of ä group" }\n'.repeat(50));
const now = (): number => Math.floor(Date.now() / 1000);

gpg.describe('stock gpg', () => {
  const home = mkdtempSync(join(tmpdir(), 'icehouse-gpg-'));
  const inHome = (name: string) => join(home, name);
  const put = (name: string, content: Uint8Array | string) => writeFileSync(inHome(name), content);
  const get = (name: string) => new Uint8Array(readFileSync(inHome(name)));
  const base = ['--homedir', home, '--batch', '--yes', '--no-auto-key-locate', '--pinentry-mode', 'loopback'];
  const run = (...words: string[]): Buffer =>
    execFileSync(gpg.path!, [...base, '--trust-model', 'always', ...words], { cwd: home, stdio: 'pipe' });
  /** Standard error and the exit code, for what gpg says of a signature. */
  const ask = (...words: string[]) => {
    const { status, stderr } = spawnSync(
      gpg.path!,
      [...base, '--status-fd', '2', '--trust-model', 'always', ...words],
      {
        cwd: home,
      },
    );
    return { status, said: stderr.toString() };
  };
  const makeKey = (name: string, algorithm: string): string => {
    run('--passphrase', '', '--quick-generate-key', name, algorithm, 'default', 'never');
    const listing = run('--with-colons', '--list-keys', name).toString();
    return /^fpr:+([0-9A-F]{40}):/m.exec(listing)![1]!;
  };

  let bob: string;
  let rsa: string;
  let annaFile: PgpKeyFile;
  let anna: UnlockedKey;
  let bobKey: PgpPublicKey;
  let book: AddressBook;

  beforeAll(async () => {
    chmodSync(home, 0o700);
    bob = makeKey('Bob', 'future-default');
    rsa = makeKey('Carol', 'rsa2048');
    // Carol's RSA key needs a part to be encrypted to.
    run('--passphrase', '', '--quick-add-key', rsa, 'rsa2048', 'encr');
    annaFile = await createPgpKey({ name: 'Anna', passphrase: 'anna', now: now() - 10 });
    anna = await unlockKey(utf8ToBytes(annaFile.lockedArmored), 'anna');
    put('anna.asc', annaFile.publicKey.armored);
    run('--import', 'anna.asc');
    bobKey = await readPublicKey(new Uint8Array(run('--armor', '--export', bob)), now());
    book = withPgpKey(withPgpKey(EMPTY_BOOK, 'Anna', anna.publicKey), 'Bob', bobKey);
  });

  afterAll(() => {
    spawnSync('gpgconf', ['--homedir', home, '--kill', 'all']);
    rmSync(home, { recursive: true, force: true });
  });

  it('is a 2.2, which knows neither AEAD nor Argon2 nor keys of version 6', () => {
    expect(run('--version').toString()).toMatch(/^gpg \(GnuPG\) 2\./);
  });

  it('exports keys that we read by the same fingerprint, elliptic and RSA, in text and bytes', async () => {
    expect(bobKey.fingerprint).toBe(bob);
    for (const words of [
      ['--armor', '--export', rsa],
      ['--export', rsa],
    ]) {
      expect(await readPublicKey(new Uint8Array(run(...words)), now())).toMatchObject({
        fingerprint: rsa,
        userIds: ['Carol'],
      });
    }
  });

  it('imports our public and private key, and unlocks it by its passphrase', () => {
    put('anna-secret.asc', annaFile.lockedArmored);
    run('--passphrase', 'anna', '--import', 'anna-secret.asc');
    expect(run('--with-colons', '--list-secret-keys').toString()).toContain(anna.publicKey.fingerprint);
    put('plain', CONTENT);
    run(
      '--passphrase',
      'anna',
      '--local-user',
      anna.publicKey.fingerprint,
      '--output',
      'by-anna.sig',
      '--sign',
      'plain',
    );
    expect(ask('--verify', 'by-anna.sig').said).toContain(`VALIDSIG ${anna.publicKey.fingerprint}`);
  });

  it.each([true, false])('opens what we seal, and says that Anna signed it (armored: %s)', async (armored) => {
    const carol = await readPublicKey(new Uint8Array(run('--export', rsa)), now());
    put(
      'ours',
      await sealDocument({ content: CONTENT, sender: anna, recipients: [bobKey, carol], armored, now: now() }),
    );
    const { status, said } = ask('--output', 'opened', '--decrypt', 'ours');
    expect(status).toBe(0);
    expect(said).toContain(`VALIDSIG ${anna.publicKey.fingerprint}`);
    expect(said).toContain('GOODMDC');
    expect(get('opened')).toEqual(CONTENT);
  });

  it('verifies what we sign only, and refuses it changed', async () => {
    const file = await sealDocument({ content: CONTENT, sender: anna, recipients: [], armored: false, now: now() });
    put('signed', file);
    expect(ask('--verify', 'signed').said).toContain('GOODSIG');
    const place = file.length >> 1;
    put('changed', file.with(place, file[place]! ^ 0x20));
    expect(ask('--verify', 'changed').status).not.toBe(0);
  });

  it.each([
    ['text', ['--armor']],
    ['bytes', []],
    ['without compression', ['--compress-algo', 'none']],
    ['with ZLIB', ['--compress-algo', 'zlib']],
    ['to hidden recipients', ['--throw-keyids']],
  ])('seals what we open, with its signature: %s', async (_, options) => {
    put('plain', CONTENT);
    const to = ['--recipient', anna.publicKey.fingerprint, '--recipient', bob];
    run(...options, ...to, '--local-user', bob, '--output', 'theirs', '--sign', '--encrypt', 'plain');
    const { content, encrypted, signatures } = await openDocument({
      file: get('theirs'),
      keys: [anna],
      book,
      now: now(),
    });
    expect(content).toEqual(CONTENT);
    expect(encrypted).toBe(true);
    expect(signatures).toMatchObject([{ by: 'member', entry: { name: 'Bob' } }]);
  });

  it('signs what we verify: in one file, and in clear', async () => {
    put('plain', 'pay 1 bitcoin\nto the roofer\n');
    run('--local-user', bob, '--output', 'signed-by-bob', '--sign', 'plain');
    const one = await openDocument({ file: get('signed-by-bob'), keys: [], book, now: now() });
    expect([one.encrypted, one.signatures[0]!.by]).toEqual([false, 'member']);
    run('--local-user', bob, '--output', 'clear.asc', '--clearsign', 'plain');
    const text = readFileSync(inHome('clear.asc'), 'utf8');
    const clear = await openDocument({ file: utf8ToBytes(text), keys: [], book, now: now() });
    expect([Buffer.from(clear.content).toString().trim(), clear.signatures[0]!.by]).toEqual([
      'pay 1 bitcoin\nto the roofer',
      'member',
    ]);
    const changed = openDocument({
      file: utf8ToBytes(text.replace('1 bitcoin', '2 bitcoin')),
      keys: [],
      book,
      now: now(),
    });
    expect((await rejectionOf(changed)).code).toBe('pgp/changed');
  });

  it('makes a private key whose file works here, once its passphrase is given', async () => {
    run('--passphrase', 'doras', '--quick-generate-key', 'Dora', 'future-default', 'default', 'never');
    const file = new Uint8Array(run('--passphrase', 'doras', '--armor', '--export-secret-keys', 'Dora'));
    expect((await rejectionOf(unlockKey(file, 'wrong'))).code).toBe('pgp/wrong-passphrase');
    const dora = await unlockKey(file, 'doras');
    put('plain', CONTENT);
    run('--recipient', dora.publicKey.fingerprint, '--output', 'for-dora', '--encrypt', 'plain');
    const { content, signatures } = await openDocument({ file: get('for-dora'), keys: [dora], book, now: now() });
    expect(content).toEqual(CONTENT);
    expect(signatures).toEqual([]);
  });

  it('encrypting by a passphrase alone is not for this: it is told so', async () => {
    put('plain', CONTENT);
    run('--passphrase', 'x', '--output', 'symmetric', '--symmetric', 'plain');
    const error = await rejectionOf(openDocument({ file: get('symmetric'), keys: [anna], book, now: now() }));
    expect(error.code).toBe('pgp/passphrase-only');
  });
});
