/**
 * The forms in which extensions are generated, and how many characters or words each needs for a number of bits. The
 * lengths are computed here, not written down: 160 bits take 35 small letters, 29 letters of both cases, 27 letters and
 * digits, 25 printable characters or 15 words.
 */
import { IcehouseError } from '../../core/errors.ts';
import { wordList } from '../mnemonic/languages.ts';

export type ExtensionForm = 'lower-case' | 'mixed-case' | 'letters-digits' | 'printable' | 'words';

/** Below this an extension is not called strong: as much as the shortest hash that guards bitcoin, RIPEMD-160. */
export const STRONG_BITS = 160;

/** More has no use: the seed that follows from mnemonic and extension is no stronger. */
export const SEED_BITS = 512;

interface Units {
  /** What may stand in the middle. */
  readonly units: readonly string[];
  /** What may stand first and last: no space, which nobody sees on paper and programs cut off. */
  readonly edges: readonly string[];
  readonly separator: string;
}

const SMALL = 'abcdefghijklmnopqrstuvwxyz';
const DIGITS = '0123456789';
const CAPITALS = SMALL.toUpperCase();
const PRINTABLE = Array.from({ length: 0x7f - 0x20 }, (_, index) => String.fromCharCode(0x20 + index));

function characters(text: string): Units {
  return { units: [...text], edges: [...text], separator: '' };
}

const FORMS: { readonly [form in ExtensionForm]: Units } = {
  'lower-case': characters(SMALL),
  'mixed-case': characters(SMALL + CAPITALS),
  'letters-digits': characters(SMALL + CAPITALS + DIGITS),
  printable: { units: PRINTABLE, edges: PRINTABLE.filter((character) => character !== ' '), separator: '' },
  words: { units: wordList('english'), edges: wordList('english'), separator: ' ' },
};

export const EXTENSION_FORMS = Object.keys(FORMS) as readonly ExtensionForm[];

export function unitsOf(form: ExtensionForm): Units {
  return FORMS[form];
}

/** Bits of an extension of `length` characters or words, drawn evenly: log2 of how many there are. */
export function formBits(form: ExtensionForm, length: number): number {
  const { units, edges } = FORMS[form];
  const atEdges = Math.min(length, 2);
  return atEdges * Math.log2(edges.length) + (length - atEdges) * Math.log2(units.length);
}

/**
 * The fewest characters (or words) of a form that hold so many bits.
 *
 * @throws IcehouseError `extension/bits` unless 1 to 512 bits are asked for.
 */
export function lengthFor(form: ExtensionForm, bits: number): number {
  if (!(bits >= 1 && bits <= SEED_BITS)) {
    throw new IcehouseError({
      code: 'extension/bits',
      message: 'an extension cannot have this many bits',
      found: String(bits),
      expected: `1 to ${SEED_BITS}`,
      kind: 'usage',
    });
  }
  let length = 1;
  while (formBits(form, length) < bits) length++;
  return length;
}

export interface FormRow {
  readonly form: ExtensionForm;
  /** Characters, or words for `words`. */
  readonly length: number;
  readonly bits: number;
}

/** The table of forms for a number of bits, to choose from. */
export function formTable(bits: number = STRONG_BITS): readonly FormRow[] {
  return EXTENSION_FORMS.map((form) => {
    const length = lengthFor(form, bits);
    return { form, length, bits: formBits(form, length) };
  });
}
