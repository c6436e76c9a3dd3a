/**
 * Attacks on the charter itself: another key, another quorum, another order behind the same face. Each changes one thing
 * of a charter that Anna has compared and signed for; none passes for it afterwards.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { formatCharterFile, parseCharterFile } from '../../src/core/charter/charter-file.ts';
import { compareCode } from '../../src/core/charter/code.ts';
import { readPlainKey } from '../../src/core/charter/plain-key.ts';
import { refuseOverwrite, registerCharter } from '../../src/core/charter/register.ts';
import type { Charter, CharterFile, KeyCard } from '../../src/core/charter/types.ts';
import { descriptorChecksum } from '../../src/core/descriptor/checksum.ts';
import { IcehouseError } from '../../src/core/errors.ts';
import { formatXpub } from '../../src/core/key/extended-key.ts';
import { forgeChecksum } from '../support/checksum-collision.ts';
import { codeOf, refusalOf } from '../support/errors.ts';
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

/** What happens when Anna's program is handed a charter in the place of the one she signed for. */
const swapped = (charter: Charter) =>
  codeOf(() => registerCharter({ charter, receipts: file.receipts, me: cards[0].key }));

/** A charter differs to people in at least its code words; 176 bits of it are compared. */
function expectOtherCode(charter: Charter): void {
  expect(compareCode(good.code, charter.code.flat().join(' ')).same).toBe(false);
  expect(charter.code.flat()).toHaveLength(16);
}

describe('control', () => {
  it('the charter that Anna signed for is registered', () => {
    expect(registerCharter({ charter: good, receipts: file.receipts, me: cards[0].key })).toEqual({
      charter: good,
      me: 0,
    });
  });
});

describe('row 1: one xpub replaced', () => {
  it('gives another code and first address, and no registration', () => {
    const evil = workshop.charter({ cards: [cards[0], cards[1], workshop.card('Mallory', { as: 'Carol' })] });
    expectOtherCode(evil);
    expect(evil.firstOutput.address).not.toBe(good.firstOutput.address);
    expect(swapped(evil)).toBe('receipt/other-charter');
  });

  it('is refused inside the file, where cards and receipts still speak of the old key', () => {
    const json = JSON.parse(formatCharterFile(file));
    const mallory = workshop.card('Mallory').key.xpub;
    json.charter.keys[2].xpub = mallory;
    json.charter.descriptor = json.charter.descriptor.replace(cards[2].key.xpub, mallory);
    json.charter.descriptor = `${json.charter.descriptor.slice(0, -8)}${descriptorChecksum(json.charter.descriptor.slice(0, -9))}`;
    expect(refusalOf(() => parseCharterFile(JSON.stringify(json))).kind).toBe('refused');
  });
});

describe('row 2: my key is absent', () => {
  it('is refused', () => {
    const without = workshop.charter({ cards: [cards[1], cards[2], workshop.card('Mallory')] });
    expect(swapped(without)).toBe('charter/my-key-absent');
  });
});

describe('row 3: my fingerprint on a foreign key', () => {
  it('is refused and called by its name', () => {
    const mallory = workshop.card('Mallory').key.extendedKey;
    const { card } = readPlainKey({
      name: 'Anna',
      text: `[73c5da0a/48h/0h/0h/2h]${formatXpub(mallory)}`,
      network: 'main',
      scriptType: 'p2wsh',
    });
    const evil = workshop.charter({ cards: [card, cards[1], cards[2]], allowUnproven: ['Anna'] });
    expect(swapped(evil)).toBe('charter/my-fingerprint-other-key');
  });
});

describe('row 4: another quorum of the same people', () => {
  it.each<[string, () => object]>([
    ['1-of-3', () => ({ m: 1 })],
    ['3-of-3', () => ({ m: 3 })],
    ['a fourth key', () => ({ cards: [...cards, workshop.card('Mallory')] })],
    ['two keys only', () => ({ cards: cards.slice(0, 2) })],
  ])('%s under the same name is another charter, not registered', (_, change) => {
    const evil = workshop.charter(change());
    expect(evil.name).toBe(good.name);
    expectOtherCode(evil);
    expect(swapped(evil)).toBe('receipt/other-charter');
    expect(codeOf(() => registerCharter({ charter: evil, receipts: [], me: cards[0].key }))).toBe(
      'charter/not-registered',
    );
  });
});

describe('row 13: multi and sortedmulti, and the order of keys', () => {
  it('reordered sorted keys are the same wallet and the same charter', () => {
    const reordered = workshop.charter({ cards: [cards[2], cards[0], cards[1]] });
    expect(reordered).toEqual(good);
  });

  it('toggled to the order given, it is another charter', () => {
    const toggled = workshop.charter({ keyOrder: 'given' });
    expect(toggled.wallet.descriptor).toContain('wsh(multi(');
    expectOtherCode(toggled);
    expect(swapped(toggled)).toBe('receipt/other-charter');
  });

  it('reordered keys of the order given are another wallet', () => {
    const given = workshop.charter({ keyOrder: 'given' });
    const other = workshop.charter({ keyOrder: 'given', cards: [cards[1], cards[0], cards[2]] });
    expect(other.id).not.toBe(given.id);
    expect(other.firstOutput.address).not.toBe(given.firstOutput.address);
  });
});

describe('row 14: a checksum taken for an authentication', () => {
  it('a descriptor with the attacker’s key and the very same checksum is another charter', () => {
    const [, checksum] = good.wallet.descriptor.split('#') as [string, string];
    // Eight octal digits of a free fingerprint, and eight more of a free account number behind a one.
    const evil = (account: number, digits: string): Charter => {
      const { extendedKey } = workshop.card('Mallory', { account }).key;
      const text = `[${digits.slice(0, 8)}/48h/0h/1${digits.slice(8)}h/2h]${formatXpub(extendedKey)}`;
      const { card } = readPlainKey({ name: 'Carol', text, network: 'main', scriptType: 'p2wsh' });
      return workshop.charter({ cards: [cards[0], cards[1], card], allowUnproven: ['Carol'] });
    };
    const forge = (account: number): Charter | undefined => {
      const template = evil(account, '1234567012345670').wallet.descriptor.slice(0, -9);
      const [before, between, after] = template.split('12345670') as [string, string, string];
      const build = (digits: string) => `${before}${digits.slice(0, 8)}${between}${digits.slice(8)}${after}`;
      const digits = forgeChecksum(checksum, 16, build);
      return digits === undefined ? undefined : evil(account, digits);
    };
    const forged = forge([...Array(40).keys()].find((account) => forge(account) !== undefined)!)!;
    expect(forged.wallet.descriptor.split('#')[1]).toBe(checksum);
    expect(forged.wallet.descriptor).not.toBe(good.wallet.descriptor);
    expect(forged.firstOutput.address).not.toBe(good.firstOutput.address);
    expectOtherCode(forged);
    expect(swapped(forged)).toBe('receipt/other-charter');
  });
});

describe('row 16: silent overwrite', () => {
  it('a charter of the same name with new keys does not replace the kept one', () => {
    const evil = workshop.charter({ cards: [cards[0], cards[1], workshop.card('Mallory', { as: 'Carol' })] });
    expect(codeOf(() => refuseOverwrite([good], evil))).toBe('charter/name-taken');
    expect(() => refuseOverwrite([good], good)).not.toThrow();
  });
});

describe('row 17: a stored charter edited', () => {
  it('control: unedited it is read', () => {
    expect(parseCharterFile(formatCharterFile(file))).toEqual(file);
  });

  it('is refused even when the id is recomputed to fit, as the receipts do not', () => {
    const edited = workshop.charter({ m: 1 });
    const text = formatCharterFile({ ...file, charter: edited });
    expect(codeOf(() => parseCharterFile(text))).toBe('receipt/other-charter');
  });

  it('leaves nothing to register when the receipts are taken out as well', () => {
    const edited = workshop.charter({ m: 1 });
    const { charter, receipts } = parseCharterFile(formatCharterFile({ ...file, charter: edited, receipts: [] }));
    expect(codeOf(() => registerCharter({ charter, receipts, me: cards[0].key }))).toBe('charter/not-registered');
  });

  it('with any bit flipped is refused, or is the same charter', () => {
    const bytes = new TextEncoder().encode(formatCharterFile(file));
    let refused = 0;
    for (let place = 0; place < bytes.length; place += 31) {
      const flipped = bytes.slice();
      flipped[place]! ^= 1 << (place % 7);
      try {
        expect(parseCharterFile(new TextDecoder().decode(flipped)).charter).toEqual(good);
      } catch (error) {
        if (!(error instanceof IcehouseError)) throw error;
        refused++;
      }
    }
    expect(refused).toBeGreaterThan((bytes.length / 31) * 0.7);
  });
});
