import { beforeAll, describe, expect, it } from 'vitest';
import { depositOutput, depositReadiness, requireDepositsOpen } from '../../../src/core/charter/deposits.ts';
import type { CharterFile } from '../../../src/core/charter/types.ts';
import { codeOf } from '../../support/errors.ts';
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
    expect(codeOf(() => depositOutput({ ...file, index: 0, second: workshop.second }))).toBe('deposits/locked');
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
