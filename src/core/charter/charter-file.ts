/**
 * The file that members pass around: the charter with the key cards it was founded on, and the receipts and confirmations
 * so far. Reading it verifies every signature in it, so a file is either whole or refused; what it says is believed by nobody before the
 * code words are compared.
 */
import { IcehouseError } from '../errors.ts';
import { prettyJson } from '../json/canonical.ts';
import { arrayField, asObject, objectField, refuseUnknownFields, requireFormat, stringField } from '../json/fields.ts';
import { type JsonObject, parseStrictJson } from '../json/strict.ts';
import { sameKey } from '../key/identity.ts';
import { formatOrigin } from '../key/origin.ts';
import type { CosignerKey } from '../key/types.ts';
import { cosignerLabel } from '../wallet/label.ts';
import { openingFromJson, openingToJson } from './commitment.ts';
import { confirmationFromJson, confirmationToJson, verifyConfirmation } from './confirmation.ts';
import { keyCardFromJson, keyCardToJson } from './key-card.ts';
import { charterFromJson } from './read.ts';
import { receiptFromJson, receiptToJson, verifyReceipt } from './receipt.ts';
import type { Charter, CharterFile, Confirmation, KeyCard, Opening, Receipt } from './types.ts';

const FORMAT = 'icehouse-charter-file';
const VERSION = 1;
const FIELDS = ['format', 'version', 'id', 'charter', 'cards', 'receipts', 'confirmations', 'openings'];

/** Twenty members with cards, receipts and confirmations take some 100 kilobytes. */
const MAX_BYTES = 1 << 18;
const MAX_DEPTH = 16;
const MAX_MEMBERS = 20;
/** Three of each member: more of them would say nothing more. */
const MAX_CONFIRMATIONS = 3 * MAX_MEMBERS;

/**
 * Puts a charter, the cards it was founded on and what opens their commitments into one file, without receipts yet.
 *
 * @throws IcehouseError `charter-file/foreign-card`, `charter-file/duplicate-card`, `charter-file/foreign-opening` (all
 * refused).
 */
export function createCharterFile({
  charter,
  cards,
  openings = [],
}: Pick<CharterFile, 'charter' | 'cards' | 'openings'>): CharterFile {
  const owners = cards.map((card, index) => ownerOfCard(charter, card, index));
  requireOncePerMember(owners, { charter, code: 'charter-file/duplicate-card', list: 'cards' });
  requireOpeningsOfCards(openings, cards);
  return { charter, cards, receipts: [], ...(openings.length === 0 ? {} : { openings }) };
}

/**
 * Adds a receipt that has arrived. A second one by the same key replaces the first.
 *
 * @throws IcehouseError those of `verifyReceipt`; `receipt/other-charter` is the alarm that members hold different ones.
 */
export function addReceipt(file: CharterFile, receipt: Receipt): CharterFile {
  const { charter } = file;
  const signer = verifyReceipt(charter, receipt);
  const others = file.receipts.filter((each) => verifyReceipt(charter, each) !== signer);
  return { ...file, receipts: [...others, receipt] };
}

/**
 * Adds a confirmation that has arrived. A second one of the same member by the same key replaces the first.
 *
 * @throws IcehouseError those of `verifyConfirmation`, `charter-file/too-many-confirmations`.
 */
export function addConfirmation(file: CharterFile, confirmation: Confirmation): CharterFile {
  const { charter, confirmations = [] } = file;
  const parties = pairOf(charter, confirmation);
  const others = confirmations.filter((each) => pairOf(charter, each) !== parties);
  if (others.length >= MAX_CONFIRMATIONS) {
    throw new IcehouseError({
      code: 'charter-file/too-many-confirmations',
      message: 'the charter’s file is full of confirmations',
      expected: `at most ${MAX_CONFIRMATIONS}`,
      next: 'one or two confirmations of a member are enough',
    });
  }
  return { ...file, confirmations: [...others, confirmation] };
}

/** Who confirmed whom, as one value to compare. */
function pairOf(charter: Charter, confirmation: Confirmation): number {
  const { by, member } = verifyConfirmation(charter, confirmation);
  return by * MAX_MEMBERS + member;
}

/** The file's text: pretty JSON with a line feed at its end. The charter's `extensions` are kept as they came. */
export function formatCharterFile({
  charter,
  cards,
  receipts,
  confirmations = [],
  openings = [],
}: CharterFile): string {
  return prettyJson({
    format: FORMAT,
    version: VERSION,
    id: charter.id,
    charter: parseStrictJson(charter.canonicalText, { maxBytes: MAX_BYTES, maxDepth: MAX_DEPTH }),
    cards: cards.map(keyCardToJson),
    receipts: receipts.map(receiptToJson),
    ...(confirmations.length === 0 ? {} : { confirmations: confirmations.map(confirmationToJson) }),
    ...(openings.length === 0 ? {} : { openings: openings.map(openingToJson) }),
  });
}

/**
 * Reads a charter's file and verifies all of it: the id against the charter, each card's proof and that the card is the
 * member's, each receipt and confirmation against this very charter.
 *
 * NOT checked: that the charter is the group's (`charter/code.ts`), that one's own key is in it and one's own receipt
 * among the receipts (`charter/register.ts`), that there are enough receipts (`charter/deposits.ts`).
 *
 * @throws IcehouseError `charter-file/id-differs`, `charter-file/foreign-card`, `charter-file/duplicate-card`,
 * `charter-file/foreign-opening`, `charter-file/duplicate-receipt`, `charter-file/duplicate-confirmation` (all refused), and those of `charterFromJson`,
 * `parseKeyCard`, `verifyReceipt` and `verifyConfirmation`.
 */
export function parseCharterFile(text: string): CharterFile {
  const object = asObject(parseStrictJson(text, { maxBytes: MAX_BYTES, maxDepth: MAX_DEPTH }), '');
  requireFormat(object, FORMAT, VERSION);
  refuseUnknownFields(object, FIELDS, '');
  const charter = charterFromJson(objectField(object, 'charter', ''), 'charter');
  if (stringField(object, 'id', '', MAX_BYTES) !== charter.id) {
    throw refused('charter-file/id-differs', 'the charter in this file is not the one that its id names', 'id');
  }
  const cards = arrayField(object, 'cards', '', MAX_MEMBERS).map((card, index) =>
    keyCardFromJson(card, `cards[${index}]`),
  );
  const receipts = arrayField(object, 'receipts', '', MAX_MEMBERS).map((receipt, index) =>
    receiptFromJson(receipt, `receipts[${index}]`),
  );
  const signers = receipts.map((receipt) => verifyReceipt(charter, receipt));
  requireOncePerMember(signers, { charter, code: 'charter-file/duplicate-receipt', list: 'receipts' });
  const founded = createCharterFile({ charter, cards, openings: readOpenings(object) });
  return { ...founded, receipts, ...readConfirmations(object, charter) };
}

function readOpenings(object: JsonObject): readonly Opening[] {
  if (object.openings === undefined) return [];
  return arrayField(object, 'openings', '', MAX_MEMBERS).map((each, index) =>
    openingFromJson(each, `openings[${index}]`),
  );
}

function requireOpeningsOfCards(openings: readonly Opening[], cards: readonly KeyCard[]): void {
  const xpubs = openings.map(({ xpub }) => xpub);
  const odd = xpubs.findIndex(
    (xpub, index) => xpubs.indexOf(xpub) !== index || !cards.some(({ key }) => key.xpub === xpub),
  );
  if (odd < 0) return;
  throw refused('charter-file/foreign-opening', 'this opens no commitment to a card of the file', `openings[${odd}]`);
}

function readConfirmations(object: JsonObject, charter: Charter): Pick<CharterFile, 'confirmations'> {
  if (object.confirmations === undefined) return {};
  const confirmations = arrayField(object, 'confirmations', '', MAX_CONFIRMATIONS).map((each, index) =>
    confirmationFromJson(each, `confirmations[${index}]`),
  );
  const pairs = confirmations.map((each) => pairOf(charter, each));
  const twice = pairs.findIndex((pair, index) => pairs.indexOf(pair) !== index);
  if (twice < 0) return { confirmations };
  const message = 'one member has confirmed another one twice';
  throw refused('charter-file/duplicate-confirmation', message, `confirmations[${twice}]`);
}

function ownerOfCard(charter: Charter, card: KeyCard, index: number): number {
  const { wallet } = charter;
  const owner = wallet.keys.findIndex((key) => sameKey(key.extendedKey, card.key.extendedKey));
  const key = wallet.keys[owner];
  if (key === undefined || !saysTheSame(key, card.key) || card.scriptType !== wallet.scriptType) {
    throw refused(
      'charter-file/foreign-card',
      `the card of ${cosignerLabel(card.key, index)} does not say what the charter says of its key`,
      `cards[${index}]`,
    );
  }
  return owner;
}

function saysTheSame(left: CosignerKey, right: CosignerKey): boolean {
  const origin = (key: CosignerKey): string => (key.origin === undefined ? '' : formatOrigin(key.origin));
  return (
    left.name === right.name &&
    left.network === right.network &&
    left.xpub === right.xpub &&
    origin(left) === origin(right)
  );
}

interface Once {
  readonly charter: Charter;
  readonly code: `charter-file/${string}`;
  readonly list: 'cards' | 'receipts';
}

function requireOncePerMember(owners: readonly number[], { charter, code, list }: Once): void {
  const twice = owners.findIndex((owner, index) => owners.indexOf(owner) !== index);
  if (twice < 0) return;
  const owner = owners[twice]!;
  throw refused(
    code,
    `there are two ${list} of ${cosignerLabel(charter.wallet.keys[owner]!, owner)}`,
    `${list}[${twice}]`,
  );
}

function refused(code: `charter-file/${string}`, message: string, at: string): IcehouseError {
  const next = 'do not use this file: get it from another member and compare the code words';
  return new IcehouseError({ code, kind: 'refused', message, at, next });
}
