/** What is said after signing: that the signature is good, how many there are, and whose turn it is. */
import { wrapped } from '../text/columns.ts';
import type { Wallet } from '../wallet/types.ts';
import { allOf, anyOf, cosignerName } from './names.ts';

export interface SignedState {
  readonly wallet: Wallet;
  /** Position of the one who has just signed. */
  readonly me: number;
  /** Positions of those whose valid signature stands on every input of the wallet, the new one included. */
  readonly signedBy: readonly number[];
  /** How many inputs were signed now; 0 when all of them bore this member's signature before. */
  readonly added: number;
}

/** @example 'Your signature (Alice) is valid; 1 of 2. Still needed: Bob or Carol.' */
export function describeSigned({ wallet, me, signedBy, added }: SignedState): string[] {
  const name = cosignerName(wallet, me);
  const state = `${Math.min(signedBy.length, wallet.m)} of ${wallet.m}`;
  const first =
    added > 0 ? `Your signature (${name}) is valid; ${state}.` : `You (${name}) had signed before; ${state}.`;
  return wrapped(`${first} ${stillNeeded(wallet, signedBy)}`);
}

function stillNeeded(wallet: Wallet, signedBy: readonly number[]): string {
  const missing = wallet.m - signedBy.length;
  if (missing <= 0) return 'Enough have signed: the transaction can be finalized.';
  const open = wallet.keys.flatMap((_, each) => (signedBy.includes(each) ? [] : [cosignerName(wallet, each)]));
  if (missing === open.length) return `Still needed: ${allOf(open)}.`;
  return missing === 1 ? `Still needed: ${anyOf(open)}.` : `Still needed: ${missing} of ${open.join(', ')}.`;
}
