/** Labels in three forms: what one reads, it writes so that it reads the same again, and no cell becomes a formula. */

import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { IcehouseError } from '../../src/core/errors.ts';
import { readBip329, writeBip329 } from '../../src/exchange/labels/bip329.ts';
import { readCsv, writeCsv } from '../../src/exchange/labels/csv.ts';
import { readElectrumLabels, writeElectrumLabels } from '../../src/exchange/labels/electrum.ts';
import type { LabelFile } from '../../src/exchange/labels/label.ts';
import { jsonEdits } from '../edits/json.ts';
import { holds, type TextTarget } from '../engine/target.ts';

const SAMPLE = readFileSync(new URL('../../test/vectors/labels/bip329-labels.jsonl', import.meta.url), 'utf8');
const LINES = SAMPLE.split('\n').filter((line) => line !== '');

const WORDS = [
  'type',
  'ref',
  'label',
  'origin',
  'spendable',
  'tx',
  'addr',
  'output',
  '=HYPERLINK(',
  "'",
  '"',
  ',',
  '@',
  '\t',
];

export const target: TextTarget = {
  kind: 'text',
  name: 'labels',
  pace: 'light',
  seeds: () => [
    ...LINES.slice(0, 12),
    LINES.slice(0, 4).join('\n'),
    writeCsv(readBip329(LINES.slice(0, 6).join('\n'))),
    writeElectrumLabels(readBip329(LINES.slice(0, 6).join('\n'))),
    'type,ref,label,spendable,origin\r\naddr,bc1qqqqqqqqqqqqqq,"\'=1+1, ""quoted""",true,\r\n',
  ],
  edits: jsonEdits(WORDS),
  run: (text) => [
    attempt(
      'bip329',
      () => readBip329(text),
      (file) => readBip329(writeBip329(file)),
    ),
    attempt(
      'csv',
      () => readCsv(text),
      (file) => readCsv(formulaFree(writeCsv(file))),
    ),
    attempt(
      'electrum',
      () => readElectrumLabels(text),
      (file) => readElectrumLabels(writeElectrumLabels(file)),
    ),
  ],
};

function attempt(mark: string, read: () => LabelFile, again: (file: LabelFile) => LabelFile): string {
  let file: LabelFile;
  try {
    file = read();
  } catch (error) {
    if (error instanceof IcehouseError) return error.code;
    throw error;
  }
  const same = isDeepStrictEqual(plain(again(file)), plain(file));
  holds(same, `${mark}: labels survive being written and read`);
  return mark;
}

/** Objects without a prototype and with one count as the same. */
function plain(file: LabelFile): unknown {
  return JSON.parse(JSON.stringify(file));
}

const CELL = /("(?:[^"]|"")*"|[^",\r\n]*)(?:,|\r\n)/gy;
const FORMULA = /^[=+\-@\t\r\n|%]/u;

/** The table as it is, once every cell has been looked at as a spreadsheet would. */
function formulaFree(table: string): string {
  const cells = [...table.matchAll(CELL)];
  holds(cells.reduce((sum, [cell]) => sum + cell.length, 0) === table.length, 'a table is made of cells');
  holds(!cells.some(([, cell = '']) => FORMULA.test(cell.replace(/^"/, ''))), 'no cell of a table is a formula');
  return table;
}
