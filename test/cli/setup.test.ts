import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { WORDS } from '../support/members.ts';
import { MEMBERS, makeCards, makeCharter, makeGroup, makeReceipts, readText, secretOf } from './group.ts';
import { freshFolder, icehouse } from './icehouse.ts';

const XPRV =
  'xprv9s21ZrQH143K3QTDL4LXw2F7HEK3wJUD2nW2nRk4stbPy6cq3jPPqjiChkVvvNKmPGJxWUtg6LnF5kejMRNNU3TGtRBeJgk33yuGBxrMPHi';
const WIF = 'KwDiBf89QgGbjEhKnhXJuH7LrciVrZi3qYjgd9M7rFU73sVHnoWn';

describe('setting up a wallet by commands', () => {
  it('shows no deposit address before every receipt is there, and the same one to everybody after', async () => {
    const folder = freshFolder();
    await makeCards(folder);
    const { code } = await makeCharter(folder);
    const locked = await icehouse(['address', 'family.json', '--json'], { folder });
    expect(locked.exitCode).toBe(1);
    expect(locked.json()).toMatchObject({ error: { code: 'deposits/locked', found: '0 receipts' } });

    await makeReceipts(folder, code);
    const open = await icehouse(['address', 'family.json', '--json'], { folder });
    const shown = await icehouse(['charter', 'show', 'family.json', '--json'], { folder });
    expect(open.json().addresses).toMatchObject([
      { address: shown.json().firstAddress, keychain: 'receive', index: 0 },
    ]);
  });

  it('gives the same charter whatever the order of the cards', async () => {
    const folder = freshFolder();
    await makeCards(folder);
    const { id } = await makeCharter(folder);
    const cards = MEMBERS.toReversed().flatMap((member) => ['--card', `${member}.card`]);
    const words = ['charter', 'new', '--name', 'Family', '--m', '2', ...cards, '--out', 'again.json', '--json'];
    expect((await icehouse(words, { folder })).json().id).toBe(id);
  });

  it('signs no receipt for words that were not compared', async () => {
    const folder = freshFolder();
    await makeCards(folder);
    const { code } = await makeCharter(folder);
    const [, ...rest] = code.split(' ');
    const heard = ['zoo', ...rest].join(' ');
    const words = [
      'charter',
      'sign',
      'family.json',
      '--compared-code',
      heard,
      '--out',
      'anna.receipt',
      '--secret-stdin',
    ];
    const refused = await icehouse([...words, '--json'], { folder, input: secretOf('Anna') });
    expect(refused.exitCode).toBe(1);
    expect(refused.json()).toMatchObject({ error: { code: 'charter/code-differs', found: 'other words in place 1' } });
    // The right words must come from another member, so no refusal may tell them.
    expect(refused.stdout + refused.stderr).not.toContain(rest.slice(0, 3).join(' '));
    expect(readdirSync(folder)).not.toContain('anna.receipt');
  });

  it('tells a wrong extension at once', async () => {
    const folder = freshFolder();
    await makeGroup(folder);
    const check = (input: string) =>
      icehouse(['seed', 'check', '--charter', 'family.json', '--secret-stdin', '--json'], { folder, input });
    const right = await check(secretOf('Bob'));
    const wrong = await check(secretOf('Bob').toUpperCase().replace(WORDS.Bob.toUpperCase(), WORDS.Bob));
    expect(right.json()).toMatchObject({ member: 'Bob', kind: 'bip39', words: 12 });
    expect(wrong.exitCode).toBe(1);
    expect(wrong.json()).toMatchObject({ error: { code: 'seed/not-a-key-of-this-wallet' } });
  });

  it.each([
    ['an xprv', XPRV, 'private'],
    ['a WIF key', WIF, 'private'],
    ['a mnemonic', WORDS.Mallory, 'mnemonic'],
  ])('refuses %s where a public key belongs, without echo', async (_, secret) => {
    const folder = freshFolder();
    await makeCards(folder);
    const cards = ['--card', 'Anna.card', '--card', 'Bob.card', '--key', `Carol=${secret}`];
    const words = ['charter', 'new', '--name', 'Family', '--m', '2', ...cards, '--out', 'family.json'];
    for (const more of [[], ['--json']]) {
      const refused = await icehouse([...words, ...more], { folder });
      expect(refused.exitCode).toBeGreaterThan(0);
      expect(refused.stdout + refused.stderr).not.toContain(secret.slice(0, 12));
      expect(refused.stdout + refused.stderr).not.toContain(secret.slice(-12));
    }
    expect(readdirSync(folder)).not.toContain('family.json');
  });

  it('never overwrites a file that exists', async () => {
    const folder = freshFolder();
    writeFileSync(join(folder, 'Anna.card'), 'mine\n');
    const words = [
      'key',
      'card',
      '--name',
      'Anna',
      '--network',
      'regtest',
      '--out',
      'Anna.card',
      '--secret-stdin',
      '--json',
    ];
    const refused = await icehouse(words, { folder, input: secretOf('Anna') });
    expect(refused.exitCode).toBe(1);
    expect(refused.json()).toMatchObject({ error: { code: 'file/exists' } });
    expect(readText(folder, 'Anna.card')).toBe('mine\n');
  });

  it('takes cards with byte order mark, CRLF and no line end at the end', async () => {
    const folder = freshFolder();
    await makeCards(folder);
    writeFileSync(
      join(folder, 'Anna.card'),
      `\uFEFF${readText(folder, 'Anna.card').trimEnd().replaceAll('\n', '\r\n')}`,
    );
    expect(await makeCharter(folder)).toHaveProperty('id');
  });
});

describe('words that are none', () => {
  const check = (input: string, ...more: string[]) =>
    icehouse(['seed', 'check', '--secret-stdin', '--json', ...more], { folder: freshFolder(), input });

  it('names the wrong word and its nearest neighbours', async () => {
    const refused = await check(`${WORDS.Bob.replace('wave', 'wavve')}\n`);
    expect(refused.exitCode).toBe(3);
    expect(JSON.stringify(refused.json())).toContain('wave');
    expect(refused.json()).toMatchObject({ error: { code: 'mnemonic/unknown-word' } });
  });

  it('recognises words in the wrong order', async () => {
    const [first, second, ...rest] = WORDS.Bob.split(' ');
    const refused = await check([second, first, ...rest].join(' '));
    expect(refused.json()).toMatchObject({ error: { code: 'mnemonic/checksum' } });
  });

  it('says when standard input holds nothing or too much', async () => {
    expect((await check('')).json()).toMatchObject({ error: { code: 'secret/missing' } });
    expect((await check(`${WORDS.Bob}\nextension\nmore\n`)).json()).toMatchObject({
      error: { code: 'secret/too-many-lines' },
    });
    expect((await check('word '.repeat(10_000))).json()).toMatchObject({ error: { code: 'secret/too-long' } });
  });

  it('has no terminal to ask at', async () => {
    const refused = await icehouse(['seed', 'check', '--json'], { folder: freshFolder() });
    expect(refused.exitCode).toBe(4);
    expect(refused.json()).toMatchObject({ error: { code: 'secret/no-terminal' } });
  });
});

describe('the network guard', () => {
  const io = { activeInterfaces: () => ['eth0', 'wlan0'] };

  it('refuses cold commands while an interface is up, and says which', async () => {
    const refused = await icehouse(['seed', 'check', '--secret-stdin', '--json'], {
      folder: freshFolder(),
      input: secretOf('Anna'),
      io,
    });
    expect(refused.exitCode).toBe(4);
    expect(refused.json()).toMatchObject({ error: { code: 'cold/network-up', found: 'eth0, wlan0' } });
  });

  it('lets them run with --online-ok, and public commands without', async () => {
    const folder = freshFolder();
    const input = secretOf('Anna');
    const allowed = await icehouse(['seed', 'check', '--secret-stdin', '--online-ok', '--json'], { folder, input, io });
    expect(allowed.exitCode).toBe(0);
    const publicCommand = await icehouse(['charter', 'show', 'none.json', '--json'], { folder, io });
    expect(publicCommand.json()).toMatchObject({ error: { code: 'file/cannot-read' } });
  });
});
