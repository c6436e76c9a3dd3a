/**
 * The forms in which PSBTs arrive: binary, Base64 (in one line or wrapped, with or without byte order mark) and hex, from
 * files, clipboards and QR codes. All are decoded here and nowhere else, so that every door takes the same ones. A
 * transaction in place of a PSBT is recognised, since some signers return the finished one.
 */
import { utf8 } from '@scure/base';
import { fromBase64, fromHex, toBase64 } from '../bytes.ts';
import { IcehouseError } from '../errors.ts';
import { parseTransaction } from '../tx/parse.ts';
import { txidOf } from '../tx/txid.ts';
import type { Transaction } from '../tx/types.ts';
import { isPsbt, MAX_PSBT_BYTES, parsePsbt } from './parse.ts';
import { serializePsbt } from './serialize.ts';
import type { Psbt } from './types.ts';

/** Held against the file as it is, before anything is decoded: text may be half as large again inside. */
export const MAX_FILE_BYTES: number = MAX_PSBT_BYTES;

/**
 * Decodes a file to the bytes of a PSBT.
 *
 * @throws IcehouseError `psbt/is-a-transaction`, `psbt/too-large`, `psbt/empty-file`, `psbt/utf-16-text`,
 *   `psbt/not-base64`, `psbt/not-a-psbt`. The PSBT itself is not parsed here.
 */
export function decodePsbt(file: Uint8Array): Uint8Array {
  const bytes = decodeFile(file);
  if (isPsbt(bytes)) return bytes;
  const transaction = transactionIn(bytes);
  if (transaction === undefined) throw notAPsbt();
  const isSigned = transaction.inputs.some(({ scriptSig, witness }) => scriptSig.length > 0 || witness.length > 0);
  throw new IcehouseError({
    code: 'psbt/is-a-transaction',
    message: isSigned ? 'this is a signed transaction, not a PSBT' : 'this is a bare transaction, not a PSBT',
    found: `transaction ${txidOf(transaction)}`,
    expected: 'a PSBT (BIP-0174)',
    next: isSigned
      ? 'combine it with the proposal it was made from, or look it up: it may be on the network already'
      : 'export it as a PSBT with its previous transactions; a bare transaction cannot be reviewed',
  });
}

/** Decodes and parses a file. @throws IcehouseError as {@link decodePsbt} and `parsePsbt` do. */
export function readPsbt(file: Uint8Array): Psbt {
  return parsePsbt(decodePsbt(file));
}

/**
 * Reads what a cosigner returned: a PSBT, or the final transaction.
 *
 * @throws IcehouseError as {@link readPsbt} does, except `psbt/is-a-transaction`.
 */
export function readReturnedFile(file: Uint8Array): Psbt | Transaction {
  const bytes = decodeFile(file);
  if (isPsbt(bytes)) return parsePsbt(bytes);
  const transaction = transactionIn(bytes);
  if (transaction !== undefined) return transaction;
  throw notAPsbt();
}

/** Base64 in one line: the form that every wallet takes. */
export function encodePsbt(psbt: Psbt): string {
  return toBase64(serializePsbt(psbt));
}

function decodeFile(file: Uint8Array): Uint8Array {
  if (file.length > MAX_FILE_BYTES) {
    throw new IcehouseError({
      code: 'psbt/too-large',
      message: 'this file is too large for a PSBT',
      found: `${file.length} bytes`,
      expected: `at most ${MAX_FILE_BYTES}`,
    });
  }
  if ((file[0] === 0xff && file[1] === 0xfe) || (file[0] === 0xfe && file[1] === 0xff)) {
    throw new IcehouseError({
      code: 'psbt/utf-16-text',
      message: 'this text is stored in UTF-16',
      next: 'save it again as UTF-8 or plain text; on Windows use another way than ">" to make the file',
    });
  }
  const text = textOf(file);
  if (text === '') throw new IcehouseError({ code: 'psbt/empty-file', message: 'the file is empty' });
  // The fifth byte of a binary PSBT, 0xff, stands in no UTF-8 text.
  if (text === undefined) return file;
  return HEX.test(text) ? fromHex(text, 'psbt/not-hex') : fromBase64(text, 'psbt/not-base64');
}

const HEX = /^(?:[0-9a-fA-F]{2})+$/;
const PRINTABLE = /^[\t\n\r\x20-\x7e]*$/;
const BYTE_ORDER_MARK = /^\ufeff/;

/** ASCII text without any white space and byte order mark; undefined when the bytes are no such text. */
function textOf(file: Uint8Array): string | undefined {
  const text = utf8Text(file)?.replace(BYTE_ORDER_MARK, '');
  return text !== undefined && PRINTABLE.test(text) ? text.replace(/\s/g, '') : undefined;
}

function utf8Text(file: Uint8Array): string | undefined {
  try {
    return utf8.encode(file);
  } catch {
    // Not UTF-8, hence no text: the caller takes the bytes as they are.
    return undefined;
  }
}

function transactionIn(bytes: Uint8Array): Transaction | undefined {
  try {
    return parseTransaction(bytes);
  } catch (error) {
    // Only a guess at what the bytes are instead: the caller says that they are no PSBT.
    if (error instanceof IcehouseError) return undefined;
    throw error;
  }
}

function notAPsbt(): IcehouseError {
  return new IcehouseError({
    code: 'psbt/not-a-psbt',
    message: 'this is not a PSBT',
    expected: 'a PSBT as binary file, Base64 or hexadecimal text (BIP-0174)',
    next: 'check that this is the file which was exported for signing',
  });
}
