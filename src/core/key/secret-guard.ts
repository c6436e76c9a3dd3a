/**
 * Recognises secrets where only public things belong. People do paste seed phrases and private keys into the field for
 * an xpub; such a text is refused by its kind and never echoed, logged or put into an error. Used by every reader of
 * keys and addresses; it recognises forms and is no promise that a text is harmless.
 */
import { IcehouseError } from '../errors.ts';
import { SLIP132_FORMS } from './slip132.ts';

export type SecretKind = 'extended-private-key' | 'wif' | 'mnemonic' | 'raw-private-key' | 'encrypted-private-key';

const PRIVATE_PREFIXES = SLIP132_FORMS.filter((form) => form.visibility === 'private').map((form) => form.prefix);
const HEX_PRIVATE_KEY = /^(?:0x)?[0-9a-f]{64}$/i;
const CODEX32_SECRET = /^ms1[02-9ac-hj-np-z]{45,}$/i;
const BIP38_KEY = /^6P[1-9A-HJ-NP-Za-km-z]{56}$/;
/** 51 characters for uncompressed keys, 52 for compressed ones; by shape, so that a mistyped key is caught as well. */
const WIF = /^(?:[59][1-9A-HJ-NP-Za-km-z]{50}|[KLc][1-9A-HJ-NP-Za-km-z]{51})$/;
/** A word of a phrase, numbered or not: one case, as a piece of Base58 seldom is. */
const WORD = /^\d{0,2}(?:\p{Lu}?[\p{Ll}\p{M}]{2,}|\p{Lu}{3,}|[\p{Lo}\p{M}]+)$/u;
/** Chinese mnemonics are often written without spaces, one character for a word. */
const CHINESE_PHRASE = /^\p{Script=Han}{12,24}$/u;

/** Fewest words in a row that count as a phrase: the shortest mnemonics of BIP-0039 and Electrum have twelve. */
const FEWEST_WORDS = 11;

/** No secret form is longer; what is, is not looked at. */
const LONGEST_SECRET = 2_000;

/**
 * Tells which kind of secret the text looks like, or undefined. Extended private keys are recognised by their prefix
 * alone, so that a mistyped one is not echoed either.
 */
export function secretKind(text: string): SecretKind | undefined {
  if (text.length > LONGEST_SECRET) return undefined;
  const words = text.split(/[\s\p{P}\u200b]+/u).filter((part) => WORD.test(part));
  if (words.length >= FEWEST_WORDS) return 'mnemonic';
  const joined = text.replace(/[\s\u200b]+/g, '');
  if (PRIVATE_PREFIXES.some((prefix) => joined.startsWith(prefix))) return 'extended-private-key';
  if (HEX_PRIVATE_KEY.test(joined)) return 'raw-private-key';
  if (BIP38_KEY.test(joined)) return 'encrypted-private-key';
  if (CODEX32_SECRET.test(joined) || CHINESE_PHRASE.test(joined)) return 'mnemonic';
  return WIF.test(joined) ? 'wif' : undefined;
}

const REFUSALS = {
  'extended-private-key': ['key/private-key-refused', 'this is an extended private key'],
  'raw-private-key': ['key/private-key-refused', 'this looks like a private key'],
  'encrypted-private-key': ['key/private-key-refused', 'this is an encrypted private key'],
  wif: ['key/wif-refused', 'this is a private key in wallet import format'],
  mnemonic: ['key/mnemonic-refused', 'this is a seed phrase'],
} as const satisfies Record<SecretKind, readonly [string, string]>;

/** The error for a secret in a public place. It holds nothing of the text. */
export function secretRefused(kind: SecretKind, expected: string, at?: string): IcehouseError {
  const [code, message] = REFUSALS[kind];
  return new IcehouseError({
    code,
    kind: 'refused',
    message: `${message}, which never belongs here`,
    expected,
    next: 'give the public part only; if others could see what was typed, treat that secret as lost and move its coins',
    ...(at === undefined ? {} : { at }),
  });
}

/**
 * Refuses a text that looks like a secret.
 *
 * @throws IcehouseError `key/private-key-refused`, `key/wif-refused` or `key/mnemonic-refused`, without the text.
 */
export function refuseSecret(text: string, expected: string, at?: string): void {
  const kind = secretKind(text);
  if (kind !== undefined) throw secretRefused(kind, expected, at);
}
