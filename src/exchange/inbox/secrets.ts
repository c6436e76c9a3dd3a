/**
 * Finds seed phrases and private keys in files of a shared folder. `core/key/secret-guard.ts` guards fields where no text
 * belongs and refuses by shape; here whole notes and other programs' files are looked at, and a false alarm over a letter
 * would teach people to ignore alarms. So words count only with a mnemonic's checksum, or alone on a line in its number.
 */
import { validateMnemonic } from '@scure/bip39';
import { wordlist } from '@scure/bip39/wordlists/english.js';
import type { JsonValue } from '../../core/json/strict.ts';
import { secretKind } from '../../core/key/secret-guard.ts';

const LISTED: ReadonlySet<string> = new Set(wordlist);
/** More listed words in a row are a word list, not a note. */
const LONGEST_RUN = 64;
const COUNTS: ReadonlySet<number> = new Set([12, 15, 18, 21, 24]);
const BLOCKS = /-----BEGIN PGP PRIVATE KEY BLOCK-----|AGE-SECRET-KEY-(?:PQ-)?1/i;
/** Wherever it stands, as in a descriptor; in the text of JSON behind the letter of an escaped line end as well. */
const EXTENDED_KEY = /(?:(?<![0-9A-Za-z])|(?<=\\[nrt]))[xyzYZtuvUV]prv[1-9A-HJ-NP-Za-km-z]{50}/;
/** The same for a single key, which is no piece of Base64. */
const WIF = /(?<![0-9A-Za-z+/])(?:[59][1-9A-HJ-NP-Za-km-z]{50}|[KLc][1-9A-HJ-NP-Za-km-z]{51})(?![0-9A-Za-z+/=])/;
/** Listed words that people write before the words themselves, as in `family seed phrase legal winner …`. */
const NAMES: ReadonlySet<string> = new Set(['seed', 'phrase', 'secret', 'key', 'word']);

/** What stands between a name and what is named, as in `my seed: …`. */
const NAMED = /[:="“”„]|\s[-–—]\s/;

/** Lines and strings that are looked at; what follows is not a note that somebody wrote. */
const MAX_PIECES = 5_000;

/** Checksums that are tried for one file: a book of listed words must not keep the machine busy. */
const MAX_CHECKSUMS = 500;

interface Budget {
  checksums: number;
}

/** Whether a text holds a secret, in one of its lines or, as a phrase, anywhere. */
export function textHoldsSecret(text: string, budget: Budget = { checksums: MAX_CHECKSUMS }): boolean {
  if (BLOCKS.test(text) || holdsPrivateKey(text) || holdsPhrase(text, budget)) return true;
  const lines = text.split('\n', MAX_PIECES);
  if (lines.some((line) => isSecretLine(line.trim(), budget))) return true;
  return lines
    .flatMap((line) => line.split(NAMED, MAX_PIECES))
    .slice(0, MAX_PIECES)
    .some((piece) => isSecretPiece(piece.trim(), budget));
}

/** Whether a private key stands somewhere in a text, whatever is around it. */
export function holdsPrivateKey(text: string): boolean {
  return EXTENDED_KEY.test(text) || WIF.test(text);
}

/** Whether one of the strings in a JSON value is a secret; names of fields are not looked at. */
export function jsonHoldsSecret(value: JsonValue): boolean {
  const budget = { checksums: MAX_CHECKSUMS };
  const pending: JsonValue[] = [value];
  for (let count = 0; pending.length > 0 && count < MAX_PIECES; count++) {
    const next = pending.pop();
    if (typeof next === 'string' && textHoldsSecret(next, budget)) return true;
    if (typeof next === 'object' && next !== null) pending.push(...Object.values(next));
  }
  return false;
}

/** A mnemonic with its checksum among words of the English list that stand in a row, whatever stands between them. */
function holdsPhrase(text: string, budget: Budget): boolean {
  const run: string[] = [];
  for (const word of [...text.toLowerCase().split(/[^\p{L}]+/u), '.']) {
    if (LISTED.has(word) && run.length < LONGEST_RUN) run.push(word);
    else if (word !== '') {
      if (holdsMnemonic(run, budget)) return true;
      run.length = 0;
    }
  }
  return false;
}

/**
 * A charter's code is sixteen words of the same list, a key's fingerprint fifteen: people write those down and send them, so
 * of a run of these lengths nothing shorter is taken for a mnemonic, unless a name for one stands before it.
 */
function holdsMnemonic(run: readonly string[], budget: Budget): boolean {
  const named = run.slice(0, 4).findLastIndex((word) => NAMES.has(word)) + 1;
  if (named > 0 && isMnemonic(run.slice(named), budget)) return true;
  const lengths = run.length === 15 || run.length === 16 ? [run.length] : [...COUNTS];
  return lengths.some((length) =>
    run.some((_, start) => start + length <= run.length && isMnemonic(run.slice(start, start + length), budget)),
  );
}

function isMnemonic(words: readonly string[], budget: Budget): boolean {
  if (!COUNTS.has(words.length) || budget.checksums-- <= 0) return false;
  return validateMnemonic(words.join(' '), wordlist);
}

/**
 * A line that is nothing but a key, or nothing but as many plain words as a mnemonic of any language has. Sixty-four
 * hexadecimal digits are far more often a transaction's id than a private key.
 */
function isSecretLine(line: string, budget: Budget): boolean {
  if (isSeedQr(line, budget)) return true;
  const kind = secretKind(line);
  if (kind !== 'mnemonic') return kind !== undefined && kind !== 'raw-private-key';
  return /^[\p{Ll}\p{Lo}\p{M}\s]+$/u.test(line) && COUNTS.has(line.split(/\s+/).length);
}

/**
 * What a line says behind a colon and the like: `family`, `seed` and `phrase` are listed words too, and would make another
 * length of the run. Plain words that are in no list are a sentence there.
 */
function isSecretPiece(piece: string, budget: Budget): boolean {
  if (holdsPhrase(piece, budget) || isSeedQr(piece, budget)) return true;
  const kind = secretKind(piece);
  return kind === 'encrypted-private-key' || (kind === 'mnemonic' && !piece.includes(' '));
}

/** A mnemonic as SeedSigner's codes have it: the number of each word in four digits. */
function isSeedQr(line: string, budget: Budget): boolean {
  if (!/^(?:\d{4}){12,24}$/.test(line)) return false;
  const words = (line.match(/\d{4}/g) ?? []).map((digits) => wordlist[Number(digits)] ?? '');
  return isMnemonic(words, budget);
}
