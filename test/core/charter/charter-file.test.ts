import { beforeAll, describe, expect, it } from 'vitest';
import {
  addConfirmation,
  addReceipt,
  createCharterFile,
  formatCharterFile,
  parseCharterFile,
} from '../../../src/core/charter/charter-file.ts';
import { confirmationToJson } from '../../../src/core/charter/confirmation.ts';
import { createKeyCard } from '../../../src/core/charter/key-card.ts';
import type { CharterFile } from '../../../src/core/charter/types.ts';
import { codeOf, refusalOf } from '../../support/errors.ts';
import { openWorkshop, type Workshop } from '../../support/members.ts';

let workshop: Workshop;
let file: CharterFile;
beforeAll(async () => {
  workshop = await openWorkshop();
  file = workshop.file();
});

interface LooseFile {
  [field: string]: unknown;
  charter: Record<string, unknown>;
  cards: Record<string, unknown>[];
  receipts?: Record<string, unknown>[];
}

function changed(change: (json: LooseFile) => unknown): string {
  const json = JSON.parse(formatCharterFile(file));
  change(json);
  return JSON.stringify(json);
}

describe('charter file', () => {
  it('goes through its text and back, whatever line ends it came with', () => {
    const text = formatCharterFile(file);
    expect(parseCharterFile(text)).toEqual(file);
    expect(parseCharterFile(`\ufeff${text.replaceAll('\n', '\r\n')}`)).toEqual(file);
    expect(parseCharterFile(changed(() => undefined))).toEqual(file);
  });

  it('may lack cards and receipts: an imported wallet has none', () => {
    const bare = { charter: file.charter, cards: [], receipts: [] };
    expect(parseCharterFile(formatCharterFile(bare))).toEqual(bare);
  });

  it('takes receipts one by one, one of each member', () => {
    const empty = createCharterFile(file);
    expect(empty.receipts).toEqual([]);
    const anna = workshop.receipt('Anna', file.charter);
    const once = addReceipt(empty, anna);
    expect(addReceipt(once, anna).receipts).toEqual([anna]);
    const both = addReceipt(once, workshop.receipt('Bob', file.charter));
    expect(both.receipts).toHaveLength(2);
    expect(codeOf(() => addReceipt(both, workshop.receipt('Carol', workshop.charter({ m: 3 }))))).toBe(
      'receipt/other-charter',
    );
  });

  it('takes confirmations, one of each member by each other, and keeps them with the receipts', () => {
    const { charter } = file;
    const anna = workshop.confirmation('Anna', 'Bob', charter);
    const again = workshop.confirmation('Anna', 'Bob', charter, { how: 'in-person', date: '2026-04-02' });
    const carol = workshop.confirmation('Carol', 'Bob', charter);
    const confirmed = [anna, carol, again].reduce(addConfirmation, workshop.file(['Anna', 'Carol']));
    expect(confirmed.confirmations).toEqual([carol, again]);
    expect(parseCharterFile(formatCharterFile(confirmed))).toEqual(confirmed);
    const complete = addReceipt(confirmed, workshop.receipt('Bob', charter));
    expect(parseCharterFile(formatCharterFile(complete))).toEqual(complete);
    expect(complete.confirmations).toHaveLength(2);
    expect(formatCharterFile(file)).not.toContain('confirmations');
    const stray = workshop.confirmation('Anna', 'Bob', workshop.charter({ m: 3 }));
    expect(codeOf(() => addConfirmation(file, stray))).toBe('confirmation/other-charter');
  });

  it('refuses a file with a confirmation that is doubled, altered or for another charter', () => {
    const json = confirmationToJson(workshop.confirmation('Anna', 'Bob', file.charter)) as Record<string, unknown>;
    const other = confirmationToJson(workshop.confirmation('Anna', 'Bob', workshop.charter({ m: 1 })));
    const holding = (confirmations: unknown) => changed((each) => Object.assign(each, { confirmations }));
    expect(parseCharterFile(holding([json])).confirmations).toHaveLength(1);
    expect(codeOf(() => parseCharterFile(holding([json, json])))).toBe('charter-file/duplicate-confirmation');
    expect(codeOf(() => parseCharterFile(holding([{ ...json, date: '2026-01-01' }])))).toBe(
      'confirmation/bad-signature',
    );
    expect(codeOf(() => parseCharterFile(holding([other])))).toBe('confirmation/other-charter');
    expect(codeOf(() => parseCharterFile(holding(new Array(61).fill(json))))).toBe('json/out-of-range');
    expect(codeOf(() => parseCharterFile(holding({})))).toBe('json/wrong-type');
  });

  it('has the same id however its text is laid out', () => {
    const { id } = file.charter;
    const json = JSON.parse(formatCharterFile(file));
    const backwards = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(backwards);
      if (typeof value !== 'object' || value === null) return value;
      return Object.fromEntries(
        Object.entries(value)
          .toReversed()
          .map(([name, each]) => [name, backwards(each)]),
      );
    };
    for (const text of [JSON.stringify(backwards(json)), JSON.stringify(json, null, '\t'), JSON.stringify(json)]) {
      expect(parseCharterFile(text).charter.id).toBe(id);
    }
    const escaped = JSON.stringify(json).replace('Family vault', '\\u0046amily vault');
    expect(parseCharterFile(escaped)).toEqual(file);
  });

  it.each<[string, (json: LooseFile) => unknown]>([
    ['charter-file/id-differs', (json) => Object.assign(json, { id: '0'.repeat(64) })],
    ['charter-file/id-differs', (json) => Object.assign(json.charter, { name: 'Family Vault' })],
    ['charter-file/id-differs', (json) => Object.assign(json.charter, { birthdayHeight: 849_999 })],
    ['charter/descriptor-differs', (json) => Object.assign(json.charter, { m: 1 })],
    ['key-card/bad-proof', (json) => Object.assign(json.cards[1]!, { software: 'other' })],
    ['key-card/bad-proof', (json) => Object.assign(json.cards[1]!, { proof: json.cards[0]!.proof })],
    ['charter-file/duplicate-card', (json) => json.cards.push(json.cards[0]!)],
    ['charter-file/duplicate-receipt', (json) => json.receipts!.push(json.receipts![2]!)],
    ['receipt/bad-signature', (json) => Object.assign(json.receipts![0]!, { signature: json.receipts![1]!.signature })],
    ['receipt/bad-signature', (json) => Object.assign(json.receipts![0]!, { charter: '0'.repeat(64) })],
    ['json/unknown-field', (json) => Object.assign(json, { note: 'x' })],
    ['json/missing-field', (json) => delete json.receipts],
    ['json/out-of-range', (json) => Object.assign(json, { receipts: new Array(21).fill(json.receipts![0]) })],
    ['json/wrong-type', (json) => Object.assign(json, { cards: {} })],
    ['json/wrong-format', (json) => Object.assign(json, json.charter)],
  ])('is refused with %s', (code, change) => {
    expect(codeOf(() => parseCharterFile(changed(change)))).toBe(code);
  });

  it('refuses the card of somebody who is not in the charter, or that says otherwise', () => {
    const { charter, cards } = file;
    const foreign = [
      workshop.card('Mallory'),
      workshop.card('Anna', { as: 'Ann' }),
      createKeyCard({ ...cards[0]!, scriptType: 'p2sh', proof: undefined }),
      createKeyCard({ ...cards[0]!, key: { ...cards[0]!.key, origin: undefined }, proof: undefined }),
    ];
    for (const card of foreign) {
      expect(codeOf(() => createCharterFile({ charter, cards: [card] }))).toBe('charter-file/foreign-card');
    }
  });

  it('names the place of a fault inside it', () => {
    const text = changed((json) => Object.assign(json.cards[2]!, { scheme: 'electrum' }));
    expect(refusalOf(() => parseCharterFile(text)).at).toBe('cards[2]');
    const other = changed((json) => Object.assign(json.charter, { keys: 5 }));
    expect(refusalOf(() => parseCharterFile(other)).at).toBe('charter.keys');
  });
});
