/** The page for other implementers, held against the code: its texts and its worked example are what is computed. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { confirmationMessage, confirmationToJson } from '../../../src/core/charter/confirmation.ts';
import { keyCardMessage } from '../../../src/core/charter/key-card.ts';
import { receiptMessage } from '../../../src/core/charter/receipt.ts';
import { openWorkshop } from '../../support/members.ts';

const page = readFileSync(new URL('../../../docs/charter.md', import.meta.url), 'utf8');
/** The page shortens keys; so do these texts before they are looked for. */
const shortened = (text: string) => text.replace(/xpub6DkFA\w+/g, 'xpub6DkFA…');

describe('docs/charter.md', () => {
  it('shows the texts that are signed', async () => {
    const workshop = await openWorkshop();
    const card = { ...workshop.card('Anna'), software: 'icehouse 0.1.0' };
    expect(page).toContain(shortened(keyCardMessage(card)));
    const charter = workshop.charter();
    expect(page).toContain(shortened(receiptMessage(workshop.receipt('Anna', charter))));
    const confirmation = workshop.confirmation('Anna', 'Bob', charter);
    expect(page).toContain(shortened(confirmationMessage(confirmation)).replace(confirmation.memberXpub, 'xpub…'));
    const receipt = { ...workshop.receipt('Bob', charter), origin: charter.wallet.keys[1]!.origin! };
    expect(page).toContain(receiptMessage(receipt).split('\n').at(-1));
  });

  it('has the id, code words, first address and checksum of its example', async () => {
    const charter = (await openWorkshop()).charter();
    expect(page).toContain(`id     ${charter.id}`);
    expect(page).toContain(charter.code.map((group) => group.join(' ')).join('\n       '));
    expect(page).toContain(`first  ${charter.firstOutput.address}`);
    expect(page).toContain(charter.wallet.descriptor.slice(-10));
  });

  it('names every field of a receipt and a confirmation', async () => {
    const workshop = await openWorkshop();
    const confirmation = confirmationToJson(workshop.confirmation('Anna', 'Bob', workshop.charter()));
    for (const field of [...Object.keys(confirmation), 'origin', 'confirmations'])
      expect(page).toMatch(new RegExp(`"${field}":|\`${field}\``));
  });

  it('names every field of the charter', async () => {
    const charter = (await openWorkshop()).charter();
    for (const field of Object.keys(JSON.parse(charter.canonicalText))) expect(page).toContain(`"${field}":`);
  });
});
