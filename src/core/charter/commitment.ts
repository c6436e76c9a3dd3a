/**
 * Commitments: how a group whose addresses hold only 160 bits keeps the last one to give a key from choosing it. A member
 * hands out a hash of her card first, and the card with what opens the hash only when she holds the hashes of all others.
 *
 * Addresses of P2SH and of P2SH-P2WSH (whose outer hash is the same) can be made to collide by some 2^80 steps, if one can
 * try keys while knowing all others: one script is the group's, the other one spends alone. P2WSH has 256 bits and needs none
 * of this.
 *
 * NOT checked here, as nothing in a file can show it: that the hashes came before the cards. Each member knows that of her
 * own, by the commitments that she has kept.
 */
import { concatBytes, fromHex, toHex, utf8ToBytes } from '../bytes.ts';
import { IcehouseError, invariant } from '../errors.ts';
import { taggedHash } from '../hash.ts';
import { canonicalJson, prettyJson } from '../json/canonical.ts';
import { asObject, place, refuseUnknownFields, requireFormat, stringField } from '../json/fields.ts';
import { type JsonObject, type JsonValue, parseStrictJson } from '../json/strict.ts';
import type { CosignerKey, ScriptType } from '../key/types.ts';
import { checkedName } from '../text/name.ts';
import { visible } from '../text/visible.ts';
import { keyCardToJson } from './key-card.ts';
import type { Commitment, KeyCard, Opening } from './types.ts';

export const COMMITMENT_FORMAT = 'icehouse-commitment';
export const OPENING_FORMAT = 'icehouse-opening';
const VERSION = 1;
const MAX_BYTES = 4_096;
const MAX_FIELD = 1_000;
const HEX_32 = /^[0-9a-f]{64}$/;

export const NONCE_BYTES = 32;

/** Whether the addresses of a wallet hold 160 bits and its keys are therefore committed to first. */
export function needsCommitments(scriptType: ScriptType, keys: number): boolean {
  return scriptType !== 'p2wsh' && keys > 1;
}

/** What a member gives out first, and what she keeps until she holds everybody's. */
export interface CommitmentPair {
  readonly commitment: Commitment;
  readonly opening: Opening;
}

/** Commits to a card. @param nonce {@link NONCE_BYTES} random bytes, used for this card alone. */
export function commitTo(card: KeyCard, nonce: Uint8Array): CommitmentPair {
  invariant(nonce.length === NONCE_BYTES, 'a nonce has 32 bytes');
  const opening: Opening = { xpub: card.key.xpub, nonce: toHex(nonce) };
  return { opening, commitment: { name: card.key.name, hash: commitmentHash(card, opening) } };
}

/** Tagged SHA-256 of nonce and canonical JSON of the card, as 64 hex digits. */
function commitmentHash(card: KeyCard, { nonce }: Opening): string {
  const text = utf8ToBytes(canonicalJson(keyCardToJson(card)));
  return toHex(taggedHash('icehouse/commitment', concatBytes(fromHex(nonce), text)));
}

export interface Revealed {
  /** All that were given out, one for each member. */
  readonly commitments: readonly Commitment[];
  readonly openings: readonly Opening[];
}

/** A wallet's keys, and the cards that came with it: a file may lack some, and then says nothing of those keys. */
export interface ShownKeys {
  readonly keys: readonly Pick<CosignerKey, 'xpub' | 'name'>[];
  readonly cards: readonly KeyCard[];
}

/**
 * Holds a wallet's keys against the commitments that came before the cards: each key has its card, each card opens one
 * commitment, and none is left over, as whoever gives out two can choose between them.
 *
 * @throws IcehouseError `commitment/no-card`, `commitment/count`, `commitment/not-opened`, `commitment/other-card`; all
 * refused.
 */
export function requireCommitted({ keys, cards }: ShownKeys, { commitments, openings }: Revealed): void {
  requireCards(keys, cards);
  const hashes = new Set(commitments.map(({ hash }) => hash));
  if (hashes.size !== cards.length || commitments.length !== cards.length) {
    throw refusal('commitment/count', {
      message: 'there must be one commitment of each member, and no other',
      found: `${hashes.size} different ones, of ${commitments.map(({ name }) => visible(name)).join(', ') || 'nobody'}`,
      expected: `${cards.length}, of ${cards.map(({ key }) => visible(key.name)).join(', ')}`,
      next: 'give the commitments that you held when you gave out your own card; a member who sent two begins anew with all',
    });
  }
  for (const card of cards) requireOpened(card, hashes, openings);
}

/** A key without a card opens nothing, so whoever chose it late would only have to leave its card out of the file. */
function requireCards(keys: ShownKeys['keys'], cards: readonly KeyCard[]): void {
  const without = keys.filter(({ xpub }) => !cards.some(({ key }) => key.xpub === xpub));
  if (without.length === 0 && cards.length === keys.length) return;
  throw refusal('commitment/no-card', {
    message: 'ALARM: this file lacks the card of a member, so her key cannot be held against a commitment',
    found: `${cards.length} cards; none of ${without.map(({ name }) => visible(name)).join(', ') || 'nobody'}`,
    expected: `${keys.length}, of ${keys.map(({ name }) => visible(name)).join(', ')}`,
    next: 'get the charter with all cards from the members; do not leave a commitment out',
  });
}

function requireOpened(card: KeyCard, hashes: ReadonlySet<string>, openings: readonly Opening[]): void {
  const name = visible(card.key.name);
  const opening = openings.find(({ xpub }) => xpub === card.key.xpub);
  if (opening === undefined) {
    throw refusal('commitment/not-opened', {
      message: `what opens the commitment of ${name} is missing`,
      next: `ask ${name} for the opening that was written together with the commitment`,
    });
  }
  if (hashes.has(commitmentHash(card, opening))) return;
  throw refusal('commitment/other-card', {
    message: `ALARM: the card of ${name} is not the one that was committed to`,
    next: 'do not found this wallet: somebody has changed a card or a commitment, or chosen a key after seeing the others',
  });
}

/**
 * Refuses to found a wallet of 160-bit addresses on cards that nobody has committed to.
 *
 * @throws IcehouseError `charter/uncommitted-keys`, kind refused.
 */
export function refuseUncommitted(scriptType: ScriptType, keys: number): void {
  if (!needsCommitments(scriptType, keys)) return;
  throw refusal('charter/uncommitted-keys', {
    message: `the members have not committed to their keys, and addresses of ${scriptType} hold 160 bits only`,
    next:
      'use P2WSH, which needs no commitments; or let each member run icehouse key commit, exchange all commitments, and only ' +
      'then the cards; or accept knowingly that whoever gave the last key may have chosen it',
  });
}

/** The commitment's file: pretty JSON with a line feed at its end. */
export function formatCommitment({ name, hash }: Commitment): string {
  return prettyJson({ format: COMMITMENT_FORMAT, version: VERSION, name, commitment: hash });
}

/** @throws IcehouseError `json/…`, `name/…`, `commitment/malformed`. */
export function parseCommitment(text: string): Commitment {
  const object = asObject(parseStrictJson(text, { maxBytes: MAX_BYTES, maxDepth: 2 }), '');
  requireFormat(object, COMMITMENT_FORMAT, VERSION);
  refuseUnknownFields(object, ['format', 'version', 'name', 'commitment'], '');
  return {
    name: checkedName(stringField(object, 'name', '', MAX_FIELD), 'name'),
    hash: hexField(object, 'commitment', ''),
  };
}

/** The opening's file: pretty JSON with a line feed at its end. */
export function formatOpening(opening: Opening): string {
  return prettyJson(openingToJson(opening));
}

/** @throws IcehouseError `json/…`, `commitment/malformed`. */
export function parseOpening(text: string): Opening {
  return openingFromJson(parseStrictJson(text, { maxBytes: MAX_BYTES, maxDepth: 2 }), '');
}

export function openingToJson({ xpub, nonce }: Opening): JsonObject {
  return { format: OPENING_FORMAT, version: VERSION, xpub, nonce };
}

/** Reads what {@link openingToJson} gives. @throws IcehouseError as {@link parseOpening}. */
export function openingFromJson(value: JsonValue, at: string): Opening {
  const object = asObject(value, at);
  requireFormat(object, OPENING_FORMAT, VERSION, at);
  refuseUnknownFields(object, ['format', 'version', 'xpub', 'nonce'], at);
  return { xpub: stringField(object, 'xpub', at, MAX_FIELD), nonce: hexField(object, 'nonce', at) };
}

function hexField(object: JsonObject, name: string, at: string): string {
  const text = stringField(object, name, at, MAX_FIELD);
  if (HEX_32.test(text)) return text;
  throw new IcehouseError({
    code: 'commitment/malformed',
    message: 'this is no hash and no nonce',
    at: place(at, name),
    expected: '64 hexadecimal digits in lower case',
  });
}

function refusal(
  code: `commitment/${string}` | 'charter/uncommitted-keys',
  details: { readonly message: string; readonly next: string; readonly found?: string; readonly expected?: string },
): IcehouseError {
  return new IcehouseError({ code, kind: 'refused', ...details });
}
