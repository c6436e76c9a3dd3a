/**
 * Edits of text: tokens moved between inputs, words of a dictionary, and characters that people cannot see. A target gives
 * its own words; the rest is the same for every language.
 */
import fc from 'fast-check';
import { type Edit, MAX_INPUT } from '../engine/target.ts';

export type TextEdit = Edit<string>;

const place = fc.nat();
const within = (number: number, length: number): number => (length === 0 ? 0 : number % length);

/** Bidirectional marks, zero-width, control, combining, look-alike, surrogate halves, and other ends of Unicode. */
const CHARACTERS = Array.from(
  '\u202e\u2066\u2069\u200b\u200d\u200f\ufeff\u00ad\u0000\u0007\u001b\u0085\u2028\u00a0\u3000\u0301\u0345\u0430\uff41' +
    '\u{1d5ba}\u{e0041}\ufe0f\uffff\u{10ffff}\u00e9\u1100\u1161\uac00\u0130\u0131\u017f\ufb03\u2126\u4e00\u{2a6d6}',
).concat('\ud800', '\udc00', '\r\n', '\t', '\n', ' ');

/** Tokens are looked for in the beginning of a large text only. */
const LOOKED_AT = 20_000;

const NUMBERS = [
  ...['0', '-0', '-1', '00', '1e9', '0x10', '1.0', '0.00000001', '20999999.97690000', '21000000.00000001'],
  ...['2147483647', '2147483648', '4294967295', '4294967296', '9007199254740991', '9007199254740992', '1e400', '٣'],
];

/** Any code point, halves of surrogate pairs included. */
export const anyCharacter: fc.Arbitrary<string> = fc.nat({ max: 0x10ffff }).map((point) => String.fromCodePoint(point));

const printable = fc.integer({ min: 0x20, max: 0x7e }).map((point) => String.fromCodePoint(point));

const insertCharacter: fc.Arbitrary<TextEdit> = fc
  .tuple(place, fc.oneof(fc.constantFrom(...CHARACTERS), anyCharacter))
  .map(
    ([at, character]) =>
      (text) =>
        put(text, within(at, text.length + 1), 0, character),
  );

const replaceCharacter: fc.Arbitrary<TextEdit> = fc
  .tuple(place, fc.oneof(printable, fc.constantFrom(...CHARACTERS)))
  .map(
    ([at, character]) =>
      (text) =>
        put(text, within(at, text.length), 1, character),
  );

const cut: fc.Arbitrary<TextEdit> = fc.tuple(place, fc.nat({ max: 40 })).map(
  ([at, length]) =>
    (text) =>
      put(text, within(at, text.length), length, ''),
);

const truncate: fc.Arbitrary<TextEdit> = place.map((at) => (text) => text.slice(0, within(at, text.length)));

const changeCase: fc.Arbitrary<TextEdit> = fc.tuple(place, fc.nat({ max: 120 })).map(([at, length]) => (text) => {
  const start = within(at, text.length);
  const piece = text.slice(start, start + length);
  return put(text, start, length, piece === piece.toUpperCase() ? piece.toLowerCase() : piece.toUpperCase());
});

const normalise: fc.Arbitrary<TextEdit> = fc
  .constantFrom('NFC', 'NFD', 'NFKC', 'NFKD')
  .map((form) => (text) => text.normalize(form));

const changeNumber: fc.Arbitrary<TextEdit> = fc
  .tuple(place, fc.constantFrom(...NUMBERS))
  .map(([at, number]) => (text) => {
    const numbers = [...text.slice(0, LOOKED_AT).matchAll(/\d+/g)];
    const chosen = numbers[within(at, numbers.length)];
    return chosen === undefined ? text + number : put(text, chosen.index, chosen[0].length, number);
  });

/** The pieces that languages are made of: words, numbers, brackets, signs, spaces. */
const TOKENS = /[\p{L}\p{N}_]+|\s+|[^\p{L}\p{N}_\s]/gu;

/** Where the tokens of a text stand; those of a large text up to a bound. */
function tokens(text: string): readonly (readonly [at: number, token: string])[] {
  return [...text.slice(0, LOOKED_AT).matchAll(TOKENS)].map((match) => [match.index, match[0]] as const);
}

const moveTokens: fc.Arbitrary<TextEdit> = fc
  .tuple(place, place, place, fc.nat({ max: 12 }), fc.nat({ max: 12 }))
  .map(([other, from, to, taken, dropped]) => (text, corpus) => {
    const source = tokens(corpus(other));
    const start = within(from, source.length);
    const piece = source.slice(start, start + taken).map(([, token]) => token);
    const goal = tokens(text);
    const index = within(to, goal.length);
    const at = goal[index]?.[0] ?? 0;
    const end = goal[index + dropped]?.[0] ?? text.length;
    return put(text, at, end - at, piece.join(''));
  });

const repeatTokens: fc.Arbitrary<TextEdit> = fc
  .tuple(place, fc.integer({ min: 1, max: 12 }), fc.nat({ max: 6 }))
  .map(([from, count, times]) => (text) => {
    const all = tokens(text);
    const start = within(from, all.length);
    const piece = all.slice(start, start + count).map(([, token]) => token);
    return put(text, all[start]?.[0] ?? 0, 0, piece.join('').repeat(times));
  });

/** Up to a mebibyte out of a few characters: rare, as such inputs are slow. */
const inflate: fc.Arbitrary<TextEdit> = fc
  .tuple(place, fc.integer({ min: 1, max: 40 }), place)
  .map(([from, length, times]) => (text) => {
    const start = within(from, text.length);
    const piece = text.slice(start, start + length);
    const most = Math.floor((MAX_INPUT - text.length) / Math.max(piece.length, 1));
    return put(text, start, 0, piece.repeat(within(times, Math.max(most, 1))));
  });

function put(text: string, at: number, length: number, piece: string): string {
  return text.slice(0, at) + piece + text.slice(at + length);
}

function words(dictionary: readonly string[]): fc.Arbitrary<TextEdit> {
  return fc.tuple(place, fc.constantFrom(...dictionary), fc.boolean()).map(([at, word, replaces]) => (text) => {
    const all = tokens(text);
    const [start, token] = all[within(at, all.length)] ?? [0, ''];
    return put(text, start, replaces ? token.length : 0, word);
  });
}

/** Edits of a text, with the words of its language. */
export function textEdits(dictionary: readonly string[]): fc.Arbitrary<TextEdit> {
  return fc.oneof(
    { weight: 60, arbitrary: words(dictionary) },
    { weight: 60, arbitrary: moveTokens },
    { weight: 30, arbitrary: insertCharacter },
    { weight: 30, arbitrary: replaceCharacter },
    { weight: 30, arbitrary: cut },
    { weight: 30, arbitrary: changeNumber },
    { weight: 20, arbitrary: repeatTokens },
    { weight: 10, arbitrary: changeCase },
    { weight: 5, arbitrary: normalise },
    { weight: 5, arbitrary: truncate },
    { weight: 1, arbitrary: inflate },
  );
}
