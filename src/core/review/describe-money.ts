/** The sum and the fee of a review in aligned columns, so that the eye can add. */
import { formatBtc } from '../amount.ts';
import { padded, pairs, rightAligned, wrapped } from '../text/columns.ts';
import { feePermille, formatPercent, formatRate } from './totals.ts';
import { isReplaceable } from './transaction.ts';
import type { Review } from './types.ts';

/** Inputs minus payments minus fee is what returns. */
export function describeSum({ inputs, outputs, totals }: Review): string[] {
  if (!totals) return wrapped('The amounts do not add up or are not proven; see the findings.', { indent: '  ' });
  const leaving = outputs.filter(({ owned }) => !owned).length;
  const returning = outputs.length - leaving;
  return columns([
    [' ', `${inputs.length} ${inputs.length === 1 ? 'input' : 'inputs'}`, formatBtc(totals.inputs)],
    ['-', `${leaving} leaving the wallet`, formatBtc(totals.leaving)],
    ['-', 'fee', formatBtc(totals.fee)],
    ['=', `${returning} returning to the wallet`, formatBtc(totals.returning)],
  ]);
}

function columns(rows: readonly (readonly [sign: string, label: string, amount: string])[]): string[] {
  const label = rows.reduce((widest, row) => Math.max(widest, row[1].length), 0);
  const amount = rows.reduce((widest, row) => Math.max(widest, row[2].length), 0);
  return rows.map((row) => `  ${row[0]} ${padded(row[1], label)}  ${rightAligned(row[2], amount)}`);
}

export function describeFee({ inputs, totals, policy }: Review): string[] {
  if (!totals) return [];
  const of = totals.leaving > 0n ? 'of what leaves' : 'of what moves';
  const fee = [formatBtc(totals.fee), 'BTC', `cap ${formatBtc(policy.feeCap)}`] as const;
  const share = [formatPercent(feePermille(totals)), `% ${of}`, `cap ${policy.feePercentCap} %`] as const;
  const rate = [formatRate(totals.feeRateMilli), 'sat/vB', `cap ${policy.feeRateCap}`] as const;
  const number = [fee, share, rate].reduce((widest, row) => Math.max(widest, row[0].length), 0);
  const unit = [fee, share, rate].reduce((widest, row) => Math.max(widest, row[1].length), 0);
  return [
    ...[fee, share, rate].map((row) => `  ${rightAligned(row[0], number)} ${padded(row[1], unit)}  ${row[2]}`),
    ...pairs([
      ['size', `${totals.virtualSize} vbytes when signed`],
      ['later', isReplaceable(inputs) ? 'the fee can be raised (BIP-0125)' : 'the fee is final'],
    ]),
  ];
}
