/**
 * Which difficulty a block must have, network by network: a server cannot make up a chain of easy blocks. The rules and
 * their odd corners (the off-by-one of the period, testnet's twenty minutes, BIP-0094 of testnet4) are Bitcoin Core's
 * `pow.cpp`. Header lookups reach back to the beginning of the period, which is why every stored chain begins at one.
 */
import { invariant } from '../../core/errors.ts';
import type { NetworkName } from '../../core/network.ts';
import { bitsOfTarget, type Header, targetOfBits } from './header.ts';

/** Blocks between two adjustments. */
export const PERIOD = 2016;

const PERIOD_SECONDS = 14 * 24 * 60 * 60;
const EASY_BLOCK_AFTER_SECONDS = 20 * 60;

interface DifficultyRules {
  /** The easiest bits that the network knows. */
  readonly limitBits: number;
  /** Whether difficulty moves at all. */
  readonly adjusts: boolean;
  /** Whether a block may be as easy as possible once twenty minutes have passed. */
  readonly easyBlocks: boolean;
  /** Which block of the old period gives the target that is scaled: BIP-0094 takes the first, which cannot be an easy one. */
  readonly scaledFrom: 'first' | 'last';
}

const RULES: { readonly [name in NetworkName]: DifficultyRules } = {
  main: { limitBits: 0x1d00ffff, adjusts: true, easyBlocks: false, scaledFrom: 'last' },
  testnet3: { limitBits: 0x1d00ffff, adjusts: true, easyBlocks: true, scaledFrom: 'last' },
  testnet4: { limitBits: 0x1d00ffff, adjusts: true, easyBlocks: true, scaledFrom: 'first' },
  signet: { limitBits: 0x1e0377ae, adjusts: true, easyBlocks: false, scaledFrom: 'last' },
  regtest: { limitBits: 0x207fffff, adjusts: false, easyBlocks: false, scaledFrom: 'last' },
};

/** Finds an earlier header of the same chain by its height. */
export type HeaderLookup = (height: number) => Header;

/** The easiest bits of a network: those of its first period. */
export function limitBits(network: NetworkName): number {
  return RULES[network].limitBits;
}

/**
 * Gives the bits that a block must state, from the headers before it, of which {@link lookbackStart} tells how many.
 *
 * Signet's blocks are also signed (BIP-0325); that signature lies in the block, which is not fetched, so on signet a
 * server with some mining power could lie. It holds no money.
 */
export function requiredBits(network: NetworkName, height: number, time: number, lookup: HeaderLookup): number {
  const rules = RULES[network];
  const previous = lookup(height - 1);
  if (!rules.adjusts) return rules.limitBits;
  if (height % PERIOD === 0) {
    const first = lookup(height - PERIOD);
    const seconds = previous.time - first.time;
    return adjusted(rules.scaledFrom === 'first' ? first.bits : previous.bits, seconds, rules.limitBits);
  }
  if (!rules.easyBlocks) return previous.bits;
  if (time > previous.time + EASY_BLOCK_AFTER_SECONDS) return rules.limitBits;
  return lastHardBits(previous, rules.limitBits, lookup);
}

/**
 * The lowest height that {@link requiredBits} looks up to judge `count` blocks from `first` on, so that a caller can have
 * those headers ready.
 */
export function lookbackStart(network: NetworkName, first: number, count: number): number {
  const { adjusts, easyBlocks } = RULES[network];
  const nextPeriod = Math.ceil(first / PERIOD) * PERIOD;
  if (!adjusts || (nextPeriod >= first + count && !easyBlocks)) return first - 1;
  return nextPeriod - PERIOD;
}

/** Skips the easy blocks of a test network, back to the last block of the period's own difficulty. */
function lastHardBits(from: Header, limit: number, lookup: HeaderLookup): number {
  let header = from;
  while (header.height % PERIOD !== 0 && header.bits === limit) header = lookup(header.height - 1);
  return header.bits;
}

/** Scales a target by the time that the last period took, by at most four either way. */
export function adjusted(bits: number, seconds: number, limit: number): number {
  const bounded = Math.min(Math.max(seconds, PERIOD_SECONDS / 4), PERIOD_SECONDS * 4);
  const target = targetOfBits(bits);
  const easiest = targetOfBits(limit);
  invariant(target !== undefined && easiest !== undefined, 'only checked headers are adjusted from');
  const scaled = (target * BigInt(bounded)) / BigInt(PERIOD_SECONDS);
  return scaled > easiest ? limit : bitsOfTarget(scaled);
}
