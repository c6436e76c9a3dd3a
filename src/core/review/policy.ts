/**
 * The caps that a proposal must keep, each with its reason, in one place. A person may raise a cap or lower a finding on
 * purpose for one signing by handing other values to `reviewPsbt`; the checks on change are not here, as nothing may
 * weaken them.
 */
import { type Sats, sats } from '../amount.ts';
import { IcehouseError } from '../errors.ts';
import { isLowerable, type LowerableCode } from './catalogue.ts';

export interface ReviewPolicy {
  /** Largest fee in per cent of what leaves (of what is moved, when nothing leaves). */
  readonly feePercentCap: number;
  /** Largest fee of one transaction. */
  readonly feeCap: Sats;
  /** Largest fee rate in sat/vB. */
  readonly feeRateCap: number;
  /** Fee rate in sat/vB below which a transaction is told to be slow. */
  readonly feeRateFloor: number;
  /** Change below this is told to be dust. */
  readonly dustChange: Sats;
  /** More outputs than this to others raise `many-outputs`, more to the wallet `many-returns`. */
  readonly manyOutputs: number;
  /** Largest data output that passes without a word, in bytes of data. */
  readonly dataBytes: number;
  /** Virtual size in vbytes above which nodes do not relay. */
  readonly relayedVirtualSize: number;
  /** Days into the future from which a lock time is refused as far. */
  readonly lockTimeDays: number;
  /** Unknown records up to this many bytes in all are told, more are refused. */
  readonly unknownBytes: number;
  /** How far behind the highest known index an output of the wallet may lie; the charter's gap limit when undefined. */
  readonly indexGap: number | undefined;
  /** Findings whose `stop` counts as `warn` in this signing. */
  readonly lowered: readonly LowerableCode[];
}

export const DEFAULT_POLICY: ReviewPolicy = {
  // A tenth of the money for its transport is a mistake or a theft; hardware signers draw the line between 5 and 10 %.
  feePercentCap: 10,
  // A share alone lets a fee of 0.9 BTC pass with a payment of 10 BTC. 0.01 BTC buys 20 kvB at 50 sat/vB: some 190 inputs.
  feeCap: sats(1_000_000n),
  // Above all but a few hours in the history of the network; a larger rate is a decimal point in the wrong place.
  feeRateCap: 500,
  // What nodes have relayed by default for most of the network's life.
  feeRateFloor: 1,
  // Spending a 2-of-3 P2WSH coin takes about 105 vbytes: at 10 sat/vB, 1,000 sat buy no more than their own transport.
  dustChange: sats(1_000n),
  // More than a page of recipients, and attention fades; no payment needs so many pieces of change.
  manyOutputs: 20,
  // Bitcoin Core's default before version 30, still that of most nodes.
  dataBytes: 80,
  // MAX_STANDARD_TX_WEIGHT of 400,000 weight units.
  relayedVirtualSize: 100_000,
  // Nobody needs a payment to wait for a year without having agreed on it in so many words.
  lockTimeDays: 365,
  // Room for a note of a coordinator, not for a key or a seed on each input.
  unknownBytes: 512,
  indexGap: undefined,
  lowered: [],
};

/**
 * Highest index at which an output of the wallet is ever accepted, whatever is known of its history. A scan of 100,000
 * addresses takes minutes on any machine, so no index below it can be held to ransom; this is a check on change and
 * therefore no cap.
 */
export const HIGHEST_INDEX = 99_999;

/**
 * Indexes that pass when the signer knows nothing of the wallet's history: what a recovery with a gap limit of 1,000
 * finds even when no coin of the transaction gives a hint.
 */
export const INDEX_WITHOUT_HISTORY = 1_000;

/**
 * Puts a person's values for one signing in place of the defaults.
 *
 * @throws IcehouseError `review/bad-policy` for a cap that is not a number of at least zero, or a code in `lowered` that may
 * not be lowered.
 */
export function reviewPolicy(raised: Partial<ReviewPolicy> = {}): ReviewPolicy {
  const policy = { ...DEFAULT_POLICY, ...raised };
  for (const [name, value] of Object.entries(policy)) {
    if (typeof value === 'number' && !(Number.isFinite(value) && value >= 0)) refuse(name, 'a number of at least 0');
    if (typeof value === 'bigint' && value < 0n) refuse(name, 'an amount of at least 0');
  }
  for (const code of policy.lowered) {
    if (!isLowerable(code)) refuse('lowered', 'codes that the catalogue allows to be lowered');
  }
  return policy;
}

function refuse(at: string, expected: string): never {
  throw new IcehouseError({
    code: 'review/bad-policy',
    kind: 'usage',
    message: 'this value cannot stand in a review policy',
    at,
    expected,
  });
}
