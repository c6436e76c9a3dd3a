/**
 * The history as JSON, with all that is known of it: amounts as whole satoshis in decimal text, so that no reader rounds
 * them, times in UTC, foreign text whole, with each character that hides or turns a line written as a JSON escape.
 */
import { toHex } from '../../../core/bytes.ts';
import type { History } from '../types.ts';

export const HISTORY_FORMAT = 'icehouse-history';

export interface ExportedWallet {
  readonly name: string;
  readonly charterId: string;
}

/** What a reader of the file would not see, or would see in another order. */
const UNSEEN = /[\u007f-\u009f]|\p{Cf}|\p{Co}|\p{Zl}|\p{Zp}|\p{Default_Ignorable_Code_Point}/gu;

export function historyJson(history: History, { name, charterId }: ExportedWallet): string {
  const document = { format: HISTORY_FORMAT, version: 1, wallet: name, charter: charterId, ...history };
  return `${JSON.stringify(document, plain, 2).replaceAll(UNSEEN, escaped)}\n`;
}

/** As JSON escapes it: one `\\uXXXX` for each UTF-16 unit. */
function escaped(character: string): string {
  const units = Array.from({ length: character.length }, (_, index) => character.charCodeAt(index));
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('');
}

/** A `bigint` becomes decimal text, bytes become hex digits, and what is unknown becomes `null` rather than nothing. */
function plain(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString();
  if (value instanceof Uint8Array) return toHex(value);
  return value === undefined ? null : value;
}
