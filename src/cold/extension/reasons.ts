/**
 * Why an extension was judged as it was, in words for the person. Nothing here repeats a part of the extension.
 */
import { knownWord } from '../mnemonic/languages.ts';
import { splitWords } from '../mnemonic/normalise.ts';
import type { TextNote } from '../mnemonic/types.ts';
import { formBits, STRONG_BITS } from './forms.ts';
import type { Evidence } from './strength/evidence.ts';
import type { PublicData } from './strength/public-data.ts';
import type { StretchKind } from './strength/segment.ts';

const KIND_REASONS: { readonly [kind in Exclude<StretchKind, 'random'>]: TextNote } = {
  language: {
    code: 'extension/language',
    message: 'it reads like words of a language, which are guessed by whole passages and not letter by letter',
  },
  known: { code: 'extension/dictionary', message: 'it holds words, names, passwords or dates from dictionaries' },
  keyboard: { code: 'extension/keyboard', message: 'it walks over the keyboard from key to key' },
  steps: { code: 'extension/sequence', message: 'it goes through the alphabet or the digits in equal steps' },
  repeat: { code: 'extension/repeats', message: 'parts of it come again' },
  few: { code: 'extension/few-characters', message: 'it uses few different characters' },
  number: { code: 'extension/number', message: 'it holds a long number, which may be copied from anywhere' },
};

const PUBLIC_REASONS: { readonly [kind in PublicData['kind']]: TextNote } = {
  published: {
    code: 'extension/published',
    message: 'it is an address or a key with its checksum, and those are public',
  },
  encoded: { code: 'extension/encoded', message: 'it is readable text in another coding, which hides nothing' },
  hash: { code: 'extension/hash', message: 'it looks like a hash, which is as easy to guess as what was hashed' },
};

export interface Judged {
  readonly text: string;
  readonly bits: number;
  readonly evidence: Evidence;
  readonly published: PublicData | undefined;
}

/** The reasons for a verdict, the weightiest first. */
export function reasonsFor({ text, bits, evidence, published }: Judged): readonly TextNote[] {
  if (text === '') {
    return [{ code: 'extension/none', message: 'there is none: whoever has the words has the key' }];
  }
  if (bits >= STRONG_BITS) {
    return [
      {
        code: 'extension/looks-random',
        message:
          'nothing tells it from characters drawn at random; whether they were, only the person knows who typed it',
      },
    ];
  }
  const found = evidence.kinds.flatMap((kind) => (kind === 'random' ? [] : [KIND_REASONS[kind]]));
  const reasons = [...(published ? [PUBLIC_REASONS[published.kind]] : []), ...found, ...wordsReason(text)];
  if (reasons.length > 0) return reasons;
  return [
    {
      code: 'extension/short',
      message: `even if drawn at random, it holds no more than ${Math.floor(bits)} bits`,
    },
  ];
}

/** For words of the BIP-0039 list, what they would be worth if chance had chosen them, which no text can show. */
function wordsReason(text: string): readonly TextNote[] {
  const words = splitWords(text);
  if (words.length < 2 || !words.every((word) => knownWord(word, 'english') !== undefined)) return [];
  const drawn = Math.floor(formBits('words', words.length));
  return [
    {
      code: 'extension/words',
      message: `it is made of words of the BIP-0039 list: had chance drawn them they would be worth ${drawn} bits, but a text cannot show that`,
    },
  ];
}
