/** Codes that cameras read: bombs, parts that do not belong together, and readers that are too strict (74 to 78). */
import { readFileSync } from 'node:fs';
import { deflateRawSync } from 'node:zlib';
import { concatBytes, utf8ToBytes } from '../../../../src/core/bytes.ts';
import type { ErrorCode } from '../../../../src/core/errors.ts';
import { MAX_BBQR_BYTES } from '../../../../src/exchange/bbqr/join.ts';
import { contentName, fileOfContent } from '../../../../src/exchange/codes/content.ts';
import { joinCodes } from '../../../../src/exchange/codes/join.ts';
import { bbqrOfFile, type Codes, urOfFile } from '../../../../src/exchange/codes/write.ts';
import { encodeBytewords } from '../../../../src/exchange/ur/bytewords.ts';
import { encodeCbor } from '../../../../src/exchange/ur/cbor-write.ts';
import { crc32 } from '../../../../src/exchange/ur/crc32.ts';
import { encodeFountainPart } from '../../../../src/exchange/ur/fountain-part.ts';
import { type ActCase, type CommandLine, type Pair, type Row, refused, type Told } from '../../row.ts';

const payment = new Uint8Array(readFileSync(new URL('../../../vectors/bbqr/1in2out.psbt', import.meta.url)));
const deflate = (bytes: Uint8Array): Uint8Array => new Uint8Array(deflateRawSync(bytes, { windowBits: 10 }));

/** Parts of one code, by their numbers. */
const parts = ({ part }: Codes, numbers: readonly number[]): string[] => numbers.map(part);
const numbers = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, at) => from + at);

const bbqr = bbqrOfFile(payment, { maxLetters: 200 });
const ur = urOfFile(payment, 200);
const whole = parts(bbqr, numbers(1, bbqr.total));

const joining = (lines: readonly string[]): CommandLine => ({
  words: ['qr', 'join', 'scanned.txt', '--out', 'payment.psbt'],
  files: { 'scanned.txt': `${lines.join('\n')}\n` },
});

/** What is told of a scan. */
function told(lines: readonly string[]): string {
  const { content, ignored, taken } = joinCodes(lines);
  const codes = taken === 1 ? 'one code' : `${taken} codes`;
  return `${fileOfContent(content).length} bytes from ${codes} (${contentName(content)})${ignored.map(({ line }) => `, line ${line} was left aside`).join('')}`;
}

/** Lines of a scan, against those of a good one. */
function scan(name: string, expected: ErrorCode | Told, lines: Pair<readonly string[]>): ActCase {
  return {
    name,
    expected: typeof expected === 'string' ? refused(expected) : expected,
    library: () => ({ attack: () => told(lines.attack), control: () => told(lines.control) }),
    commands: () => ({ attack: joining(lines.attack), control: joining(lines.control) }),
    within: 1_000,
  };
}

/** Zeros, deflated a thousandfold, as a payment. */
function swelling(length: number): string[] {
  const codes = bbqrOfFile(deflate(new Uint8Array(length)), { maxLetters: 4_296 });
  return parts(codes, numbers(1, codes.total)).map((part) => part.replace(/^B\$../, 'B$ZB'));
}

/** A part that claims so many fragments of one byte. */
function claiming(total: number): string {
  const part = { sequence: 1, total, messageLength: total, checksum: 1, data: new Uint8Array(1) };
  return `ur:bytes/1-${total}/${encodeBytewords(encodeFountainPart(part), 'minimal')}`;
}

/** A text whose checksum begins with zeros, as an animated code or a single one. */
const lowChecksum = ((): Uint8Array => {
  for (let number = 0; ; number++) {
    const cbor = encodeCbor(concatBytes(payment, utf8ToBytes(String(number))));
    if (crc32(cbor) < 2 ** 24) return cbor;
  }
})();
const fullChecksum = `ur:bytes/${encodeBytewords(lowChecksum, 'minimal')}`;
/** As signers wrote it that left the zeros away. */
const shortChecksum = fullChecksum.slice(0, -8) + fullChecksum.slice(-6);

export const CODE_ROWS: readonly Row<ActCase>[] = [
  {
    row: 74,
    cases: [
      scan('74-beyond-the-limit', 'compression/too-large', {
        attack: swelling(MAX_BBQR_BYTES + 1),
        control: swelling(MAX_BBQR_BYTES),
      }),
      scan('74-a-gigabyte-in-a-megabyte', 'compression/too-large', {
        attack: swelling(1 << 28),
        control: swelling(1 << 20),
      }),
    ],
  },
  {
    row: 75,
    cases: [
      scan('75-part-missing', 'codes/incomplete', { attack: whole.toSpliced(1, 1), control: whole }),
      scan('75-part-of-another-file', 'bbqr/conflicting-part', {
        attack: [whole[0]!, whole[1]!, `${whole[1]!.slice(0, 8)}${whole[2]!.slice(8)}`, ...whole.slice(2)],
        control: [whole[0]!, whole[1]!, whole[1]!, ...whole.slice(2)],
      }),
      scan('75-part-of-another-length', 'bbqr/uneven-parts', {
        attack: [whole[0]!, whole[1]!.slice(0, -8), ...whole.slice(2)],
        control: whole,
      }),
      scan('75-another-total', 'codes/incomplete', {
        attack: [...whole.slice(0, -1), whole.at(-1)!.replace(/^(B\$..)../, '$10Z')],
        control: whole,
      }),
      scan('75-number-beyond-the-total', 'codes/incomplete', {
        attack: [...whole.slice(0, -1), whole.at(-1)!.replace(/^(B\$....)../, '$1ZZ')],
        control: whole,
      }),
      scan('75-two-files', 'codes/several', {
        attack: [...whole, ...parts(ur, numbers(1, ur.total))],
        control: [...whole, ...parts(ur, numbers(2, ur.total))],
      }),
    ],
  },
  {
    row: 76,
    cases: [
      scan('76-a-million-parts', 'ur/too-many-parts', { attack: [claiming(1_000_000)], control: whole }),
      scan('76-one-part-too-many', 'ur/too-many-parts', { attack: [claiming(2_049)], control: whole }),
      scan(
        '76-a-million-parts-beside-a-good-code',
        { outcome: 'told', shows: ['was left aside'] },
        {
          attack: [claiming(1_000_000), ...whole],
          control: whole,
        },
      ),
    ],
  },
  {
    row: 77,
    cases: [
      scan(
        '77-joined-in-the-middle',
        { outcome: 'told', shows: ['from 11 codes', 'crypto-psbt'] },
        {
          attack: parts(ur, [...numbers(5, ur.total), ...numbers(1, 4)]),
          control: whole,
        },
      ),
      // Not one of the eleven fragments by itself: mixes alone.
      scan(
        '77-numbers-beyond-the-length',
        { outcome: 'told', shows: ['from 11 codes', 'crypto-psbt'] },
        {
          attack: parts(ur, numbers(ur.total + 1, ur.total + 15)),
          control: whole,
        },
      ),
      scan(
        '77-numbers-far-beyond-the-length',
        { outcome: 'told', shows: ['from 11 codes', 'crypto-psbt'] },
        {
          attack: parts(ur, numbers(60_000, 60_015)),
          control: whole,
        },
      ),
    ],
  },
  {
    row: 78,
    cases: [
      scan(
        '78-checksum-with-zeros',
        { outcome: 'told', shows: ['(bytes)'] },
        {
          attack: [fullChecksum],
          control: whole,
        },
      ),
      scan(
        '78-checksum-without-its-zeros',
        { outcome: 'told', shows: ['(bytes)'] },
        {
          attack: [shortChecksum],
          control: whole,
        },
      ),
    ],
  },
];
