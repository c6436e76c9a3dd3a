/** What every part of one review looks at: the charter's wallet, the parsed file, the caps, and what the caller knows. */
import type { Charter } from '../charter/types.ts';
import type { EarlierTransaction } from '../journal/types.ts';
import type { Psbt } from '../psbt/types.ts';
import type { SecondOpinion } from '../second/types.ts';
import type { Sighasher } from '../tx/sighash.ts';
import type { Keychain, Wallet } from '../wallet/types.ts';
import type { Rebuild } from './places.ts';
import type { ReviewPolicy } from './policy.ts';

/** What the caller knows of the world; the core itself has no clock and no chain. All of it may be left out. */
export interface ReviewKnowledge {
  /** The present as Unix time in seconds. */
  readonly now?: number;
  /** The present block height. */
  readonly tipHeight?: number;
  /** Addresses that this member has paid or checked before. */
  readonly knownAddresses?: Iterable<string>;
  /** Highest index handed out or seen used on each keychain; −1 where none is. */
  readonly highestUsed?: { readonly [keychain in Keychain]: number };
  /** Payments that this member signed before, from her journal or from their own files. */
  readonly earlier?: readonly EarlierTransaction[];
}

export interface ReviewContext {
  readonly charter: Charter;
  readonly wallet: Wallet;
  /** Position of the own key in `wallet.keys`. */
  readonly me: number;
  readonly psbt: Psbt;
  readonly policy: ReviewPolicy;
  readonly rebuild: Rebuild;
  readonly second: SecondOpinion;
  readonly sighasher: Sighasher;
  readonly now: number | undefined;
  readonly tipHeight: number | undefined;
  readonly knownAddresses: ReadonlySet<string>;
  readonly highestUsed: { readonly [keychain in Keychain]: number } | undefined;
  readonly earlier: readonly EarlierTransaction[];
}
