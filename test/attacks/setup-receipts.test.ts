/** Attacks on the group's agreement: members who are shown different documents, and signatures put to other uses. */
import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { signMessage } from '../../src/cold/key/sign-message.ts';
import { depositReadiness, requireDepositsOpen } from '../../src/core/charter/deposits.ts';
import { createKeyCard } from '../../src/core/charter/key-card.ts';
import { verifyReceipt } from '../../src/core/charter/receipt.ts';
import type { Charter } from '../../src/core/charter/types.ts';
import { codeOf } from '../support/errors.ts';
import { openWorkshop, type Workshop } from '../support/members.ts';

let workshop: Workshop;
let good: Charter;
beforeAll(async () => {
  workshop = await openWorkshop();
  good = workshop.charter();
});

describe('row 15: each member is given another charter', () => {
  /** The charters that an attacker hands out: her key in the place of one of the others. */
  const views = () => {
    const [anna, bob, carol] = [workshop.card('Anna'), workshop.card('Bob'), workshop.card('Carol')];
    return {
      Anna: workshop.charter({ cards: [anna, workshop.card('Mallory', { as: 'Bob' }), carol] }),
      Bob: workshop.charter({ cards: [anna, bob, workshop.card('Mallory', { as: 'Carol' })] }),
      Carol: workshop.charter({ cards: [workshop.card('Mallory', { as: 'Anna' }), bob, carol] }),
    };
  };

  it('no view ever opens for deposits, and the truthful receipts raise the alarm', () => {
    const shown = views();
    const names = ['Anna', 'Bob', 'Carol'] as const;
    const receipts = names.map((name) => workshop.receipt(name, shown[name]));
    for (const name of names) {
      const { ready, alarms, signed } = depositReadiness({ charter: shown[name], receipts });
      expect({ ready, signed }).toEqual({ ready: false, signed: [name] });
      expect(alarms.length).toBeGreaterThan(0);
      expect(alarms.every(({ code }) => code === 'receipt/other-charter')).toBe(true);
      expect(codeOf(() => requireDepositsOpen({ charter: shown[name], receipts }))).toBe('receipt/other-charter');
    }
  });

  it('the attacker’s own receipt does not make up for a member’s', () => {
    const { Anna: view } = views();
    const receipts = [workshop.receipt('Anna', view), workshop.receipt('Mallory', view, { as: 'Bob' })];
    expect(depositReadiness({ charter: view, receipts })).toMatchObject({ ready: false, missing: ['Carol'] });
  });

  it('fewer receipts than two can never be enough', () => {
    expect(codeOf(() => workshop.charter({ receiptsRequired: 1 }))).toBe('charter/receipts-required');
  });

  it('control: equal receipts of all open it', () => {
    const receipts = (['Anna', 'Bob', 'Carol'] as const).map((name) => workshop.receipt(name, good));
    expect(depositReadiness({ charter: good, receipts })).toMatchObject({ ready: true, alarms: [] });
  });
});

describe('row 54: a signature for one purpose used for another', () => {
  it('a hash is not signed as a message, in any spelling', () => {
    const hash = createHash('sha256').update('a transaction').digest();
    const account = workshop.account('Anna');
    for (const text of [
      hash.toString('hex'),
      hash.toString('latin1'),
      hash.toString('base64'),
      `0x${hash.toString('hex')}`,
    ]) {
      expect(codeOf(() => signMessage({ account, text, second: workshop.second }))).toBe('message/unknown-domain');
    }
  });

  it('a card’s proof is no receipt, and a receipt no proof', () => {
    const receipt = workshop.receipt('Anna', good);
    const card = workshop.card('Anna');
    expect(codeOf(() => verifyReceipt(good, { ...receipt, signature: card.proof! }))).toBe('receipt/bad-signature');
    expect(codeOf(() => createKeyCard({ ...card, proof: receipt.signature }))).toBe('key-card/bad-proof');
  });

  it('control: each is good for its own purpose', () => {
    const receipt = workshop.receipt('Anna', good);
    const card = workshop.card('Anna');
    expect(verifyReceipt(good, receipt)).toBe(0);
    expect(createKeyCard(card)).toEqual(card);
  });
});
