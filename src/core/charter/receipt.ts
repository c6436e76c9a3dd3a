/**
 * Receipts: each member signs the charter's id and first receive address with her key, after comparing the code words.
 * n receipts for one id mean that all hold the same charter and that every key has a holder. Made in
 * `cold/charter/sign-receipt.ts`, counted in `charter/deposits.ts`; for a member whose device cannot sign one, see
 * `charter/confirmation.ts`.
 */
import { IcehouseError } from '../errors.ts';
import { prettyJson } from '../json/canonical.ts';
import { asObject, optionalString, place, refuseUnknownFields, requireFormat, stringField } from '../json/fields.ts';
import { type JsonObject, type JsonValue, parseStrictJson } from '../json/strict.ts';
import { parseExtendedPublicKey } from '../key/extended-key.ts';
import { sameKey } from '../key/identity.ts';
import { formatOrigin, parseOrigin } from '../key/origin.ts';
import type { ExtendedPublicKey, KeyOrigin } from '../key/types.ts';
import { decodeMessageSignature, verifyMessage } from '../message/bip137.ts';
import { domainText } from '../message/domain.ts';
import { cosignerLabel } from '../wallet/label.ts';
import type { Charter, Receipt } from './types.ts';

const FORMAT = 'icehouse-receipt';
const VERSION = 1;
const FIELDS = ['format', 'version', 'charter', 'firstAddress', 'xpub', 'origin', 'signature'];

/** A receipt has some 450 bytes; its fields are checked one by one as well. */
const MAX_BYTES = 4_096;
const MAX_FIELD = 1_000;
const ID = /^[0-9a-f]{64}$/;
/** Base58 and bech32 addresses alike; whether it is the right one is compared, not parsed. */
const ADDRESS = /^[0-9A-Za-z]{14,100}$/;

/** The text that a receipt's signature is over. The line of the origin stands there only where the receipt has one. */
export function receiptMessage({ charterId, firstAddress, xpub, origin }: Omit<Receipt, 'signature'>): string {
  return domainText('receipt', [
    `Charter: ${charterId}`,
    `First address: ${firstAddress}`,
    `Key: ${xpub}`,
    ...(origin === undefined ? [] : [`Origin: ${formatOrigin(origin)}`]),
  ]);
}

/**
 * Verifies a receipt against a charter and gives the position of its key in `charter.wallet.keys`. The key is found by
 * public key and chain code, never by name or fingerprint. The signature is checked before anything else is said about
 * the receipt, so whoever is named in a refusal has really signed it.
 *
 * @throws IcehouseError `receipt/unknown-key`, `receipt/bad-signature`, and two that mean that the members hold
 * different documents: `receipt/other-charter` and `receipt/other-address`. All are of kind refused.
 */
export function verifyReceipt(charter: Charter, receipt: Receipt): number {
  const signer = signerOf(charter, receipt);
  const label = cosignerLabel(charter.wallet.keys[signer]!, signer);
  if (receipt.charterId !== charter.id) {
    throw refusal('receipt/other-charter', {
      message: `ALARM: ${label} has signed another charter`,
      at: 'charter',
      next: 'stop: members were given different documents. Compare the code words by voice before anything is paid in',
    });
  }
  if (receipt.firstAddress !== charter.firstOutput.address) {
    throw refusal('receipt/other-address', {
      message: `ALARM: ${label} has this charter but another first address`,
      at: 'firstAddress',
      next: 'stop: one of the two programs derives wrong addresses. Compare the first address by a third one',
    });
  }
  return signer;
}

/**
 * Finds whose key has signed a receipt, whatever charter the receipt names.
 *
 * @throws IcehouseError `receipt/unknown-key`, `receipt/bad-signature`, those of `parseExtendedPublicKey`.
 */
export function signerOf(charter: Charter, receipt: Receipt): number {
  const { extendedKey } = parseExtendedPublicKey(receipt.xpub, 'xpub');
  const signer = charter.wallet.keys.findIndex((key) => sameKey(key.extendedKey, extendedKey));
  if (signer < 0) {
    throw refusal('receipt/unknown-key', {
      message: 'the receipt is by a key that is not in this charter',
      at: 'xpub',
      next: 'compare the code words with the member it came from',
    });
  }
  requireOwnSignature(receipt, extendedKey);
  return signer;
}

/**
 * The key that has signed a receipt, with the origin that its holder states; undefined where the receipt states none. It
 * serves before there is a charter: a member who has signed for one that lacked her origin has told it for the next.
 *
 * @throws IcehouseError `receipt/bad-signature` (refused), those of `parseExtendedPublicKey`.
 */
export function statedOrigin(
  receipt: Receipt,
): { readonly extendedKey: ExtendedPublicKey; readonly origin: KeyOrigin } | undefined {
  const { extendedKey } = parseExtendedPublicKey(receipt.xpub, 'xpub');
  requireOwnSignature(receipt, extendedKey);
  return receipt.origin === undefined ? undefined : { extendedKey, origin: receipt.origin };
}

function requireOwnSignature(receipt: Receipt, { publicKey }: ExtendedPublicKey): void {
  if (verifyMessage({ publicKey, text: receiptMessage(receipt), signature: receipt.signature })) return;
  throw refusal('receipt/bad-signature', {
    message: 'the receipt is not signed by the key it names',
    at: 'signature',
    next: 'ask the member for the receipt again',
  });
}

/** The receipt's own file: pretty JSON with a line feed at its end. */
export function formatReceipt(receipt: Receipt): string {
  return prettyJson(receiptToJson(receipt));
}

/**
 * Reads a receipt's file. Whom it is by and whether it is for a certain charter is {@link verifyReceipt}'s question.
 *
 * @throws IcehouseError `json/…`, `receipt/malformed`, `message/not-a-signature`.
 */
export function parseReceipt(text: string): Receipt {
  return receiptFromJson(parseStrictJson(text, { maxBytes: MAX_BYTES, maxDepth: 2 }), '');
}

export function receiptToJson({ charterId, firstAddress, xpub, origin, signature }: Receipt): JsonObject {
  return {
    format: FORMAT,
    version: VERSION,
    charter: charterId,
    firstAddress,
    xpub,
    ...(origin === undefined ? {} : { origin: formatOrigin(origin) }),
    signature,
  };
}

/** Reads what {@link receiptToJson} gives. @throws IcehouseError as {@link parseReceipt}. */
export function receiptFromJson(value: JsonValue, at: string): Receipt {
  const object = asObject(value, at);
  requireFormat(object, FORMAT, VERSION, at);
  refuseUnknownFields(object, FIELDS, at);
  const receipt: Receipt = {
    charterId: stringField(object, 'charter', at, MAX_FIELD),
    firstAddress: stringField(object, 'firstAddress', at, MAX_FIELD),
    xpub: stringField(object, 'xpub', at, MAX_FIELD),
    ...readOrigin(object, at),
    signature: stringField(object, 'signature', at, MAX_FIELD),
  };
  parseExtendedPublicKey(receipt.xpub, place(at, 'xpub'));
  decodeMessageSignature(receipt.signature, place(at, 'signature'));
  if (!ID.test(receipt.charterId) || !ADDRESS.test(receipt.firstAddress)) {
    throw new IcehouseError({
      code: 'receipt/malformed',
      message: 'the receipt names no charter or no address',
      at,
      expected: 'a charter id of 64 hexadecimal digits and a bitcoin address',
    });
  }
  return receipt;
}

/** Only the form that `formatOrigin` writes is read: the signed text is put together anew from the values. */
function readOrigin(object: JsonObject, at: string): { readonly origin?: KeyOrigin } {
  const text = optionalString(object, 'origin', at, MAX_FIELD);
  if (text === undefined) return {};
  const origin = parseOrigin(text, place(at, 'origin'));
  if (formatOrigin(origin) === text) return { origin };
  throw new IcehouseError({
    code: 'receipt/malformed',
    message: 'the receipt writes its origin otherwise than receipts do',
    at: place(at, 'origin'),
    expected: formatOrigin(origin),
  });
}

function refusal(
  code: `receipt/${string}`,
  details: { readonly message: string; readonly at: string; readonly next: string },
): IcehouseError {
  return new IcehouseError({ code, kind: 'refused', ...details });
}
