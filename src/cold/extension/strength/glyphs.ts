/**
 * The characters of a typed extension as the checker sees them: which set a random draw would have taken each from, and
 * which letter it stands for in a word. Only printable ASCII can count as drawn at random; nobody generates extensions in
 * other scripts, so anything else counts as written.
 */

/** The sets that random extensions are drawn from, with their sizes; a space counts among the 33 symbols. */
export const SETS = { lower: 26, upper: 26, digit: 10, symbol: 33 } as const;

export type CharacterSet = keyof typeof SETS;

export interface Glyph {
  /** The character as typed. */
  readonly exact: string;
  /** The character in lower case. */
  readonly character: string;
  /** Undefined for everything outside printable ASCII. */
  readonly set: CharacterSet | undefined;
  /** 0 to 25 for a letter, accents dropped; -1 for anything else. */
  readonly letter: number;
}

/** What a character outside printable ASCII counts at most, as it is written and never drawn. */
export const FOREIGN_BITS = 2;

/** Letters that Unicode does not take apart into a Latin letter and a mark. */
const UNDECOMPOSED: { readonly [letter: string]: string } = {
  ß: 's',
  ł: 'l',
  ø: 'o',
  ı: 'i',
  æ: 'a',
  œ: 'o',
  đ: 'd',
  ð: 'd',
  þ: 't',
};

const A = 97;

export function glyphsOf(text: string): readonly Glyph[] {
  return Array.from(text.normalize('NFC'), glyphOf);
}

function glyphOf(character: string): Glyph {
  const lower = character.toLowerCase();
  const [base = ''] = (UNDECOMPOSED[lower] ?? lower).normalize('NFKD');
  return { exact: character, character: lower, set: setOf(character), letter: letterOf(base) };
}

function setOf(character: string): CharacterSet | undefined {
  if (/^[a-z]$/.test(character)) return 'lower';
  if (/^[A-Z]$/.test(character)) return 'upper';
  if (/^[0-9]$/.test(character)) return 'digit';
  return /^[ -~]$/.test(character) ? 'symbol' : undefined;
}

/** 0 to 25 for a to z, -1 for anything else. */
export function letterOf(character: string): number {
  return /^[a-z]$/.test(character) ? character.charCodeAt(0) - A : -1;
}

/** Bits of one printable ASCII character drawn at random from all sets that these glyphs use. */
export function bitsPerCharacter(glyphs: readonly Glyph[]): number {
  const used = new Set(glyphs.map(({ set }) => set));
  const size = Object.entries(SETS).reduce((sum, [set, count]) => sum + (used.has(set as CharacterSet) ? count : 0), 0);
  return Math.log2(Math.max(size, 1));
}

/** The glyph as if it had been typed in lower case. */
export function withoutCase(glyph: Glyph): Glyph {
  return glyph.set === 'upper' ? { ...glyph, exact: glyph.character, set: 'lower' } : glyph;
}
