/**
 * The one door through which typed words become a mnemonic. Words can be valid in two languages, or as BIP-0039 and as
 * Electrum seed at once, with different keys: whatever is not certain is asked, never guessed.
 */
import { IcehouseError } from '../../core/errors.ts';
import { allWordsKnown, bip39Candidates, bip39Refusal } from './bip39.ts';
import {
  ELECTRUM_WORDS_AT_LEAST,
  type ElectrumVersion,
  electrumVersion,
  electrumWordCount,
  normaliseElectrum,
} from './electrum.ts';
import { languageName } from './languages.ts';
import { splitWords } from './normalise.ts';
import type { Bip39Mnemonic, ElectrumMnemonic, Language, Mnemonic, MnemonicKind } from './types.ts';

export interface ReadOptions {
  /** What the words are, where the person knows it; needed when they fit both. */
  readonly kind?: MnemonicKind | undefined;
  /** The language of the BIP-0039 list; needed when the words fit two lists. */
  readonly language?: Language | undefined;
}

/**
 * Reads a mnemonic as a person types it: any case, any spaces (ideographic ones too), with accents or without, in any of
 * the ten languages, BIP-0039 or Electrum from version 2.0. `mnemonicNotes` tells what was taken otherwise than typed.
 *
 * Without `kind`, an Electrum seed is recognised only in the length and the lists that Electrum uses: its version fits one
 * text in 240 by chance, so that a slip in a BIP-0039 mnemonic would else pass for another seed now and then.
 *
 * NOT checked: whether these are the words of the wallet at hand. A BIP-0039 mnemonic with a slip is valid once in 16 (12
 * words) to 256 (24 words) times; comparing the key with the charter finds that.
 *
 * @throws IcehouseError `mnemonic/word-count`, `mnemonic/unknown-word`, `mnemonic/checksum`,
 * `mnemonic/ambiguous-language`, `mnemonic/ambiguous-kind`, `mnemonic/electrum-given`, `mnemonic/bip39-given`,
 * `mnemonic/electrum-version`, `mnemonic/electrum-too-short`, `mnemonic/electrum-2fa`, `mnemonic/electrum-old`,
 * `mnemonic/too-long`, `mnemonic/not-unicode`. None of them holds the mnemonic; `unknown-word` names that one word.
 */
export function readMnemonic(text: string, options: ReadOptions = {}): Mnemonic {
  const words = splitWords(text);
  const candidates = bip39Candidates(words, options.language);
  const version = electrumVersion(text);
  if (options.kind === 'electrum') return readElectrum(text, version, candidates);
  if (options.kind === 'bip39') return readBip39(words, version, candidates, options.language);
  return recognise(text, words, version, candidates, options.language);
}

/** Whether the words are valid in one way only; a freshly made mnemonic that is not had better be drawn again. */
export function isUnambiguous(mnemonic: Bip39Mnemonic): boolean {
  return bip39Candidates(mnemonic.words).length === 1 && electrumVersion(mnemonic.words.join(' ')) === undefined;
}

function recognise(
  text: string,
  words: readonly string[],
  version: ElectrumVersion | undefined,
  candidates: readonly Bip39Mnemonic[],
  language: Language | undefined,
): Mnemonic {
  if (candidates.length > 0 && version !== undefined) throw ambiguousKind(version);
  if (candidates.length > 0) return onlyCandidate(candidates);
  if (version !== undefined && looksLikeElectrum(words, version)) return readElectrum(text, version, candidates);
  throw bip39Refusal(words, language);
}

/** Electrum's own lists that are also lists of BIP-0039; its Portuguese one is another. */
const ELECTRUM_LANGUAGES: readonly Language[] = ['english', 'spanish', 'japanese', 'chinese_simplified'];

function looksLikeElectrum(words: readonly string[], version: ElectrumVersion): boolean {
  if (version === 'old') return true;
  const isUsualLength = words.length === 12 || words.length === 13 || version === '2fa';
  return isUsualLength && allWordsKnown(words, ELECTRUM_LANGUAGES);
}

function readBip39(
  words: readonly string[],
  version: ElectrumVersion | undefined,
  candidates: readonly Bip39Mnemonic[],
  language: Language | undefined,
): Bip39Mnemonic {
  if (candidates.length > 0) return onlyCandidate(candidates);
  if (version !== undefined && looksLikeElectrum(words, version)) {
    throw version === 'standard' || version === 'segwit' ? electrumGiven(version) : unsupportedElectrum(version);
  }
  throw bip39Refusal(words, language);
}

function onlyCandidate(candidates: readonly Bip39Mnemonic[]): Bip39Mnemonic {
  const [only, ...others] = candidates;
  if (only !== undefined && others.length === 0) return only;
  throw new IcehouseError({
    code: 'mnemonic/ambiguous-language',
    message: 'these words are a valid mnemonic in more than one language',
    found: candidates.map((each) => languageName(each.language)).join(', '),
    expected: 'one language',
    next: 'say in which language the mnemonic was made (the keys are the same in each; what can be written out from them is not)',
  });
}

function readElectrum(
  text: string,
  version: ElectrumVersion | undefined,
  candidates: readonly Bip39Mnemonic[],
): ElectrumMnemonic {
  if (version === undefined) throw candidates.length > 0 ? bip39Given() : noElectrumVersion();
  if (version !== 'standard' && version !== 'segwit') throw unsupportedElectrum(version);
  const phrase = normaliseElectrum(text);
  const count = electrumWordCount(phrase);
  // Seeds in Japanese lose their spaces; whoever can count their words no more lets them pass on length in characters.
  if (count < ELECTRUM_WORDS_AT_LEAST && splitWords(text).length < ELECTRUM_WORDS_AT_LEAST && phrase.length < 24) {
    throw new IcehouseError({
      code: 'mnemonic/electrum-too-short',
      message: 'the text carries an Electrum version, but it is too short to be a seed',
      found: `${count} ${count === 1 ? 'word' : 'words'}`,
      expected: `at least ${ELECTRUM_WORDS_AT_LEAST} words`,
      next: 'compare the words with the paper',
    });
  }
  return { kind: 'electrum', seedType: version, phrase };
}

function ambiguousKind(version: ElectrumVersion): IcehouseError {
  return new IcehouseError({
    code: 'mnemonic/ambiguous-kind',
    message: `these words are valid both as a BIP-0039 mnemonic and as an Electrum seed (${version}), with different keys`,
    expected: 'to be told which of the two they are',
    next: 'say bip39 or electrum: the program or device that made the words decides it; the key will show whether it was right',
  });
}

function electrumGiven(version: 'standard' | 'segwit'): IcehouseError {
  return new IcehouseError({
    code: 'mnemonic/electrum-given',
    message: `this is no BIP-0039 mnemonic but an Electrum seed (${version}): Electrum uses the same words with another check and other keys`,
    next: 'read it as an Electrum seed, if Electrum made it; otherwise at least one word is wrong',
  });
}

function bip39Given(): IcehouseError {
  return new IcehouseError({
    code: 'mnemonic/bip39-given',
    message: 'this is no Electrum seed but a valid BIP-0039 mnemonic: the same words with another check and other keys',
    next: 'read it as BIP-0039; Electrum itself can open such a mnemonic, under its option "BIP39 seed"',
  });
}

function noElectrumVersion(): IcehouseError {
  return new IcehouseError({
    code: 'mnemonic/electrum-version',
    message: 'these words carry no Electrum version number: at least one word is wrong, missing or out of order',
    expected: '12 words as Electrum wrote them down',
    next: 'compare every word with the paper',
  });
}

function unsupportedElectrum(version: Exclude<ElectrumVersion, 'standard' | 'segwit'>): IcehouseError {
  if (version === 'old') {
    return new IcehouseError({
      code: 'mnemonic/electrum-old',
      message:
        'this looks like a seed of Electrum before version 2.0, whose keys follow no BIP-0032 and cannot be cosigners here',
      next: 'open it in Electrum and send its coins to the new wallet; if these digits or words are something else, they have no checksum to tell by',
    });
  }
  return new IcehouseError({
    code: 'mnemonic/electrum-2fa',
    message: `this is an Electrum seed with two-factor authentication (${version}): it holds two of three keys, and a service the third`,
    next: 'open it in Electrum, choose to disable two-factor authentication there if the service is gone, and send the coins to the new wallet',
  });
}
