/**
 * A BSMS setup between a coordinator and three signers with real accounts, in all three modes, and what anybody could do
 * to it on the way: each attack changes one thing of a run that works.
 */
import { randomBytes } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { signMessage } from '../../src/cold/key/sign-message.ts';
import { fromUtf8, toHex, utf8ToBytes } from '../../src/core/bytes.ts';
import { createCharter } from '../../src/core/charter/charter.ts';
import {
  addReceipt,
  createCharterFile,
  formatCharterFile,
  parseCharterFile,
} from '../../src/core/charter/charter-file.ts';
import { explainCharter } from '../../src/core/charter/explain.ts';
import { createKeyCard, formatKeyCard, parseKeyCard } from '../../src/core/charter/key-card.ts';
import type { Charter } from '../../src/core/charter/types.ts';
import { bsmsKeyMessage } from '../../src/core/message/bsms-key.ts';
import { requireDomain } from '../../src/core/message/domain.ts';
import { cardOfRecord } from '../../src/exchange/bsms/card.ts';
import {
  formatDescriptorRecord,
  parseDescriptorRecord,
  walletOfRecord,
} from '../../src/exchange/bsms/descriptor-record.ts';
import { recordInFile, sealRecord } from '../../src/exchange/bsms/encryption.ts';
import { deliverWallet, gatherSigners, type SignerFile } from '../../src/exchange/bsms/gather.ts';
import { formatKeyRecord, keyClaim, parseKeyRecord } from '../../src/exchange/bsms/key-record.ts';
import {
  type BsmsSession,
  closeSession,
  formatSession,
  openSession,
  parseSession,
  SESSION_SECONDS,
  tokenOf,
} from '../../src/exchange/bsms/session.ts';
import { acceptDelivery } from '../../src/exchange/bsms/signer.ts';
import { type BsmsMode, type BsmsToken, NO_TOKEN, parseToken, tokenFromBytes } from '../../src/exchange/bsms/token.ts';
import { importKey, isForeignKey } from '../../src/exchange/keys/import-key.ts';
import { codeOf, refusalOf } from '../support/errors.ts';
import { type MemberName, type MemberOptions, openWorkshop, WORDS, type Workshop } from '../support/members.ts';

const NAMES = ['Anna', 'Bob', 'Carol'] as const;
const NOW = 1_800_000_000;
const random = (length: number): Uint8Array => new Uint8Array(randomBytes(length));

let workshop: Workshop;
beforeAll(async () => {
  workshop = await openWorkshop();
});

function session(mode: BsmsMode): BsmsSession {
  return openSession({ mode, m: 2, n: 3, network: 'main', scriptType: 'p2wsh', now: NOW, random });
}

/** What a signer's device writes in round 1. */
function keyRecord(name: MemberName, token: BsmsToken, options?: MemberOptions): string {
  const account = workshop.account(name, options);
  const claim = keyClaim(account.key, { token, description: `${name}'s key` });
  return formatKeyRecord(claim, signMessage({ account, text: bsmsKeyMessage(claim), second: workshop.second }));
}

function inFile(record: string, token: BsmsToken): Uint8Array {
  return token.mode === 'none' ? utf8ToBytes(record) : utf8ToBytes(toHex(sealRecord(record, token)));
}

function signerFile(name: MemberName, token: BsmsToken, options?: MemberOptions): SignerFile {
  return { name, content: inFile(keyRecord(name, token, options), token) };
}

function allFiles(opened: BsmsSession): SignerFile[] {
  return NAMES.map((name, index) => signerFile(name, tokenOf(opened, index)));
}

function charterOf(opened: BsmsSession, files = allFiles(opened)): Charter {
  const cards = gatherSigners(opened, files, NOW).map(({ card }) => card);
  return createCharter({ name: 'Family vault', m: opened.m, cards, birthdayHeight: 0 });
}

describe.each(['none', 'standard', 'extended'] as const)('a whole setup, mode %s', (mode) => {
  it('gives every signer the charter’s wallet', () => {
    const opened = parseSession(formatSession(session(mode)));
    const gathered = gatherSigners(opened, allFiles(opened), NOW);
    const charter = charterOf(opened);
    const deliveries = deliverWallet(charter.wallet, gathered, { encrypted: 'hex' });
    expect(deliveries.map(({ extension }) => extension)).toEqual(NAMES.map(() => (mode === 'none' ? 'bsms' : 'dat')));
    NAMES.forEach((name, index) => {
      const { position, wallet, record } = acceptDelivery({
        content: deliveries[index]!.content,
        token: tokenOf(opened, index),
        network: 'main',
        mine: workshop.account(name).key,
        names: charter.wallet.keys.map((key) => key.name),
        second: workshop.second,
      });
      expect(wallet.descriptor).toBe(charter.wallet.descriptor);
      expect(charter.wallet.keys[position]!.name).toBe(name);
      expect(record.firstAddress).toBe(charter.firstOutput.address);
    });
  });
});

describe('the session', () => {
  it('has one token for all in standard mode, one for each in extended mode, and all of them fresh', () => {
    expect(session('none').tokens).toEqual([NO_TOKEN]);
    expect(session('standard').tokens.map(({ hex }) => hex.length)).toEqual([16]);
    expect(session('extended').tokens.map(({ hex }) => hex.length)).toEqual([32, 32, 32]);
    expect(session('extended').tokens).not.toEqual(session('extended').tokens);
  });

  it('ends after a day, and with its wallet', () => {
    const opened = session('standard');
    const files = allFiles(opened);
    const later = (seconds: number) => () => gatherSigners(opened, files, NOW + seconds);
    expect(later(SESSION_SECONDS)()).toHaveLength(3);
    expect(codeOf(later(SESSION_SECONDS + 1))).toBe('bsms/session-expired');
    const closed = parseSession(formatSession(closeSession(opened, charterOf(opened).id)));
    expect(codeOf(() => gatherSigners(closed, files, NOW))).toBe('bsms/session-used');
  });

  it.each([
    ['another number of tokens', { tokens: ['00112233445566aa', '00112233445566ab'] }],
    ['tokens of another mode', { mode: 'extended' }],
    ['no tokens', { tokens: [] }],
    ['a charter that is none', { charter: 'mine' }],
  ])('is refused with %s', (_, change) => {
    const text = formatSession(session('standard'));
    expect(parseSession(text).mode).toBe('standard');
    expect(codeOf(() => parseSession(JSON.stringify({ ...JSON.parse(text), ...change })))).toBe(
      'bsms/session-malformed',
    );
  });

  it.each([
    [0, 3],
    [4, 3],
    [1, 21],
    [1.5, 3],
  ])('refuses %s of %s', (m, n) => {
    const request = { mode: 'none', network: 'main', scriptType: 'p2wsh', now: NOW, random } as const;
    expect(codeOf(() => openSession({ ...request, m, n }))).toBe('bsms/quorum');
  });
});

describe('row 20: tampering with BSMS', () => {
  it('a token of another session is refused', () => {
    const [earlier, opened] = [session('standard'), session('standard')];
    const files = allFiles(opened);
    expect(gatherSigners(opened, files, NOW)).toHaveLength(3);
    const replayed = signerFile('Bob', earlier.tokens[0]!);
    expect(codeOf(() => gatherSigners(opened, files.with(1, replayed), NOW))).toBe('bsms/bad-mac');
    // Sealed anew by somebody who knows this session's token, the old record still names the old one.
    const resealed = { name: 'Bob', content: sealRecord(keyRecord('Bob', earlier.tokens[0]!), opened.tokens[0]!) };
    expect(codeOf(() => gatherSigners(opened, files.with(1, resealed), NOW))).toBe('bsms/other-session');
  });

  it('one token for two signers is refused in extended mode', () => {
    const opened = session('extended');
    const files = allFiles(opened);
    expect(gatherSigners(opened, files, NOW)).toHaveLength(3);
    const reused = signerFile('Bob', tokenOf(opened, 0));
    const error = refusalOf(() => gatherSigners(opened, files.with(1, reused), NOW));
    expect(error.code).toBe('bsms/token-reused');
    expect(error.message).toContain('Bob');
  });

  it('a stripped MAC is refused: the record in clear, or the ciphertext without it', () => {
    const opened = session('standard');
    const files = allFiles(opened);
    const [token] = opened.tokens;
    const clear = { name: 'Bob', content: utf8ToBytes(keyRecord('Bob', token!)) };
    expect(codeOf(() => gatherSigners(opened, files.with(1, clear), NOW))).toBe('bsms/mac-stripped');
    const cut = { name: 'Bob', content: sealRecord(keyRecord('Bob', token!), token!).slice(32) };
    expect(codeOf(() => gatherSigners(opened, files.with(1, cut), NOW))).toBe('bsms/bad-mac');
    const macOnly = { name: 'Bob', content: sealRecord(keyRecord('Bob', token!), token!).slice(0, 32) };
    expect(codeOf(() => gatherSigners(opened, files.with(1, macOnly), NOW))).toBe('bsms/bad-mac');
  });

  it('every flipped bit of an encrypted record is refused', () => {
    const { tokens } = session('standard');
    const sealed = sealRecord(keyRecord('Bob', tokens[0]!), tokens[0]!);
    for (let place = 0; place < sealed.length; place += 37) {
      const damaged = sealed.with(place, sealed[place]! ^ 1);
      expect(codeOf(() => recordInFile(damaged, tokens[0]!))).toBe('bsms/bad-mac');
    }
  });

  it('a record of the other round is refused', () => {
    const opened = session('standard');
    const [token] = opened.tokens;
    const charter = charterOf(opened);
    const second = { name: 'Bob', content: sealRecord(formatDescriptorRecord(charter.wallet), token!) };
    expect(codeOf(() => gatherSigners(opened, allFiles(opened).with(1, second), NOW))).toBe('bsms/other-round');
    expect(codeOf(() => parseDescriptorRecord(keyRecord('Bob', token!), { network: 'main' }))).toBe('bsms/other-round');
  });

  it('a wrong first address is refused, as is a descriptor changed under a right one', () => {
    const { wallet } = workshop.charter();
    const record = formatDescriptorRecord(wallet);
    expect(walletOfRecord(parseDescriptorRecord(record, { network: 'main' }), workshop).wallet.m).toBe(2);
    const oneOfThree = record.replace('sortedmulti(2,', 'sortedmulti(1,');
    const stranger = record.replace(wallet.keys[1]!.xpub, workshop.account('Mallory').key.xpub);
    const otherAddress = record.replace(
      /\n[^\n]+$/,
      '\nbc1qm43n7nnev58aj3nrznz2xscgv98t7gxycq5pmp20a5vzfp5t0q2s7r6twb',
    );
    for (const text of [oneOfThree, stranger]) {
      expect(codeOf(() => parseDescriptorRecord(text, { network: 'main' }))).toBe('bsms/first-address-differs');
    }
    expect(codeOf(() => parseDescriptorRecord(otherAddress, { network: 'main' }))).toMatch(/^address\//);
  });

  it('a wallet without the signer’s key is refused, also under her fingerprint or with another path', () => {
    const { wallet } = workshop.charter();
    const deliver = (text: string, name: MemberName = 'Anna') =>
      acceptDelivery({
        content: utf8ToBytes(text),
        token: NO_TOKEN,
        network: 'main',
        mine: workshop.account(name).key,
        second: workshop.second,
      });
    const record = formatDescriptorRecord(wallet);
    expect(deliver(record).wallet.descriptor).toBe(wallet.descriptor.replaceAll('’', ''));
    expect(codeOf(() => deliver(record, 'Mallory'))).toBe('bsms/my-key-absent');

    const [anna, mallory] = [workshop.account('Anna').key, workshop.account('Mallory').key];
    const cards = [workshop.card('Mallory'), workshop.card('Bob'), workshop.card('Carol')];
    const withoutAnna = formatDescriptorRecord(workshop.charter({ cards }).wallet);
    const imitation = withoutAnna.replace(mallory.origin!.fingerprint, anna.origin!.fingerprint);
    expect(codeOf(() => deliver(imitation))).toBe('bsms/my-fingerprint-other-key');
    const elsewhere = record.replace(
      `[${anna.origin!.fingerprint}/48'/0'/0'/2']`,
      `[${anna.origin!.fingerprint}/48'/0'/1'/2']`,
    );
    expect(elsewhere).not.toBe(record);
    expect(codeOf(() => deliver(elsewhere))).toBe('bsms/my-origin-differs');
  });

  it('the same key from two signers is refused, as is a missing or additional record', () => {
    const opened = session('standard');
    const files = allFiles(opened);
    const again = { ...files[0]!, name: 'Dora' };
    expect(codeOf(() => gatherSigners(opened, files.with(1, again), NOW))).toBe('bsms/duplicate-key');
    expect(codeOf(() => gatherSigners(opened, files.slice(1), NOW))).toBe('bsms/signer-count');
    expect(codeOf(() => gatherSigners(opened, [...files, again], NOW))).toBe('bsms/signer-count');
  });
});

describe('a key record', () => {
  it.each([
    ['another description', (text: string) => text.replace("Anna's key", 'Annas key'), 'bsms/bad-signature'],
    ['another token', (text: string) => text.replace('\n00\n', '\n00112233445566aa\n'), 'bsms/bad-signature'],
    ['another version', (text: string) => text.replace('1.0', '2.0'), 'bsms/version'],
    ['no version', (text: string) => text.slice(5), 'bsms/not-a-record'],
    ['a line missing', (text: string) => text.replace(/\n[^\n]+$/, ''), 'bsms/line-missing'],
    ['a line more', (text: string) => `${text}\nmore`, 'bsms/line-missing'],
    ['a token that is none', (text: string) => text.replace('\n00\n', '\n000\n'), 'bsms/token'],
    ['no origin', (text: string) => text.replace(/\[.*\]/, ''), 'origin/bad-form'],
    ['a signature of another form', (text: string) => text.replace(/[^\n]+$/, 'AkcwRAIg'), 'bsms/signature-form'],
    ['a long description', (text: string) => text.replace("Anna's key", 'x'.repeat(81)), 'bsms/description-too-long'],
  ])('with %s is refused', (_, change, code) => {
    const text = keyRecord('Anna', NO_TOKEN);
    expect(parseKeyRecord(text).claim.description).toBe("Anna's key");
    expect(parseKeyRecord(`\uFEFF${text.replaceAll('\n', '\r\n')}\r\n`).claim.description).toBe("Anna's key");
    expect(codeOf(() => parseKeyRecord(change(text)))).toBe(code);
  });

  it.each([
    [
      'an extended private key',
      'xprv9s21ZrQH143K3nyWMZVjzGL4KKAE1zahmhTHuV5pdw4eK3o3igC5QywgQG7UTRe6TGBniPDpPFWzXMeMUFbBj8uYsfXGjyMmF54wdNt8QBm',
    ],
    ['a WIF key', 'L4JNkJfLBDyWfTLbKJ1H3w56GUMsvdfjCkzRo5RHXfJ6bdHqm6cN'],
  ])('with %s is refused without repeating it', (_, secret) => {
    const text = keyRecord('Anna', NO_TOKEN).replace(/\](\w+)/, `]${secret}`);
    const error = refusalOf(() => parseKeyRecord(text));
    expect(error.code).toMatch(/^key\/(private-key|wif)-refused$/);
    expect(`${error.message}${error.stack}${JSON.stringify(error)}`).not.toContain(secret.slice(4, 20));
  });

  it('does not take a seed phrase as its description', () => {
    const { key } = workshop.account('Anna');
    expect(codeOf(() => keyClaim(key, { token: NO_TOKEN, description: WORDS.Bob }))).toBe('key/mnemonic-refused');
  });

  it('is the one BSMS text that is signed: a descriptor record is not', () => {
    const { account } = { account: workshop.account('Anna') };
    expect(requireDomain(bsmsKeyMessage(keyClaim(account.key, { token: NO_TOKEN, description: '' })))).toBe('bsmsKey');
    const text = formatDescriptorRecord(workshop.charter().wallet);
    expect(codeOf(() => signMessage({ account, text, second: workshop.second }))).toBe('message/unknown-domain');
  });
});

describe('a card of a key record', () => {
  const request = { name: 'Anna', network: 'main', scriptType: 'p2wsh' } as const;

  it('keeps the proof, which everybody verifies again, and says what it is', () => {
    const { card } = cardOfRecord(parseKeyRecord(keyRecord('Anna', NO_TOKEN)), request);
    expect(parseKeyCard(formatKeyCard(card))).toEqual(card);
    const cards = [card, workshop.card('Bob'), workshop.card('Carol')];
    const charter = workshop.charter({ cards });
    expect(charter.id).toBe(workshop.charter().id);
    const file = parseCharterFile(formatCharterFile(createCharterFile({ charter, cards })));
    const lines = explainCharter(file).join('\n');
    expect(lines).toContain('proven by a signed BSMS key record');
    expect(addReceipt(file, workshop.receipt('Anna', charter)).receipts).toHaveLength(1);
  });

  it.each([
    ['another key', { xpub: 'Bob' }],
    ['another origin', { origin: '[73c5da0a/48h/0h/1h/2h]' }],
    ['no proof', { proof: undefined }],
    ['another description', { description: 'Bob’s key' }],
    ['another token', { token: '00112233445566aa' }],
  ])('with %s is refused', (_, change) => {
    const { card } = cardOfRecord(parseKeyRecord(keyRecord('Anna', NO_TOKEN)), request);
    const json = JSON.parse(formatKeyCard(card));
    const changed = {
      ...json,
      ...('xpub' in change ? { xpub: workshop.account('Bob').key.xpub } : {}),
      ...('origin' in change ? { origin: change.origin } : {}),
      ...('proof' in change ? { proof: undefined } : {}),
      bsms: { ...json.bsms, ...('description' in change || 'token' in change ? change : {}) },
    };
    expect(codeOf(() => parseKeyCard(JSON.stringify(changed)))).toMatch(
      /^(key-card\/bsms-differs|key-card\/bad-proof|origin\/depth-differs)$/,
    );
  });

  it('needs the claim to speak of its key even with a good signature', () => {
    const bob = parseKeyRecord(keyRecord('Bob', NO_TOKEN));
    const { key } = workshop.account('Anna');
    const parts = { key, scriptType: 'p2wsh', software: 'x', proof: bob.signature, bsms: bob.claim } as const;
    expect(codeOf(() => createKeyCard(parts))).toBe('key-card/bsms-differs');
  });

  it('comes out of the door for foreign keys, where its origin cannot be answered for its member', () => {
    const text = keyRecord('Anna', NO_TOKEN);
    expect(isForeignKey(text)).toBe(true);
    expect(importKey(text, request)).toMatchObject({ format: 'bsms', card: { proof: expect.any(String) } });
    const answers = { origins: new Map([[1, 'none' as const]]) };
    expect(codeOf(() => importKey(text, { ...request, answers }))).toBe('exchange/signed-origin');
    expect(isForeignKey(formatDescriptorRecord(workshop.charter().wallet))).toBe(false);
  });

  it('is refused for another network or script type, and for a single key', () => {
    const record = parseKeyRecord(keyRecord('Anna', NO_TOKEN));
    expect(codeOf(() => cardOfRecord(record, { ...request, network: 'regtest' }))).toBe('key/network-differs');
    expect(codeOf(() => cardOfRecord(record, { ...request, scriptType: 'p2sh-p2wsh' }))).toBe('bsms/path-script-type');
  });
});

describe('tokens as people type them', () => {
  it('read in every form', () => {
    expect(parseToken(' 0x00 ')).toBe(NO_TOKEN);
    expect(parseToken('0X0011223344556677').hex).toBe('0011223344556677');
    expect(parseToken('18446744073709551615').hex).toBe('f'.repeat(16));
    expect(parseToken('18446744073709551616').mode).toBe('extended');
    expect(parseToken('01234567890123456').hex).toBe(1_234_567_890_123_456n.toString(16).padStart(16, '0'));
  });

  it('are asked about where they could be two numbers', () => {
    expect(codeOf(() => parseToken('1234567890123456'))).toBe('bsms/token-ambiguous');
    expect(parseToken('0x1234567890123456').hex).toBe('1234567890123456');
  });

  it.each([
    ['a number too large', (1n << 128n).toString(), 'bsms/token'],
    ['another length', '0x001122', 'bsms/token'],
    ['six words with a slip', 'pipe acquire around border prosper zone', 'bsms/token-words'],
    ['a word that is none', 'pipe acquire around border prosper swiftly', 'bsms/token-words'],
    ['a seed phrase', WORDS.Bob, 'key/mnemonic-refused'],
    ['nothing', '', 'bsms/token'],
  ])('refuse %s', (_, text, code) => {
    expect(codeOf(() => parseToken(text))).toBe(code);
  });

  it('are told in forms that read back', () => {
    for (let count = 0; count < 50; count++) {
      const token = tokenFromBytes(random(count % 2 === 0 ? 8 : 16));
      expect(parseToken(`0x${token.hex}`)).toEqual(token);
    }
  });
});

describe('files of devices', () => {
  it('encrypted records are taken as hex in either case and as bytes, as Coldcard writes them', () => {
    const { tokens } = session('standard');
    const record = keyRecord('Anna', tokens[0]!);
    const sealed = sealRecord(record, tokens[0]!);
    for (const file of [sealed, utf8ToBytes(toHex(sealed)), utf8ToBytes(`${toHex(sealed).toUpperCase()}\r\n`)]) {
      expect(recordInFile(file, tokens[0]!)).toBe(record);
    }
    expect(codeOf(() => recordInFile(sealed, NO_TOKEN))).toBe('bsms/token-missing');
  });

  it('what goes out ends without a line feed, in hex or in bytes', () => {
    const opened = session('standard');
    const gathered = gatherSigners(opened, allFiles(opened), NOW);
    const { wallet } = charterOf(opened);
    const [hex] = deliverWallet(wallet, gathered, { encrypted: 'hex' });
    const [bytes] = deliverWallet(wallet, gathered, { encrypted: 'bytes' });
    expect(fromUtf8(hex!.content)).toBe(toHex(bytes!.content));
    expect(recordInFile(bytes!.content, opened.tokens[0]!).endsWith('\n')).toBe(false);
  });
});

describe('path restrictions', () => {
  const read = (change: (text: string) => string) => {
    const text = change(formatDescriptorRecord(workshop.charter().wallet));
    return walletOfRecord(parseDescriptorRecord(text, { network: 'main' }), workshop);
  };

  it('of other branches make another wallet, with its own first address', () => {
    const { wallet } = workshop.charter({ branches: { receive: 2, change: 3 } });
    const text = formatDescriptorRecord(wallet);
    expect(text).toContain('\n/2/*,/3/*\n');
    expect(walletOfRecord(parseDescriptorRecord(text, { network: 'main' }), workshop).wallet.branches).toEqual(
      wallet.branches,
    );
    expect(codeOf(() => read((record) => record.replace('/0/*,/1/*', '/2/*,/3/*')))).toBe('bsms/first-address-differs');
  });

  it.each([
    ['one chain only', '/0/*', 'bsms/not-a-wallet'],
    ['three chains', '/0/*,/1/*,/2/*', 'bsms/not-a-wallet'],
    ['the same chain twice', '/0/*,/0/*', 'bsms/path-restrictions'],
    ['a hardened step', "/0'/*,/1'/*", 'bsms/path-restrictions'],
    ['a step too large', '/2147483648/*,/1/*', 'bsms/path-restrictions'],
    ['words', 'any path', 'bsms/path-restrictions'],
  ])('with %s are refused', (_, line, code) => {
    expect(codeOf(() => read((record) => record.replace('/0/*,/1/*', line)))).toBe(code);
  });

  it('without a template, and a template for some keys only, are refused', () => {
    expect(codeOf(() => read((record) => record.replaceAll('/**', '/<0;1>/*')))).toBe(
      'bsms/restrictions-without-template',
    );
    expect(codeOf(() => read((record) => record.replace('/**', '/0/*')))).toBe('bsms/template-mixed');
  });

  it('are not needed where the descriptor says both chains itself', () => {
    const { wallet, record } = read((text) =>
      text.replaceAll('/**', '/<0;1>/*').replace('/0/*,/1/*', 'No path restrictions'),
    );
    expect(wallet.descriptor).toBe(workshop.charter().wallet.descriptor);
    expect(record.paths).toBeUndefined();
  });

  it('a checksum over the template is verified', () => {
    const withSum = (sum: string) => (text: string) => text.replace('))\n', `))#${sum}\n`);
    expect(codeOf(() => read(withSum('qqqqqqqq')))).toBe('descriptor/checksum');
    const expected = refusalOf(() => read(withSum('qqqqqqqq'))).expected!;
    expect(read(withSum(expected)).wallet.m).toBe(2);
  });
});
