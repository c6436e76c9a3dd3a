/**
 * Electrum seeds from version 2.0: any text whose HMAC-SHA512 under the key "Seed version" begins with a version number.
 * The word list plays no part in it, the normalisation does, and both differ from BIP-0039. Seeds are read, not made:
 * Icehouse makes BIP-0039 mnemonics, which every other wallet reads as well.
 */
import { hmac } from '@noble/hashes/hmac.js';
import { pbkdf2 } from '@noble/hashes/pbkdf2.js';
import { sha512 } from '@noble/hashes/sha2.js';
import { toHex, utf8ToBytes } from '../../core/bytes.ts';
import { isElectrumOldSeed } from './electrum-old.ts';
import { checkMnemonicText } from './normalise.ts';

/** What Electrum tells seeds apart by; `old` is from before version 2.0, the `2fa` ones belong to TrustedCoin wallets. */
export type ElectrumVersion = 'old' | 'standard' | 'segwit' | '2fa' | '2fa_segwit';

/** Electrum writes 12 words, now and then 13; a shorter text that happens to match is no seed to put money on. */
export const ELECTRUM_WORDS_AT_LEAST = 12;

const ROUNDS = 2048;

/** White space as Python's `str.split` sees it, which is what Electrum collapses; JavaScript's `\s` differs in five places. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: Python counts the four separators U+001C to U+001F as spaces.
const PYTHON_SPACE = /[\t-\r\u001c-\u0020\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/u;

/** First and last code points of the scripts written without spaces, by the blocks that Electrum lists. */
const CJK_BLOCKS: readonly (readonly [first: number, last: number])[] = [
  [0x1100, 0x11ff], // Hangul Jamo
  [0x2e80, 0x2fdf], // radicals
  [0x2ff0, 0x2fff], // ideographic description
  [0x3040, 0x30ff], // hiragana, katakana
  [0x3100, 0x318f], // bopomofo, Hangul compatibility
  [0x3190, 0x31bf], // kanbun, bopomofo extended
  [0x31c0, 0x31ff], // strokes, katakana phonetic extensions
  [0x3400, 0x4dbf], // ideographs, extension A
  [0x4e00, 0x9fff], // ideographs
  [0xa000, 0xa4ff], // Yi, Lisu
  [0xa960, 0xa97f], // Hangul Jamo extended A
  [0xac00, 0xd7ff], // Hangul syllables, Jamo extended B
  [0xf900, 0xfaff], // compatibility ideographs
  [0xff00, 0xffef], // half-width and full-width forms
  [0x16f00, 0x16f9f], // Miao
  [0x1b000, 0x1b0ff], // kana supplement
  [0x20000, 0x2a6df], // ideographs, extension B
  [0x2a700, 0x2b81f], // extensions C and D
  [0x2f800, 0x2fa1d], // compatibility supplement
  [0xe0100, 0xe01ef], // variation selectors
];

function isCjk(character: string | undefined): boolean {
  const point = character?.codePointAt(0) ?? 0;
  return CJK_BLOCKS.some(([first, last]) => point >= first && point <= last);
}

/**
 * Whether Unicode gives the character a combining class other than zero, which is what Electrum drops and is narrower than
 * `\p{M}`. Seen from how normalisation sorts marks: U+0334 has the lowest class of all and U+0345 the highest.
 */
function isCombining(character: string): boolean {
  return (
    `${character}\u0334`.normalize('NFD').startsWith('\u0334') ||
    !`\u0345${character}`.normalize('NFD').startsWith('\u0345')
  );
}

/**
 * Electrum's normalisation of seeds and extensions alike: NFKD, lower case, no combining marks, single spaces, and no
 * spaces between CJK characters. An extension loses its capitals and accents by it.
 */
export function normaliseElectrum(text: string): string {
  const lower = text.normalize('NFKD').toLowerCase();
  const plain = Array.from(lower)
    .filter((character) => !isCombining(character))
    .join('');
  const words = plain.split(PYTHON_SPACE).filter(Boolean);
  let joined = words[0] ?? '';
  for (const word of words.slice(1)) {
    const areBothCjk = isCjk(Array.from(joined).at(-1)) && isCjk(word);
    joined += areBothCjk ? word : ` ${word}`;
  }
  return joined;
}

/**
 * Which kind of Electrum seed the text is, as Electrum itself decides, or none. About one text in 240 passes by chance:
 * the version is no checksum to rely on.
 *
 * @throws IcehouseError `mnemonic/too-long`, `mnemonic/not-unicode`.
 */
export function electrumVersion(text: string): ElectrumVersion | undefined {
  checkMnemonicText(text);
  const phrase = normaliseElectrum(text);
  if (isElectrumOldSeed(phrase)) return 'old';
  const version = toHex(hmac(sha512, utf8ToBytes('Seed version'), utf8ToBytes(phrase)));
  if (version.startsWith('01')) return 'standard';
  if (version.startsWith('100')) return 'segwit';
  const words = text.split(PYTHON_SPACE).filter(Boolean).length;
  // The two-factor version was used twice; lengths between those of the two schemes belong to neither.
  if (version.startsWith('101') && (words === 12 || words >= 20)) return '2fa';
  return version.startsWith('102') ? '2fa_segwit' : undefined;
}

/** How many words a normalised phrase has; each Han character counts as one, as their spaces are gone. */
export function electrumWordCount(phrase: string): number {
  return phrase
    .replace(/\p{Script=Han}/gu, ' $& ')
    .split(' ')
    .filter(Boolean).length;
}

/**
 * Stretches a normalised phrase into 64 bytes: PBKDF2-HMAC-SHA512, 2048 rounds, salt `electrum` and the normalised
 * extension. Checks nothing; `seed.ts` does.
 */
export function stretchElectrum(phrase: string, extension: string): Uint8Array {
  const salt = utf8ToBytes(`electrum${normaliseElectrum(extension)}`);
  return pbkdf2(sha512, utf8ToBytes(phrase), salt, { c: ROUNDS, dkLen: 64 });
}
