/**
 * The attacks on a wallet's set-up as a person meets them at the command line: each is refused with exit code 1 or more,
 * nothing is written, and the sentence says what is wrong and with whose key. The controls are the same without the change.
 */
import { readdirSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { formatCharterFile } from '../../src/core/charter/charter-file.ts';
import { formatKeyCard } from '../../src/core/charter/key-card.ts';
import { readPlainKey } from '../../src/core/charter/plain-key.ts';
import { formatReceipt } from '../../src/core/charter/receipt.ts';
import type { Charter, CharterFile, KeyCard } from '../../src/core/charter/types.ts';
import { formatSlip132, formatXpub } from '../../src/core/key/extended-key.ts';
import { slip132FormOfPrefix } from '../../src/core/key/slip132.ts';
import { openWorkshop, WORDS, type Workshop } from '../support/members.ts';
import { type Desk, openDesk, told, wordsOf } from './workshop.ts';

let workshop: Workshop;
let file: CharterFile;
let good: Charter;
let anna: KeyCard;
let bob: KeyCard;
let carol: KeyCard;
let mallory: KeyCard;
beforeAll(async () => {
  workshop = await openWorkshop();
  file = workshop.file();
  good = file.charter;
  [anna, bob, carol] = [workshop.card('Anna'), workshop.card('Bob'), workshop.card('Carol')];
  mallory = workshop.card('Mallory', { as: 'Carol' });
});

const bare = (charter: Charter): CharterFile => ({ charter, cards: [], receipts: [] });
const codeOf = ({ code }: Charter): string => code.flat().join(' ');

/** Anna signs a receipt for the file at hand, with the words that Bob reads to her from the good one. */
const sign = (desk: Desk) => {
  const words = ['charter', 'sign', 'family.json', '--compared-code', codeOf(good), '--out', 'anna.receipt'];
  return desk.run([...words, '--secret-stdin'], wordsOf('Anna'));
};

/** Anna looks for her own key in the file at hand. */
const check = (desk: Desk) => {
  desk.card('anna.card', anna);
  return desk.run(['charter', 'check', 'family.json', '--card', 'anna.card']);
};

const found = (desk: Desk, cards: readonly KeyCard[], ...more: string[]) => {
  const names = cards.map((card, index) => desk.card(`${index}.card`, card));
  const words = ['charter', 'new', '--name', 'Family vault', '--m', '2', '--out', 'family.json'];
  return desk.run([...words, ...names.flatMap((name) => ['--card', name]), ...more]);
};

/** Refused, told in these words, and no document came of it. */
function expectRefusal(desk: Desk, result: Awaited<ReturnType<Desk['run']>>, written: string, ...sentences: string[]) {
  expect(result.exitCode).toBeGreaterThan(0);
  for (const sentence of sentences) expect(told(result)).toContain(sentence);
  expect(readdirSync(desk.folder)).not.toContain(written);
}

describe('controls', () => {
  it('the good cards found the charter, the good words sign it, Anna’s key is in it, the receipts open it', async () => {
    const desk = openDesk();
    expect((await found(desk, [anna, bob, carol], '--birthday', '850000')).exitCode).toBe(0);
    expect((await sign(desk)).exitCode).toBe(0);
    expect(told(await check(desk))).toContain('1. Anna: master key 73c5da0a');
    expect(told(await check(desk))).toContain('This is your key.');
    expect((await desk.run(['charter', 'add-receipt', 'family.json', 'anna.receipt'])).exitCode).toBe(0);
  });
});

describe('row 1: one xpub replaced', () => {
  it('the words that another member reads are not those of the file, and nothing is signed', async () => {
    const desk = openDesk();
    desk.charter('family.json', bare(workshop.charter({ cards: [anna, bob, mallory] })));
    expectRefusal(
      desk,
      await sign(desk),
      'anna.receipt',
      'the words that you heard are not those of this file; nothing was signed',
      'the two of you hold different charters: stop and find out why',
    );
  });

  it('a file whose cards speak of another key is refused', async () => {
    const desk = openDesk();
    const swapped = JSON.parse(formatCharterFile(bare(workshop.charter({ cards: [anna, bob, mallory] }))));
    const { cards } = JSON.parse(formatCharterFile({ ...file, receipts: [] }));
    desk.write('family.json', JSON.stringify({ ...swapped, cards }));
    expectRefusal(
      desk,
      await desk.run(['charter', 'show', 'family.json']),
      '',
      'the card of key 3 (Carol) does not say',
    );
  });
});

describe('rows 2 and 3: my key', () => {
  it('is absent', async () => {
    const desk = openDesk();
    desk.charter('family.json', bare(workshop.charter({ cards: [bob, carol, workshop.card('Mallory')] })));
    expectRefusal(desk, await check(desk), '', 'your key is not in this charter', 'check seed and extension');
  });

  it('has its fingerprint on a foreign one', async () => {
    const text = `[73c5da0a/48h/0h/0h/2h]${mallory.key.xpub}`;
    const { card } = readPlainKey({ name: 'Anna', text, network: 'main', scriptType: 'p2wsh' });
    const desk = openDesk();
    desk.charter('family.json', bare(workshop.charter({ cards: [card, bob, carol], allowUnproven: ['Anna'] })));
    expectRefusal(
      desk,
      await check(desk),
      '',
      'the charter has your fingerprint on a key that is not yours',
      'somebody has put a key in your place',
    );
  });
});

describe('rows 4 and 13: another quorum, another order', () => {
  it.each<[string, () => object]>([
    ['1-of-3', () => ({ m: 1 })],
    ['3-of-3', () => ({ m: 3 })],
    ['a fourth key', () => ({ cards: [anna, bob, carol, workshop.card('Mallory')] })],
    ['the order given in place of the sorted one', () => ({ keyOrder: 'given' })],
  ])('%s: the receipts for the good charter raise the alarm', async (_, changes) => {
    const desk = openDesk();
    desk.charter('family.json', bare(workshop.charter(changes())));
    desk.write('bob.receipt', formatReceipt(workshop.receipt('Bob', good)));
    const before = formatCharterFile(bare(workshop.charter(changes())));
    const alarm = await desk.run(['charter', 'add-receipt', 'family.json', 'bob.receipt']);
    expect(alarm.exitCode).toBe(1);
    expect(told(alarm)).toMatch(/Refused: ALARM: key \d \(Bob\) has signed another charter\./);
    expect(told(alarm)).toContain('stop: members were given different documents.');
    expect((await desk.run(['charter', 'show', 'family.json', '--json'])).json()).toMatchObject({
      id: JSON.parse(before).id,
      ready: false,
    });
  });

  it('sorted keys in another order are the same charter', async () => {
    const desk = openDesk();
    await found(desk, [carol, anna, bob], '--birthday', '850000');
    expect((await desk.run(['charter', 'show', 'family.json', '--json'])).json().id).toBe(good.id);
  });
});

describe('rows 5, 6 and 8: one key or one fingerprint twice', () => {
  it('the same key under another name', async () => {
    const desk = openDesk();
    const again = workshop.card('Bob', { as: 'Dora' });
    const refused = await found(desk, [anna, bob, again], '--allow-shared-fingerprint');
    expectRefusal(
      desk,
      refused,
      'family.json',
      '(Bob)',
      '(Dora)',
      'are the same key',
      'so that no one person can sign twice',
    );
  });

  it('the same key in disguise', async () => {
    const desk = openDesk();
    const text = formatXpub({ ...bob.key.extendedKey, depth: 3, parentFingerprint: 'deadbeef', childNumber: 7 });
    const refused = await found(desk, [anna, bob], '--key', `Dora=${text}`);
    expectRefusal(desk, refused, 'family.json', '(Bob)', '(Dora)', 'are the same key');
  });

  it('a shared fingerprint', async () => {
    const desk = openDesk();
    const refused = await found(desk, [anna, workshop.card('Anna', { account: 1, as: 'Dora' }), bob]);
    expectRefusal(desk, refused, 'family.json', 'key 1 (Anna) and key 2 (Dora) name the same master key', '73c5da0a');
  });

  it('the placeholder 00000000', async () => {
    const desk = openDesk();
    const refused = await found(desk, [anna, bob], '--key', `Carol=[00000000/48h/0h/0h/2h]${carol.key.xpub}`);
    expectRefusal(desk, refused, 'family.json', 'the fingerprint is a placeholder', '--key, number 1');
  });
});

describe('row 10: a secret where a public key belongs', () => {
  it.each([
    [
      'an xprv',
      'xprv9s21ZrQH143K3nyWMZVjzGL4KKAE1zahmhTHuV5pdw4eK3o3igC5QywgQG7UTRe6TGBniPDpPFWzXMeMUFbBj8uYsfXGjyMmF54wdNt8QBm',
      'private key',
    ],
    ['a WIF key', 'L4JNkJfLBDyWfTLbKJ1H3w56GUMsvdfjCkzRo5RHXfJ6bdHqm6cN', 'private key'],
    ['a seed phrase', WORDS.Bob, 'seed phrase'],
  ])('%s is refused as what it is, and repeated nowhere', async (_, secret, word) => {
    const desk = openDesk();
    const refused = await found(desk, [anna, bob], '--key', `Carol=${secret}`);
    expectRefusal(desk, refused, 'family.json', word);
    const inCard = JSON.stringify({ ...JSON.parse(formatKeyCard(carol)), xpub: secret });
    desk.write('carol.card', inCard);
    const again = await found(desk, [anna, bob], '--card', 'carol.card');
    expectRefusal(desk, again, 'family.json', word);
    for (const result of [refused, again]) {
      expect(told(result)).not.toContain(secret.slice(0, 12));
      expect(told(result)).not.toContain(secret.slice(-12));
    }
  });
});

describe('rows 11 and 12: networks and prefixes', () => {
  it('a card for a test network among main ones', async () => {
    const desk = openDesk();
    const refused = await found(desk, [workshop.card('Bob', { network: 'signet' }), anna, carol]);
    expectRefusal(
      desk,
      refused,
      'family.json',
      'key 1 (Bob) is a key for another network or script type than the others',
      'found signet, p2wsh',
    );
  });

  it('a tpub, or a path of a test network, in a main wallet', async () => {
    const desk = openDesk();
    const tpub = workshop.card('Carol', { network: 'signet' }).key.xpub;
    const first = await found(desk, [anna, bob], '--key', `Carol=${tpub}`);
    expectRefusal(desk, first, 'family.json', 'the key was made for another network');
    const second = await found(desk, [anna, bob], '--key', `Carol=[28645006/48h/1h/0h/2h]${carol.key.xpub}`);
    expectRefusal(desk, second, 'family.json', 'the path of the key belongs to another network', 'coin type 1');
  });

  it('a prefix for another script type; the right one is converted, and told', async () => {
    const desk = openDesk();
    const as = (prefix: string) => `Carol=${formatSlip132(carol.key.extendedKey, slip132FormOfPrefix(prefix)!)}`;
    const refused = await found(desk, [anna, bob], '--key', as('Ypub'));
    expectRefusal(desk, refused, 'family.json', 'Ypub, for P2SH-P2WSH', 'ask the holder whether this is the key');
    const taken = await found(desk, [anna, bob], '--key', as('Zpub'));
    expect(taken.exitCode).toBe(0);
    expect(told(taken)).toContain('Carol: the key was given as Zpub, which declares P2WSH');
  });
});

describe('row 14: a checksum taken for an authentication', () => {
  it('a charter with the attacker’s key and the very same descriptor checksum has other words', async () => {
    // Found by test/support/checksum-collision.ts: free digits of a fingerprint and an account number.
    const text = `[00004661/48h/0h/134373032h/2h]${workshop.card('Mallory', { account: 8 }).key.xpub}`;
    const { card } = readPlainKey({ name: 'Carol', text, network: 'main', scriptType: 'p2wsh' });
    const forged = workshop.charter({ cards: [anna, bob, card], allowUnproven: ['Carol'] });
    expect(forged.wallet.descriptor.slice(-9)).toBe(good.wallet.descriptor.slice(-9));
    const desk = openDesk();
    desk.charter('family.json', bare(forged));
    expectRefusal(desk, await sign(desk), 'anna.receipt', 'the words that you heard are not those of this file');
  });
});

describe('row 15: each member is given another charter', () => {
  it('one wrong receipt among good ones is an alarm, and none of them is taken', async () => {
    const desk = openDesk();
    desk.charter('family.json', { ...file, receipts: [] });
    const view = workshop.charter({ cards: [workshop.card('Mallory', { as: 'Anna' }), bob, carol] });
    desk.write('anna.receipt', formatReceipt(workshop.receipt('Anna', good)));
    desk.write('carol.receipt', formatReceipt(workshop.receipt('Carol', view)));
    const alarm = await desk.run(['charter', 'add-receipt', 'family.json', 'anna.receipt', 'carol.receipt']);
    expect(alarm.exitCode).toBe(1);
    expect(told(alarm)).toContain('ALARM: key 3 (Carol) has signed another charter.');
    expect(told(await desk.run(['address', 'family.json']))).toContain('collect receipts from Anna, Bob, Carol');
  });

  it('a single receipt can never be enough', async () => {
    const desk = openDesk();
    expectRefusal(desk, await found(desk, [anna, bob, carol], '--receipts', '1'), 'family.json', 'from 2 to 3');
  });
});

describe('rows 16 and 17: what is kept', () => {
  it('is not overwritten by a new charter', async () => {
    const desk = openDesk();
    const kept = formatCharterFile(file);
    desk.write('family.json', kept);
    const refused = await found(desk, [anna, bob, mallory]);
    expect(refused.exitCode).toBe(1);
    expect(told(refused)).toContain('a file of this name exists and is never overwritten');
    expect((await desk.run(['charter', 'show', 'family.json', '--json'])).json().id).toBe(good.id);
  });

  it.each<[string, (text: string) => string, string]>([
    ['m made 1', (text) => text.replace('"m": 2', '"m": 1'), 'the descriptor describes another wallet'],
    ['its name changed', (text) => text.replace('Family vault', 'Family Vault'), 'is not the one that its id names'],
    [
      'a card renamed',
      (text) => text.replace('"icehouse test"', '"icehouse tesT"'),
      'the card is not signed by the key',
    ],
    ['a receipt altered', (text) => text.replace(/("signature": "H)./, '$1A'), 'the receipt is not signed by the key'],
  ])('is refused with %s', async (_, edit, sentence) => {
    const desk = openDesk();
    const text = formatCharterFile(file);
    expect(edit(text)).not.toBe(text);
    desk.write('family.json', edit(text));
    for (const words of [['show'], ['check']]) {
      expectRefusal(desk, await desk.run(['charter', ...words, 'family.json']), '', sentence);
    }
  });
});

describe('row 19: a key that nobody holds', () => {
  it('is refused with another card’s proof, or with none', async () => {
    const desk = openDesk();
    const { proof } = JSON.parse(formatKeyCard(bob));
    desk.write('carol.card', JSON.stringify({ ...JSON.parse(formatKeyCard(carol)), proof }));
    const borrowed = await found(desk, [anna, bob], '--card', 'carol.card');
    expectRefusal(desk, borrowed, 'family.json', 'the card is not signed by the key it shows');
    desk.write('carol.card', JSON.stringify({ ...JSON.parse(formatKeyCard(carol)), proof: undefined }));
    const halfStripped = await found(desk, [anna, bob], '--card', 'carol.card');
    expectRefusal(desk, halfStripped, 'family.json', 'the card does not say what kind of signature its proof is');
    const plain = { ...JSON.parse(formatKeyCard(carol)), proof: undefined, proofForm: undefined };
    desk.write('carol.card', JSON.stringify(plain));
    const stripped = await found(desk, [anna, bob], '--card', 'carol.card');
    expectRefusal(desk, stripped, 'family.json', 'nobody has shown to hold the key of key 3 (Carol)');
  });
});
