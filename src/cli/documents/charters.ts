import { parseCharterFile } from '../../core/charter/charter-file.ts';
import { CONFIRMATION_FORMAT, parseConfirmation } from '../../core/charter/confirmation.ts';
import { parseReceipt } from '../../core/charter/receipt.ts';
import type { Charter, CharterFile, Confirmation, Receipt } from '../../core/charter/types.ts';
import { IcehouseError } from '../../core/errors.ts';
import { visible } from '../../core/text/visible.ts';
import type { Io } from '../io.ts';
import { readDocumentText } from './travelled.ts';

export function readCharterFile(io: Io, file: string): CharterFile {
  return parseCharterFile(readDocumentText(io, file));
}

export function readReceipts(io: Io, files: readonly string[]): Receipt[] {
  return files.map((file) => parseReceipt(readDocumentText(io, file)));
}

/** What members send back about a charter: each file is a receipt or, by its own word, a confirmation. */
export interface Answers {
  readonly receipts: readonly Receipt[];
  readonly confirmations: readonly Confirmation[];
}

/** @throws IcehouseError those of `parseReceipt` and `parseConfirmation`. */
export function readAnswers(io: Io, files: readonly string[]): Answers {
  const texts = files.map((file) => readDocumentText(io, file));
  // The text only decides who reads it; the reader checks the format for itself.
  const isConfirmation = (text: string): boolean => text.includes(`"${CONFIRMATION_FORMAT}"`);
  return {
    receipts: texts.filter((text) => !isConfirmation(text)).map(parseReceipt),
    confirmations: texts.filter(isConfirmation).map(parseConfirmation),
  };
}

/**
 * Finds a member by the name that the charter gives her, in any case.
 *
 * @throws IcehouseError `charter/no-such-member` with the names there are.
 */
export function memberPosition({ wallet }: Charter, name: string, option: string): number {
  const position = wallet.keys.findIndex((key) => key.name.toLowerCase() === name.toLowerCase());
  if (position >= 0) return position;
  throw new IcehouseError({
    code: 'charter/no-such-member',
    kind: 'usage',
    message: 'the charter names no such member',
    at: option,
    expected: wallet.keys.map((key) => visible(key.name)).join(', '),
  });
}

/** The 16 words as they are read aloud: four lines of four. */
export function codeLines(charter: Charter): string[] {
  const width = Math.max(...charter.code.flat().map((word) => word.length)) + 2;
  return charter.code.map((group, number) =>
    `    ${number + 1}  ${group.map((word) => word.padEnd(width)).join('')}`.trimEnd(),
  );
}

/** `2 of 3, P2WSH, regtest`. */
export function policyText({ wallet }: Charter): string {
  const order = wallet.keyOrder === 'given' ? ', keys in given order' : '';
  return `${wallet.m} of ${wallet.keys.length}, ${wallet.scriptType}${order}, ${wallet.network}`;
}
