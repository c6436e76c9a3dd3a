import { beforeAll, describe, expect, it } from 'vitest';
import {
  confirmationMessage,
  formatConfirmation,
  parseConfirmation,
  verifyConfirmation,
} from '../../../src/core/charter/confirmation.ts';
import type { Charter, Confirmation } from '../../../src/core/charter/types.ts';
import { codeOf, refusalOf } from '../../support/errors.ts';
import { openWorkshop, type Workshop } from '../../support/members.ts';

let workshop: Workshop;
let charter: Charter;
let confirmation: Confirmation;
beforeAll(async () => {
  workshop = await openWorkshop();
  charter = workshop.charter();
  confirmation = workshop.confirmation('Anna', 'Bob', charter);
});

describe('confirmation', () => {
  it('signs who was asked, how and when, and all that was compared', () => {
    expect(confirmationMessage(confirmation)).toBe(
      [
        'Icehouse confirmation 1',
        'Charter: 02949b29e101f1164a70b07bf2039f6558b526d63d30cef9290122f185898847',
        'Code: action pill skill search business menu clap bid know mosquito treat skirt mercy nature flight plastic',
        'First address: bc1qm43n7nnev58aj3nrznz2xscgv98t7gxycq5pmp20a5vzfp5t0q2s7r6twa',
        'Member: Bob',
        `Member key: ${charter.wallet.keys[1]!.xpub}`,
        'How: voice',
        'Date: 2026-03-31',
        `Key: ${charter.wallet.keys[0]!.xpub}`,
      ].join('\n'),
    );
  });

  it('verifies for both members, and goes through its file and back', () => {
    expect(verifyConfirmation(charter, confirmation)).toEqual({ by: 0, member: 1 });
    expect(parseConfirmation(formatConfirmation(confirmation))).toEqual(confirmation);
    const inPerson = workshop.confirmation('Carol', 'Anna', charter, { how: 'in-person', date: '2024-02-29' });
    expect(verifyConfirmation(charter, inPerson)).toEqual({ by: 2, member: 0 });
    expect(parseConfirmation(formatConfirmation(inPerson))).toEqual(inPerson);
  });

  it.each<[string, (each: Confirmation) => Confirmation]>([
    ['another day', (each) => ({ ...each, date: '2026-04-01' })],
    ['another way', (each) => ({ ...each, how: 'in-person' })],
    ['another member', (each) => ({ ...each, memberName: 'Carol', memberXpub: charter.wallet.keys[2]!.xpub })],
    ['another id', (each) => ({ ...each, charterId: 'f'.repeat(64) })],
    ['another signer', (each) => ({ ...each, xpub: charter.wallet.keys[2]!.xpub })],
    ['the signature of a receipt', (each) => ({ ...each, signature: workshop.receipt('Anna', charter).signature })],
  ])('is refused with %s under the signature', (_, change) => {
    expect(codeOf(() => verifyConfirmation(charter, change(confirmation)))).toBe('confirmation/bad-signature');
  });

  it('by a member who compared another charter is an alarm that names her', () => {
    const other = workshop.charter({ name: 'Another vault' });
    const error = refusalOf(() => verifyConfirmation(charter, workshop.confirmation('Anna', 'Bob', other)));
    expect(error).toMatchObject({ code: 'confirmation/other-charter', kind: 'refused' });
    expect(error.message).toBe('ALARM: key 1 (Anna) has compared another charter than this one');
  });

  it('of another first address is an alarm as well', () => {
    const elsewhere: Charter = { ...charter, firstOutput: workshop.charter({ m: 3 }).firstOutput };
    expect(codeOf(() => verifyConfirmation(elsewhere, confirmation))).toBe('confirmation/other-address');
  });

  it('by or about somebody outside the charter is refused', () => {
    const withMallory = workshop.charter({
      cards: [workshop.card('Anna'), workshop.card('Bob'), workshop.card('Mallory')],
    });
    expect(codeOf(() => verifyConfirmation(charter, workshop.confirmation('Mallory', 'Bob', withMallory)))).toBe(
      'confirmation/unknown-key',
    );
    // One id means one set of members; only a program that signs anything could make this one.
    const renamed: Charter = {
      ...charter,
      wallet: {
        ...charter.wallet,
        keys: charter.wallet.keys.map((key) => (key.name === 'Bob' ? { ...key, name: 'Rob' } : key)),
      },
    };
    expect(codeOf(() => verifyConfirmation(renamed, confirmation))).toBe('confirmation/unknown-member');
  });

  it('of oneself is refused, and so is one where only two could sign receipts', () => {
    expect(codeOf(() => workshop.confirmation('Bob', 'Bob', charter))).toBe('confirmation/of-oneself');
    const two = workshop.charter({ cards: [workshop.card('Anna'), workshop.card('Bob')] });
    expect(codeOf(() => workshop.confirmation('Anna', 'Bob', two))).toBe('confirmation/too-few-members');
  });

  it('is refused for a day that is none, before anything is signed', () => {
    expect(codeOf(() => workshop.confirmation('Anna', 'Bob', charter, { date: '2026-02-30' }))).toBe(
      'proposal/not-a-day',
    );
  });

  it.each<[string, Record<string, unknown>]>([
    ['confirmation/malformed', { charter: 'F'.repeat(64) }],
    ['confirmation/malformed', { firstAddress: 'bc1q\n' }],
    ['proposal/not-a-day', { date: '31.3.2026' }],
    ['name/not-plain', { memberName: 'Bob\u202e' }],
    ['json/out-of-range', { how: 'telepathy' }],
    ['json/missing-field', { memberName: undefined }],
    ['json/unknown-field', { note: 'x' }],
    ['json/wrong-format', { format: 'icehouse-receipt' }],
    ['json/unknown-version', { version: 2 }],
    ['message/not-a-signature', { signature: 'AAAA' }],
    [
      'key/private-key-refused',
      {
        memberXpub:
          'xprv9s21ZrQH143K3nyWMZVjzGL4KKAE1zahmhTHuV5pdw4eK3o3igC5QywgQG7UTRe6TGBniPDpPFWzXMeMUFbBj8uYsfXGjyMmF54wdNt8QBm',
      },
    ],
  ])('has a file that is refused with %s', (code, changes) => {
    const text = JSON.stringify({ ...JSON.parse(formatConfirmation(confirmation)), ...changes });
    expect(codeOf(() => parseConfirmation(text))).toBe(code);
  });
});
