/** What other programs can hold, checked before a file for them is written. */
import { IcehouseError } from '../core/errors.ts';
import type { CosignerKey, KeyOrigin } from '../core/key/types.ts';
import type { Wallet } from '../core/wallet/types.ts';

export interface ProgramLimits {
  /** As people call it. */
  readonly program: string;
  readonly mostKeys?: number;
  /** It sorts keys at every address and knows no other wallets. */
  readonly sortedOnly?: boolean;
  /** It knows the chains 0 and 1 alone. */
  readonly usualChainsOnly?: boolean;
}

/**
 * Refuses a wallet that a program would open as another one, or not at all.
 *
 * @throws IcehouseError `exchange/unsorted-not-supported`, `exchange/chains-not-supported`, `exchange/too-many-keys`.
 */
export function requireFits(wallet: Wallet, { program, mostKeys, sortedOnly, usualChainsOnly }: ProgramLimits): void {
  if (sortedOnly && wallet.keyOrder !== 'sorted') {
    throw unfit('unsorted', `${program} sorts the keys at every address; this wallet does not`);
  }
  if (usualChainsOnly && (wallet.branches.receive !== 0 || wallet.branches.change !== 1)) {
    throw unfit('chains', `${program} knows the chains 0 and 1 only; this wallet has others`);
  }
  if (mostKeys !== undefined && wallet.keys.length > mostKeys) {
    throw new IcehouseError({
      code: 'exchange/too-many-keys',
      message: `${program} has no wallets of so many keys`,
      found: `${wallet.keys.length} keys`,
      expected: `at most ${mostKeys}`,
      next: NEXT,
    });
  }
}

/**
 * The origin of a key, for programs that need one.
 *
 * @throws IcehouseError `exchange/origin-needed`.
 */
export function requireOrigin(key: CosignerKey, position: number, program: string): KeyOrigin {
  if (key.origin !== undefined) return key.origin;
  throw new IcehouseError({
    code: 'exchange/origin-needed',
    message: `${program} takes no key without fingerprint and path, and key ${position + 1} has none`,
    at: `keys[${position}].origin`,
    next: 'ask the holder for both, and import the wallet with them',
  });
}

const NEXT = 'use a program that reads output descriptors, such as Sparrow or Bitcoin Core';

function unfit(what: 'unsorted' | 'chains', message: string): IcehouseError {
  return new IcehouseError({ code: `exchange/${what}-not-supported`, message, next: NEXT });
}
