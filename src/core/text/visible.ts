/**
 * Foreign text made safe to show: what a person cannot see, or what makes her see something else, is written out as
 * `\u{202E}`. Every surface passes names, purposes, labels and file names through here; harmless accents, CJK and plain
 * emoji stay readable. It guards the eye, not a terminal or a page: those escape for their own syntax as well.
 */
import { mixedScriptLetters } from './look-alikes.ts';

/**
 * Characters that show nothing or act on others: control (C0, C1, hence ESC), format (bidi, zero-width, tags), lone
 * surrogates, private use, unassigned, whatever Unicode lets a renderer ignore (variation selectors, fillers), the
 * braille blank and every space but the common one.
 */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Default_Ignorable_Code_Point}\p{Zl}\p{Zp}\u2800]|(?! )\p{Zs}/u;

/** Latin letters in disguise (full-width and mathematical alphabets) and the loose Korean letters that join silently. */
const DISGUISED = /[\uff01-\uff5e\u{1d400}-\u{1d7ff}\u1100-\u11ff\ua960-\ua97c\ud7b0-\ud7fb]/u;

/** A character with the combining marks on it. */
const CLUSTER = /[^\p{M}]\p{M}*|\p{M}+/gsu;

const MAX_MARKS = 3;

export interface VisibleOptions {
  /** Characters (code points) of the text to show at most; 300 when left out. */
  readonly max?: number;
}

/**
 * Writes out every character of a foreign text that hides or deceives, on one line. Marked are characters that show
 * nothing, text that is not NFC, more than three marks on a letter, letters of another script inside a Latin word, a
 * space at an end or behind two others, and a backslash that would read as one of these marks: so no two texts look alike
 * for want of marking. A longer text is cut with `… (+N characters)`.
 *
 * Not handled: the natural right-to-left run of Hebrew or Arabic, which a surface isolates by setting it apart.
 *
 * @example visible('gnp.\u202etxt') // 'gnp.\\u{202E}txt'
 */
export function visible(text: string, options: VisibleOptions = {}): string {
  const max = options.max ?? 300;
  const characters = Array.from(text);
  if (characters.length <= max) return marked(text);
  return `${marked(characters.slice(0, max).join(''))}… (+${characters.length - max} characters)`;
}

function marked(text: string): string {
  const foreign = mixedScriptLetters(text);
  let shown = '';
  for (const cluster of text.matchAll(CLUSTER)) {
    let place = cluster.index;
    const isComposed = cluster[0] === cluster[0].normalize('NFC');
    for (const [position, character] of Array.from(cluster[0]).entries()) {
      const isMark = !isComposed && character > '\u007f';
      const hides = isMark || position > MAX_MARKS || foreign.has(place) || deceives(character, text, place);
      shown += hides ? escaped(character) : character;
      place += character.length;
    }
  }
  // Rare scripts compose across clusters; there, plain ASCII is the one form that cannot change again.
  return shown === shown.normalize('NFC') ? shown : Array.from(shown, (c) => (c > '\u007f' ? escaped(c) : c)).join('');
}

function deceives(character: string, text: string, place: number): boolean {
  if (character === ' ') return place === 0 || place === text.length - 1 || text.slice(place - 2, place) === '  ';
  if (character === '\\') return text.startsWith('u{', place + 1);
  return UNSEEN.test(character) || DISGUISED.test(character);
}

function escaped(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16).toUpperCase()}}`;
}
