/**
 * The transaction as a whole: version, lock time, sequence numbers. What holds a payment back is explained, and what
 * only seems to hold it back is refused.
 */
import type { ReviewContext } from './context.ts';
import { finding } from './finding.ts';
import type { Finding, ReviewedInput } from './types.ts';

const FINAL_SEQUENCE = 0xffff_ffff;
/** BIP-0125: an input below it lets the transaction be replaced by one with a higher fee. */
const FIRST_NOT_REPLACEABLE = 0xffff_fffe;
/** BIP-0068: set, the sequence number is no relative lock. */
const NO_RELATIVE_LOCK = 0x8000_0000;
const RELATIVE_TIME = 0x0040_0000;
const RELATIVE_VALUE = 0xffff;
/** Lock times from here on are Unix seconds, below it block heights. */
export const FIRST_TIME_LOCK = 500_000_000;

/** 3 is BIP-0431's; later ones have no meaning yet. */
const KNOWN_VERSIONS: readonly number[] = [1, 2, 3];

const SECONDS_PER_DAY = 86_400;
const BLOCKS_PER_DAY = 144;

export function reviewTransaction(context: ReviewContext, inputs: readonly ReviewedInput[]): Finding[] {
  const { transaction } = context.psbt;
  const findings: Finding[] = [];
  if (!inputs.some(({ owned }) => owned)) {
    findings.push(finding('no-inputs', '', `none of ${inputs.length} inputs is proven to be the wallet’s`));
  }
  if (!KNOWN_VERSIONS.includes(transaction.version)) {
    findings.push(finding('transaction-version', 'version', `the version is ${transaction.version}`));
  }
  return [...findings, ...absoluteLock(context), ...relativeLocks(context)];
}

/** Whether the network lets the fee be raised later (BIP-0125). */
export function isReplaceable(inputs: readonly { readonly sequence: number }[]): boolean {
  return inputs.some(({ sequence }) => sequence < FIRST_NOT_REPLACEABLE);
}

function absoluteLock({ psbt, now, tipHeight, policy, wallet }: ReviewContext): Finding[] {
  const { lockTime, inputs } = psbt.transaction;
  if (lockTime === 0) return [];
  const at = 'lockTime';
  const lock = lockTime < FIRST_TIME_LOCK ? `block ${lockTime}` : timeText(lockTime);
  if (inputs.every(({ sequence }) => sequence === FINAL_SEQUENCE)) {
    return [finding('lock-time-without-effect', at, `the lock until ${lock} is switched off by every input`)];
  }
  const held = `it cannot be confirmed before ${lock}`;
  const isHeight = lockTime < FIRST_TIME_LOCK;
  const present = isHeight ? presentHeight(wallet.network === 'main' ? now : undefined, tipHeight) : presentTime(now);
  if (!present) return [finding('lock-time-unjudged', at, held)];
  const days = (lockTime - present.value) / present.perDay;
  if (days > policy.lockTimeDays) return [finding('lock-time-far', at, `${held}, in about ${Math.round(days)} days`)];
  if (days > present.vagueDays) return [finding('lock-time-future', at, `${held}, in about ${Math.ceil(days)} days`)];
  return [finding('lock-time', at, `${held}, which is past or very near`)];
}

interface Present {
  readonly value: number;
  readonly perDay: number;
  /** How many days the present may really lie ahead of `value`. */
  readonly vagueDays: number;
}

function presentTime(now: number | undefined): Present | undefined {
  return now === undefined ? undefined : { value: now, perDay: SECONDS_PER_DAY, vagueDays: 0 };
}

/** Block 840,000 of the main network and its time: the fourth halving. */
const LANDMARK = { height: 840_000, time: 1_713_571_767 };

/**
 * The height, or an estimate of it from a clock at ten minutes a block. Blocks have come up to two per cent faster, so an
 * estimate counts as exact to four weeks only.
 */
function presentHeight(now: number | undefined, tipHeight: number | undefined): Present | undefined {
  if (tipHeight !== undefined) return { value: tipHeight, perDay: BLOCKS_PER_DAY, vagueDays: 1 };
  if (now === undefined) return undefined;
  const blocks = Math.floor((now - LANDMARK.time) / 600);
  return { value: LANDMARK.height + blocks, perDay: BLOCKS_PER_DAY, vagueDays: 28 };
}

function relativeLocks({ psbt }: ReviewContext): Finding[] {
  const { version, inputs } = psbt.transaction;
  if (version < 2) return [];
  return inputs.flatMap(({ sequence }, index) => {
    const value = sequence & RELATIVE_VALUE;
    if (sequence >= NO_RELATIVE_LOCK || value === 0) return [];
    const wait = sequence & RELATIVE_TIME ? `${Math.ceil((value * 512) / 3600)} hours` : `${value} blocks`;
    return [finding('relative-lock', `inputs[${index}].sequence`, `its coin must be ${wait} old`)];
  });
}

/** Unix seconds as `2031-05-04 12:00 UTC`. */
export function timeText(seconds: number): string {
  return `${new Date(seconds * 1000).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
