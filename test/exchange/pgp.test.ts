/**
 * Documents between members by OpenPGP: who signed is told by the address book, what was changed is not given out, and no
 * file can make the machine work without end (attack row 81). Real gpg is in test/peers.
 */
import { createCleartextMessage, createMessage, encrypt, enums, generateKey, Message, PacketList, sign } from 'openpgp';
import { beforeAll, describe, expect, it } from 'vitest';
import { concatBytes, fromUtf8, utf8ToBytes } from '../../src/core/bytes.ts';
import { compareCode } from '../../src/core/charter/code.ts';
import {
  type AddressBook,
  EMPTY_BOOK,
  entryOf,
  formatAddressBook,
  isMember,
  parseAddressBook,
  withAgeRecipient,
  withComparison,
  withoutMember,
  withPgpKey,
} from '../../src/exchange/pgp/address-book.ts';
import { looksLikePgp, openDocument } from '../../src/exchange/pgp/open.ts';
import { createPgpKey, type PgpKeyFile, type UnlockedKey, unlockKey } from '../../src/exchange/pgp/private-key.ts';
import { loadPublicKey, type PgpPublicKey, readPublicKey } from '../../src/exchange/pgp/public-key.ts';
import { sealDocument } from '../../src/exchange/pgp/seal.ts';
import { MAX_CONTENT, PGP_SETTINGS } from '../../src/exchange/pgp/settings.ts';
import { fingerprintText, fingerprintWords } from '../../src/exchange/pgp/words.ts';
import { codeOf, rejectionOf } from '../support/errors.ts';
import { openWorkshop } from '../support/members.ts';
import { compressed, literal, packet } from '../support/pgp-packets.ts';

const NOW = 1_800_000_000;
const YEAR = 31_557_600;
const PASSPHRASE = 'a passphrase of Anna’s';
const CONTENT = utf8ToBytes('{ "a": "charter" }\n');
const AGE = 'age1n7ydfng0rr6828f8jak47qjtl0rqrl6lf9ypg3w3q0acv7vjuezs2aa6yz';

let annaFile: PgpKeyFile;
let anna: UnlockedKey;
let bob: UnlockedKey;
let stranger: UnlockedKey;
let book: AddressBook;

async function unlocked(name: string): Promise<UnlockedKey> {
  const file = await createPgpKey({ name, passphrase: 'x', now: NOW - YEAR });
  return unlockKey(utf8ToBytes(file.lockedArmored), 'x');
}

beforeAll(async () => {
  annaFile = await createPgpKey({ name: 'Anna', passphrase: PASSPHRASE, now: NOW - YEAR });
  anna = await unlockKey(utf8ToBytes(annaFile.lockedArmored), PASSPHRASE);
  [bob, stranger] = [await unlocked('Bob'), await unlocked('Somebody')];
  book = withPgpKey(withPgpKey(EMPTY_BOOK, 'Anna', anna.publicKey), 'Bob', bob.publicKey);
});

const seal = (changes: Partial<Parameters<typeof sealDocument>[0]> = {}) =>
  sealDocument({
    content: CONTENT,
    sender: anna,
    recipients: [anna.publicKey, bob.publicKey],
    armored: true,
    now: NOW,
    ...changes,
  });
const open = (file: Uint8Array, changes: Partial<Parameters<typeof openDocument>[0]> = {}) =>
  openDocument({ file, keys: [bob], book, now: NOW, ...changes });
const codeOfOpening = async (file: Uint8Array, changes = {}) => (await rejectionOf(open(file, changes))).code;

describe('a document', () => {
  it.each([true, false])('is opened by each recipient, who learns who signed it (armored: %s)', async (armored) => {
    const file = await seal({ armored });
    expect(looksLikePgp(file)).toBe(true);
    for (const key of [anna, bob]) {
      const { content, encrypted, signatures } = await open(file, { keys: [key] });
      expect(content).toEqual(CONTENT);
      expect(encrypted).toBe(true);
      expect(signatures).toEqual([
        expect.objectContaining({ by: 'member', entry: entryOf(book, 'Anna'), signed: NOW }),
      ]);
    }
  });

  it('is for nobody else', async () => {
    const file = await seal();
    expect(await codeOfOpening(file, { keys: [stranger] })).toBe('pgp/not-for-you');
    expect(await codeOfOpening(file, { keys: [] })).toBe('pgp/key-missing');
  });

  it('may be signed only, and is then readable without a key', async () => {
    for (const armored of [true, false]) {
      const { content, encrypted, signatures } = await open(await seal({ recipients: [], armored }), { keys: [] });
      expect([content, encrypted, signatures[0]!.by]).toEqual([CONTENT, false, 'member']);
    }
  });

  it('signed by a stranger says so', async () => {
    const { signatures } = await open(await seal({ sender: stranger }));
    expect(signatures).toEqual([{ by: 'stranger', keyId: stranger.publicKey.fingerprint.slice(-16) }]);
  });

  it('that nobody signed says so', async () => {
    const message = await createMessage({ binary: CONTENT });
    const encryptionKeys = await loadPublicKey(bob.publicKey);
    const file = await encrypt({ message, encryptionKeys, format: 'binary', config: PGP_SETTINGS });
    expect((await open(file)).signatures).toEqual([]);
  });

  it('carries no file name and is never AEAD, even if all keys announce it', async () => {
    const { privateKey } = await generateKey({
      userIDs: [{ name: 'Modern' }],
      format: 'object',
      date: new Date((NOW - YEAR) * 1000),
      config: { aeadProtect: true },
    });
    const armored = privateKey.toPublic().armor();
    const modern = await readPublicKey(utf8ToBytes(armored), NOW);
    const file = await seal({ recipients: [modern], armored: false });
    // After the session key: new-format packet 18 (encrypted, integrity protected), version 1 and not 2.
    const lengthOfFirst = file[1]!;
    const packet = file.subarray(2 + lengthOfFirst);
    expect(packet[0]! & 0x3f).toBe(18);
    const lengthBytes = packet[1]! < 192 ? 1 : packet[1]! < 224 ? 2 : packet[1] === 255 ? 5 : 1;
    expect(packet[1 + lengthBytes]).toBe(1);
  });
});

describe('a document that was changed', () => {
  it('inside a signature is not given out', async () => {
    const file = fromUtf8(await seal({ recipients: [], armored: false }).then((bytes) => utf8ToBytes(hexOf(bytes))));
    const altered = file.replace(hexOf(CONTENT), hexOf(CONTENT.with(4, 0x41)));
    expect(altered).not.toBe(file);
    const error = await rejectionOf(open(bytesOf(altered)));
    expect(error).toMatchObject({ code: 'pgp/changed', kind: 'refused' });
    expect(error.message).toContain('Anna');
  });

  it('anywhere in its encryption is refused', async () => {
    const file = await seal({ armored: false, recipients: [bob.publicKey] });
    for (let place = 3; place < file.length; place += 29) {
      expect(await codeOfOpening(file.with(place, file[place]! ^ 1))).toMatch(/^pgp\//);
    }
    expect(await codeOfOpening(file.slice(0, -1))).toMatch(/^pgp\//);
  });

  it('with the signature of another document is refused', async () => {
    const message = await createMessage({ binary: CONTENT, date: new Date(NOW * 1000) });
    const detached = await sign({
      message,
      signingKeys: anna.privateKey,
      detached: true,
      format: 'binary',
      date: new Date(NOW * 1000),
      config: PGP_SETTINGS,
    });
    expect((await open(concatBytes(detached, literal(CONTENT)))).signatures[0]!.by).toBe('member');
    expect(await codeOfOpening(concatBytes(detached, literal(utf8ToBytes('other'))))).toBe('pgp/changed');
  });

  it('a cleartext-signed text is given out as it was signed, or not at all', async () => {
    const date = new Date(NOW * 1000);
    const message = await createCleartextMessage({ text: 'pay 1 bitcoin\nto Bob' });
    const text = await sign({ message, signingKeys: anna.privateKey, date, config: PGP_SETTINGS });
    const { content, signatures, encrypted } = await open(utf8ToBytes(text));
    expect([fromUtf8(content), signatures[0]!.by, encrypted]).toEqual(['pay 1 bitcoin\nto Bob', 'member', false]);
    expect(await codeOfOpening(utf8ToBytes(text.replace('1 bitcoin', '9 bitcoin')))).toBe('pgp/changed');
    // What stands before the signed text is not part of it.
    expect(fromUtf8((await open(utf8ToBytes(text))).content)).not.toContain('BEGIN');
  });

  it('a signature from the future or by an expired key does not count', async () => {
    const file = await seal({ recipients: [] });
    expect(await codeOfOpening(file, { now: NOW - 3600 })).toBe('pgp/signature-unusable');
    expect((await open(file, { now: NOW - 60 })).signatures[0]!.by).toBe('member');
  });
});

describe('row 81: spoofing and bombs', () => {
  const literalOf = (text: string) => literal(utf8ToBytes(text));

  it('more than one literal packet is refused, in clear, signed and compressed; the control has one', async () => {
    expect((await open(literalOf('one'))).content).toEqual(utf8ToBytes('one'));
    expect((await open(compressed(literalOf('one')))).content).toEqual(utf8ToBytes('one'));
    const signed = await seal({ recipients: [], armored: false });
    expect((await open(signed)).content).toEqual(CONTENT);
    for (const hostile of [
      concatBytes(literalOf('one'), literalOf('two')),
      concatBytes(literalOf('before'), signed),
      concatBytes(signed, literalOf('after')),
      compressed(concatBytes(literalOf('one'), literalOf('two'))),
      concatBytes(compressed(literalOf('one')), compressed(literalOf('two'))),
    ]) {
      expect(await codeOfOpening(hostile)).toMatch(/^pgp\/(malformed|not-a-message)$/);
    }
  });

  it('an unsigned literal beside a signed one inside encryption is refused', async () => {
    const signed = await seal({ recipients: [], armored: false });
    const encryptionKeys = await loadPublicKey(bob.publicKey);
    /** Encrypts packets as they are, whatever they are. */
    const wrap = (content: Uint8Array) => {
      const packets = Object.assign(new PacketList(), { write: () => content });
      return encrypt({ message: new Message(packets), encryptionKeys, format: 'binary', config: PGP_SETTINGS });
    };
    expect((await open(await wrap(signed))).content).toEqual(CONTENT);
    for (const hostile of [concatBytes(literalOf('spoof'), signed), concatBytes(signed, literalOf('spoof'))]) {
      expect(await codeOfOpening(await wrap(hostile))).toBe('pgp/malformed');
    }
  });

  it('a compression bomb is refused quickly, as is compression inside compression', async () => {
    const bomb = compressed(literal(new Uint8Array(MAX_CONTENT + 1)));
    expect(bomb.length).toBeLessThan(100_000);
    expect(await codeOfOpening(bomb)).toBe('pgp/too-large');
    expect(await codeOfOpening(compressed(compressed(literalOf('deep'))))).toBe('pgp/malformed');
  });

  it('a key locked by Argon2 is refused before any work; the control is locked as usual', async () => {
    const generate = (config: object) =>
      generateKey({ type: 'ecc', curve: 'curve25519Legacy', userIDs: [{ name: 'Costly' }], passphrase: 'x', config });
    const params = { passes: 1, parallelism: 1, memoryExponent: 4 };
    const costly = await generate({ s2kType: enums.s2k.argon2, aeadProtect: true, s2kArgon2Params: params });
    expect((await rejectionOf(unlockKey(utf8ToBytes(costly.privateKey), 'x'))).code).toBe('pgp/key-locking');
    const usual = await generate({});
    expect((await unlockKey(utf8ToBytes(usual.privateKey), 'x')).publicKey.userIds).toEqual(['Costly']);
  });

  it('hundreds of recipients are refused before any of them is tried', async () => {
    const file = await seal({ armored: false, recipients: [bob.publicKey] });
    const sessionKey = file.subarray(0, 2 + file[1]!);
    const many = concatBytes(...Array.from({ length: 200 }, () => sessionKey), file.subarray(sessionKey.length));
    expect(await codeOfOpening(many)).toBe('pgp/malformed');
  });

  it('encryption without integrity protection is refused', async () => {
    const file = await seal({ armored: false, recipients: [bob.publicKey] });
    const first = file.subarray(0, 2 + file[1]!);
    const old = concatBytes(first, packet(9, file.subarray(first.length + 3)));
    expect(await codeOfOpening(old)).toMatch(/^pgp\//);
  });

  it.each([
    ['nothing', new Uint8Array()],
    ['noise', Uint8Array.from({ length: 500 }, (_, index) => (index * 89) % 256)],
    ['text', utf8ToBytes('legal winner thank year wave')],
    ['an armor without content', utf8ToBytes('-----BEGIN PGP MESSAGE-----\n\n-----END PGP MESSAGE-----\n')],
    [
      'a key in place of a message',
      utf8ToBytes('-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nxjM=\n-----END PGP PUBLIC KEY BLOCK-----'),
    ],
  ])('%s is no message', async (_, bytes) => {
    expect(await codeOfOpening(bytes)).toMatch(/^pgp\/(not-a-message|malformed)$/);
  });
});

describe('keys', () => {
  it('are read from armor and bytes, and known by their fingerprint', async () => {
    const key = await loadPublicKey(anna.publicKey);
    expect(await readPublicKey(key.write(), NOW)).toEqual(anna.publicKey);
    expect(anna.publicKey.fingerprint).toMatch(/^[0-9A-F]{40}$/);
    expect(anna.publicKey).toMatchObject({ userIds: ['Anna'], created: NOW - YEAR, expires: undefined });
  });

  it('private ones are refused where public ones belong, and not repeated', async () => {
    const error = await rejectionOf(readPublicKey(utf8ToBytes(annaFile.lockedArmored), NOW));
    expect(error.code).toBe('pgp/private-key-refused');
    expect(`${error.stack}${JSON.stringify(error)}`).not.toContain(annaFile.lockedArmored.slice(100, 140));
  });

  it('are unlocked by their passphrase only, and not printed', async () => {
    const file = utf8ToBytes(annaFile.lockedArmored);
    expect((await rejectionOf(unlockKey(file, 'wrong'))).code).toBe('pgp/wrong-passphrase');
    expect((await rejectionOf(unlockKey(utf8ToBytes(annaFile.publicKey.armored), 'x'))).code).toBe(
      'pgp/not-a-private-key',
    );
    expect(JSON.stringify(anna)).not.toContain('PRIVATE');
    expect(Object.keys(anna)).toEqual(['publicKey']);
  });

  it('expired, future or half keys are refused', async () => {
    const generate = async (options: object) => {
      const { publicKey } = await generateKey({
        type: 'ecc',
        curve: 'curve25519Legacy',
        userIDs: [{ name: 'Key' }],
        date: new Date((NOW - YEAR) * 1000),
        ...options,
      });
      return utf8ToBytes(publicKey);
    };
    const code = async (file: Uint8Array) => (await rejectionOf(readPublicKey(file, NOW))).code;
    expect((await readPublicKey(await generate({}), NOW)).expires).toBeUndefined();
    expect((await readPublicKey(await generate({ keyExpirationTime: 2 * YEAR }), NOW)).expires).toBe(NOW + YEAR);
    expect(await code(await generate({ keyExpirationTime: 1000 }))).toBe('pgp/key-unusable');
    expect(await code(await generate({ date: new Date((NOW + YEAR) * 1000) }))).toBe('pgp/key-unusable');
    expect(await code(await generate({ subkeys: [] }))).toBe('pgp/key-unusable');
    expect(
      await code(
        await generate({ type: 'ecc', curve: 'ed25519Legacy', config: { v6Keys: true } }).catch(() => utf8ToBytes('')),
      ),
    ).toMatch(/^pgp\/(key-version|not-a-key)$/);
  });

  it('two keys in one file are refused', async () => {
    const [one, two] = [utf8ToBytes(anna.publicKey.armored), utf8ToBytes(bob.publicKey.armored)];
    expect((await rejectionOf(readPublicKey(concatBytes(one, two), NOW))).code).toBe('pgp/several-keys');
    const binary = concatBytes(
      (await loadPublicKey(anna.publicKey)).write(),
      (await loadPublicKey(bob.publicKey)).write(),
    );
    expect((await rejectionOf(readPublicKey(binary, NOW))).code).toBe('pgp/several-keys');
  });

  it('an expired sender or recipient is told', async () => {
    const { privateKey } = await generateKey({
      type: 'ecc',
      curve: 'curve25519Legacy',
      userIDs: [{ name: 'Old' }],
      date: new Date((NOW - YEAR) * 1000),
      keyExpirationTime: 1000,
    });
    const old = await unlockKey(utf8ToBytes(privateKey), '');
    expect((await rejectionOf(seal({ sender: old }))).code).toBe('pgp/sender-unusable');
    expect((await rejectionOf(seal({ recipients: [old.publicKey] }))).code).toBe('pgp/recipient-unusable');
  });
});

describe('words of a fingerprint', () => {
  it('are fifteen, and each bit of it changes one', () => {
    const { fingerprint } = anna.publicKey;
    const words = fingerprintWords(fingerprint);
    expect(words.map((group) => group.length)).toEqual([5, 5, 5]);
    for (let bit = 0; bit < 160; bit++) {
      const value = BigInt(`0x${fingerprint}`) ^ (1n << BigInt(bit));
      const other = fingerprintWords(value.toString(16).padStart(40, '0'));
      expect(compareCode(words, other.flat().join(' ')).differing).toEqual([15 - Math.floor((bit + 5) / 11)]);
    }
  });

  it('are published: the fingerprint of zeros and a counting one', () => {
    expect(new Set(fingerprintWords('0'.repeat(40)).flat())).toEqual(new Set(['abandon']));
    expect(fingerprintWords('0123456789ABCDEF0123456789ABCDEF01234567').flat().join(' ')).toMatchInlineSnapshot(
      `"abuse boss fly battle rubber wasp afraid hamster guide essence vibrant task banana pencil orchard"`,
    );
    expect(fingerprintText('0123456789ABCDEF0123456789ABCDEF01234567')).toBe(
      '0123 4567 89AB CDEF 0123 4567 89AB CDEF 0123 4567',
    );
  });
});

describe('the address book', () => {
  it('comes back as it was written, key by key', async () => {
    const full = withComparison(withAgeRecipient(book, 'Anna', AGE), 'Anna', { day: '2026-12-24', how: 'in person' });
    const read = await parseAddressBook(formatAddressBook(full), NOW);
    expect(read).toEqual(full);
    expect(entryOf(read, 'Anna').compared?.day).toBe('2026-12-24');
  });

  it('refuses another key under a known name, and a known key under another name', () => {
    expect(codeOf(() => withPgpKey(book, 'Anna', stranger.publicKey))).toBe('book/other-key');
    expect(codeOf(() => withPgpKey(book, 'Carol', bob.publicKey))).toBe('book/key-taken');
    expect(codeOf(() => withPgpKey(book, 'Аnna', stranger.publicKey))).toBe('name/not-plain');
    expect(codeOf(() => withPgpKey(book, 'ANNA', stranger.publicKey))).toBe('name/not-unique');
    expect(codeOf(() => withAgeRecipient(withAgeRecipient(book, 'Anna', AGE), 'Bob', AGE))).toBe('book/key-taken');
    expect(entryOf(withPgpKey(withoutMember(book, 'Anna'), 'Anna', stranger.publicKey), 'Anna').pgp?.fingerprint).toBe(
      stranger.publicKey.fingerprint,
    );
  });

  it('keeps a comparison when the same key comes anew, and forgets it with a new way in', () => {
    const compared = withComparison(book, 'Anna', { day: '2026-12-24', how: 'in person' });
    const renewed: PgpPublicKey = { ...anna.publicKey, armored: `${anna.publicKey.armored}\n` };
    expect(entryOf(withPgpKey(compared, 'Anna', renewed), 'Anna').compared).toBeDefined();
    expect(entryOf(withAgeRecipient(compared, 'Anna', AGE), 'Anna').compared).toBeUndefined();
  });

  it('refuses a key that is not the one of its fingerprint, and doubled members', async () => {
    const json = JSON.parse(formatAddressBook(book));
    const change = async (edit: (members: { name: string; pgp: { key: string; fingerprint: string } }[]) => void) => {
      const copy = structuredClone(json);
      edit(copy.members);
      return (await rejectionOf(parseAddressBook(JSON.stringify(copy), NOW))).code;
    };
    const swap = change((members) => {
      members[0]!.pgp.key = stranger.publicKey.armored;
    });
    expect(await swap).toBe('book/fingerprint-differs');
    const doubled = change((members) => {
      members[1]!.pgp = members[0]!.pgp;
    });
    expect(await doubled).toBe('book/key-taken');
    const sameName = change((members) => {
      members[1]!.name = 'anna';
    });
    expect(await sameName).toBe('name/not-unique');
  });

  it('knows who of it belongs to a charter, by name', async () => {
    const charter = (await openWorkshop()).charter();
    expect(isMember(entryOf(book, 'Anna'), charter)).toBe(true);
    expect(isMember({ name: 'Mallory' }, charter)).toBe(false);
    expect(codeOf(() => entryOf(book, 'Mallory'))).toBe('book/unknown-member');
  });
});

function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

function bytesOf(hex: string): Uint8Array {
  return new Uint8Array(Buffer.from(hex, 'hex'));
}

/** A packet of RFC 4880 in the new form with a five-byte length. */
