/**
 * Letters that look like Latin ones, for two uses: `text/visible.ts` marks words that mix scripts, `text/name.ts` finds
 * two names that a person cannot tell apart. A short table of the letters that deceive in practice stands here, not the
 * whole of Unicode's confusables: the code words, not the eye, decide whether two charters are the same.
 */

const CYRILLIC = 'аеорсухіјѕһԁԛԝѵ АВЕКМНОРСТУХІЈЅҺԌԚԜѴ';
const CYRILLIC_LIKE = 'aeopcyxijshdqwv ABEKMHOPCTYXIJShGQWV';
const GREEK = 'ονιαρυκτ ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ';
const GREEK_LIKE = 'oviapukt ABEZHIKMNOPTYX';
const ARMENIAN = 'օսոցհյ ՕՍԼ';
const ARMENIAN_LIKE = 'ounghj OUL';

const LATIN_TWIN: ReadonlyMap<string, string> = new Map(
  [
    [CYRILLIC, CYRILLIC_LIKE],
    [GREEK, GREEK_LIKE],
    [ARMENIAN, ARMENIAN_LIKE],
  ].flatMap(([foreign = '', latin = '']) =>
    Array.from(foreign, (letter, index) => [letter, latin[index] ?? ''] as const),
  ),
);

const WORD = /[\p{L}\p{M}]+/gu;
const LATIN = /\p{Script=Latin}/u;
/** The scripts that have letters of Latin shape; others (Han, Kana, Arabic, Thai …) stand beside Latin ones openly. */
const LATIN_SHAPED =
  /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}\p{Script=Cherokee}\p{Script=Coptic}\p{Script=Lisu}]/u;

/**
 * Finds the places (UTF-16 offsets) of letters from another script inside words that also hold Latin letters, such as
 * the Cyrillic `а` in `pаypal`. A word of one script alone is never marked.
 */
export function mixedScriptLetters(text: string): ReadonlySet<number> {
  const places = new Set<number>();
  for (const word of text.matchAll(WORD)) {
    if (!LATIN.test(word[0]) || !LATIN_SHAPED.test(word[0])) continue;
    let place = word.index;
    for (const letter of word[0]) {
      if (LATIN_SHAPED.test(letter)) places.add(place);
      place += letter.length;
    }
  }
  return places;
}

/**
 * The shape of a text: compatibility forms folded (NFKC), look-alike letters as Latin ones, zero as `o` and one as `l`,
 * accents kept, case and white space levelled. Two names of one shape are one name to the eye.
 */
export function shapeOf(text: string): string {
  const latin = Array.from(text.normalize('NFKC'), (letter) => LATIN_TWIN.get(letter) ?? letter).join('');
  return latin.toLowerCase().replaceAll('0', 'o').replaceAll('1', 'l').replace(/\s+/gu, ' ').trim();
}
