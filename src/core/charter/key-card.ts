/**
 * The key card: what a member gives to the others. It is signed by the very key it shows, so that nobody can bring in a
 * key that is not hers, and its text names every value, so that nothing in the file can be changed. Cards are made in
 * `cold/charter/sign-card.ts` and gathered into a charter in `charter/charter.ts`.
 */
import { IcehouseError } from '../errors.ts';
import { prettyJson } from '../json/canonical.ts';
import {
  asObject,
  choiceField,
  optionalString,
  place,
  refuseUnknownFields,
  requireFormat,
  stringField,
} from '../json/fields.ts';
import { type JsonObject, type JsonValue, parseStrictJson } from '../json/strict.ts';
import { cosignerKey } from '../key/cosigner-key.ts';
import { formatOrigin, parseOrigin } from '../key/origin.ts';
import { readAccountPath } from '../key/schemes.ts';
import type { CosignerKey, ScriptType } from '../key/types.ts';
import { verifyMessage } from '../message/bip137.ts';
import { type BsmsKeyClaim, bsmsKeyMessage } from '../message/bsms-key.ts';
import { domainText } from '../message/domain.ts';
import { NETWORK_NAMES } from '../network.ts';
import { checkedName } from '../text/name.ts';
import { bsmsClaimFromJson, bsmsClaimToJson, requireClaimOfKey } from './bsms-proof.ts';
import { PATH_SCHEMES, SCRIPT_TYPES } from './choices.ts';
import { requireDepthOfPath, requireSoundOrigin } from './origin-rules.ts';
import type { KeyCard } from './types.ts';

const FORMAT = 'icehouse-key-card';
const VERSION = 1;
const FIELDS = [
  'format',
  'version',
  'name',
  'network',
  'scriptType',
  'scheme',
  'origin',
  'xpub',
  'software',
  'proof',
  'proofForm',
  'bsms',
];

/** What kind of signature a proof is, stated on the card: there is one kind (see docs/charter.md). */
const PROOF_FORM = 'bip137';

/** A card has some 700 bytes; longer files and fields are not read. Each field has its own, closer check. */
const MAX_BYTES = 8_192;
const MAX_FIELD = 4_000;

/**
 * The text that a card's proof signs: a domain line and one line for each value, so that a person can read what she signs
 * and any wallet with signed messages (BIP-0137) can make the proof.
 */
export function keyCardMessage({ key, scriptType, scheme, software }: Omit<KeyCard, 'proof'>): string {
  return domainText('keyCard', [
    `Name: ${key.name}`,
    `Network: ${key.network}`,
    `Script type: ${scriptType}`,
    `Scheme: ${scheme}`,
    `Key: ${key.origin === undefined ? '' : formatOrigin(key.origin)}${key.xpub}`,
    `Software: ${software}`,
  ]);
}

export interface KeyCardParts {
  readonly key: CosignerKey;
  readonly scriptType: ScriptType;
  readonly software: string;
  /** Base64; undefined for a card without a proof, which everything then calls "not proven". */
  readonly proof: string | undefined;
  /** What the proof signs where it comes from a BSMS key record. */
  readonly bsms?: BsmsKeyClaim | undefined;
}

/**
 * Puts a card together and checks it whole: the name, the origin (see `charter/origin-rules.ts`), and the proof, which
 * must be a signature by the key itself. Without a proof nobody has shown to hold the key; a charter takes such a card
 * only when told so, and its member's receipt is the first proof. Keys of existing wallets become cards in this way,
 * whatever depth their programs wrote into them.
 *
 * The proof of a BSMS key record shows that the same person holds the key, but it covers key, origin and the record's own
 * description only: name, network and script type are then the word of whoever made the card of it.
 *
 * @throws IcehouseError `key-card/bad-proof` (refused), `message/not-a-signature`, those of `checkedName`,
 * `requireSoundOrigin` and `requireClaimOfKey`.
 */
export function createKeyCard({ key, scriptType, software, proof, bsms }: KeyCardParts): KeyCard {
  checkedName(key.name, 'name');
  checkedName(software, 'software');
  requireSoundOrigin(key, 'origin');
  if (proof !== undefined) requireDepthOfPath(key, 'xpub');
  const scheme = key.origin === undefined ? 'other' : readAccountPath(key.origin.path).scheme;
  const card: KeyCard = { key, scriptType, scheme, software, proof, ...(bsms === undefined ? {} : { bsms }) };
  if (bsms !== undefined) requireClaimOfKey(bsms, card);
  const { publicKey } = key.extendedKey;
  const text = bsms === undefined ? keyCardMessage(card) : bsmsKeyMessage(bsms);
  if (proof !== undefined && !verifyMessage({ publicKey, text, signature: proof })) {
    throw new IcehouseError({
      code: 'key-card/bad-proof',
      kind: 'refused',
      message: 'the card is not signed by the key it shows',
      at: 'proof',
      next: 'ask the member for the card again, in another way than this file came',
    });
  }
  return card;
}

/** The card's file: pretty JSON with a line feed at its end. */
export function formatKeyCard(card: KeyCard): string {
  return prettyJson(keyCardToJson(card));
}

/**
 * Reads a card's file and verifies its proof. A secret in the place of the key is refused without being repeated.
 *
 * @throws IcehouseError `json/…`, `key-card/not-canonical`, and those of `cosignerKey` and {@link createKeyCard}.
 */
export function parseKeyCard(text: string): KeyCard {
  return keyCardFromJson(parseStrictJson(text, { maxBytes: MAX_BYTES, maxDepth: 3 }), '');
}

/** The card as JSON, for its own file and for the charter's. */
export function keyCardToJson({ key, scriptType, scheme, software, proof, bsms }: KeyCard): JsonObject {
  return {
    format: FORMAT,
    version: VERSION,
    name: key.name,
    network: key.network,
    scriptType,
    scheme,
    ...(key.origin === undefined ? {} : { origin: formatOrigin(key.origin) }),
    xpub: key.xpub,
    software,
    ...(proof === undefined ? {} : { proof, proofForm: PROOF_FORM }),
    ...(bsms === undefined ? {} : { bsms: bsmsClaimToJson(bsms) }),
  };
}

/** Reads what {@link keyCardToJson} gives. @throws IcehouseError as {@link parseKeyCard}. */
export function keyCardFromJson(value: JsonValue, at: string): KeyCard {
  const object = asObject(value, at);
  requireFormat(object, FORMAT, VERSION, at);
  refuseUnknownFields(object, FIELDS, at);
  const scriptType = choiceField(object, 'scriptType', at, SCRIPT_TYPES);
  const origin = optionalString(object, 'origin', at, MAX_FIELD);
  const xpub = stringField(object, 'xpub', at, MAX_FIELD);
  const key = cosignerKey({
    name: checkedName(stringField(object, 'name', at, MAX_FIELD), place(at, 'name')),
    network: choiceField(object, 'network', at, NETWORK_NAMES),
    origin: origin === undefined ? undefined : parseOrigin(origin, place(at, 'origin')),
    xpubText: xpub,
    scriptType,
    at: place(at, 'xpub'),
  });
  const card = createKeyCard({
    key,
    scriptType,
    software: stringField(object, 'software', at, MAX_FIELD),
    proof: optionalString(object, 'proof', at, MAX_FIELD),
    bsms: object.bsms === undefined ? undefined : bsmsClaimFromJson(object.bsms, place(at, 'bsms')),
  });
  requireProofForm(object, card, at);
  const scheme = choiceField(object, 'scheme', at, PATH_SCHEMES);
  if (scheme !== card.scheme || xpub !== key.xpub || (origin !== undefined && origin !== formatOrigin(key.origin!))) {
    throw new IcehouseError({
      code: 'key-card/not-canonical',
      message: 'the card writes a value otherwise than cards do',
      at,
      expected: `scheme ${card.scheme}, the key as xpub or tpub, the origin as [73c5da0a/48h/0h/0h/2h]`,
      next: 'a key from another program is taken as plain text, not as a card',
    });
  }
  return card;
}

/** A proof says of what form it is, and where there is none, nothing does. */
function requireProofForm(object: JsonObject, { proof }: KeyCard, at: string): void {
  const form = optionalString(object, 'proofForm', at, MAX_FIELD);
  if (form === (proof === undefined ? undefined : PROOF_FORM)) return;
  throw new IcehouseError({
    code: 'key-card/proof-form',
    message: 'the card does not say what kind of signature its proof is, or names one that it is not',
    at: place(at, 'proofForm'),
    expected: proof === undefined ? 'no such field on a card without a proof' : PROOF_FORM,
    next: 'ask the member for a card by the present version of Icehouse',
  });
}
