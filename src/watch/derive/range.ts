/**
 * Derives many outputs of a wallet at once, for scanning a chain or filling a list: a single thread, some 7,000 outputs
 * a second of a 2-of-3. `pool.ts` spreads the same work over worker threads. Addresses that people are shown go through
 * `core/wallet/verified.ts` instead.
 */
import { IcehouseError } from '../../core/errors.ts';
import { HARDENED } from '../../core/key/types.ts';
import { assembleOutput } from '../../core/wallet/output.ts';
import type { DerivedOutput, Keychain, Wallet } from '../../core/wallet/types.ts';
import { type BulkEngine, bulkEngine } from './engine.ts';

/** Outputs for which one call holds memory, about a kilobyte each; ask for more in several calls. */
export const MAX_RANGE = 1_000_000;

export interface Range {
  /** First index. */
  readonly from: number;
  readonly count: number;
}

/**
 * Derives `count` outputs of a keychain from index `from` on.
 *
 * @throws IcehouseError `watch/bad-range`, `wallet/duplicate-child-key`, `key/no-such-child`.
 */
export function deriveRange(
  wallet: Wallet,
  keychain: Keychain,
  from: number,
  count: number,
  engine: BulkEngine = bulkEngine(),
): readonly DerivedOutput[] {
  checkRange({ from, count });
  const columns = wallet.keys.map((key) => {
    const branch = engine.child(key.extendedKey, wallet.branches[keychain]);
    return engine.publicKeys(branch, from, count);
  });
  return Array.from({ length: count }, (_, offset) =>
    assembleOutput(wallet, { keychain, index: from + offset, publicKeys: columns.map((column) => column[offset]!) }),
  );
}

/** @throws IcehouseError `watch/bad-range`. */
export function checkRange({ from, count }: Range): void {
  const isCount = (value: number): boolean => Number.isInteger(value) && value >= 0;
  if (isCount(from) && isCount(count) && count <= MAX_RANGE && from + count <= HARDENED) return;
  throw new IcehouseError({
    code: 'watch/bad-range',
    kind: 'usage',
    message: 'there is no such range of addresses',
    found: `${count} from ${from}`,
    expected: `at most ${MAX_RANGE} at a time, with indices below ${HARDENED}`,
  });
}
