/**
 * A new payment beside one that was signed before: which coins they share, and what of payees, amounts and fee is another.
 * Of two transactions that share a coin only one can ever be confirmed; two that share none can both be.
 */
import { addSats, type Sats } from '../amount.ts';
import type { ReviewFacts, SeenInput } from '../seen/types.ts';

/** What a recipient gets before and now; undefined for nothing. */
export interface PayeeChange {
  /** Output script in hex. */
  readonly script: string;
  /** Who it is, in the proposer's words, now or else before; foreign text. */
  readonly payee: string | undefined;
  readonly before: Sats | undefined;
  readonly now: Sats | undefined;
}

export interface BeforeAndNow {
  readonly before: Sats;
  readonly now: Sats;
}

export interface Replacement {
  /** Inputs of the new transaction whose coins the earlier one spends as well. */
  readonly shared: readonly number[];
  /** Those among them that have another sequence number now. */
  readonly otherSequence: readonly number[];
  /** Recipients outside the wallet whose sum is another, in the order of the new transaction, those left out at the end. */
  readonly payees: readonly PayeeChange[];
  readonly fee: BeforeAndNow;
  /** Change and transfers to ourselves. */
  readonly returning: BeforeAndNow;
  /** Whether the earlier one says that it may be replaced (BIP-0125). */
  readonly wasReplaceable: boolean;
}

/** BIP-0125: an input below it lets the transaction be replaced by one with a higher fee. */
const FIRST_NOT_REPLACEABLE = 0xffff_fffe;

/** Compares two transactions; undefined when they share no coin. */
export function replacementOf(earlier: ReviewFacts, now: ReviewFacts): Replacement | undefined {
  const spent = new Map(earlier.inputs.map((input) => [coinOf(input), input]));
  const shared = now.inputs.flatMap((input, index) => (spent.has(coinOf(input)) ? [index] : []));
  if (shared.length === 0) return undefined;
  return {
    shared,
    otherSequence: shared.filter((index) => {
      const input = now.inputs[index]!;
      return spent.get(coinOf(input))?.sequence !== input.sequence;
    }),
    payees: payeeChanges(earlier, now),
    fee: { before: earlier.fee, now: now.fee },
    returning: { before: returning(earlier), now: returning(now) },
    wasReplaceable: earlier.inputs.some(({ sequence }) => sequence < FIRST_NOT_REPLACEABLE),
  };
}

/** What each recipient outside the wallet gets, by script. */
export function paidTo({ outputs }: ReviewFacts): ReadonlyMap<string, Sats> {
  const sums = new Map<string, Sats>();
  for (const { role, script, amount } of outputs) {
    if (role === 'payment' || role === 'data') sums.set(script, addSats([sums.get(script) ?? 0n, amount]));
  }
  return sums;
}

function payeeChanges(earlier: ReviewFacts, now: ReviewFacts): readonly PayeeChange[] {
  const [before, after] = [paidTo(earlier), paidTo(now)];
  const nameOf = ({ outputs }: ReviewFacts, script: string) =>
    outputs.find((output) => output.script === script && output.payee !== undefined)?.payee;
  return [...new Set([...after.keys(), ...before.keys()])]
    .filter((script) => before.get(script) !== after.get(script))
    .map((script) => ({
      script,
      payee: nameOf(now, script) ?? nameOf(earlier, script),
      before: before.get(script),
      now: after.get(script),
    }));
}

function returning({ outputs }: ReviewFacts): Sats {
  return addSats(
    outputs.filter(({ role }) => role === 'change' || role === 'self-transfer').map(({ amount }) => amount),
  );
}

function coinOf({ txid, vout }: SeenInput): string {
  return `${txid}:${vout}`;
}
