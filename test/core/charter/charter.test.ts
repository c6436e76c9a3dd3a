import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { requireFit } from '../../../src/core/charter/card-rules.ts';
import { canonicalOrder } from '../../../src/core/charter/charter.ts';
import { createKeyCard } from '../../../src/core/charter/key-card.ts';
import { parseCharter } from '../../../src/core/charter/read.ts';
import type { Charter, KeyCard } from '../../../src/core/charter/types.ts';
import { addChecksum } from '../../../src/core/descriptor/checksum.ts';
import { codeOf, refusalOf } from '../../support/errors.ts';
import { openWorkshop, type Workshop } from '../../support/members.ts';

/** The charter's JSON as the tests tear at it. */
interface LooseJson {
  [field: string]: unknown;
  keys: { name?: string; origin?: string }[];
  branches: object;
  descriptor: string;
}

let workshop: Workshop;
let charter: Charter;
let cards: readonly KeyCard[];
beforeAll(async () => {
  workshop = await openWorkshop();
  charter = workshop.charter();
  cards = [workshop.card('Anna'), workshop.card('Bob'), workshop.card('Carol')];
});

describe('charter', () => {
  it('is the same whatever the order of the cards', () => {
    const [anna, bob, carol] = cards as [KeyCard, KeyCard, KeyCard];
    for (const order of [
      [anna, carol, bob],
      [bob, anna, carol],
      [carol, bob, anna],
    ]) {
      expect(workshop.charter({ cards: order }).id).toBe(charter.id);
    }
    expect(canonicalOrder([bob.key, carol.key, anna.key])).toEqual(charter.wallet.keys);
  });

  it('has the id, code and first address that others can compute', () => {
    const tag = createHash('sha256').update('icehouse/charter').digest();
    const id = createHash('sha256').update(tag).update(tag).update(charter.canonicalText, 'utf8').digest('hex');
    expect(charter.id).toBe(id);
    expect(charter.id).toBe('02949b29e101f1164a70b07bf2039f6558b526d63d30cef9290122f185898847');
    expect(charter.code.map((group) => group.join(' '))).toEqual([
      'action pill skill search',
      'business menu clap bid',
      'know mosquito treat skirt',
      'mercy nature flight plastic',
    ]);
    expect(charter.firstOutput.address).toBe('bc1qm43n7nnev58aj3nrznz2xscgv98t7gxycq5pmp20a5vzfp5t0q2s7r6twa');
  });

  it('changes its id with every value', () => {
    const changes = [
      { name: 'Family Vault' },
      { m: 3 },
      { birthdayHeight: 850_001 },
      { gapLimit: 21 },
      { receiptsRequired: 2 },
      { keyOrder: 'given' },
      { branches: { receive: 1, change: 0 } },
      { cards: cards.slice(0, 2) },
      { cards: [cards[0]!, cards[1]!, workshop.card('Carol', { as: 'Caroline' })] },
      { cards: [cards[0]!, cards[1]!, workshop.card('Mallory', { as: 'Carol' })] },
    ] as const;
    const ids = changes.map((change) => workshop.charter(change).id);
    expect(new Set([charter.id, ...ids]).size).toBe(changes.length + 1);
  });

  it('goes through its canonical text and back, also for other kinds of wallets', () => {
    const others = (['p2sh-p2wsh', 'p2sh'] as const).map((scriptType) =>
      workshop.charter({
        allowUncommitted: true,
        cards: (['Anna', 'Bob', 'Carol'] as const).map((name) =>
          workshop.card(name, { scriptType, scheme: 'bip87', network: 'signet' }),
        ),
        receiptsRequired: 2,
        keyOrder: 'given',
      }),
    );
    for (const each of [charter, ...others]) expect(parseCharter(each.canonicalText)).toEqual(each);
  });

  it('takes the defaults that common wallets have', () => {
    expect(charter).toMatchObject({ gapLimit: 20, receiptsRequired: 3, birthdayHeight: 850_000 });
    expect(charter.wallet).toMatchObject({
      keyOrder: 'sorted',
      branches: { receive: 0, change: 1 },
      scriptType: 'p2wsh',
    });
  });

  it.each<[string, () => object]>([
    ['charter/no-cards', () => ({ cards: [] })],
    ['charter/cards-differ', () => ({ cards: [cards[0], workshop.card('Bob', { network: 'testnet3' })] })],
    ['charter/cards-differ', () => ({ cards: [cards[0], workshop.card('Bob', { scriptType: 'p2sh-p2wsh' })] })],
    ['charter/unproven-key', () => ({ cards: [cards[0], createKeyCard({ ...cards[1]!, proof: undefined })] })],
    ['charter/shared-fingerprint', () => ({ cards: [...cards, workshop.card('Anna', { account: 1, as: 'Dora' })] })],
    ['name/not-unique', () => ({ cards: [cards[0], workshop.card('Bob', { as: 'anna' })] })],
    ['name/empty', () => ({ name: '' })],
    ['name/not-plain', () => ({ name: 'Va\u200bult' })],
    ['wallet/threshold', () => ({ m: 4 })],
    ['wallet/threshold', () => ({ m: 0 })],
    ['charter/receipts-required', () => ({ receiptsRequired: 1 })],
    ['charter/receipts-required', () => ({ receiptsRequired: 4 })],
    ['charter/birthday-height', () => ({ birthdayHeight: -1 })],
    ['charter/birthday-height', () => ({ birthdayHeight: 500_000_000 })],
    ['charter/birthday-height', () => ({ birthdayHeight: 1.5 })],
    ['charter/gap-limit', () => ({ gapLimit: 0 })],
    ['charter/gap-limit', () => ({ gapLimit: 10_001 })],
  ])('is refused with %s', (code, changes) => {
    expect(codeOf(() => workshop.charter(changes()))).toBe(code);
  });

  it('takes an unproven key and a shared fingerprint when told so', () => {
    const bob = createKeyCard({ ...cards[1]!, proof: undefined });
    expect(workshop.charter({ cards: [cards[0]!, bob, cards[2]!], allowUnproven: ['Bob'] }).id).toBe(charter.id);
    expect(codeOf(() => workshop.charter({ cards: [cards[0]!, bob], allowUnproven: ['Anna'] }))).toBe(
      'charter/unproven-key',
    );
    const second = workshop.card('Anna', { account: 1, as: 'Dora' });
    expect(workshop.charter({ cards: [...cards, second], allowSharedFingerprint: true }).wallet.keys).toHaveLength(4);
  });

  it('names the card that most of the others disagree with, wherever it stands', () => {
    const odd = workshop.card('Bob', { scriptType: 'p2sh-p2wsh' });
    const error = refusalOf(() => workshop.charter({ cards: [odd, cards[0]!, cards[2]!] }));
    expect(error).toMatchObject({
      code: 'charter/cards-differ',
      message: 'key 1 (Bob) is a key for another network or script type than the others',
      found: 'main, p2sh-p2wsh',
      expected: 'main, p2wsh',
    });
  });

  it('is asked for one kind of wallet, and a card for another one is refused with the reason', () => {
    const wanted = { network: 'main', scriptType: 'p2wsh' } as const;
    expect(() => requireFit(cards[0]!, wanted)).not.toThrow();
    const nested = refusalOf(() => requireFit(workshop.card('Bob', { scriptType: 'p2sh-p2wsh' }), wanted));
    expect(nested).toMatchObject({
      code: 'charter/card-for-other-wallet',
      message: 'the card of Bob is for another script type',
      found: 'main, p2sh-p2wsh',
    });
    const test = refusalOf(() => requireFit(workshop.card('Bob', { network: 'signet' }), wanted));
    expect(test.message).toBe('the card of Bob is for another network');
  });

  it('of one key needs one receipt', () => {
    expect(workshop.charter({ m: 1, cards: cards.slice(0, 1) }).receiptsRequired).toBe(1);
  });
});

describe('reading a charter', () => {
  const changed = (change: (json: LooseJson) => void): string => {
    const json = JSON.parse(charter.canonicalText);
    change(json);
    return JSON.stringify(json);
  };

  it('keeps extensions of a later version, and has them in the id', () => {
    const text = changed((json) =>
      Object.assign(json, { extensions: { 'paper/colour': 'blue', nested: { list: [1, null] } } }),
    );
    const read = parseCharter(text);
    expect(read.id).not.toBe(charter.id);
    expect(parseCharter(read.canonicalText)).toEqual(read);
    expect(read.canonicalText).toContain('"paper/colour":"blue"');
  });

  it.each<[string, (json: LooseJson) => void]>([
    ['charter/unknown-extension', (json) => Object.assign(json, { extensions: { x: 1 }, critical: ['x'] })],
    ['charter/not-canonical', (json) => Object.assign(json, { critical: [] })],
    ['json/wrong-type', (json) => Object.assign(json, { critical: 'x' })],
    ['json/wrong-type', (json) => Object.assign(json, { extensions: [] })],
    ['json/unknown-field', (json) => Object.assign(json, { memo: 'x' })],
    ['json/unknown-field', (json) => Object.assign(json.keys[0]!, { email: 'x' })],
    ['json/unknown-field', (json) => Object.assign(json.branches, { other: 2 })],
    ['json/unknown-version', (json) => Object.assign(json, { version: 2 })],
    ['json/wrong-format', (json) => Object.assign(json, { format: 'x' })],
    ['json/missing-field', (json) => delete json.gapLimit],
    ['json/missing-field', (json) => delete json.keys[0]!.name],
    ['json/out-of-range', (json) => Object.assign(json, { m: 0 })],
    ['wallet/threshold', (json) => Object.assign(json, { m: 4 })],
    ['charter/descriptor-differs', (json) => Object.assign(json, { m: 1 })],
    ['charter/descriptor-differs', (json) => Object.assign(json, { scriptType: 'p2sh-p2wsh' })],
    ['charter/descriptor-differs', (json) => Object.assign(json, { keyOrder: 'given' })],
    ['charter/descriptor-differs', (json) => Object.assign(json.branches, { change: 2 })],
    ['charter/descriptor-differs', (json) => Object.assign(json, { descriptor: json.descriptor.slice(0, -9) })],
    ['charter/not-canonical', (json) => json.keys.reverse()],
    ['charter/not-canonical', (json) => Object.assign(json.keys[0]!, { origin: "[73c5da0a/48'/0'/0'/2']" })],
    ['name/not-unique', (json) => Object.assign(json.keys[0]!, { name: 'BOB' })],
    ['name/not-plain', (json) => Object.assign(json, { name: 'Zoe\u0308' })],
    ['charter/receipts-required', (json) => Object.assign(json, { receiptsRequired: 1 })],
    ['wallet/no-keys', (json) => Object.assign(json, { keys: [] })],
    ['key/network-differs', (json) => Object.assign(json, { network: 'regtest' })],
    ['origin/zero-fingerprint', (json) => zeroFingerprint(json)],
  ])('refuses with %s', (code, change) => {
    expect(codeOf(() => parseCharter(changed(change)))).toBe(code);
  });

  it('reads the untouched base, so that each refusal above is for its one change', () => {
    expect(parseCharter(changed(() => undefined))).toEqual(charter);
  });
});

/** A placeholder fingerprint in the key and, consistently, in the descriptor. */
function zeroFingerprint(json: LooseJson): void {
  json.keys[0]!.origin = '[00000000/48h/0h/0h/2h]';
  json.descriptor = addChecksum(json.descriptor.split('#')[0]!.replace('73c5da0a', '00000000'));
}
