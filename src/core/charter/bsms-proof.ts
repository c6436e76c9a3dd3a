/**
 * The proof of a card that was made of a BSMS key record (BIP-0129): the lines that the member's device has signed, and
 * that they speak of the card's own key. `key-card.ts` verifies the signature; records are read in `exchange/bsms`.
 */
import { IcehouseError } from '../errors.ts';
import { asObject, refuseUnknownFields, stringField } from '../json/fields.ts';
import type { JsonObject, JsonValue } from '../json/strict.ts';
import { sameKey } from '../key/identity.ts';
import { formatOrigin } from '../key/origin.ts';
import { type BsmsKeyClaim, MAX_BSMS_DESCRIPTION, readBsmsKey } from '../message/bsms-key.ts';
import type { KeyCard } from './types.ts';

const FIELDS = ['token', 'key', 'description'];
const MAX_KEY = 1_000;
const MAX_TOKEN = 32;

/**
 * Refuses a claim about another key or origin than the card's, and one without its signature.
 *
 * @throws IcehouseError `key-card/bsms-differs` (refused), `origin/…`, `key/…`.
 */
export function requireClaimOfKey(claim: BsmsKeyClaim, { key, proof }: Pick<KeyCard, 'key' | 'proof'>): void {
  const claimed = readBsmsKey(claim.key, 'bsms.key');
  const sameOrigin = key.origin !== undefined && formatOrigin(claimed.origin) === formatOrigin(key.origin);
  if (proof !== undefined && sameOrigin && sameKey(claimed.extendedKey, key.extendedKey)) return;
  throw new IcehouseError({
    code: 'key-card/bsms-differs',
    kind: 'refused',
    message: 'the key record in this card is unsigned or speaks of another key than the card',
    at: 'bsms',
    next: 'ask the member for the key record again',
  });
}

export function bsmsClaimToJson({ token, key, description }: BsmsKeyClaim): JsonObject {
  return { token, key, description };
}

/** Reads what {@link bsmsClaimToJson} gives. @throws IcehouseError `json/…`. */
export function bsmsClaimFromJson(value: JsonValue, at: string): BsmsKeyClaim {
  const object = asObject(value, at);
  refuseUnknownFields(object, FIELDS, at);
  return {
    token: stringField(object, 'token', at, MAX_TOKEN),
    key: stringField(object, 'key', at, MAX_KEY),
    // Twice: a character outside the basic plane counts as two UTF-16 units.
    description: stringField(object, 'description', at, 2 * MAX_BSMS_DESCRIPTION),
  };
}
