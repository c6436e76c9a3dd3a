/** Wallets and keys of other programs by commands: what is asked, what is answered, and that wallets go out again. */
import { copyFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { deflateSync } from 'node:zlib';
import { cbc } from '@noble/ciphers/aes.js';
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { hmac } from '@noble/hashes/hmac.js';
import { pbkdf2 } from '@noble/hashes/pbkdf2.js';
import { sha256, sha512 } from '@noble/hashes/sha2.js';
import { describe, expect, it } from 'vitest';
import { EXPORT_FORMATS } from '../../src/exchange/formats.ts';
import { MEMBERS, makeCards, makeCharter, readText, secretOf } from './group.ts';
import { freshFolder, icehouse, type Result } from './icehouse.ts';

const VECTORS = resolve(import.meta.dirname, '../vectors');

const ELECTRUM = 'electrum/wallet-files/client_2_9_3_multisig';
/** What that file holds of its first member besides public keys. */
const ELECTRUM_SECRETS = ['speed cruise market wasp', 'xprv9s21ZrQH143K48ig2wcAuZoEKaYdNRaShKFR3hLrgwsNW13QYRhXH6gAG1'];
const ELECTRUM_FIRST = '3P3JJPoyNFussuyxkDbnYevYim5XnPGmwZ';

const COLDCARD = 'coldcard/export-p2wsh-myself.txt';
const COLDCARD_MEMBERS = ['Anna', 'Bob', 'Carol', 'Dora'].flatMap((name, index) => [
  '--member',
  `${index + 1}=${name}`,
]);
const COLDCARD_FIRST = 'tb1qafdvz3k4sjwn5lmq44yk5tzag4tyfq72mcqq5nzrsqepmsynrt9sue59v2';

/** A folder with a sample in it. */
function folderWith(sample: string, name = 'wallet'): string {
  const folder = freshFolder();
  copyFileSync(join(VECTORS, sample), join(folder, name));
  return folder;
}

function importing(folder: string, words: readonly string[], input = ''): Promise<Result> {
  const fixed = ['charter', 'import', 'wallet', '--name', 'Family', '--out', 'family.json', '--json'];
  return icehouse([...fixed, ...words], { folder, input });
}

const MAIN = ['--network', 'main'];
const TEST = ['--network', 'testnet3'];
const TWO = ['--member', '1=Anna', '--member', '2=Bob'];

const failure = (code: string) => ({ error: expect.objectContaining({ code }) });

describe('charter import', () => {
  it('makes a charter whose keys are not proven', async () => {
    const folder = folderWith(COLDCARD);
    const imported = await importing(folder, [...TEST, ...COLDCARD_MEMBERS]);
    expect(imported.json()).toMatchObject({ format: 'coldcard', firstAddress: COLDCARD_FIRST, m: 2, n: 4 });
    const members = imported.json().members as { name: string; origin: string }[];
    const holders = Object.fromEntries(members.map(({ name, origin }) => [name, origin.slice(1, 9)]));
    expect(holders).toEqual({ Anna: '0f056943', Bob: '6ba6cfd0', Carol: '747b698e', Dora: '7bb026be' });
    const shown = await icehouse(['charter', 'show', 'family.json', '--json'], { folder });
    expect(shown.json()).toMatchObject({ id: imported.json().id, firstAddress: COLDCARD_FIRST });
    const address = await icehouse(['address', 'family.json', '--json'], { folder });
    expect(address.json()).toEqual(failure('deposits/locked'));
  });

  it('tells what it read and what to do next, for people', async () => {
    const folder = folderWith(ELECTRUM);
    const words = ['charter', 'import', 'wallet', '--name', 'Family', '--out', 'family.json', ...MAIN, ...TWO];
    const { exitCode, stdout } = await icehouse(words, { folder });
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^Read as Electrum/);
    expect(stdout).toContain('the file holds the seed or private key');
    expect(stdout.replaceAll(' ', '')).toContain(ELECTRUM_FIRST);
    for (const secret of ELECTRUM_SECRETS) {
      expect(stdout).not.toContain(secret);
      expect(readText(folder, 'family.json')).not.toContain(secret);
    }
  });

  it('asks for names that the file does not have, and takes the answers', async () => {
    const folder = folderWith(ELECTRUM);
    const asked = await importing(folder, MAIN);
    expect(asked.exitCode).toBe(2);
    expect(asked.json()).toEqual(failure('exchange/ask-members'));
    expect(asked.stdout).toContain('--member 1=NAME --member 2=NAME');
    expect((await importing(folder, [...MAIN, '--member', '1=Anna'])).stdout).toContain('--member 2=NAME');
    expect((await importing(folder, [...MAIN, ...TWO, '--member', '3=Carol'])).json()).toEqual(
      failure('usage/arguments'),
    );
    expect((await importing(folder, [...MAIN, '--member', 'Anna'])).json()).toEqual(failure('usage/arguments'));
    expect(readdirSync(folder)).toEqual(['wallet']);
    expect((await importing(folder, [...MAIN, ...TWO])).json()).toMatchObject({ firstAddress: ELECTRUM_FIRST });
  });

  it('asks what a list of keys leaves open, with exit code 2 and the answer to give', async () => {
    const folder = freshFolder();
    const [first, second] = JSON.parse(readFileSync(join(VECTORS, 'electrum/wallet-files/expected.json'), 'utf8'))
      .files[0].xpubs as string[];
    writeFileSync(join(folder, 'wallet'), `wsh(multi(2,${first},${second}))\n`);
    const asked = await importing(folder, [...MAIN, ...TWO]);
    expect([asked.exitCode, asked.json()]).toEqual([2, failure('exchange/ask-chains')]);
    expect(asked.json()).toMatchObject({ error: { at: '--assume', expected: 'chains=0,1' } });
    const origins = ['--origin', '1=none', '--origin', '2=none'];
    const answered = await importing(folder, [...MAIN, ...TWO, ...origins, '--assume', 'chains=0,1']);
    expect(answered.json()).toMatchObject({ m: 2, members: [{ origin: null }, { origin: null }] });
    expect((await importing(folder, [...MAIN, ...TWO, '--assume', 'chains'])).exitCode).toBe(2);
  });

  it('takes the origins that the file lacks', async () => {
    const text = readFileSync(join(VECTORS, COLDCARD), 'utf8');
    const folder = freshFolder();
    writeFileSync(join(folder, 'wallet'), text.replace(/^Derivation.*$/m, '').replace('0F056943:', '00000000:'));
    const words = [...TEST, ...COLDCARD_MEMBERS];
    const without = (await importing(folder, words)).json();
    expect((without.notes as { code: string }[]).map(({ code }) => code)).toContain('import/no-origin');
    const rest = ['6ba6cfd0', '747b698e', '7bb026be'].flatMap((fingerprint, index) => [
      '--origin',
      `${index + 2}=[${fingerprint}/48'/1'/0'/2']`,
    ]);
    const given = [...rest, '--origin', "1=[0f056943/48'/1'/0'/2']", '--out', 'whole.json'];
    const whole = await icehouse(['charter', 'import', 'wallet', '--name', 'Family', '--json', ...words, ...given], {
      folder,
    });
    expect(whole.json()).toMatchObject({ notes: [], firstAddress: without.firstAddress });
    const bad = await importing(folder, [...words, '--origin', '[73c5da0a]']);
    expect([bad.exitCode, bad.json()]).toEqual([2, failure('usage/arguments')]);
  });

  it.each([
    ['another network', COLDCARD, MAIN, 'key/network-differs'],
    ['a single key', 'coldcard/ccxp-6BA6CFD0.json', TEST, 'exchange/key-not-wallet'],
    ['a wallet of one', 'sparrow/electrum-singlesig-wallet.json', MAIN, 'exchange/single-key-wallet'],
    ['a transaction', 'coldcard/worked-1.psbt', TEST, 'exchange/unknown-format'],
  ])('refuses %s and writes nothing', async (_, sample, network, code) => {
    const folder = folderWith(sample);
    const refused = await importing(folder, network);
    expect(refused.exitCode).not.toBe(0);
    expect(refused.json()).toEqual(failure(code));
    expect(readdirSync(folder)).toEqual(['wallet']);
  });

  it('never overwrites a file', async () => {
    const folder = folderWith(COLDCARD);
    writeFileSync(join(folder, 'family.json'), 'mine');
    const refused = await importing(folder, [...TEST, ...COLDCARD_MEMBERS]);
    expect(refused.exitCode).not.toBe(0);
    expect(readText(folder, 'family.json')).toBe('mine');
  });
});

/** Encrypts a wallet file as Electrum does, with a fixed ephemeral key. */
function sealed(text: string, password: string): string {
  const ephemeral = new Uint8Array(32).fill(7);
  const stretched = pbkdf2(sha512, Buffer.from(password), new Uint8Array(0), { c: 1_024, dkLen: 64 });
  const scalar = BigInt(`0x${Buffer.from(stretched).toString('hex')}`) % secp256k1.Point.Fn.ORDER;
  const recipient = secp256k1.Point.BASE.multiply(scalar).toBytes(true);
  const shared = sha512(secp256k1.getSharedSecret(ephemeral, recipient, true));
  const body = cbc(shared.slice(16, 32), shared.slice(0, 16)).encrypt(deflateSync(text));
  const head = Buffer.concat([Buffer.from('BIE1'), secp256k1.getPublicKey(ephemeral, true), body]);
  return Buffer.concat([head, hmac(sha256, shared.slice(32), head)]).toString('base64');
}

describe('an encrypted Electrum file', () => {
  const PASSWORD = 'correct horse ⚡';

  function sealedFolder(): string {
    const folder = freshFolder();
    writeFileSync(join(folder, 'wallet'), sealed(readFileSync(join(VECTORS, ELECTRUM), 'utf8'), PASSWORD));
    return folder;
  }

  const words = [...MAIN, ...TWO, '--password-stdin'];

  it('opens with its password, and shows no secret', async () => {
    const folder = sealedFolder();
    const imported = await importing(folder, words, `${PASSWORD}\n`);
    expect(imported.json()).toMatchObject({ format: 'electrum', firstAddress: ELECTRUM_FIRST });
    for (const secret of [...ELECTRUM_SECRETS, PASSWORD]) {
      expect(imported.stdout + imported.stderr + readText(folder, 'family.json')).not.toContain(secret);
    }
  });

  it('does not open with another one, and says nothing of it', async () => {
    const refused = await importing(sealedFolder(), words, 'another one\n');
    expect([refused.exitCode, refused.json()]).toEqual([1, failure('exchange/wrong-password')]);
    expect(refused.stdout + refused.stderr).not.toContain('another one');
  });

  it('does not open while a network is up, unless that is meant', async () => {
    const online = { activeInterfaces: () => ['eth0'] };
    const call = (more: readonly string[]) => {
      const all = ['charter', 'import', 'wallet', '--name', 'Family', '--out', 'family.json', '--json', ...words];
      return icehouse([...all, ...more], { folder: sealedFolder(), input: `${PASSWORD}\n`, io: online });
    };
    expect((await call([])).json()).toEqual(failure('cold/network-up'));
    expect((await call(['--online-ok'])).json()).toMatchObject({ firstAddress: ELECTRUM_FIRST });
  });
});

describe('key import', () => {
  it('makes cards of which a charter is made', async () => {
    const folder = freshFolder();
    for (const [name, file] of [
      ['Anna', 'ccxp-6BA6CFD0.json'],
      ['Bob', 'ccxp-747B698E.json'],
    ] as const) {
      copyFileSync(join(VECTORS, 'coldcard', file), join(folder, file));
      const words = ['key', 'import', file, '--name', name, '--network', 'testnet3', '--out', `${name}.card`, '--json'];
      const { json } = await icehouse(words, { folder });
      expect(json()).toMatchObject({ card: `${name}.card`, name, scriptType: 'p2wsh', network: 'testnet3' });
    }
    const cards = ['--card', 'Anna.card', '--card', 'Bob.card'];
    const words = ['charter', 'new', '--name', 'Two', '--m', '2', ...cards, '--out', 'two.json', '--json'];
    expect((await icehouse(words, { folder })).exitCode).not.toBe(0);
    const made = await icehouse([...words, '--unproven', 'Anna', '--unproven', 'Bob'], { folder });
    expect(made.json()).toMatchObject({ id: expect.any(String) });
  });

  it('says what it lacks, and which key it wants named', async () => {
    const folder = folderWith(ELECTRUM);
    const words = ['key', 'import', 'wallet', '--name', 'Anna', '--out', 'Anna.card', '--json'];
    expect((await icehouse(words, { folder })).exitCode).not.toBe(0);
    expect(readdirSync(folder)).toEqual(['wallet']);
  });

  it('tells a proven key from one that is not', async () => {
    const folder = freshFolder();
    await makeCards(folder);
    const record = ['bsms', 'key', '--name', 'Anna', '--network', 'regtest', '--no-encryption', '--out', 'Anna.dat'];
    await icehouse([...record, '--secret-stdin'], { folder, input: secretOf('Anna') });
    const words = ['key', 'import', 'Anna.dat', '--name', 'Anna', '--network', 'regtest', '--out', 'record.card'];
    expect((await icehouse(words, { folder })).stdout).toContain('its key is proven');
    copyFileSync(join(VECTORS, 'coldcard/ccxp-6BA6CFD0.json'), join(folder, 'ccxp.json'));
    const other = ['key', 'import', 'ccxp.json', '--name', 'Bob', '--network', 'testnet3', '--out', 'ccxp.card'];
    expect((await icehouse(other, { folder })).stdout).toContain('the key is not proven yet');
  });
});

describe('charter export', () => {
  it('writes every format, and charter import takes each of them for the same wallet', async () => {
    const folder = freshFolder();
    for (const member of MEMBERS) {
      const card = ['key', 'card', '--name', member, '--network', 'main', '--out', `${member}.card`, '--secret-stdin'];
      await icehouse(card, { folder, input: secretOf(member) });
    }
    await makeCharter(folder);
    const shown = (await icehouse(['charter', 'show', 'family.json', '--json'], { folder })).json();
    expect(shown).toHaveProperty('firstAddress');
    const members = MEMBERS.flatMap((member, index) => ['--member', `${index + 1}=${member}`]);
    for (const { name, purpose } of EXPORT_FORMATS) {
      const out = ['--format', name, '--out', `out.${name}`];
      const exported = await icehouse(['charter', 'export', 'family.json', ...out], { folder });
      expect(exported.stdout).toBe(`Written to out.${name}: ${purpose}.\n`);
      const words = ['charter', 'import', `out.${name}`, '--name', 'Family', '--network', 'main', ...members];
      const imported = (await icehouse([...words, '--out', `in.${name}`, '--json'], { folder })).json();
      expect([name, imported]).toEqual([name, expect.objectContaining({ firstAddress: shown.firstAddress })]);
    }
  });

  it('refuses a format that it does not know', async () => {
    const folder = freshFolder();
    const words = ['charter', 'export', 'family.json', '--format', 'word', '--out', 'x', '--json'];
    expect((await icehouse(words, { folder })).json()).toEqual(failure('usage/arguments'));
  });
});
