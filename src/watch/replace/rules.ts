/**
 * When one transaction may take the place of another: the rules by which nodes decide (BIP-0125, with Bitcoin Core's rule
 * on rates), and ours on top, that a bump pays the same people the same and takes the fee from the change alone. Pure.
 */
import { formatBtc, type Sats } from '../../core/amount.ts';
import { toHex } from '../../core/bytes.ts';
import { type ErrorCode, IcehouseError } from '../../core/errors.ts';
import type { OutPoint } from '../../core/tx/types.ts';
import { nameOf } from '../proposals/sight.ts';
import { type FeeRate, feeFor, feeRate, formatFeeRate } from '../spend/fee-rate.ts';
import type { PlannedOutput } from '../spend/write-psbt.ts';

/** Bitcoin Core's `-incrementalrelayfee`: what a replacement pays on top, for each vbyte of its own (1 sat/vB). */
export const INCREMENTAL_RATE: FeeRate = feeRate(1_000n);

/** BIP-0125, rule 5: no more transactions may go than this. */
export const MOST_REPLACED = 100;

/** What a payment offers to the miners. */
export interface Offer {
  readonly fee: bigint;
  /** In vbytes. */
  readonly virtualSize: number;
}

/** One side of a replacement. */
export interface Side {
  readonly inputs: readonly OutPoint[];
  /** `own` is set for change. */
  readonly outputs: readonly PlannedOutput[];
  readonly fee: Sats;
  readonly virtualSize: number;
}

export interface Replaced extends Side {
  readonly isReplaceable: boolean;
  /** Waiting transactions that spend from it. */
  readonly descendants: readonly { readonly fee: Sats | undefined }[];
}

/** The least fee of a replacement of this size: rules 3 and 4, and a rate above the old one. */
export function leastFee(
  { fee, virtualSize, descendants }: Pick<Replaced, 'fee' | 'virtualSize' | 'descendants'>,
  newSize: number,
): bigint {
  const replaced = descendants.reduce((sum, each) => sum + (each.fee ?? 0n), fee as bigint);
  const byAmount = replaced + feeFor(newSize, INCREMENTAL_RATE);
  // The new rate must be above the old one: fee / newSize > old fee / old size.
  const byRate = (fee * BigInt(newSize)) / BigInt(virtualSize) + 1n;
  return byAmount > byRate ? byAmount : byRate;
}

/**
 * Checks what nodes ask of a replacement.
 *
 * @throws IcehouseError (refused) `bump/not-replaceable`, `bump/too-many-replaced`, `bump/no-shared-input`,
 * `bump/fee-too-low`.
 */
export function checkReplacement(before: Replaced, after: Side): void {
  if (!before.isReplaceable) {
    throw refused('bump/not-replaceable', 'the original does not say that it may be replaced (BIP-0125)', {
      next: 'help it along with a child: icehouse bump --child',
    });
  }
  if (before.descendants.length + 1 > MOST_REPLACED) {
    throw refused('bump/too-many-replaced', 'so many waiting transactions depend on it that nodes would refuse', {
      found: `${before.descendants.length + 1} transactions`,
      expected: `at most ${MOST_REPLACED}`,
    });
  }
  const coins = new Set(before.inputs.map(nameOf));
  if (!after.inputs.some((input) => coins.has(nameOf(input)))) {
    throw refused('bump/no-shared-input', 'both transactions could be confirmed: they have no coin in common', {
      expected: 'at least one coin of the original among the inputs',
      next: 'do not sign it: the payees would be paid twice',
    });
  }
  const least = leastFee(before, after.virtualSize);
  if (after.fee < least) {
    const rate = (least * 1000n + BigInt(after.virtualSize) - 1n) / BigInt(after.virtualSize);
    throw refused('bump/fee-too-low', 'nodes would not take it in place of the original: the fee rises too little', {
      found: `${formatBtc(after.fee)} BTC`,
      expected: `at least ${formatBtc(least)} BTC, which is ${formatFeeRate(rate)} sat/vB`,
      next: 'choose a higher rate',
    });
  }
}

/**
 * Checks that a replacement is a bump and nothing else: the same payees get the same, and what returns to the wallet shrinks
 * by the fee alone.
 *
 * @throws IcehouseError (refused) those of {@link checkReplacement}, `bump/payee-changed`, `bump/recipient-added`.
 */
export function checkBump(before: Replaced, after: Side): void {
  const [was, is] = [paidTo(before), paidTo(after)];
  for (const [script, amount] of was) {
    const now = is.get(script) ?? 0n;
    if (now === amount) continue;
    throw refused('bump/payee-changed', 'a fee bump pays everybody what the original paid, and this does not', {
      at: `script ${script}`,
      found: `${formatBtc(now)} BTC`,
      expected: `${formatBtc(amount)} BTC`,
      next: 'do not sign it as a bump: it is another payment',
    });
  }
  for (const [script, amount] of is) {
    if (was.has(script)) continue;
    throw refused('bump/recipient-added', 'a fee bump pays nobody whom the original did not pay', {
      at: `script ${script}`,
      found: `${formatBtc(amount)} BTC`,
      expected: 'nothing: what is not paid returns to the wallet',
      next: 'do not sign it as a bump: change goes to somebody else',
    });
  }
  checkReplacement(before, after);
}

/** What leaves for each script that is no change. */
function paidTo({ outputs }: Side): ReadonlyMap<string, bigint> {
  const sums = new Map<string, bigint>();
  for (const { own, scriptPubKey, amount } of outputs) {
    const script = toHex(scriptPubKey);
    if (own === undefined) sums.set(script, (sums.get(script) ?? 0n) + amount);
  }
  return sums;
}

function refused(
  code: ErrorCode,
  message: string,
  more: { readonly at?: string; readonly found?: string; readonly expected?: string; readonly next?: string },
): IcehouseError {
  return new IcehouseError({ code, kind: 'refused', message, ...more });
}
