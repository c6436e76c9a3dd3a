/**
 * Attacks on the keys that a group gathers: doubled, disguised, ownerless, private or foreign ones. Each takes the three
 * members' good cards, changes one thing and is refused; the control is the same without the change.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { formatKeyCard, parseKeyCard } from '../../src/core/charter/key-card.ts';
import { readPlainKey } from '../../src/core/charter/plain-key.ts';
import { parseCharter } from '../../src/core/charter/read.ts';
import { formatReceipt, parseReceipt } from '../../src/core/charter/receipt.ts';
import { myPosition } from '../../src/core/charter/register.ts';
import type { KeyCard } from '../../src/core/charter/types.ts';
import { formatSlip132, formatXpub } from '../../src/core/key/extended-key.ts';
import { slip132FormOfPrefix } from '../../src/core/key/slip132.ts';
import { HARDENED } from '../../src/core/key/types.ts';
import { codeOf, refusalOf } from '../support/errors.ts';
import { openWorkshop, WORDS, type Workshop } from '../support/members.ts';

let workshop: Workshop;
let anna: KeyCard;
let bob: KeyCard;
let carol: KeyCard;
beforeAll(async () => {
  workshop = await openWorkshop();
  anna = workshop.card('Anna');
  bob = workshop.card('Bob');
  carol = workshop.card('Carol');
});

const plain = (name: string, text: string) => readPlainKey({ name, text, network: 'main', scriptType: 'p2wsh' }).card;

describe('row 5: the same key twice', () => {
  it('control: three different keys found a charter', () => {
    expect(workshop.charter({ cards: [anna, bob, carol] }).wallet.keys).toHaveLength(3);
  });

  it('is refused under another name', () => {
    const again = workshop.card('Bob', { as: 'Dora' });
    expect(codeOf(() => workshop.charter({ cards: [anna, bob, again], allowSharedFingerprint: true }))).toBe(
      'wallet/duplicate-key',
    );
  });
});

describe('row 6: the same key in disguise', () => {
  it.each([
    ['another depth', { depth: 3 }],
    ['another parent', { parentFingerprint: 'deadbeef' }],
    ['another child number', { childNumber: HARDENED + 7 }],
    ['all three', { depth: 1, parentFingerprint: '01020304', childNumber: 5 }],
  ])('is refused with %s and a right Base58 checksum', (_, disguise) => {
    const text = formatXpub({ ...bob.key.extendedKey, ...disguise });
    expect(text).not.toBe(bob.key.xpub);
    const dora = plain('Dora', text);
    expect(codeOf(() => workshop.charter({ cards: [anna, bob, dora], allowUnproven: ['Dora'] }))).toBe(
      'wallet/duplicate-key',
    );
  });

  it('control: an unproven key of its own is taken when its member is named', () => {
    const dora = plain('Dora', workshop.card('Mallory').key.xpub);
    expect(workshop.charter({ cards: [anna, bob, dora], allowUnproven: ['Dora'] }).wallet.keys).toHaveLength(3);
  });
});

describe('row 8: repeated and empty fingerprints', () => {
  it('a fingerprint twice is refused, naming both members', () => {
    const twin = { ...carol, key: { ...carol.key, origin: bob.key.origin } };
    const error = refusalOf(() => workshop.charter({ cards: [anna, bob, twin] }));
    expect(error.code).toBe('charter/shared-fingerprint');
    expect(error.message).toContain('Bob');
    expect(error.message).toContain('Carol');
  });

  it('where it is allowed, keys are still told apart by public key', () => {
    const second = workshop.card('Anna', { account: 1, as: 'Dora' });
    const charter = workshop.charter({ cards: [anna, second, bob], allowSharedFingerprint: true });
    const places = [anna, second].map((card) => myPosition(charter, card.key));
    expect(new Set(places).size).toBe(2);
    expect(places.map((place) => charter.wallet.keys[place]!.name)).toEqual(['Anna', 'Dora']);
  });

  it('00000000 is refused with the way out', () => {
    const error = refusalOf(() => plain('Dora', `[00000000/48h/0h/0h/2h]${carol.key.xpub}`));
    expect(error).toMatchObject({
      code: 'origin/zero-fingerprint',
      next: expect.stringContaining('leave the origin out'),
    });
    expect(plain('Dora', carol.key.xpub).key.origin).toBeUndefined();
  });
});

describe('row 10: a secret where a public key belongs', () => {
  const xprv =
    'xprv9s21ZrQH143K3nyWMZVjzGL4KKAE1zahmhTHuV5pdw4eK3o3igC5QywgQG7UTRe6TGBniPDpPFWzXMeMUFbBj8uYsfXGjyMmF54wdNt8QBm';
  const secrets: [string, string, string][] = [
    ['an xprv', 'key/private-key-refused', xprv],
    ['an xprv with its origin', 'key/private-key-refused', `[73c5da0a/48h/0h/0h/2h]${xprv}`],
    [
      'a Zprv',
      'key/private-key-refused',
      'ZprvAhadJRUYsNgeAxX7xwXyEWrsP3VP7bFHvC9QPY98miep3RzQzPuUkE7tFNz81gAqW1VP5vR4BncbR6VFCsaAU6PRSp2XKCTjgFU6zRpk6Xp',
    ],
    ['a WIF key', 'key/wif-refused', 'L4JNkJfLBDyWfTLbKJ1H3w56GUMsvdfjCkzRo5RHXfJ6bdHqm6cN'],
    ['a seed phrase', 'key/mnemonic-refused', WORDS.Bob],
  ];

  it.each(secrets)('%s is refused in every document and repeated nowhere', (_, code, secret) => {
    const charter = workshop.charter();
    const inField = (text: string, field: string) => JSON.stringify({ ...JSON.parse(text), [field]: secret });
    const inCharter = (): unknown => {
      const json = JSON.parse(charter.canonicalText);
      json.keys[1].xpub = secret;
      return parseCharter(JSON.stringify(json));
    };
    const doors = [
      () => plain('Dora', secret),
      () => parseKeyCard(inField(formatKeyCard(anna), 'xpub')),
      () => parseReceipt(inField(formatReceipt(workshop.receipt('Anna', charter)), 'xpub')),
      inCharter,
    ];
    for (const door of doors) {
      const error = refusalOf(door);
      // A key with its origin before it is a form of plain text only; elsewhere it is no key at all.
      if (!secret.startsWith('[') || door === doors[0]) expect(error.code).toBe(code);
      const told = `${JSON.stringify(error)} ${error.message} ${error.stack} ${String(error.cause)}`;
      for (const part of [secret, secret.slice(-20), secret.split(' ')[0]!]) expect(told).not.toContain(part);
    }
  });

  it.each(['name', 'software'])('a seed phrase as the %s on a card is refused and not repeated', (field) => {
    const text = JSON.stringify({ ...JSON.parse(formatKeyCard(anna)), [field]: WORDS.Bob });
    const error = refusalOf(() => parseKeyCard(text));
    expect(error.code).toBe('name/too-long');
    expect(JSON.stringify(error)).not.toContain('legal');
  });

  it('control: the public key is taken at the same doors', () => {
    expect(plain('Dora', anna.key.xpub).key.xpub).toBe(anna.key.xpub);
    expect(parseKeyCard(formatKeyCard(anna))).toEqual(anna);
  });
});

describe('row 11: networks mixed', () => {
  it('a test key in a main group is refused, and a main key in a test group', () => {
    const test = workshop.card('Bob', { network: 'testnet4' });
    expect(codeOf(() => workshop.charter({ cards: [anna, test] }))).toBe('charter/cards-differ');
    expect(codeOf(() => plain('Bob', test.key.xpub))).toBe('key/network-differs');
    const read = () => readPlainKey({ name: 'Anna', text: anna.key.xpub, network: 'signet', scriptType: 'p2wsh' });
    expect(codeOf(read)).toBe('key/network-differs');
  });

  it('test networks are kept apart although their keys look alike', () => {
    const cards = [workshop.card('Anna', { network: 'signet' }), workshop.card('Bob', { network: 'regtest' })];
    expect(codeOf(() => workshop.charter({ cards }))).toBe('charter/cards-differ');
  });

  it('coin type 1h in a main wallet is refused', () => {
    expect(codeOf(() => plain('Anna', `[73c5da0a/48h/1h/0h/2h]${anna.key.xpub}`))).toBe('origin/wrong-coin-type');
    expect(plain('Anna', `[73c5da0a/48h/0h/0h/2h]${anna.key.xpub}`).scheme).toBe('bip48');
  });

  it('control: one test network for all', () => {
    const cards = [workshop.card('Anna', { network: 'signet' }), workshop.card('Bob', { network: 'signet' })];
    expect(workshop.charter({ cards }).firstOutput.address).toMatch(/^tb1q/);
  });
});

describe('row 12: a prefix that lies about the script type', () => {
  it('is refused, and the right one converted and told', () => {
    const as = (prefix: string) => formatSlip132(anna.key.extendedKey, slip132FormOfPrefix(prefix)!);
    expect(codeOf(() => plain('Anna', as('Ypub')))).toBe('key/slip132-script-type');
    expect(codeOf(() => plain('Anna', as('zpub')))).toBe('key/slip132-script-type');
    const { card, conversion } = readPlainKey({ name: 'Anna', text: as('Zpub'), network: 'main', scriptType: 'p2wsh' });
    expect({ xpub: card.key.xpub, told: conversion !== undefined }).toEqual({ xpub: anna.key.xpub, told: true });
  });
});

describe('row 19: a key that nobody holds', () => {
  it('cannot be given a proof, not even by borrowing one', () => {
    const ownerless = { ...JSON.parse(formatKeyCard(carol)), name: 'Carol', xpub: workshop.card('Mallory').key.xpub };
    expect(codeOf(() => parseKeyCard(JSON.stringify(ownerless)))).toBe('key-card/bad-proof');
    const borrowed = { ...JSON.parse(formatKeyCard(carol)), proof: bob.proof };
    expect(codeOf(() => parseKeyCard(JSON.stringify(borrowed)))).toBe('key-card/bad-proof');
  });

  it('is refused without a proof unless its member is accepted by name', () => {
    const random = plain('Carol', carol.key.xpub);
    expect(codeOf(() => workshop.charter({ cards: [anna, bob, random] }))).toBe('charter/unproven-key');
    expect(codeOf(() => workshop.charter({ cards: [anna, bob, random], allowUnproven: ['carol'] }))).toBe(
      'charter/unproven-key',
    );
  });

  it('control: the proven card is taken', () => {
    expect(parseKeyCard(formatKeyCard(carol))).toEqual(carol);
  });
});
