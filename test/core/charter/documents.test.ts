/** The page for other implementers, held against the code: its texts and its worked example are what is computed. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
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
    expect(page).toContain(shortened(receiptMessage(workshop.receipt('Anna', workshop.charter()))));
  });

  it('has the id, code words, first address and checksum of its example', async () => {
    const charter = (await openWorkshop()).charter();
    expect(page).toContain(`id     ${charter.id}`);
    expect(page).toContain(charter.code.map((group) => group.join(' ')).join('\n       '));
    expect(page).toContain(`first  ${charter.firstOutput.address}`);
    expect(page).toContain(charter.wallet.descriptor.slice(-10));
  });

  it('names every field of the charter', async () => {
    const charter = (await openWorkshop()).charter();
    for (const field of Object.keys(JSON.parse(charter.canonicalText))) expect(page).toContain(`"${field}":`);
  });
});
