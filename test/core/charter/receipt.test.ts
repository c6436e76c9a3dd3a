import { beforeAll, describe, expect, it } from 'vitest';
import {
  formatReceipt,
  parseReceipt,
  receiptMessage,
  signerOf,
  verifyReceipt,
} from '../../../src/core/charter/receipt.ts';
import type { Charter, Receipt } from '../../../src/core/charter/types.ts';
import { codeOf, refusalOf } from '../../support/errors.ts';
import { openWorkshop, type Workshop } from '../../support/members.ts';

let workshop: Workshop;
let charter: Charter;
let receipt: Receipt;
beforeAll(async () => {
  workshop = await openWorkshop();
  charter = workshop.charter();
  receipt = workshop.receipt('Bob', charter);
});

describe('receipt', () => {
  it('signs the charter’s id, its first address and the key', () => {
    expect(receiptMessage(receipt)).toBe(
      [
        'Icehouse receipt 1',
        'Charter: 02949b29e101f1164a70b07bf2039f6558b526d63d30cef9290122f185898847',
        'First address: bc1qm43n7nnev58aj3nrznz2xscgv98t7gxycq5pmp20a5vzfp5t0q2s7r6twa',
        `Key: ${charter.wallet.keys[1]!.xpub}`,
      ].join('\n'),
    );
  });

  it('verifies for its signer’s place in the charter', () => {
    expect(verifyReceipt(charter, receipt)).toBe(1);
    expect(verifyReceipt(charter, workshop.receipt('Anna', charter))).toBe(0);
    expect(signerOf(charter, receipt)).toBe(1);
  });

  it('goes through its file and back', () => {
    expect(parseReceipt(formatReceipt(receipt))).toEqual(receipt);
    expect(formatReceipt(receipt).endsWith('}\n')).toBe(true);
  });

  it('is refused for another charter and says who signed that one', () => {
    const other = workshop.charter({ name: 'Another vault' });
    const error = refusalOf(() => verifyReceipt(charter, workshop.receipt('Bob', other)));
    expect(error).toMatchObject({ code: 'receipt/other-charter', kind: 'refused' });
    expect(error.message).toContain('Bob');
  });

  it('is refused by a key outside the charter', () => {
    const withMallory = workshop.charter({ cards: [workshop.card('Anna'), workshop.card('Mallory')] });
    const foreign = workshop.receipt('Mallory', withMallory);
    expect(codeOf(() => verifyReceipt(charter, foreign))).toBe('receipt/unknown-key');
  });

  it.each<[string, (receipt: Receipt) => Receipt]>([
    ['another id under the signature', (each) => ({ ...each, charterId: 'f'.repeat(64) })],
    [
      'another address under the signature',
      (each) => ({ ...each, firstAddress: 'bc1q8tlnl04asagj3pufe6a568eugxa2t0pqpgqujcdrj03wks2f4xyq5fp2fq' }),
    ],
    ['another member’s key over the signature', (each) => ({ ...each, xpub: charter.wallet.keys[0]!.xpub })],
    ['another member’s signature', (each) => ({ ...each, signature: workshop.receipt('Anna', charter).signature })],
  ])('is refused with %s', (_, change) => {
    expect(codeOf(() => verifyReceipt(charter, change(receipt)))).toBe('receipt/bad-signature');
  });

  it.each<[string, Record<string, unknown>]>([
    ['receipt/malformed', { charter: 'F'.repeat(64) }],
    ['receipt/malformed', { charter: 'ab' }],
    ['receipt/malformed', { firstAddress: 'bc1q\n' }],
    ['message/not-a-signature', { signature: 'AAAA' }],
    [
      'key/private-key-refused',
      {
        xpub: 'xprv9s21ZrQH143K3nyWMZVjzGL4KKAE1zahmhTHuV5pdw4eK3o3igC5QywgQG7UTRe6TGBniPDpPFWzXMeMUFbBj8uYsfXGjyMmF54wdNt8QBm',
      },
    ],
    ['json/unknown-field', { member: 'Bob' }],
    ['json/wrong-format', { format: 'icehouse-key-card' }],
    ['json/unknown-version', { version: '1' }],
  ])('has a file that is refused with %s', (code, changes) => {
    const text = JSON.stringify({ ...JSON.parse(formatReceipt(receipt)), ...changes });
    expect(codeOf(() => parseReceipt(text))).toBe(code);
  });
});
