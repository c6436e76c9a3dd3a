import { beforeAll, describe, expect, it } from 'vitest';
import {
  depositOutput,
  depositReadiness,
  requireDepositsOpen,
  whatIsMissing,
} from '../../../src/core/charter/deposits.ts';
import type { CharterFile } from '../../../src/core/charter/types.ts';
import { codeOf, refusalOf } from '../../support/errors.ts';
import { openWorkshop, type Workshop } from '../../support/members.ts';

let workshop: Workshop;
let full: CharterFile;
beforeAll(async () => {
  workshop = await openWorkshop();
  full = workshop.file();
});

describe('deposits', () => {
  it('are open once all members have signed', () => {
    expect(depositReadiness(full)).toEqual({
      ready: true,
      required: 3,
      signed: ['Anna', 'Bob', 'Carol'],
      confirmed: [],
      missing: [],
      alarms: [],
      rejected: [],
    });
    expect(() => requireDepositsOpen(full)).not.toThrow();
    const { address } = depositOutput({ ...full, index: 7, second: workshop.second });
    expect(address).toBe('bc1q8tlnl04asagj3pufe6a568eugxa2t0pqpgqujcdrj03wks2f4xyq5fp2fq');
  });

  it('are locked with one receipt missing, and name who has not signed', () => {
    const file = workshop.file(['Anna', 'Carol']);
    expect(depositReadiness(file)).toMatchObject({ ready: false, signed: ['Anna', 'Carol'], missing: ['Bob'] });
    expect(refusalOf(() => depositOutput({ ...file, index: 0, second: workshop.second }))).toMatchObject({
      code: 'deposits/locked',
      found: '2 receipts',
      expected: '3 receipts',
      next: 'collect receipts from Bob',
    });
  });

  it('count each key once', () => {
    const [receipt] = workshop.file(['Anna']).receipts;
    const { charter } = full;
    expect(depositReadiness({ charter, receipts: [receipt!, receipt!, receipt!] })).toMatchObject({
      ready: false,
      signed: ['Anna'],
    });
  });

  it('open with fewer receipts where the charter says so', () => {
    const charter = workshop.charter({ receiptsRequired: 2 });
    const receipts = [workshop.receipt('Carol', charter), workshop.receipt('Anna', charter)];
    expect(depositReadiness({ charter, receipts })).toMatchObject({ ready: true, required: 2, missing: ['Bob'] });
    expect(depositReadiness({ charter, receipts: receipts.slice(1) }).ready).toBe(false);
  });

  it('stay locked by one alarm, however many receipts verify', () => {
    const stray = workshop.receipt('Carol', workshop.charter({ gapLimit: 30 }));
    const file = { ...full, receipts: [...full.receipts, stray] };
    const { ready, alarms, signed } = depositReadiness(file);
    expect({ ready, signed: signed.length, codes: alarms.map(({ code }) => code) }).toEqual({
      ready: false,
      signed: 3,
      codes: ['receipt/other-charter'],
    });
    expect(codeOf(() => requireDepositsOpen(file))).toBe('receipt/other-charter');
  });

  it('do not count forged or foreign receipts, and say why', () => {
    const { charter } = full;
    const forged = { ...full.receipts[1]!, signature: full.receipts[0]!.signature };
    const foreign = workshop.receipt(
      'Mallory',
      workshop.charter({ cards: [workshop.card('Anna'), workshop.card('Mallory')] }),
    );
    const { ready, alarms, rejected } = depositReadiness({ charter, receipts: [full.receipts[0]!, forged, foreign] });
    expect({ ready, alarms }).toEqual({ ready: false, alarms: [] });
    expect(rejected.map(({ code }) => code)).toEqual(['receipt/bad-signature', 'receipt/unknown-key']);
  });

  it('need two libraries that agree on the address', () => {
    const liar = { ...workshop.second, output: () => workshop.second.output(full.charter.wallet, 'receive', 8) };
    expect(codeOf(() => depositOutput({ ...full, index: 7, second: liar }))).toBe('second-opinion/differs');
  });
});

describe('deposits with confirmations in the place of receipts', () => {
  it('open beside two receipts, and tell who is confirmed by whom', () => {
    const file = {
      ...workshop.file(['Anna', 'Carol']),
      confirmations: [workshop.confirmation('Anna', 'Bob', full.charter)],
    };
    expect(depositReadiness(file)).toMatchObject({
      ready: true,
      signed: ['Anna', 'Carol'],
      confirmed: [{ name: 'Bob', by: 'Anna', how: 'voice', date: '2026-03-31' }],
      missing: [],
    });
    expect(depositOutput({ ...file, index: 0, second: workshop.second }).index).toBe(0);
  });

  it('stay locked with a single receipt, whatever is confirmed', () => {
    const { charter } = full;
    const confirmations = [
      workshop.confirmation('Anna', 'Bob', charter),
      workshop.confirmation('Anna', 'Carol', charter),
    ];
    const file = { ...workshop.file(['Anna']), confirmations };
    expect(depositReadiness(file)).toMatchObject({ ready: false, signed: ['Anna'], missing: [], rejected: [] });
    expect(refusalOf(() => requireDepositsOpen(file))).toMatchObject({
      code: 'deposits/locked',
      found: '1 receipt, and 2 confirmed without one',
      expected: '3 receipts',
      next: 'collect a receipt from one of Bob, Carol as well: no confirmation stands in for the first 2 receipts',
    });
  });

  it('also where the charter asks for two only: both must be receipts', () => {
    const charter = workshop.charter({ receiptsRequired: 2 });
    const receipts = [workshop.receipt('Anna', charter)];
    const confirmations = [workshop.confirmation('Anna', 'Bob', charter)];
    expect(depositReadiness({ charter, receipts, confirmations })).toMatchObject({ ready: false, missing: ['Carol'] });
    expect(depositReadiness({ charter, receipts: [...receipts, workshop.receipt('Carol', charter)] }).ready).toBe(true);
  });

  it('let nobody vouch who has not signed a receipt herself', () => {
    const file = {
      ...workshop.file(['Bob', 'Carol']),
      confirmations: [workshop.confirmation('Anna', 'Bob', full.charter)],
    };
    expect(depositReadiness(file)).toMatchObject({ ready: false, confirmed: [], missing: ['Anna'], rejected: [] });
    const waiting = { ...workshop.file(['Carol']), confirmations: file.confirmations };
    expect(depositReadiness(waiting)).toMatchObject({
      ready: false,
      confirmed: [],
      missing: ['Anna', 'Bob'],
      rejected: [{ code: 'confirmation/without-own-receipt' }],
    });
  });

  it('count one member once, however many vouch, and her receipt before all of them', () => {
    const { charter } = full;
    const confirmations = [
      workshop.confirmation('Anna', 'Bob', charter),
      workshop.confirmation('Carol', 'Bob', charter, { how: 'in-person' }),
    ];
    const file = { ...workshop.file(['Anna', 'Carol']), confirmations };
    expect(depositReadiness(file).confirmed.map(({ by }) => by)).toEqual(['Anna', 'Carol']);
    expect(depositReadiness(file).missing).toEqual([]);
    expect(depositReadiness({ ...full, confirmations })).toMatchObject({ ready: true, confirmed: [], rejected: [] });
  });

  it('are locked by the alarm of a confirmation for another charter', () => {
    const stray = workshop.confirmation('Carol', 'Bob', workshop.charter({ gapLimit: 30 }));
    const file = { ...full, confirmations: [stray] };
    const { ready, alarms } = depositReadiness(file);
    expect({ ready, codes: alarms.map(({ code }) => code) }).toEqual({
      ready: false,
      codes: ['confirmation/other-charter'],
    });
    expect(codeOf(() => requireDepositsOpen(file))).toBe('confirmation/other-charter');
    expect(whatIsMissing(depositReadiness(file))).toBe('settle the alarm first');
  });
});
