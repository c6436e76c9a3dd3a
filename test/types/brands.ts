/**
 * Types that must not be mistaken for each other. Nothing here runs: the compiler proves each line, and a line that it
 * would accept although it should not makes `tsc -p test` fail.
 */
import { type Sats, sats } from '../../src/core/amount.ts';
import type { Charter, RegisteredCharter } from '../../src/core/charter/types.ts';
import type { ApprovedReview, Review } from '../../src/core/review/types.ts';
import type { TxOutput } from '../../src/core/tx/types.ts';
import type { Wallet } from '../../src/core/wallet/types.ts';

declare const review: Review;
declare const charter: Charter;
declare const wallet: Wallet;
declare const scriptPubKey: Uint8Array;

export const checkedAmount: Sats = sats(1n);

// @ts-expect-error a plain bigint is no amount
export const uncheckedAmount: Sats = 1n;

// @ts-expect-error nor is a number
export const numberAmount: Sats = 1;

// @ts-expect-error a sum of amounts is a bigint again and has to be checked: see addSats
export const sum: Sats = checkedAmount + checkedAmount;

// @ts-expect-error an output cannot hold an unchecked amount
export const output: TxOutput = { amount: 1_000n, scriptPubKey };

// @ts-expect-error a charter is not registered because it is well-formed
export const registered: RegisteredCharter = { charter, me: 0 };

// @ts-expect-error a review is not approved because it was made
export const approved: ApprovedReview = { review, reviewedHash: '', acknowledged: [] };

// @ts-expect-error a wallet cannot be changed after it was checked
wallet.m = 1;

// @ts-expect-error nor can its keys
wallet.keys.push(...wallet.keys);
