/** Reads charter files and receipts, and says what every command says about a charter. */
import { resolve } from 'node:path';
import { parseCharterFile } from '../../core/charter/charter-file.ts';
import { parseReceipt } from '../../core/charter/receipt.ts';
import type { Charter, CharterFile, Receipt } from '../../core/charter/types.ts';
import { readFileText } from '../files/read.ts';
import type { Io } from '../io.ts';

export function readCharterFile(io: Io, file: string): CharterFile {
  return parseCharterFile(readFileText(resolve(io.folder, file)));
}

export function readReceipts(io: Io, files: readonly string[]): Receipt[] {
  return files.map((file) => parseReceipt(readFileText(resolve(io.folder, file))));
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
