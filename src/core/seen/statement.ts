/**
 * Seen statements: a member's signed word on what her own machine showed her when she signed a payment. It travels beside
 * the signed PSBT as a file of its own, since that one must differ from the reviewed file by signatures alone. Made in
 * `cold/seen/sign-seen.ts`, compared in `seen/agreement.ts`.
 */
import { toHex, utf8ToBytes } from '../bytes.ts';
import type { Charter } from '../charter/types.ts';
import { IcehouseError } from '../errors.ts';
import { taggedHash } from '../hash.ts';
import { canonicalJson, prettyJson } from '../json/canonical.ts';
import {
  arrayField,
  asObject,
  objectField,
  place,
  refuseUnknownFields,
  requireFormat,
  stringField,
} from '../json/fields.ts';
import { type JsonObject, type JsonValue, parseStrictJson } from '../json/strict.ts';
import { parseExtendedPublicKey } from '../key/extended-key.ts';
import { sameKey } from '../key/identity.ts';
import { decodeMessageSignature, verifyMessage } from '../message/bip137.ts';
import { domainText } from '../message/domain.ts';
import { factsFromJson, factsToJson } from './facts.ts';
import type { SeenStatement } from './types.ts';

const FORMAT = 'icehouse-seen';
const VERSION = 1;
const FIELDS = ['format', 'version', 'facts', 'acknowledged', 'xpub', 'signature'];

/** A payment with 400 inputs and 300 outputs takes some 150 kilobytes. */
const MAX_BYTES = 16 * 1024 * 1024;
const MAX_DEPTH = 5;
const MAX_FIELD = 1_000;
const MAX_CODES = 200;
const CODE = /^[a-z][a-z0-9-]{0,63}$/;

/** Tagged SHA-256 of the canonical JSON of facts and acknowledged codes, 64 hex digits: the name of what was seen. */
export function seenHash({ facts, acknowledged }: Pick<SeenStatement, 'facts' | 'acknowledged'>): string {
  const text = canonicalJson({ facts: factsToJson(facts), acknowledged });
  return toHex(taggedHash('icehouse/seen', utf8ToBytes(text)));
}

/** The text that a statement's signature is over. */
export function seenMessage(statement: Omit<SeenStatement, 'signature'>): string {
  const { facts, xpub } = statement;
  return domainText('seen', [
    `Charter: ${facts.charterId}`,
    `Transaction: ${facts.txid}`,
    `Seen: ${seenHash(statement)}`,
    `Key: ${xpub}`,
  ]);
}

/**
 * Verifies a statement against a charter and gives the position of its key in `charter.wallet.keys`. The key is found by
 * public key and chain code.
 *
 * NOT checked: whether what was seen is a certain payment (`seen/agreement.ts`).
 *
 * @throws IcehouseError (refused) `seen/unknown-key`, `seen/bad-signature`, `seen/other-charter`.
 */
export function verifySeen(charter: Charter, statement: SeenStatement): number {
  const { extendedKey } = parseExtendedPublicKey(statement.xpub, 'xpub');
  const signer = charter.wallet.keys.findIndex((key) => sameKey(key.extendedKey, extendedKey));
  if (signer < 0) throw refusal('seen/unknown-key', 'the statement is by a key that is not in this charter', 'xpub');
  const { publicKey } = extendedKey;
  if (!verifyMessage({ publicKey, text: seenMessage(statement), signature: statement.signature })) {
    throw refusal('seen/bad-signature', 'the statement is not signed by the key it names', 'signature');
  }
  if (statement.facts.charterId !== charter.id) {
    throw refusal('seen/other-charter', 'the statement is about a payment under another charter', 'facts.charter');
  }
  return signer;
}

/** The statement's own file: pretty JSON with a line feed at its end. */
export function formatSeen({ facts, acknowledged, xpub, signature }: SeenStatement): string {
  return prettyJson({ format: FORMAT, version: VERSION, facts: factsToJson(facts), acknowledged, xpub, signature });
}

/**
 * Reads a statement's file. Whose it is and whether it holds is {@link verifySeen}'s question.
 *
 * @throws IcehouseError `json/…`, `seen/malformed`, `message/not-a-signature`, those of `parseExtendedPublicKey`.
 */
export function parseSeen(text: string): SeenStatement {
  const object = asObject(parseStrictJson(text, { maxBytes: MAX_BYTES, maxDepth: MAX_DEPTH }), '');
  requireFormat(object, FORMAT, VERSION);
  refuseUnknownFields(object, FIELDS, '');
  const statement: SeenStatement = {
    facts: factsFromJson(objectField(object, 'facts', ''), 'facts'),
    acknowledged: acknowledgedFromJson(object, ''),
    xpub: stringField(object, 'xpub', '', MAX_FIELD),
    signature: stringField(object, 'signature', '', MAX_FIELD),
  };
  parseExtendedPublicKey(statement.xpub, 'xpub');
  decodeMessageSignature(statement.signature, 'signature');
  return statement;
}

/** Reads a list of codes, sorted and each once. @throws IcehouseError `json/…`, `seen/malformed`. */
export function acknowledgedFromJson(object: JsonObject, at: string): readonly string[] {
  const codes = arrayField(object, 'acknowledged', at, MAX_CODES);
  const isCode = (code: JsonValue): code is string => typeof code === 'string' && CODE.test(code);
  if (codes.every(isCode) && codes.every((code, index) => index === 0 || codes[index - 1]! < code)) return codes;
  throw new IcehouseError({
    code: 'seen/malformed',
    message: 'this is not a list of acknowledged warnings',
    at: place(at, 'acknowledged'),
    expected: 'codes of findings, sorted, each once',
  });
}

function refusal(code: `seen/${string}`, message: string, at: string): IcehouseError {
  const next = 'ask the member, in another way than this file came, what she was shown';
  return new IcehouseError({ code, kind: 'refused', message, at, next });
}
