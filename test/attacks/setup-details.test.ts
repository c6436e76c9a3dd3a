/** What rows on setting up a wallet rest on and no single case shows: code words, equal charters, alarms, flipped bits. */
import { beforeAll, describe, expect, it } from 'vitest';
import { formatCharterFile, parseCharterFile } from '../../src/core/charter/charter-file.ts';
import { compareCode } from '../../src/core/charter/code.ts';
import { depositReadiness } from '../../src/core/charter/deposits.ts';
import { myPosition } from '../../src/core/charter/register.ts';
import type { Charter, CharterFile, KeyCard } from '../../src/core/charter/types.ts';
import { IcehouseError } from '../../src/core/errors.ts';
import { openWorkshop, type Workshop } from '../support/members.ts';

let workshop: Workshop;
let file: CharterFile;
let good: Charter;
let cards: readonly [KeyCard, KeyCard, KeyCard];
beforeAll(async () => {
  workshop = await openWorkshop();
  file = workshop.file();
  good = file.charter;
  cards = [workshop.card('Anna'), workshop.card('Bob'), workshop.card('Carol')];
});

describe('1 xpub substitution', () => {
  it.each<[string, () => object]>([
    ['a key', () => ({ cards: [cards[0], cards[1], workshop.card('Mallory', { as: 'Carol' })] })],
    ['the quorum', () => ({ m: 1 })],
    ['the order', () => ({ keyOrder: 'given' })],
  ])('of %s gives other code words, of which there are 16', (_, change) => {
    const evil = workshop.charter(change());
    expect(compareCode(good.code, evil.code.flat().join(' ')).same).toBe(false);
    expect(evil.code.flat()).toHaveLength(16);
  });
});

describe('8 repeated fingerprints', () => {
  it('where they are allowed, keys are still told apart by public key', () => {
    const second = workshop.card('Anna', { account: 1, as: 'Dora' });
    const charter = workshop.charter({ cards: [cards[0], second, cards[1]], allowSharedFingerprint: true });
    const places = [cards[0], second].map((card) => myPosition(charter, card.key));
    expect(places.map((place) => charter.wallet.keys[place]!.name)).toEqual(['Anna', 'Dora']);
  });
});

describe('13 multi and sortedmulti', () => {
  it('reordered sorted keys are the same wallet and the same charter', () => {
    expect(workshop.charter({ cards: [cards[2], cards[0], cards[1]] })).toEqual(good);
  });

  it('reordered keys of the order given are another wallet', () => {
    const given = workshop.charter({ keyOrder: 'given' });
    const other = workshop.charter({ keyOrder: 'given', cards: [cards[1], cards[0], cards[2]] });
    expect(other.firstOutput.address).not.toBe(given.firstOutput.address);
  });
});

describe('15 split view', () => {
  it('raises the alarm for every member as soon as the receipts meet', () => {
    const [anna, bob, carol] = cards;
    const mallory = (as: string) => workshop.card('Mallory', { as });
    const shown = {
      Anna: workshop.charter({ cards: [anna, mallory('Bob'), carol] }),
      Bob: workshop.charter({ cards: [anna, bob, mallory('Carol')] }),
      Carol: workshop.charter({ cards: [mallory('Anna'), bob, carol] }),
    };
    const names = ['Anna', 'Bob', 'Carol'] as const;
    const receipts = names.map((name) => workshop.receipt(name, shown[name]));
    for (const name of names) {
      const { ready, alarms, signed } = depositReadiness({ charter: shown[name], receipts });
      expect({ ready, signed }).toEqual({ ready: false, signed: [name] });
      expect(alarms.length).toBeGreaterThan(0);
      expect(alarms.every(({ code }) => code === 'receipt/other-charter')).toBe(true);
    }
  });
});

describe('17 tamper at rest', () => {
  it('a charter file with any bit flipped is refused, or is the same charter', () => {
    const bytes = new TextEncoder().encode(formatCharterFile(file));
    let refusals = 0;
    for (let place = 0; place < bytes.length; place += 31) {
      const flipped = bytes.with(place, bytes[place]! ^ (1 << (place % 7)));
      try {
        expect(parseCharterFile(new TextDecoder().decode(flipped)).charter).toEqual(good);
      } catch (error) {
        if (!(error instanceof IcehouseError)) throw error;
        refusals++;
      }
    }
    expect(refusals).toBeGreaterThan((bytes.length / 31) * 0.7);
  });
});
