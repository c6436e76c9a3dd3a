/**
 * What a person's words are once they have been read: a BIP-0039 mnemonic or an Electrum seed. Values of these types come
 * from `read.ts` (typed words) and `generate.ts` (fresh entropy); `seed.ts` turns them into a seed and checks them again.
 */

/** The ten languages of BIP-0039 that Icehouse reads and writes, named as in the BIP's word lists. */
export type Language =
  | 'english'
  | 'japanese'
  | 'korean'
  | 'spanish'
  | 'chinese_simplified'
  | 'chinese_traditional'
  | 'french'
  | 'italian'
  | 'czech'
  | 'portuguese';

export type MnemonicKind = 'bip39' | 'electrum';

/** 12, 15, 18, 21 or 24 words of one list with a valid checksum. */
export interface Bip39Mnemonic {
  readonly kind: 'bip39';
  readonly language: Language;
  /** As they stand in the word list: lower case, Unicode NFKD. */
  readonly words: readonly string[];
}

/** The types of Electrum seeds whose keys Icehouse derives; the others are named and refused. */
export type ElectrumSeedType = 'standard' | 'segwit';

export interface ElectrumMnemonic {
  readonly kind: 'electrum';
  readonly seedType: ElectrumSeedType;
  /** After Electrum's own normalisation: lower case, no accents, single spaces, none between CJK characters. */
  readonly phrase: string;
}

export type Mnemonic = Bip39Mnemonic | ElectrumMnemonic;

/** Something that was taken otherwise than it was typed, or that will matter later: said to the person, never an error. */
export interface TextNote {
  /** Stable, such as `mnemonic/upper-case`. */
  readonly code: `${string}/${string}`;
  /** One sentence without a final full stop and without any part of the secret. */
  readonly message: string;
}
