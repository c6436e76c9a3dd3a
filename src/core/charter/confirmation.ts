/**
 * Confirmations: for a member whose device cannot sign a receipt, another member asks her by voice or in person for the
 * code words and the first address that she sees, and signs that they were the same. It shows that both hold one charter;
 * it does not show that the other key has a holder, so `charter/deposits.ts` lets it stand in only beside two receipts at
 * least. Made in `cold/charter/sign-confirmation.ts`.
 */
import { type ErrorDetails, IcehouseError } from '../errors.ts';
import { prettyJson } from '../json/canonical.ts';
import { asObject, choiceField, place, refuseUnknownFields, requireFormat, stringField } from '../json/fields.ts';
import { type JsonObject, type JsonValue, parseStrictJson } from '../json/strict.ts';
import { parseExtendedPublicKey } from '../key/extended-key.ts';
import { sameKey } from '../key/identity.ts';
import { decodeMessageSignature, verifyMessage } from '../message/bip137.ts';
import { domainText } from '../message/domain.ts';
import { requireDay } from '../proposal/day.ts';
import { checkedName } from '../text/name.ts';
import { cosignerLabel } from '../wallet/label.ts';
import { CONFIRMATION_WAYS } from './choices.ts';
import { charterCode } from './code.ts';
import type { Charter, Confirmation } from './types.ts';

export const CONFIRMATION_FORMAT = 'icehouse-confirmation';
const VERSION = 1;
const FIELDS = [
  ...['format', 'version', 'charter', 'firstAddress', 'memberName', 'memberXpub'],
  ...['how', 'date', 'xpub', 'signature'],
];

/** A confirmation has some 800 bytes; its fields are checked one by one as well. */
const MAX_BYTES = 4_096;
const MAX_FIELD = 1_000;
const ID = /^[0-9a-f]{64}$/;
/** Base58 and bech32 addresses alike; whether it is the right one is compared, not parsed. */
const ADDRESS = /^[0-9A-Za-z]{14,100}$/;

/** With fewer members two receipts are all receipts, and nobody is left to be confirmed otherwise. */
export const LEAST_MEMBERS_TO_CONFIRM = 3;

/**
 * The text that a confirmation's signature is over. It names all that was compared, the code words included, so that its
 * signer reads what she vouches for.
 */
export function confirmationMessage(confirmation: Omit<Confirmation, 'signature'>): string {
  const { charterId, firstAddress, memberName, memberXpub, how, date, xpub } = confirmation;
  return domainText('confirmation', [
    `Charter: ${charterId}`,
    `Code: ${charterCode(charterId).flat().join(' ')}`,
    `First address: ${firstAddress}`,
    `Member: ${memberName}`,
    `Member key: ${memberXpub}`,
    `How: ${how}`,
    `Date: ${date}`,
    `Key: ${xpub}`,
  ]);
}

/** Whom a confirmation joins, as positions in `charter.wallet.keys`. */
export interface ConfirmationParties {
  /** Who asked and signed. */
  readonly by: number;
  /** Who was asked. */
  readonly member: number;
}

/**
 * Verifies a confirmation against a charter. Like a receipt's, its signature is checked before anything is said about its
 * signer, and both keys are found by public key and chain code. Whether it counts is `charter/deposits.ts`'s question.
 *
 * @throws IcehouseError `confirmation/unknown-key`, `confirmation/bad-signature`, `confirmation/unknown-member`,
 * `confirmation/of-oneself`, `confirmation/too-few-members`, and two that are alarms: `confirmation/other-charter`,
 * `confirmation/other-address`. All are of kind refused.
 */
export function verifyConfirmation(charter: Charter, confirmation: Confirmation): ConfirmationParties {
  const { keys } = charter.wallet;
  const by = requireSigner(charter, confirmation);
  const label = cosignerLabel(keys[by]!, by);
  if (confirmation.charterId !== charter.id) {
    throw refusal('confirmation/other-charter', {
      message: `ALARM: ${label} has compared another charter than this one`,
      at: 'charter',
      next: 'stop: members were given different documents. Compare the code words by voice before anything is paid in',
    });
  }
  if (confirmation.firstAddress !== charter.firstOutput.address) {
    throw refusal('confirmation/other-address', {
      message: `ALARM: ${label} has compared another first address than this charter’s`,
      at: 'firstAddress',
      next: 'stop: one of the programs derives wrong addresses. Compare the first address by a third one',
    });
  }
  const { extendedKey } = parseExtendedPublicKey(confirmation.memberXpub, 'memberXpub');
  const member = keys.findIndex((key) => sameKey(key.extendedKey, extendedKey));
  if (keys[member]?.name !== confirmation.memberName) {
    throw refusal('confirmation/unknown-member', {
      message: 'the confirmation is about somebody whom this charter does not know by this name and key',
      at: 'memberXpub',
    });
  }
  requireTwoPeople(charter, { by, member });
  return { by, member };
}

/**
 * Refuses what no signature makes good: a confirmation of oneself, and one in a wallet of fewer than three.
 *
 * @throws IcehouseError `confirmation/of-oneself`, `confirmation/too-few-members`; both refused.
 */
export function requireTwoPeople({ wallet }: Charter, { by, member }: ConfirmationParties): void {
  if (by === member) {
    throw refusal('confirmation/of-oneself', {
      message: `${cosignerLabel(wallet.keys[by]!, by)} cannot confirm the own key for want of a receipt`,
      at: 'memberXpub',
      next: 'sign a receipt, or let another member confirm this one',
    });
  }
  if (wallet.keys.length < LEAST_MEMBERS_TO_CONFIRM) {
    throw refusal('confirmation/too-few-members', {
      message: 'two members at least must sign receipts, and this wallet has no more',
      at: 'memberXpub',
      next: 'let both members sign receipts',
    });
  }
}

function requireSigner(charter: Charter, confirmation: Confirmation): number {
  const { extendedKey } = parseExtendedPublicKey(confirmation.xpub, 'xpub');
  const by = charter.wallet.keys.findIndex((key) => sameKey(key.extendedKey, extendedKey));
  if (by < 0) {
    throw refusal('confirmation/unknown-key', {
      message: 'the confirmation is by a key that is not in this charter',
      at: 'xpub',
      next: 'compare the code words with the member it came from',
    });
  }
  const { signature } = confirmation;
  if (!verifyMessage({ publicKey: extendedKey.publicKey, text: confirmationMessage(confirmation), signature })) {
    throw refusal('confirmation/bad-signature', {
      message: 'the confirmation is not signed by the key it names',
      at: 'signature',
      next: 'ask the member for the confirmation again',
    });
  }
  return by;
}

/** The confirmation's own file: pretty JSON with a line feed at its end. */
export function formatConfirmation(confirmation: Confirmation): string {
  return prettyJson(confirmationToJson(confirmation));
}

/**
 * Reads a confirmation's file. Whom it is by and whether it is for a certain charter is {@link verifyConfirmation}'s
 * question.
 *
 * @throws IcehouseError `json/…`, `confirmation/malformed`, `message/not-a-signature`, `proposal/not-a-day`, `name/…`.
 */
export function parseConfirmation(text: string): Confirmation {
  return confirmationFromJson(parseStrictJson(text, { maxBytes: MAX_BYTES, maxDepth: 2 }), '');
}

export function confirmationToJson({ charterId, ...values }: Confirmation): JsonObject {
  const { firstAddress, memberName, memberXpub, how, date, xpub, signature } = values;
  return {
    ...{ format: CONFIRMATION_FORMAT, version: VERSION, charter: charterId, firstAddress },
    ...{ memberName, memberXpub, how, date, xpub, signature },
  };
}

/** Reads what {@link confirmationToJson} gives. @throws IcehouseError as {@link parseConfirmation}. */
export function confirmationFromJson(value: JsonValue, at: string): Confirmation {
  const object = asObject(value, at);
  requireFormat(object, CONFIRMATION_FORMAT, VERSION, at);
  refuseUnknownFields(object, FIELDS, at);
  const text = (name: string): string => stringField(object, name, at, MAX_FIELD);
  const confirmation: Confirmation = {
    charterId: text('charter'),
    firstAddress: text('firstAddress'),
    memberName: checkedName(text('memberName'), place(at, 'memberName')),
    memberXpub: text('memberXpub'),
    how: choiceField(object, 'how', at, CONFIRMATION_WAYS),
    date: text('date'),
    xpub: text('xpub'),
    signature: text('signature'),
  };
  requireDay(confirmation.date, place(at, 'date'));
  parseExtendedPublicKey(confirmation.memberXpub, place(at, 'memberXpub'));
  parseExtendedPublicKey(confirmation.xpub, place(at, 'xpub'));
  decodeMessageSignature(confirmation.signature, place(at, 'signature'));
  if (!ID.test(confirmation.charterId) || !ADDRESS.test(confirmation.firstAddress)) {
    throw new IcehouseError({
      code: 'confirmation/malformed',
      message: 'the confirmation names no charter or no address',
      at,
      expected: 'a charter id of 64 hexadecimal digits and a bitcoin address',
    });
  }
  return confirmation;
}

function refusal(
  code: `confirmation/${string}`,
  details: Pick<ErrorDetails, 'message' | 'at' | 'next'>,
): IcehouseError {
  return new IcehouseError({ code, kind: 'refused', ...details });
}
