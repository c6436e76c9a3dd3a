/** age files: what is written opens again, what was changed does not, and no file makes the machine work without end. */
import { armor, generateIdentity, identityToRecipient } from 'age-encryption';
import { beforeAll, describe, expect, it } from 'vitest';
import { isArmored, looksLikeAge, MAX_WORK_FACTOR, readAgeHeader } from '../../src/core/age/header.ts';
import { fromUtf8, utf8ToBytes } from '../../src/core/bytes.ts';
import {
  type AgeAddressees,
  binaryAge,
  decryptAge,
  encryptAge,
  parseIdentities,
  parseRecipient,
} from '../../src/exchange/age/file.ts';
import { codeOf, rejectionOf } from '../support/errors.ts';

const CONTENT = utf8ToBytes('a charter');
/** Little work, so that the tests are quick. */
const PASSPHRASE: AgeAddressees = { passphrase: 'correct horse', workFactor: 4 };

let identity: string;
let recipient: string;
let stranger: string;
let sealed: Uint8Array;
beforeAll(async () => {
  identity = await generateIdentity();
  recipient = await identityToRecipient(identity);
  stranger = await generateIdentity();
  sealed = await encryptAge({ content: CONTENT, to: { recipients: [recipient] }, armored: false });
});

describe('a file for recipients', () => {
  it('opens with the identity of each of them, armored or not', async () => {
    const recipients = [recipient, await identityToRecipient(stranger)];
    for (const armored of [false, true]) {
      const file = await encryptAge({ content: CONTENT, to: { recipients }, armored });
      expect(isArmored(file)).toBe(armored);
      expect(looksLikeAge(file)).toBe(true);
      for (const each of [identity, stranger]) expect(await decryptAge(file, { identities: [each] })).toEqual(CONTENT);
    }
  });

  it('does not open for anybody else, nor with a passphrase', async () => {
    const code = async (secret: Parameters<typeof decryptAge>[1]) =>
      (await rejectionOf(decryptAge(sealed, secret))).code;
    expect(await code({ identities: [stranger] })).toBe('age/wrong-secret');
    expect(await code({ passphrase: 'x' })).toBe('age/needs-identity');
  });

  it('gives out nothing once a byte is changed, cut or added', async () => {
    const attempt = async (file: Uint8Array) => (await rejectionOf(decryptAge(file, { identities: [identity] }))).code;
    for (let place = 0; place < sealed.length; place += 7) {
      expect(await attempt(sealed.with(place, sealed[place]! ^ 1))).toMatch(
        /^age\/(damaged|wrong-secret|not-an-age-file|header-too-large)$/,
      );
    }
    expect(await attempt(sealed.slice(0, -1))).toBe('age/damaged');
    expect(await attempt(Uint8Array.of(...sealed, 0))).toBe('age/damaged');
  });

  it('needs a recipient, and takes no secret key for one', async () => {
    const to = (recipients: string[]) => encryptAge({ content: CONTENT, to: { recipients }, armored: false });
    expect((await rejectionOf(to([]))).code).toBe('age/no-recipient');
    expect((await rejectionOf(to(['age1nonsense']))).code).toBe('age/not-a-recipient');
    const error = await rejectionOf(to([identity]));
    expect(error.code).toBe('age/identity-refused');
    expect(`${error.stack}${JSON.stringify(error)}`).not.toContain(identity.slice(20));
    expect(parseRecipient(` ${recipient}\n`)).toBe(recipient);
  });
});

describe('a file with a passphrase', () => {
  it('opens with it and with nothing else', async () => {
    const file = await encryptAge({ content: CONTENT, to: PASSPHRASE, armored: true });
    expect(readAgeHeader(binaryAge(file))).toEqual({ recipients: ['scrypt'], workFactor: 4 });
    expect(await decryptAge(file, { passphrase: 'correct horse' })).toEqual(CONTENT);
    expect((await rejectionOf(decryptAge(file, { passphrase: 'correct horsf' }))).code).toBe('age/wrong-secret');
    expect((await rejectionOf(decryptAge(file, { identities: [identity] }))).code).toBe('age/needs-passphrase');
  });

  it('is not made with an empty one', async () => {
    const act = encryptAge({ content: CONTENT, to: { passphrase: '' }, armored: true });
    expect((await rejectionOf(act)).code).toBe('age/empty-passphrase');
  });

  it.each([MAX_WORK_FACTOR + 1, 25, 64, 99])('that asks for 2^%i rounds is refused before any work', async (factor) => {
    const file = await encryptAge({ content: CONTENT, to: PASSPHRASE, armored: false });
    const costly = utf8ToBytes(String.fromCharCode(...file.slice(0, 200)).replace(/ 4\n/, ` ${factor}\n`));
    const started = performance.now();
    expect((await rejectionOf(decryptAge(costly, { passphrase: 'x' }))).code).toBe('age/work-factor');
    expect(performance.now() - started).toBeLessThan(100);
  });
});

describe('hostile headers', () => {
  const header = (body: string) => utf8ToBytes(`age-encryption.org/v1\n${body}`);

  it.each([
    ['another version', utf8ToBytes('age-encryption.org/v2\n-> X25519 a\n--- b\n'), 'age/not-an-age-file'],
    ['no end', header('-> X25519 a\n'.repeat(20_000)), 'age/header-too-large'],
    ['too many recipients', header(`${'-> X25519 a\nb\n'.repeat(65)}--- c\n`), 'age/too-many-recipients'],
    ['a work factor of zero', header('-> scrypt AAAAAAAAAAAAAAAAAAAAAA 0\nb\n--- c\n'), 'age/work-factor'],
    ['a work factor in words', header('-> scrypt AAAAAAAAAAAAAAAAAAAAAA ten\nb\n--- c\n'), 'age/work-factor'],
  ])('%s', (_, bytes, code) => {
    expect(codeOf(() => readAgeHeader(bytes))).toBe(code);
  });

  it('the control reads: two recipients', () => {
    expect(readAgeHeader(header('-> X25519 a\nb\n-> X25519 c\nd\n--- e\n')).recipients).toEqual(['X25519', 'X25519']);
  });

  it('damaged armor is refused', () => {
    const text = armor.encode(sealed);
    expect(codeOf(() => binaryAge(utf8ToBytes(text.replace('END AGE', 'END AGF'))))).toBe('age/damaged');
    expect(binaryAge(utf8ToBytes(`\n${text.replaceAll('\n', '\r\n')}`))).toEqual(sealed);
  });
});

describe('identity files', () => {
  it('are read with their comments', async () => {
    const text = `# created: 2026-01-01\n# public key: ${recipient}\r\n${identity}\n`;
    expect(parseIdentities(text)).toEqual([identity]);
    expect(fromUtf8(await decryptAge(sealed, { identities: parseIdentities(text) }))).toBe('a charter');
  });

  it.each([
    ['nothing', ''],
    ['a recipient', 'age1qqqq'],
    ['a mistyped key', 'AGE-SECRET-KEY-1QQQQ'],
  ])('with %s are refused without repeating it', (_, text) => {
    const refusal = codeOf(() => parseIdentities(text));
    expect(refusal).toBe('age/not-an-identity');
  });
});
