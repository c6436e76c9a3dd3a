/** What files are told to be: our own kinds, other programs' ones, secrets and nothing; and what is no secret. */
import { readdirSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { toBase64, toHex, utf8ToBytes } from '../../src/core/bytes.ts';
import { formatCharterFile } from '../../src/core/charter/charter-file.ts';
import { formatKeyCard } from '../../src/core/charter/key-card.ts';
import { formatReceipt } from '../../src/core/charter/receipt.ts';
import { formatDescriptorRecord } from '../../src/exchange/bsms/descriptor-record.ts';
import { judge } from '../../src/exchange/inbox/judge.ts';
import { recognise } from '../../src/exchange/inbox/recognise.ts';
import { jsonHoldsSecret, textHoldsSecret } from '../../src/exchange/inbox/secrets.ts';
import { fingerprintWords } from '../../src/exchange/pgp/words.ts';
import { plainPayment, psbtBytes } from '../review/payment.ts';
import { sample } from '../support/imports.ts';
import { openWorkshop, WORDS, type Workshop } from '../support/members.ts';

let workshop: Workshop;
beforeAll(async () => {
  workshop = await openWorkshop();
});

const kindOf = (content: string | Uint8Array) =>
  recognise(typeof content === 'string' ? utf8ToBytes(content) : content).kind;

/** SeedSigner's first vector. */
const SEED_QR = '011513251154012711900771041507421289190620080870026613431420201617920614089619290300152408010643';

describe('recognise', () => {
  it('knows our own documents, pretty or not, with a byte order mark or not', () => {
    const charter = workshop.charter();
    const texts = {
      'key-card': formatKeyCard(workshop.card('Anna')),
      charter: formatCharterFile(workshop.file()),
      receipt: formatReceipt(workshop.receipt('Anna', charter)),
      'bsms-wallet': formatDescriptorRecord(charter.wallet),
    };
    for (const [kind, text] of Object.entries(texts)) {
      expect(kindOf(text)).toBe(kind);
      expect(kindOf(`\uFEFF${text}`)).toBe(kind);
      if (text.startsWith('{')) expect(kindOf(JSON.stringify(JSON.parse(text)))).toBe(kind);
    }
  });

  it('knows a PSBT as bytes, Base64 and hex, and tells a damaged one', () => {
    const bytes = psbtBytes(plainPayment(workshop.charter().wallet));
    for (const form of [bytes, toBase64(bytes), toHex(bytes), `${toBase64(bytes)}\n`])
      expect(kindOf(form)).toBe('psbt');
    for (const form of [bytes.slice(0, -9), toBase64(bytes).slice(0, 400), toHex(bytes.slice(0, 300))]) {
      expect(kindOf(form)).toBe('damaged');
    }
  });

  it('knows the wallets and keys of other programs', () => {
    const { wallet } = workshop.charter();
    expect(recognise(utf8ToBytes(wallet.descriptor))).toMatchObject({ kind: 'foreign-wallet' });
    const key = `[73c5da0a/48h/0h/0h/2h]${wallet.keys[0]!.xpub}`;
    expect(recognise(utf8ToBytes(key))).toMatchObject({ kind: 'foreign-key' });
    const labels = sample('labels/bip329-labels.jsonl');
    expect(recognise(utf8ToBytes(labels))).toMatchObject({ kind: 'labels', form: 'bip329' });
  });

  it.each([
    ['nothing', ''],
    ['a letter', 'Dear Bob, please look at the payment for the roof before Friday; the roofer waits for it. Anna'],
    ['a list of transactions', `${'a'.repeat(64)}\n${'0123456789abcdef'.repeat(4)}\n`],
    ['JSON of nobody', '{"a": [1, 2.5, "three"]}'],
    ['zeros', new Uint8Array(5_000)],
    ['noise', Uint8Array.from({ length: 3_000 }, (_, index) => (index * 151 + (index >> 3)) % 256)],
  ])('takes %s for nothing of ours', (_, content) => {
    expect(kindOf(content)).toBe('unknown');
  });

  it('never throws for the vector files of other projects', () => {
    const folder = new URL('../vectors/bsms/sparrow/', import.meta.url);
    for (const name of readdirSync(folder)) {
      const found = recognise(readFileSync(new URL(name, folder)));
      expect(['bsms-wallet', 'unknown', 'foreign-wallet']).toContain(found.kind);
    }
  });
});

describe('secrets', () => {
  const xprv =
    'xprv9s21ZrQH143K3nyWMZVjzGL4KKAE1zahmhTHuV5pdw4eK3o3igC5QywgQG7UTRe6TGBniPDpPFWzXMeMUFbBj8uYsfXGjyMmF54wdNt8QBm';

  it.each([
    ['a seed phrase', WORDS.Bob],
    [
      'a numbered one',
      WORDS.Bob.split(' ')
        .map((word, index) => `${index + 1}. ${word}`)
        .join('\n'),
    ],
    ['one in a letter', `Hi, this is my seed phrase: ${WORDS.Bob.toUpperCase()}. Yours, Bob`],
    ['one behind its name, with nothing between', `Family seed phrase ${WORDS.Bob}`],
    ['Japanese words', `${'あいこくしん '.repeat(11)}あおぞら`],
    [
      'French words',
      'abaisser abandon abdiquer abeille abolir aborder aboutir aboyer abrasif abreuver abriter abroger',
    ],
    ['a seed in the digits of SeedQR', SEED_QR],
    ['an extended private key', `my key:\n${xprv}\n`],
    ['a WIF key', 'L4JNkJfLBDyWfTLbKJ1H3w56GUMsvdfjCkzRo5RHXfJ6bdHqm6cN'],
    ['an age key', '# public key: age1\nAGE-SECRET-KEY-1QQQQ'],
  ])('%s is found, as text and in JSON', (_, text) => {
    expect(textHoldsSecret(text)).toBe(true);
    expect(jsonHoldsSecret({ wallet: { seeds: [{ words: text }] } })).toBe(true);
    expect(judge(recognise(utf8ToBytes(text)), { charters: [], second: workshop.second }).alarm?.code).toBe(
      'inbox/secret',
    );
  });

  const wif = 'L4JNkJfLBDyWfTLbKJ1H3w56GUMsvdfjCkzRo5RHXfJ6bdHqm6cN';
  const phrase = `${'abandon '.repeat(11)}about`;
  const xpub = () => workshop.account('Anna').key.xpub;

  it.each<[string, (key: string) => string, string]>([
    ['a descriptor', (key) => `wsh(sortedmulti(2,${key}/0/*,${xpub()}/0/*))`, xprv],
    [
      "Core's list of descriptors",
      (key) => JSON.stringify({ descriptors: [{ desc: `wsh(pk([73c5da0a/48h]${key}/0/*))` }] }, null, 2),
      xprv,
    ],
    ['a descriptor of one key', (key) => `wpkh(${key})`, wif],
    ['a line', (key) => `my key: ${key}`, xprv],
    ['a line with one key', (key) => `my key (old) = ${key}.`, wif],
    ['an escaped line of JSON', (key) => JSON.stringify({ format: 'icehouse-key-card', note: `key\n${key}` }), xprv],
  ])('a private key in %s is found, and a public one is none', (_, write, key) => {
    expect(kindOf(write(key))).toBe('secret');
    expect(kindOf(write(xpub()))).not.toBe('secret');
  });

  it.each<[string, (words: string) => string]>([
    ['behind its name', (words) => `Family seed phrase: ${words}`],
    ['below its name', (words) => `Family seed phrase\n${words}\n`],
    ['behind a dash', (words) => `family seed phrase – ${words}`],
    ['in a label', (words) => `{"type":"tx","ref":"${'ab'.repeat(32)}","label":"seed phrase ${words}"}\n`],
    ['as the name on a card', (words) => formatKeyCard(workshop.card('Anna')).replace('"Anna"', `"${words}"`)],
  ])('a phrase %s is found, and words without a checksum are none', (_, write) => {
    expect(kindOf(write(phrase))).toBe('secret');
    expect(kindOf(write(`${'abandon '.repeat(11)}absent, so it was`))).not.toBe('secret');
  });

  it('a record of BSMS with a private key or a phrase in it is found', () => {
    const record = formatDescriptorRecord(workshop.charter().wallet);
    expect(kindOf(record)).toBe('bsms-wallet');
    expect(kindOf(record.replace(/[xt]pub[0-9A-Za-z]+/, xprv))).toBe('secret');
    expect(kindOf(`${record}\nseed: ${phrase}\n`)).toBe('secret');
  });

  it('twelve plain words behind a colon are a sentence', () => {
    expect(textHoldsSecret('note: we paid the roofer for the new roof in may this year')).toBe(false);
    expect(textHoldsSecret('the prefix of private keys: xprv')).toBe(false);
  });

  it.each([
    ['prefixes', `a${'xprv'.repeat(250_000)}`],
    ['prefixes apart', `xprv${'1'.repeat(49)} `.repeat(20_000)],
    ['colons', ':'.repeat(1_000_000)],
    ['spaces', ' '.repeat(1_000_000)],
    ['lines of colons', ': a : b\n'.repeat(120_000)],
  ])('a megabyte of %s costs no more than a moment', (_, text) => {
    const started = performance.now();
    expect(textHoldsSecret(text)).toBe(false);
    expect(performance.now() - started).toBeLessThan(1_000);
  });

  it('a megabyte of listed words costs no more than a moment', () => {
    const started = performance.now();
    textHoldsSecret(`${'legal winner thank year '.repeat(40_000)}.`);
    jsonHoldsSecret(Array.from({ length: 4_000 }, () => 'legal winner thank year wave sausage '.repeat(6)));
    expect(performance.now() - started).toBeLessThan(3_000);
  });

  it.each([
    [
      'a fingerprint in fifteen words',
      () => `Bob: ${fingerprintWords('0123456789ABCDEF0123456789ABCDEF01234567').flat().join(' ')}`,
    ],
    ['an xpub', () => workshop.account('Anna').key.xpub],
    ['a charter', () => formatCharterFile(workshop.file())],
    [
      'a code of sixteen words in four lines',
      () =>
        workshop
          .charter()
          .code.map((group) => group.join(' '))
          .join('\n'),
    ],
    ['a transaction id', () => 'f'.repeat(64)],
    ['as many digits as SeedQR has', () => SEED_QR.replace('0115', '0116')],
    [
      'a long letter',
      () => 'We met on Sunday and agreed that the three of us will pay the bill of the roofer next week. '.repeat(500),
    ],
  ])('%s is none', (_, make) => {
    expect(textHoldsSecret(make())).toBe(false);
  });
});
