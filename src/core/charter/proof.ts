/**
 * What shows that somebody holds a member's key: the signed card that the charter was founded on, or else a receipt. A
 * key from a plain xpub is "not proven" until one of them is there; anybody can send a valid key that nobody holds.
 */
import { sameKey } from '../key/identity.ts';
import { depositReadiness } from './deposits.ts';
import type { CharterFile } from './types.ts';

export type KeyProof = 'key-card' | 'bsms-record' | 'receipt' | 'none';

/** The strongest proof of a key in a charter's file; `position` is its place in `charter.wallet.keys`. */
export function keyProof(file: CharterFile, position: number): KeyProof {
  const key = file.charter.wallet.keys[position]!;
  const card = file.cards.find((each) => sameKey(each.key.extendedKey, key.extendedKey));
  // A card's proof was verified when the card was made; receipts are verified as they are counted.
  if (card?.proof !== undefined) return card.bsms === undefined ? 'key-card' : 'bsms-record';
  return depositReadiness(file).signed.includes(key.name) ? 'receipt' : 'none';
}

/** Each proof as the end of a sentence about the key. */
export const PROOF_WORDS: Readonly<Record<KeyProof, string>> = {
  'key-card': 'proven by a signed key card (BIP-0137)',
  'bsms-record': 'proven by a signed BSMS key record (BIP-0137)',
  receipt: 'proven by its receipt (BIP-0137)',
  none: 'not proven: nobody has signed with it yet',
};
