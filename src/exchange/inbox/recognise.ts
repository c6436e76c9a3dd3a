/**
 * What a file is, by its content alone: names, endings and folders are whatever a stranger made them. Each kind is read by
 * its own reader, so what comes out of here is whole, or named as damaged with the reader's reason. Whom it is by and for
 * which wallet is `judge.ts`'s question.
 */
import { looksLikeAge, readAgeHeader } from '../../core/age/header.ts';
import { fromUtf8 } from '../../core/bytes.ts';
import { parseCharterFile } from '../../core/charter/charter-file.ts';
import { COMMITMENT_FORMAT, OPENING_FORMAT, parseCommitment, parseOpening } from '../../core/charter/commitment.ts';
import { parseConfirmation } from '../../core/charter/confirmation.ts';
import { parseKeyCard } from '../../core/charter/key-card.ts';
import { parseReceipt } from '../../core/charter/receipt.ts';
import type { CharterFile, Commitment, Confirmation, KeyCard, Receipt } from '../../core/charter/types.ts';
import { IcehouseError } from '../../core/errors.ts';
import { isPsbt } from '../../core/psbt/parse.ts';
import { readReturnedFile } from '../../core/psbt/text.ts';
import type { Psbt } from '../../core/psbt/types.ts';
import { parseSeen } from '../../core/seen/statement.ts';
import type { SeenStatement } from '../../core/seen/types.ts';
import { txidOf } from '../../core/tx/txid.ts';
import { binaryAge } from '../age/file.ts';
import { parseKeyRecord } from '../bsms/key-record.ts';
import { looksLikeRecord, recordKind } from '../bsms/lines.ts';
import { openCodes } from '../codes/join.ts';
import { objectOf, openDocument } from '../document.ts';
import type { ForeignDocument } from '../format.ts';
import { IMPORT_FORMATS } from '../formats.ts';
import { KEY_FORMATS } from '../keys/formats.ts';
import { LABEL_FORMATS } from '../labels/formats.ts';
import { looksLikePgp } from '../pgp/open.ts';
import { holdsPrivateKey, jsonHoldsSecret, textHoldsSecret } from './secrets.ts';

export type Recognised =
  | { readonly kind: 'key-card'; readonly card: KeyCard }
  | { readonly kind: 'commitment'; readonly commitment: Commitment }
  | { readonly kind: 'opening' }
  | { readonly kind: 'charter'; readonly file: CharterFile }
  | { readonly kind: 'receipt'; readonly receipt: Receipt }
  | { readonly kind: 'confirmation'; readonly confirmation: Confirmation }
  | { readonly kind: 'seen'; readonly statement: SeenStatement }
  | { readonly kind: 'psbt'; readonly psbt: Psbt }
  | { readonly kind: 'transaction'; readonly txid: string }
  | { readonly kind: 'bsms-key' | 'bsms-wallet' }
  | { readonly kind: 'pgp' }
  | { readonly kind: 'pgp-key' }
  /** How many recipients; 0 for a passphrase. */
  | { readonly kind: 'age'; readonly recipients: number }
  /** Labels for coins, payments and addresses, by the name of their form. */
  | { readonly kind: 'labels'; readonly form: string }
  | { readonly kind: 'foreign-wallet' | 'foreign-key'; readonly program: string }
  /** A seed phrase or a private key, which should be in no shared folder. Nothing of it is told. */
  | { readonly kind: 'secret' }
  /** It says that it is one of ours and cannot be read. */
  | { readonly kind: 'damaged'; readonly error: IcehouseError }
  | { readonly kind: 'unknown' };

export type RecognisedKind = Recognised['kind'];

/** The readers of our own documents, by the `format` that stands in them. */
const OWN = new Map<string, (text: string) => Recognised>([
  ['icehouse-key-card', (text) => ({ kind: 'key-card', card: parseKeyCard(text) })],
  [COMMITMENT_FORMAT, (text) => ({ kind: 'commitment', commitment: parseCommitment(text) })],
  [OPENING_FORMAT, openingFile],
  ['icehouse-charter-file', (text) => ({ kind: 'charter', file: parseCharterFile(text) })],
  ['icehouse-receipt', (text) => ({ kind: 'receipt', receipt: parseReceipt(text) })],
  ['icehouse-confirmation', (text) => ({ kind: 'confirmation', confirmation: parseConfirmation(text) })],
  ['icehouse-seen', (text) => ({ kind: 'seen', statement: parseSeen(text) })],
]);

const PUBLIC_KEY = /^\s*-----BEGIN PGP PUBLIC KEY BLOCK-----/;
/** `psbt` and its fifth byte, in Base64 or hex. */
const PSBT_AS_TEXT = /^\s*(?:cHNidP|70736274ff)/i;
const HEX_OR_BASE64 = /^[0-9A-Za-z+/=\s]+$/;

/** What readers say about codes and documents that hold a seed or a private key. */
const SECRET_CODES: ReadonlySet<string> = new Set([
  'codes/secret',
  'descriptor/private-key-refused',
  'key/mnemonic-refused',
  'key/private-key-refused',
  'key/wif-refused',
]);

/** Text of a document that a group sends around; longer texts are wallet histories and other people's files. */
const MAX_TEXT = 4 * 1024 * 1024;

/**
 * Says what a file is; of the text of scanned codes, what they hold. Bad content is a result, not an exception.
 *
 * NOT checked here: signatures over charters that are not at hand, and whether a PSBT belongs to a wallet.
 */
export function recognise(bytes: Uint8Array): Recognised {
  try {
    const content = openCodes(bytes);
    return looksLikeAge(content) ? ageFile(content) : looksLikePgp(content) ? { kind: 'pgp' } : readContent(content);
  } catch (error) {
    if (error instanceof IcehouseError && SECRET_CODES.has(error.code)) return { kind: 'secret' };
    if (error instanceof IcehouseError) return { kind: 'damaged', error };
    throw error;
  }
}

function ageFile(bytes: Uint8Array): Recognised {
  const { recipients, workFactor } = readAgeHeader(binaryAge(bytes));
  return { kind: 'age', recipients: workFactor === undefined ? recipients.length : 0 };
}

function readContent(bytes: Uint8Array): Recognised {
  if (isPsbt(bytes)) return transactionFile(bytes) ?? { kind: 'unknown' };
  const text = textOf(bytes);
  if (text === undefined) return transactionFile(bytes) ?? { kind: 'unknown' };
  if (holdsPrivateKey(text)) return { kind: 'secret' };
  const isKey = PUBLIC_KEY.test(text);
  if (isKey || looksLikeRecord(text)) {
    if (textHoldsSecret(text)) return { kind: 'secret' };
    return isKey ? { kind: 'pgp-key' } : bsmsRecord(text);
  }
  const transaction = HEX_OR_BASE64.test(text) ? transactionFile(bytes) : undefined;
  return transaction ?? ownDocument(text) ?? foreign(text);
}

function textOf(bytes: Uint8Array): string | undefined {
  if (bytes.length > MAX_TEXT || bytes.includes(0)) return undefined;
  const isMarked = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  try {
    return fromUtf8(isMarked ? bytes.subarray(3) : bytes);
  } catch {
    return undefined;
  }
}

/** A PSBT or a final transaction; undefined for bytes that are neither. A damaged PSBT is told as such. */
function transactionFile(bytes: Uint8Array): Recognised | undefined {
  try {
    const content = readReturnedFile(bytes);
    return 'map' in content ? { kind: 'psbt', psbt: content } : { kind: 'transaction', txid: txidOf(content) };
  } catch (error) {
    if (!(error instanceof IcehouseError)) throw error;
    if (isPsbt(bytes) || PSBT_AS_TEXT.test(textOf(bytes) ?? '')) throw error;
    return undefined;
  }
}

function openingFile(text: string): Recognised {
  parseOpening(text);
  return { kind: 'opening' };
}

function bsmsRecord(text: string): Recognised {
  if (recordKind(text) === 'descriptor') return { kind: 'bsms-wallet' };
  parseKeyRecord(text);
  return { kind: 'bsms-key' };
}

function ownDocument(text: string): Recognised | undefined {
  const object = objectOf(openDocument(text));
  if (typeof object?.format !== 'string') return undefined;
  try {
    return OWN.get(object.format)?.(text);
  } catch (error) {
    // A phrase in the place of a name is refused as too long, and must not travel as merely damaged.
    if (error instanceof IcehouseError && jsonHoldsSecret({ ...object })) return { kind: 'secret' };
    throw error;
  }
}

function foreign(text: string): Recognised {
  const document: ForeignDocument = openDocument(text);
  const { json } = document;
  if (json.kind === 'value' ? jsonHoldsSecret(json.value) : textHoldsSecret(text)) return { kind: 'secret' };
  const wallet = IMPORT_FORMATS.find((format) => format.recognises(document));
  if (wallet !== undefined) return { kind: 'foreign-wallet', program: wallet.program };
  const key = KEY_FORMATS.find((format) => format.recognises(document));
  if (key !== undefined) return { kind: 'foreign-key', program: key.program };
  // Electrum's labels look like any JSON object, and are told apart where a person says that they are labels.
  const labels = LABEL_FORMATS.find(({ name, recognises }) => name !== 'electrum' && recognises(text));
  return labels === undefined ? { kind: 'unknown' } : { kind: 'labels', form: labels.name };
}
