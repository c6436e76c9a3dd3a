/**
 * Writes docs/formats.md from the table of formats, so that the page promises what the tests run. A test compares them;
 * `node scripts/formats-page.ts` brings the page up to date.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EXPORT_FORMATS } from '../src/exchange/formats.ts';
import { LABEL_FORMATS } from '../src/exchange/labels/formats.ts';
import { KEY_SOURCES, REFUSED_FORMATS, WALLET_FORMATS } from '../test/formats/table.ts';

export const FORMATS_PAGE = join(import.meta.dirname, '../docs/formats.md');

/** The page as text. */
export function formatsPage(): string {
  return [
    '# Formats: in and out of other wallets',
    '',
    '<!-- Written by scripts/formats-page.ts from test/formats; change it there. -->',
    '',
    'For each format a sample by the program itself comes in, becomes a charter, goes out and comes in again: the same',
    'descriptor and the same receive and change addresses by two libraries. `icehouse charter import` tells the format by the',
    'content; `charter export --format NAME` writes. Real Electrum opens what is written for it, shows the same 20 and 20',
    'addresses and signs; files that it writes, plain and encrypted, come in (`test/peers/electrum-files.test.ts`).',
    '',
    '## Wallets',
    '',
    '| format | read as | written as | sample by | not in it |',
    '|---|---|---|---|---|',
    ...WALLET_FORMATS.map(
      ({ title, reader, writer, sample, lost }) => `| ${title} | ${reader} | ${writer} | ${sample.source} | ${lost} |`,
    ),
    '',
    'No format holds proofs, receipts, the birthday or the number of receipts: after an import the members compare the code',
    'and sign anew. What a file leaves open is asked and never guessed: the order of keys, native or nested, the chains, the',
    'origin of a key, who holds it.',
    '',
    '## Refused with the reason',
    '',
    ...REFUSED_FORMATS.map(({ title, code, reason }) => `- ${title} (\`${code}\`): ${reason}.`),
    '',
    '## What is written',
    '',
    ...EXPORT_FORMATS.map(({ name, purpose }) => `- \`${name}\`: ${purpose}.`),
    '',
    '## Keys of one member',
    '',
    '`icehouse key import` makes a card without proof; Trezor and Ledger come by Sparrow (descriptor) or Specter (device JSON).',
    '',
    '| format | read as | sample by |',
    '|---|---|---|',
    ...KEY_SOURCES.map(({ title, reader, sample }) => `| ${title} | ${reader} | ${sample.source} |`),
    '',
    '## Labels',
    '',
    ...LABEL_FORMATS.map(({ name, purpose }) => `- \`${name}\`: ${purpose}.`),
    '',
  ].join('\n');
}

if (import.meta.main) writeFileSync(FORMATS_PAGE, formatsPage());
