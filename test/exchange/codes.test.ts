/**
 * Codes of every kind, as a camera sees them and as they are drawn: what belongs together is put together, what does not is
 * left aside with the reason, and a picture of a code is read back by a decoder.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { deflateRawSync } from 'node:zlib';
import decodeQR from 'qr/decode.js';
import { describe, expect, it } from 'vitest';
import { fromHex, toBase64, toHex, utf8ToBytes } from '../../src/core/bytes.ts';
import { parsePsbt } from '../../src/core/psbt/parse.ts';
import { serializePsbt } from '../../src/core/psbt/serialize.ts';
import { type CodeContent, fileOfContent } from '../../src/exchange/codes/content.ts';
import { joinCodes, openCodes } from '../../src/exchange/codes/join.ts';
import { codeMatrix, lettersInVersion, sideOfVersion } from '../../src/exchange/codes/matrix.ts';
import { createCodeReader } from '../../src/exchange/codes/reader.ts';
import { codesSvg } from '../../src/exchange/codes/svg.ts';
import { bbqrOfFile, type Codes, urCodes, urOfFile } from '../../src/exchange/codes/write.ts';
import { recognise } from '../../src/exchange/inbox/recognise.ts';
import { encodeCbor } from '../../src/exchange/ur/cbor-write.ts';
import { formatUr } from '../../src/exchange/ur/ur.ts';
import { codeOf, refusalOf } from '../support/errors.ts';
import { sampleJson } from '../support/imports.ts';

const bytesOf = (file: string): Uint8Array =>
  new Uint8Array(readFileSync(new URL(`../vectors/bbqr/${file}`, import.meta.url)));
const payment = bytesOf('1in2out.psbt');
const large = bytesOf('1in100out.psbt');
const deflate = (bytes: Uint8Array): Uint8Array => new Uint8Array(deflateRawSync(bytes, { windowBits: 10 }));
const parts = ({ total, part }: Codes, from = 1, count = total): string[] =>
  Array.from({ length: count }, (_, index) => part(from + index));
const joined = (lines: readonly string[]): string => toHex(fileOfContent(joinCodes(lines).content));

const PAGE = 'https://example.org/menu';

describe('two animated codes in one view', () => {
  const [first, second] = [urOfFile(payment, 200), urOfFile(large, 200)];

  it('are gathered apart, and each is complete by itself', () => {
    const reader = createCodeReader();
    const complete: CodeContent[] = [];
    for (let number = 1; number <= second.total; number++) {
      for (const codes of [first, second]) {
        const taken = reader.take(codes.part(number));
        if (taken.outcome === 'complete') complete.push(taken.content);
      }
    }
    expect(complete.map(fileOfContent).map(toHex)).toEqual([payment, large].map(toHex));
    expect(reader.open()).toEqual([]);
  });

  it('of both forms, with an unfinished one left aside and told', () => {
    const bbqr = bbqrOfFile(large, { maxLetters: 300, deflate });
    const result = joinCodes([...parts(first, 1, 2), ...parts(bbqr), first.part(1)]);
    expect(toHex(fileOfContent(result.content))).toBe(toHex(large));
    expect(result.open).toMatchObject([{ form: 'ur', what: 'crypto-psbt', have: 2, total: first.total }]);
    expect(result.taken).toBe(2 + bbqr.total);
  });

  it('are refused where both are complete and one is asked for', () => {
    expect(codeOf(() => joinCodes([...parts(first), ...parts(second)]))).toBe('codes/several');
    expect(joined(parts(first))).toBe(toHex(payment));
  });

  it('are eight at most', () => {
    const reader = createCodeReader();
    const files = Array.from({ length: 9 }, (_, index) => new Uint8Array(500).fill(index));
    const taken = files.map((file) => reader.take(urOfFile(file, 200).part(1)));
    expect(taken.map(({ outcome }) => outcome)).toEqual([...Array(8).fill('new'), 'ignored']);
    expect(taken.at(-1)).toMatchObject({ reason: { code: 'codes/too-many-codes' } });
  });
});

describe('a scan with disturbances', () => {
  const codes = urOfFile(payment, 200);
  const mixes = parts(codes, codes.total + 1, codes.total * 2);

  it('ignores a wrong code in the middle, and tells', () => {
    const half = Math.floor(codes.total / 2);
    const lines = [...parts(codes, 1, half), PAGE, formatUr({ type: 'bytes', cbor: encodeCbor(new Uint8Array(9)) })];
    const result = joinCodes([...lines, ...parts(codes, half + 1, codes.total - half)]);
    expect(toHex(fileOfContent(result.content))).toBe(toHex(payment));
    expect(result.ignored.map(({ line, reason }) => [line, reason.code])).toEqual([
      [half + 1, 'codes/another-code'],
      [half + 2, 'codes/another-code'],
    ]);
  });

  it('ignores a page before and after it, and a code that is seen again and again', () => {
    const result = joinCodes([PAGE, ...parts(codes), PAGE, ...parts(codes), 'another page']);
    expect(toHex(fileOfContent(result.content))).toBe(toHex(payment));
    expect(result.taken).toBe(codes.total);
    expect(result.ignored.map(({ line }) => line)).toEqual([1, 2 * codes.total + 3]);
    const whole = formatUr({ type: 'crypto-psbt', cbor: encodeCbor(payment) });
    expect(joined([whole, whole, ` ${whole}\r`])).toBe(toHex(payment));
    expect(codeOf(() => joinCodes([PAGE, codes.part(1)]))).toBe('codes/incomplete');
    const several = refusalOf(() => joinCodes(Array.from({ length: 5_000 }, (_, index) => `page ${index}`)));
    expect([several.code, several.found]).toEqual(['codes/several', '5000 (text)']);
  });

  it('ignores a part that was read wrong, and takes it when it comes again', () => {
    const wrong = `${codes.part(2).slice(0, -2)}AA`;
    const result = joinCodes([codes.part(1), wrong, ...parts(codes, 2, codes.total - 1)]);
    expect(toHex(fileOfContent(result.content))).toBe(toHex(payment));
    expect(result.ignored).toMatchObject([{ line: 2, reason: { code: 'bytewords/checksum' } }]);
  });

  it('goes on where it was stopped, and says what is missing', () => {
    const refusal = refusalOf(() => joinCodes(parts(codes, 2, codes.total - 1)));
    expect(refusal.code).toBe('codes/incomplete');
    expect(refusal.found).toBe(`${codes.total - 1} of ${codes.total} parts of crypto-psbt; missing: 1`);
    expect(joined([...parts(codes, 2, codes.total - 1), codes.part(1)])).toBe(toHex(payment));
    expect(joined(mixes)).toBe(toHex(payment));
  });

  it('knows what it has seen already', () => {
    const reader = createCodeReader();
    expect(reader.take(codes.part(3)).outcome).toBe('new');
    expect(reader.take(codes.part(3))).toMatchObject({ outcome: 'repeat', progress: { have: 1, total: codes.total } });
    for (const part of mixes) reader.take(part);
    expect(reader.take(codes.part(3)).outcome).toBe('repeat');
  });

  it('stops where parts contradict each other', () => {
    const [one, other] = [payment, payment.toReversed()].map((file) => bbqrOfFile(file, { maxLetters: 200 }));
    const forged = other!.part(2).replace(/^B\$../, one!.part(2).slice(0, 4));
    expect(codeOf(() => joinCodes([...parts(one!, 1, 2), forged]))).toBe('bbqr/conflicting-part');
    expect(joined([...parts(one!, 1, 2), ...parts(one!)])).toBe(toHex(payment));
  });

  it('stops where another file with the same head follows a complete one', () => {
    const [one, other] = [payment, payment.toReversed()].map((file) => bbqrOfFile(file, { maxLetters: 200 }));
    const head = one!.part(1).slice(0, 6);
    const same = parts(other!).map((part) => head + part.slice(6));
    expect(codeOf(() => joinCodes([...parts(one!), ...same]))).toBe('bbqr/conflicting-part');
    expect(codeOf(() => joinCodes([...parts(one!), same.at(-1)!]))).toBe('bbqr/conflicting-part');
    expect(joined([...parts(one!), ...parts(one!)])).toBe(toHex(payment));
  });

  it('has nothing to give for nothing', () => {
    expect(codeOf(() => joinCodes([]))).toBe('codes/nothing');
    expect(codeOf(() => joinCodes(['', '  ']))).toBe('codes/nothing');
    expect(codeOf(() => joinCodes(['x'.repeat(7_090)]))).toBe('codes/too-long');
    expect(codeOf(() => joinCodes(Array(100_001).fill('')))).toBe('codes/too-many-lines');
    expect(joined([PAGE])).toBe(toHex(utf8ToBytes(`${PAGE}\n`)));
  });
});

describe('what is in codes', () => {
  const resource = (type: string, value: Parameters<typeof encodeCbor>[0]): string =>
    formatUr({ type, cbor: encodeCbor(value) });
  const transaction = bytesOf('nfc-result.txn');

  it('becomes the file that it was, whatever its form', () => {
    const json = utf8ToBytes('{\n  "format": "anything"\n}\n');
    const files: readonly (readonly [Uint8Array, Uint8Array, string, string])[] = [
      [payment, payment, 'crypto-psbt', 'P'],
      [utf8ToBytes(`${toBase64(payment)}\n`), payment, 'crypto-psbt', 'P'],
      [json, json, 'bytes', 'J'],
      [utf8ToBytes('Grüße'), utf8ToBytes('Grüße'), 'bytes', 'U'],
      [Uint8Array.of(0, 1, 2, 255), Uint8Array.of(0, 1, 2, 255), 'bytes', 'B'],
    ];
    for (const [file, expected, ur, bbqr] of files) {
      const codes = [urOfFile(file, 200), bbqrOfFile(file, { maxLetters: 200, deflate })];
      expect(codes.map(({ type }) => type)).toEqual([ur, bbqr]);
      for (const each of codes) expect(joined(parts(each))).toBe(toHex(expected));
    }
  });

  it('is hexadecimal text for a transaction, as broadcasting takes it', () => {
    const codes = bbqrOfFile(utf8ToBytes(`${toHex(transaction)}\n`), { maxLetters: 200 });
    expect(codes.type).toBe('T');
    expect(Buffer.from(joined(parts(codes)), 'hex').toString()).toBe(`${toHex(transaction)}\n`);
  });

  it('may be a PSBT with the tag that its type makes needless', () => {
    for (const [type, tag] of [
      ['crypto-psbt', 310],
      ['psbt', 40_310],
    ] as const) {
      expect(joined([resource(type, payment)])).toBe(toHex(payment));
      expect(joined([resource(type, { tag, value: payment })])).toBe(toHex(payment));
      expect(codeOf(() => joined([resource(type, { tag: 1, value: payment })]))).toBe('codes/not-bytes');
    }
  });

  it('is never a seed, a private key or a program', () => {
    for (const type of ['crypto-seed', 'seed', 'crypto-bip39', 'crypto-sskr', 'crypto-eckey', 'eckey']) {
      expect(codeOf(() => joined([resource(type, new Map([[1, new Uint8Array(16)]]))]))).toBe('codes/secret');
    }
    const { cases } = sampleJson<{ cases: readonly { type_test: string; test: string; ur?: readonly string[] }[] }>(
      'ur/ur-registry-types.json',
    );
    const key = (test: string) => cases.find((each) => each.type_test === 'CryptoHDKey' && each.test === test)!.ur![0]!;
    expect(codeOf(() => joined([key('testMasterKey')]))).toBe('key/private-key-refused');
    expect(recognise(utf8ToBytes(key('testMasterKey'))).kind).toBe('secret');
    expect(recognise(utf8ToBytes(key('testPublicTestnet'))).kind).toBe('foreign-key');
    expect(codeOf(() => joined(['B$HX0100AA']))).toBe('codes/program');
    expect(codeOf(() => joined([resource('crypto-request', 1)]))).toBe('codes/unknown-type');
    expect(codeOf(() => joined([resource('bytes', 1)]))).toBe('codes/not-bytes');
  });
});

describe('an output descriptor in a code', () => {
  const XPRV =
    'xprv9s21ZrQH143K3nyWMZVjzGL4KKAE1zahmhTHuV5pdw4eK3o3igC5QywgQG7UTRe6TGBniPDpPFWzXMeMUFbBj8uYsfXGjyMmF54wdNt8QBm';
  const code = (texts: readonly [number, string][]): string =>
    formatUr({ type: 'output-descriptor', cbor: encodeCbor(new Map<number, string>(texts)) });
  const source = `wpkh(${'02'.repeat(33)})`;

  it('holds no private key and no phrase in its source, its name or its note', () => {
    const plain: [number, string][] = [
      [1, source],
      [3, 'Roof'],
      [4, 'for the roof'],
    ];
    expect(recognise(utf8ToBytes(joinedText(code(plain)))).kind).not.toBe('secret');
    for (const [at] of plain) {
      for (const text of [`wpkh(${XPRV})`, `${'abandon '.repeat(11)}about`]) {
        const bad = code(plain.map(([key, value]) => [key, key === at ? text : value]));
        expect(codeOf(() => joined([bad]))).toBe('codes/secret');
        expect(recognise(utf8ToBytes(bad)).kind).toBe('secret');
      }
    }
  });

  function joinedText(text: string): string {
    return Buffer.from(joined([text]), 'hex').toString();
  }
});

describe('a file that may be the text of codes', () => {
  it('is opened if it is, and the same bytes if it is not', () => {
    for (const file of [payment, utf8ToBytes('{"a":1}'), utf8ToBytes('url: x'), new Uint8Array(), utf8ToBytes('b')]) {
      expect(openCodes(file)).toBe(file);
    }
    for (const codes of [urOfFile(payment, 200), bbqrOfFile(payment, { maxLetters: 200, deflate })]) {
      for (const text of [parts(codes).join('\n'), `\ufeff\r\n ${parts(codes).join('\r\n').toLowerCase()}`]) {
        expect(toHex(openCodes(utf8ToBytes(text)))).toBe(toHex(payment));
        expect(recognise(utf8ToBytes(text)).kind).toBe('psbt');
      }
      expect(codeOf(() => openCodes(utf8ToBytes(codes.part(1))))).toBe('codes/incomplete');
      expect(recognise(utf8ToBytes(codes.part(1))).kind).toBe('damaged');
    }
  });

  it('is a PSBT that reads as the one that was shown, after a stay on a signer', () => {
    const opened = parsePsbt(openCodes(utf8ToBytes(parts(urOfFile(large, 300)).join('\n'))));
    expect(toHex(serializePsbt(opened))).toBe(toHex(large));
  });
});

/** A picture in gray: every square so many pixels. */
function decoded(matrix: readonly (readonly boolean[])[], scale: number): string {
  const side = matrix.length * scale;
  const data = new Uint8ClampedArray(side * side * 4).fill(255);
  const isDark = (x: number, y: number) => matrix[Math.floor(y / scale)]?.[Math.floor(x / scale)] === true;
  for (let pixel = 0; pixel < side * side; pixel++) {
    if (isDark(pixel % side, Math.floor(pixel / side))) data.set([0, 0, 0], pixel * 4);
  }
  return decodeQR({ width: side, height: side, data });
}

describe('drawn codes', () => {
  it('hold as many letters as the standard says, and not one more', () => {
    for (let version = 1; version <= 40; version++) {
      const full = 'A'.repeat(lettersInVersion(version));
      expect(codeMatrix(full, version)).toHaveLength(sideOfVersion(version));
      expect(codeOf(() => codeMatrix(`${full}A`, version))).toBe('codes/too-long');
    }
    expect([1, 10, 27, 40].map(lettersInVersion)).toEqual([25, 395, 2_132, 4_296]);
  });

  it('are read back by a decoder, part by part, to the PSBT', () => {
    for (const codes of [
      urOfFile(large, lettersInVersion(10)),
      bbqrOfFile(large, { maxLetters: lettersInVersion(10) }),
    ]) {
      const scanned = parts(codes, 1, Math.min(codes.most, codes.total + 2)).map((text) =>
        decoded(codeMatrix(text, 10), 4),
      );
      expect(joined(scanned)).toBe(toHex(large));
    }
  });

  it('have four light squares on every side', () => {
    const matrix = codeMatrix('UR:BYTES/AA', 5);
    const edge = [
      ...matrix.slice(0, 4),
      ...matrix.slice(-4),
      ...matrix.flatMap((row) => [row.slice(0, 4), row.slice(-4)]),
    ];
    expect(edge.flat().includes(true)).toBe(false);
    expect(matrix[4]!.slice(4, 11)).toEqual(Array(7).fill(true));
  });

  it('are the same squares as a picture', () => {
    const texts = parts(urOfFile(payment, lettersInVersion(7)));
    const svg = codesSvg(texts, { version: 7, milliseconds: 200 });
    const frames = svg.split('<path d="').slice(1);
    expect(frames).toHaveLength(texts.length);
    const scanned = frames.map((frame) => {
      const matrix = Array.from({ length: sideOfVersion(7) }, () => Array<boolean>(sideOfVersion(7)).fill(false));
      for (const [, x, y, length] of frame.matchAll(/M(\d+) (\d+)h(\d+)v1h-\3z/g)) {
        matrix[Number(y)]!.fill(true, Number(x), Number(x) + Number(length));
      }
      return decoded(matrix, 3);
    });
    expect(scanned).toEqual(texts);
    expect(svg).not.toMatch(/<script|href|url\(/i);
  });

  it('are one where they fit, and parts of one size where not', () => {
    const cbor = encodeCbor(new Uint8Array(createHash('sha256').digest()));
    expect(urCodes({ type: 'bytes', cbor }, 100)).toMatchObject({ total: 1, most: 1 });
    expect(urCodes({ type: 'bytes', cbor: encodeCbor(fromHex('ab'.repeat(300))) }, 300).total).toBe(3);
  });
});
