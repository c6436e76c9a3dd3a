/** The keystore gives back what was put in, to the right passphrase only, and is never made of weak randomness. */
import { Decrypter, Encrypter } from 'age-encryption';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { keystoreBytes, parseKeystoreContent } from '../../../src/cold/keystore/content.ts';
import { openKeystore, requireKeystoreFile, sealKeystore } from '../../../src/cold/keystore/keystore.ts';
import { readMnemonic } from '../../../src/cold/mnemonic/read.ts';
import { fromUtf8, utf8ToBytes } from '../../../src/core/bytes.ts';
import { codeOf, refusalOf, rejectionOf } from '../../support/errors.ts';
import { WORDS } from '../../support/members.ts';

const PASSPHRASE = 'qvjxkzwpyuhgtmrbnlfdcsoaeiqwzxkvjhpn';
const bip39 = { mnemonic: readMnemonic(WORDS.Bob), extension: ' ä extension of Bob’s' };
const source = (length: number): Uint8Array => crypto.getRandomValues(new Uint8Array(length));
const request = { content: bip39, passphrase: PASSPHRASE, acknowledgeWeak: false, source, workFactor: 4 };

let file: Uint8Array;
beforeAll(async () => {
  file = await sealKeystore(request);
});
afterEach(() => vi.restoreAllMocks());

describe('a keystore', () => {
  it('gives back mnemonic and extension, to the letter', async () => {
    expect(await openKeystore(file, PASSPHRASE)).toEqual(bip39);
  });

  it.each([
    [
      'an Electrum seed',
      {
        mnemonic: readMnemonic('wild father tree among universe such mobile favorite target dynamic credit identify'),
        extension: '',
      },
    ],
    [
      'Japanese words',
      { mnemonic: readMnemonic('あいこくしん '.repeat(11).concat('あおぞら')), extension: 'メートルガバヴァ' },
    ],
  ])('holds %s', (_, content) => {
    expect(parseKeystoreContent(fromUtf8(keystoreBytes(content)))).toEqual(content);
  });

  it('is opened by nothing but its passphrase', async () => {
    expect((await rejectionOf(openKeystore(file, `${PASSPHRASE} `))).code).toBe('keystore/wrong-passphrase');
    const text = fromUtf8(file);
    const place = Math.floor(text.length / 2);
    const changed = text.slice(0, place) + (text[place] === 'A' ? 'B' : 'A') + text.slice(place + 1);
    expect((await rejectionOf(openKeystore(utf8ToBytes(changed), PASSPHRASE))).code).toBe('keystore/damaged');
    expect((await rejectionOf(openKeystore(utf8ToBytes(text.slice(0, -60)), PASSPHRASE))).code).toBe(
      'keystore/damaged',
    );
  });

  it('has one length whatever extension is in it', async () => {
    const longer = await sealKeystore({ ...request, content: { ...bip39, extension: 'x'.repeat(200) } });
    expect(longer.length).toBe(file.length);
    expect(longer).not.toEqual(file);
  });

  it('says nothing of its content in the file', () => {
    const text = fromUtf8(file);
    for (const word of WORDS.Bob.split(' ')) expect(text).not.toContain(word);
  });
});

describe('its passphrase', () => {
  it('is judged like an extension', async () => {
    const seal = (passphrase: string, acknowledgeWeak: boolean) =>
      sealKeystore({ ...request, passphrase, acknowledgeWeak });
    const error = await rejectionOf(seal('correct horse battery staple', false));
    expect(error.code).toBe('keystore/weak-passphrase');
    expect(error.message).not.toContain('horse');
    expect(
      await openKeystore(await seal('correct horse battery staple', true), 'correct horse battery staple'),
    ).toEqual(bip39);
    expect((await rejectionOf(seal('', true))).code).toBe('keystore/weak-passphrase');
  });
});

describe('row 88: weak randomness where the keystore is made', () => {
  it.each([
    ['zeros', (bytes: Uint8Array) => bytes.fill(0)],
    ['a constant', (bytes: Uint8Array) => bytes.fill(7)],
    ['counting', (bytes: Uint8Array) => bytes.map((_, index) => index)],
    [
      'an exception',
      () => {
        throw new Error('no randomness');
      },
    ],
  ])('%s: nothing is written', async (_, fill) => {
    vi.spyOn(crypto, 'getRandomValues').mockImplementation(((bytes: Uint8Array) => {
      bytes.set(fill(bytes));
      return bytes;
    }) as typeof crypto.getRandomValues);
    expect((await rejectionOf(sealKeystore(request))).code).toMatch(/^entropy\//);
  });

  it('a source that breaks while the package uses it is noticed after', async () => {
    let drawn = 0;
    const real = crypto.getRandomValues.bind(crypto);
    vi.spyOn(crypto, 'getRandomValues').mockImplementation(((bytes: Uint8Array) => {
      drawn++;
      return drawn <= 3 ? real(bytes as Uint8Array<ArrayBuffer>) : bytes.fill(0);
    }) as typeof crypto.getRandomValues);
    expect((await rejectionOf(sealKeystore(request))).code).toMatch(/^entropy\//);
  });
});

describe('what is no keystore', () => {
  it.each([
    ['a text', utf8ToBytes('legal winner'), 'keystore/not-a-keystore'],
    ['a file beyond size', new Uint8Array(70_000), 'keystore/not-a-keystore'],
  ])('%s is refused', (_, bytes, code) => {
    expect(codeOf(() => requireKeystoreFile(bytes))).toBe(code);
    expect(requireKeystoreFile(file).length).toBeGreaterThan(1_000);
  });

  it('an age file for a recipient is refused, and one with another content says nothing of it', async () => {
    const encrypter = new Encrypter();
    encrypter.addRecipient('age1n7ydfng0rr6828f8jak47qjtl0rqrl6lf9ypg3w3q0acv7vjuezs2aa6yz');
    const forRecipient = await encrypter.encrypt('x');
    expect(codeOf(() => requireKeystoreFile(forRecipient))).toBe('keystore/not-a-keystore');
    const other = new Encrypter();
    other.setPassphrase('x');
    other.setScryptWorkFactor(4);
    const error = await rejectionOf(openKeystore(await other.encrypt(`{"secret":"${WORDS.Bob}"}`), 'x'));
    expect(error.code).toBe('keystore/malformed');
    expect(`${error.stack}${JSON.stringify(error)}${String(error.cause)}`).not.toContain('winner');
  });

  it('a mnemonic with a wrong checksum in it is refused without naming words', () => {
    const text = fromUtf8(keystoreBytes(bip39)).replace('yellow', 'year');
    const error = refusalOf(() => parseKeystoreContent(text));
    expect(error.code).toBe('keystore/malformed');
    expect(`${error.stack}${String(error.cause)}`).not.toContain('winner');
  });
});

it('its JSON is the published one', async () => {
  const decrypter = new Decrypter();
  decrypter.addPassphrase(PASSPHRASE);
  const text = await decrypter.decrypt(requireKeystoreFile(file), 'text');
  expect(text.length % 1024 === 0 || utf8ToBytes(text).length % 1024 === 0).toBe(true);
  expect(JSON.parse(text)).toEqual({
    format: 'icehouse-keystore',
    version: 1,
    kind: 'bip39',
    language: 'english',
    mnemonic: WORDS.Bob,
    extension: bip39.extension,
  });
});
