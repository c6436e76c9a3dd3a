/**
 * A fee rate out of what servers say, none of whom is believed alone. Every server has two voices: its estimate, and the
 * rate that its mempool shows. Each is held within sane bounds, and the lower middle of all counts, but never more than the
 * lower middle of what each server says at most, as not every server has both voices: with two servers, a lying one cannot
 * lead the rate above what an honest one says, and a rate that turns out too low can be raised (`replace/`).
 */
import { IcehouseError } from '../../core/errors.ts';
import { type FeeRate, feeRate, formatFeeRate } from '../spend/fee-rate.ts';

/** What one server says, in milli-satoshis for a vbyte. */
export interface FeeVoice {
  /** The server. */
  readonly where: string;
  readonly kind: 'estimate' | 'mempool';
  readonly rate: bigint;
}

export interface HeardVoice extends FeeVoice {
  /** What it counts for, within the bounds. */
  readonly counted: FeeRate;
  /** `out-of-bounds` was clamped; `far-off` is more than three times above or below the rate that came out. */
  readonly doubt: 'out-of-bounds' | 'far-off' | undefined;
}

export interface FeeAdvice {
  readonly rate: FeeRate;
  readonly voices: readonly HeardVoice[];
  /** The rate that the voices gave, where the person's cap is lower. */
  readonly cappedFrom: FeeRate | undefined;
}

/** Nodes relay nothing below (1 sat/vB), and nobody ever had to pay more than this for long (1,000 sat/vB). */
export const LEAST_ADVISED: FeeRate = feeRate(1_000n);
export const MOST_ADVISED: FeeRate = feeRate(1_000_000n);

/** How many times a voice may lie above or below before it is named. */
const FAR = 3n;

/**
 * Weighs the voices.
 *
 * @throws IcehouseError `fee-rate/no-estimate` where no server has an idea, `fee-rate/not-believable` where all that is said
 * lies out of bounds.
 */
export function adviseFeeRate(voices: readonly FeeVoice[], maxFeeRate?: FeeRate): FeeAdvice {
  if (voices.length === 0) throw noEstimate();
  const counted = voices.map((voice) => ({ ...voice, counted: clamped(voice.rate) }));
  if (counted.every(({ rate, counted }) => rate !== counted)) throw notBelievable(counted);
  const ofVoices = lowerMiddle(counted.map((voice) => voice.counted));
  const ofServers = lowerMiddle([...highestByServer(counted).values()]);
  const middle = ofVoices < ofServers ? ofVoices : ofServers;
  const isCapped = maxFeeRate !== undefined && maxFeeRate < middle;
  return {
    rate: isCapped ? maxFeeRate : middle,
    voices: counted.map((voice) => ({ ...voice, doubt: doubtOf(voice, middle) })),
    cappedFrom: isCapped ? middle : undefined,
  };
}

function highestByServer(voices: readonly Omit<HeardVoice, 'doubt'>[]): ReadonlyMap<string, FeeRate> {
  const highest = new Map<string, FeeRate>();
  for (const { where, counted } of voices) {
    const before = highest.get(where);
    if (before === undefined || counted > before) highest.set(where, counted);
  }
  return highest;
}

/** Of at least one rate. */
function lowerMiddle(rates: readonly FeeRate[]): FeeRate {
  const sorted = rates.toSorted((left, right) => (left < right ? -1 : Number(left > right)));
  return sorted[(sorted.length - 1) >> 1]!;
}

function clamped(rate: bigint): FeeRate {
  if (rate < LEAST_ADVISED) return LEAST_ADVISED;
  return rate > MOST_ADVISED ? MOST_ADVISED : feeRate(rate);
}

function doubtOf({ rate, counted }: Omit<HeardVoice, 'doubt'>, middle: FeeRate): HeardVoice['doubt'] {
  if (rate !== counted) return 'out-of-bounds';
  return counted > middle * FAR || counted * FAR < middle ? 'far-off' : undefined;
}

/** What a voice says, for people: `12.5 sat/vB by its mempool, tcp://…`. */
export function voiceText({ rate, kind, where }: FeeVoice): string {
  return `${formatFeeRate(rate)} sat/vB ${kind === 'estimate' ? 'estimated' : 'by the mempool'} (${where})`;
}

function noEstimate(): IcehouseError {
  return new IcehouseError({
    code: 'fee-rate/no-estimate',
    kind: 'environment',
    message: 'no server has an idea of fees now',
    next: 'give the rate yourself with --fee-rate',
  });
}

function notBelievable(voices: readonly FeeVoice[]): IcehouseError {
  return new IcehouseError({
    code: 'fee-rate/not-believable',
    kind: 'refused',
    message: 'what is said about fees is out of all bounds',
    found: voices.map(voiceText).join('; '),
    expected: `${formatFeeRate(LEAST_ADVISED)} to ${formatFeeRate(MOST_ADVISED)} sat/vB`,
    next: 'ask another server, or give the rate yourself with --fee-rate',
  });
}
