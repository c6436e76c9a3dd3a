/**
 * Texts of scanned codes, one a line, UR and BBQr: whatever comes out, it is the same in any order of the lines or it is
 * refused, no more than the limits, and goes out by codes and comes in again as it is.
 */
import { readFileSync } from 'node:fs';
import { deflateRawSync } from 'node:zlib';
import { equalBytes } from '../../src/core/bytes.ts';
import { IcehouseError } from '../../src/core/errors.ts';
import { MAX_BBQR_BYTES } from '../../src/exchange/bbqr/join.ts';
import { fileOfContent } from '../../src/exchange/codes/content.ts';
import { joinCodes } from '../../src/exchange/codes/join.ts';
import { bbqrOfFile, type Codes, urOfFile } from '../../src/exchange/codes/write.ts';
import { textEdits } from '../edits/text.ts';
import { holds, type TextTarget } from '../engine/target.ts';
import { sample, stringsIn } from './vectors.ts';

const payment = new Uint8Array(readFileSync(new URL('../../test/vectors/bbqr/1in2out.psbt', import.meta.url)));
const deflate = (bytes: Uint8Array): Uint8Array => new Uint8Array(deflateRawSync(bytes, { windowBits: 10 }));

const linesOf = ({ total, part }: Codes, from = 1): string =>
  Array.from({ length: total }, (_, index) => part(from + index)).join('\n');

const records = stringsIn('ur/ur-registry-types.json', (text) => /^ur:/i.test(text) && text.length < 1_500);
const wallet = stringsIn('bbqr/bbqr-parts.json', (text) => text.startsWith('B$2J07')).slice(0, 7);

export const target: TextTarget = {
  kind: 'text',
  name: 'codes',
  pace: 'light',
  seeds: () => [
    ...sample(records, 12),
    wallet.join('\n'),
    linesOf(bbqrOfFile(payment, { maxLetters: 200 })),
    linesOf(bbqrOfFile(payment, { maxLetters: 200, deflate })),
    linesOf(bbqrOfFile(new Uint8Array(100_000), { maxLetters: 100, deflate })),
    linesOf(urOfFile(payment, 200)),
    linesOf(urOfFile(payment, 200), 5),
    'B$HU0200C3A4\nB$HU0201C3B6\nhttps://example.org',
  ],
  edits: textEdits([
    'B$2P0200',
    'B$ZJ0201',
    'B$HT0100',
    '00',
    '01',
    'ZZ',
    'ur:bytes/',
    'ur:crypto-psbt/',
    '1-2/',
    '\n',
    'AA',
  ]),
  run: (text) => {
    const lines = text.split('\n');
    const { content, open, ignored } = joinCodes(lines);
    const file = fileOfContent(content);
    holds(file.length <= 2 * MAX_BBQR_BYTES + 1, 'no more comes out than the limits');
    const reversed = attempt(() => fileOfContent(joinCodes(lines.toReversed()).content));
    const isScan = lines.every((line) => /^\s*(?:$|b\$|ur:[a-z0-9-]+\/\d)/i.test(line)) && open.length === 0;
    if (isScan && reversed !== undefined && ignored.length === 0) {
      holds(equalBytes(file, reversed), 'the order of the lines does not matter');
    }
    if (content.form === 'bbqr' && file.length > 0) {
      const again = joinCodes(linesOf(bbqrOfFile(file, { maxLetters: 200, deflate })).split('\n')).content;
      holds(equalBytes(fileOfContent(again), file), 'a file survives being shown and scanned');
    }
    return [content.form === 'plain' ? 'plain' : `${content.form} ${content.type}`];
  },
};

function attempt<T>(step: () => T): T | undefined {
  try {
    return step();
  } catch (error) {
    if (error instanceof IcehouseError) return undefined;
    throw error;
  }
}
