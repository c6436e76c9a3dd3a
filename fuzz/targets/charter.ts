/** Charter files and bare charters: what is read has exactly one text and one id. */

import fc from 'fast-check';
import { toHex, utf8ToBytes } from '../../src/core/bytes.ts';
import { formatCharterFile, parseCharterFile } from '../../src/core/charter/charter-file.ts';
import { depositReadiness } from '../../src/core/charter/deposits.ts';
import { parseCharter } from '../../src/core/charter/read.ts';
import { IcehouseError } from '../../src/core/errors.ts';
import { taggedHash } from '../../src/core/hash.ts';
import { canonicalJson } from '../../src/core/json/canonical.ts';
import { parseStrictJson } from '../../src/core/json/strict.ts';
import { jsonEdits } from '../edits/json.ts';
import type { TextEdit } from '../edits/text.ts';
import { holds, type TextTarget } from '../engine/target.ts';
import { charterTexts, DOCUMENT_WORDS } from './workshop.ts';

/** Makes the id fit a charter that other edits changed, so that they reach what is behind that check. */
const mendId: TextEdit = (text) => {
  try {
    const file = JSON.parse(text);
    const id = toHex(taggedHash('icehouse/charter', utf8ToBytes(canonicalJson(file.charter))));
    return JSON.stringify({ ...file, id, receipts: [] });
  } catch {
    // No charter file any more: nothing to mend.
    return text;
  }
};

export const target: TextTarget = {
  kind: 'text',
  name: 'charter',
  pace: 'heavy',
  seeds: () => charterTexts,
  edits: fc.oneof({ weight: 5, arbitrary: jsonEdits(DOCUMENT_WORDS) }, { weight: 1, arbitrary: fc.constant(mendId) }),
  run: (text) => [readFile(text), readBare(text)],
};

function readFile(text: string): string {
  try {
    const file = parseCharterFile(text);
    const printed = formatCharterFile(file);
    const again = parseCharterFile(printed);
    holds(again.charter.id === file.charter.id, 'a charter file prints to one of the same charter');
    holds(formatCharterFile(again) === printed, 'a printed charter file is its own print');
    const { ready, signed } = depositReadiness(file);
    holds(!ready || signed.length >= file.charter.receiptsRequired, 'deposits open with enough receipts only');
    return ready ? 'file, open' : 'file';
  } catch (error) {
    if (error instanceof IcehouseError) return `file: ${error.code}`;
    throw error;
  }
}

function readBare(text: string): string {
  try {
    const charter = parseCharter(text);
    const { canonicalText } = charter;
    holds(parseCharter(canonicalText).id === charter.id, 'a charter prints to the same charter');
    const value = parseStrictJson(text, { maxBytes: 1 << 18 });
    holds(canonicalJson(value) === canonicalText, 'nothing in the text of a charter is left out of its id');
    return 'charter';
  } catch (error) {
    if (error instanceof IcehouseError) return error.code;
    throw error;
  }
}
