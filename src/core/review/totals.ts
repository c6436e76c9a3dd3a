/**
 * The sum: what goes in, what leaves, what returns, and the fee, held against the caps. The fee rate counts the size that
 * the transaction will have when m keys have signed it.
 */
import { addSats, formatBtc, MAX_MONEY, type Sats, sats } from '../amount.ts';
import { multisigVirtualSize } from '../tx/size.ts';
import type { ReviewContext } from './context.ts';
import { finding, type WithFindings } from './finding.ts';
import { DEFAULT_POLICY, type ReviewPolicy } from './policy.ts';
import type { Finding, ReviewedInput, ReviewedOutput, ReviewTotals } from './types.ts';

/** Adds up; undefined when an amount is unproven (the input's own stop says so) or the sums cannot be. */
export function reviewTotals(
  context: ReviewContext,
  inputs: readonly ReviewedInput[],
  outputs: readonly ReviewedOutput[],
): WithFindings<ReviewTotals | undefined> {
  const amounts = inputs.flatMap(({ amount }) => (amount === undefined ? [] : [amount]));
  if (amounts.length < inputs.length) return { value: undefined, findings: [] };
  const spent = amounts.reduce((total, amount) => total + amount, 0n);
  const paid = outputs.reduce((total, { amount }) => total + amount, 0n);
  if (spent > MAX_MONEY || paid > MAX_MONEY) {
    const message = `inputs hold ${formatBtc(spent)} BTC, outputs ${formatBtc(paid)} BTC`;
    return { value: undefined, findings: [finding('amount-out-of-range', '', message)] };
  }
  if (paid > spent) {
    const message = `${formatBtc(paid - spent)} BTC more are paid out than the inputs hold`;
    return { value: undefined, findings: [finding('fee-negative', '', message)] };
  }
  const totals = add(context, sats(spent), sats(spent - paid), outputs);
  return { value: totals, findings: doubts(context, totals) };
}

function add(
  { wallet, psbt }: ReviewContext,
  inputs: Sats,
  fee: Sats,
  outputs: readonly ReviewedOutput[],
): ReviewTotals {
  const virtualSize = multisigVirtualSize({
    scriptType: wallet.scriptType,
    m: wallet.m,
    n: wallet.keys.length,
    inputCount: psbt.inputs.length,
    outputScripts: outputs.map(({ scriptPubKey }) => scriptPubKey),
  });
  return {
    inputs,
    leaving: addSats(outputs.filter(({ owned }) => !owned).map(({ amount }) => amount)),
    returning: addSats(outputs.filter(({ owned }) => owned).map(({ amount }) => amount)),
    fee,
    virtualSize,
    feeRateMilli: (fee * 1000n) / BigInt(virtualSize),
  };
}

/** The amount that the fee is a share of: what leaves, or all that is moved when nothing does. */
export function feeBase({ leaving, inputs }: ReviewTotals): Sats {
  return leaving > 0n ? leaving : inputs;
}

/** The fee in tenths of a per cent of {@link feeBase}, rounded up. */
export function feePermille(totals: ReviewTotals): bigint {
  const base = feeBase(totals);
  return base === 0n ? 1000n : (totals.fee * 1000n + base - 1n) / base;
}

/** Fee rates as text, such as `12.345`. */
export function formatRate(milli: bigint): string {
  return `${milli / 1000n}.${(milli % 1000n).toString().padStart(3, '0')}`;
}

function doubts(context: ReviewContext, totals: ReviewTotals): Finding[] {
  const { policy } = context;
  const { feeRateMilli, leaving, virtualSize } = totals;
  const findings = overCaps(totals, policy);
  const raised = overCaps(totals, DEFAULT_POLICY).filter(({ code }) => !findings.some((each) => each.code === code));
  findings.push(...raised.map(({ at, message }) => finding('fee-cap-raised', at, message)));
  if (feeRateMilli < perVbyteMilli(policy.feeRateFloor)) {
    findings.push(finding('fee-rate-low', '', `${formatRate(feeRateMilli)} sat/vB`));
  }
  if (leaving === 0n) findings.push(finding('nothing-leaves', '', 'no output pays anybody outside the wallet'));
  if (virtualSize > policy.relayedVirtualSize) {
    findings.push(
      finding('transaction-large', '', `${virtualSize} vbytes of ${policy.relayedVirtualSize} are relayed`),
    );
  }
  return findings;
}

function overCaps(totals: ReviewTotals, policy: ReviewPolicy): Finding[] {
  const { fee, feeRateMilli } = totals;
  const findings: Finding[] = [];
  const share = feePermille(totals);
  if (share > BigInt(Math.floor(policy.feePercentCap * 10))) {
    const message = `the fee is ${formatPercent(share)} % of what is sent; the cap is ${policy.feePercentCap} %`;
    findings.push(finding('fee-share', '', message));
  }
  if (fee > policy.feeCap) {
    const message = `the fee is ${formatBtc(fee)} BTC; the cap is ${formatBtc(policy.feeCap)} BTC`;
    findings.push(finding('fee-amount', '', message));
  }
  if (feeRateMilli > perVbyteMilli(policy.feeRateCap)) {
    const message = `the fee is ${formatRate(feeRateMilli)} sat/vB; the cap is ${policy.feeRateCap} sat/vB`;
    findings.push(finding('fee-rate', '', message));
  }
  return findings;
}

/** Tenths of a per cent as text, such as `0.8`. */
export function formatPercent(permille: bigint): string {
  return `${permille / 10n}.${permille % 10n}`;
}

const perVbyteMilli = (rate: number): bigint => BigInt(Math.floor(rate * 1000));
