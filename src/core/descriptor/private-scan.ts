/**
 * The look for private keys that comes before everything else, so that no later error can quote one. It goes by shape
 * alone and rather refuses too much: whatever looks like a WIF key or an extended private key has no other meaning in a
 * descriptor. A raw private key in hexadecimal looks like an x-only public key and cannot be told apart.
 */
import { IcehouseError } from '../errors.ts';
import { secretKind } from '../key/secret-guard.ts';
import type { PlaceNamer } from './checksum.ts';

/** Everything that ends one word of a descriptor. */
const SEPARATORS = /[\s()[\]{},/<>;#?&='"*:]+/;

/** `xprv`, `tprv` and the other private prefixes of SLIP-0132, with any tail: a mistyped key is still a secret. */
const EXTENDED_PRIVATE = /^[xyzYZtuvUV]prv/;

/** Wallet import format by its shape, its checksum right or wrong: 51 or 52 characters for main and test networks. */
const WIF = /^[5KL9c][1-9A-HJ-NP-Za-km-z]{50,51}$/;

/** Other secrets of one word: an encrypted private key (BIP-0038) has 58 characters, codex32 (BIP-0093) 48 to 127. */
const SECRET_WORD_LENGTHS = { from: 40, to: 130 };

/** Fewest words in a row that count as a mnemonic of twelve: its first and last may stand against a bracket. */
const FEWEST_WORDS = 10;
const MNEMONIC_WORD = /^\p{Letter}{2,20}$/u;

/**
 * Refuses a text that may hold a private key or a mnemonic, without saying any of it back.
 *
 * @param text the descriptor on one line
 * @param original the text as given, in which the words of a mnemonic are still apart
 * @throws IcehouseError `descriptor/private-key-refused`, kind refused.
 */
export function refusePrivateKeys(text: string, original: string, place: PlaceNamer): void {
  let from = 0;
  for (const word of text.split(SEPARATORS)) {
    if (isSecret(word)) {
      throw privateKeyRefused(place(text.indexOf(word, from)));
    }
    from = text.indexOf(word, from) + word.length;
  }
  if (holdsMnemonic(original)) throw privateKeyRefused(undefined);
}

function isSecret(word: string): boolean {
  if (EXTENDED_PRIVATE.test(word) || WIF.test(word)) return true;
  if (word.length < SECRET_WORD_LENGTHS.from || word.length > SECRET_WORD_LENGTHS.to) return false;
  const kind = secretKind(word);
  return kind !== undefined && kind !== 'raw-private-key';
}

function holdsMnemonic(text: string): boolean {
  let run = 0;
  for (const word of text.split(/\s+/)) {
    run = MNEMONIC_WORD.test(word) ? run + 1 : 0;
    if (run >= FEWEST_WORDS) return true;
  }
  return false;
}

function privateKeyRefused(at: string | undefined): IcehouseError {
  return new IcehouseError({
    code: 'descriptor/private-key-refused',
    kind: 'refused',
    message: 'this text may hold a private key, which never belongs in a descriptor',
    expected: 'public keys only, such as xpub…',
    next: 'give the public form of the descriptor; if others could see what was typed, treat that key as lost and move its coins',
    ...(at === undefined ? {} : { at }),
  });
}
