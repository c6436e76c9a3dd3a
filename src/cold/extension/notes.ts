/**
 * What a person should know about an extension before it decides over a key: every character counts, so whatever she could
 * later type differently without seeing it is told now.
 */
import { normaliseElectrum } from '../mnemonic/electrum.ts';
import type { MnemonicKind, TextNote } from '../mnemonic/types.ts';

/** The shortest limit among common signing devices. */
const DEVICE_LIMIT = 50;

interface Rule extends TextNote {
  readonly applies: (text: string) => boolean;
}

const RULES: readonly Rule[] = [
  {
    code: 'extension/edge-space',
    message: 'it begins or ends with a space or line break, which counts and cannot be seen on paper',
    applies: (text) => text !== text.trim(),
  },
  {
    code: 'extension/spaces',
    message: 'it has two or more spaces in a row, and each of them counts',
    applies: (text) => /\S\s{2,}\S/u.test(text),
  },
  {
    code: 'extension/odd-space',
    message: 'it holds a space that is not the common one, or a line break, though it may look the same',
    applies: (text) => /(?! )\s/u.test(text),
  },
  {
    code: 'extension/invisible',
    message: 'it holds characters that cannot be seen',
    applies: (text) => /[\p{Cf}\p{Default_Ignorable_Code_Point}]|(?!\s)\p{Cc}/u.test(text),
  },
  {
    code: 'extension/non-ascii',
    message: 'it holds characters beyond the plain ones of an English keyboard, which some devices cannot enter',
    applies: (text) => /[^\p{ASCII}]/u.test(text),
  },
  {
    code: 'extension/unicode-form',
    message:
      'some of its characters have several forms in Unicode; BIP-0039 takes all of them as one (NFKD), not every program does',
    applies: (text) => text !== text.normalize('NFKD'),
  },
  {
    code: 'extension/mixed-case',
    message: 'it has both capital and small letters, and they count as different',
    applies: (text) => /\p{Lu}/u.test(text) && /\p{Ll}/u.test(text),
  },
  {
    code: 'extension/all-capitals',
    message: 'all its letters are capitals: small letters would give another key',
    applies: (text) => /\p{Lu}/u.test(text) && !/\p{Ll}/u.test(text),
  },
  {
    code: 'extension/long',
    message: `it is longer than ${DEVICE_LIMIT} characters, which some devices cannot enter`,
    applies: (text) => Array.from(text).length > DEVICE_LIMIT,
  },
];

/** Of the rules above, those that do not hold for Electrum, which makes capitals small and joins spaces. */
const NOT_FOR_ELECTRUM: readonly string[] = [
  'extension/edge-space',
  'extension/spaces',
  'extension/odd-space',
  'extension/mixed-case',
  'extension/all-capitals',
  'extension/unicode-form',
];

/**
 * Tells what about a typed extension could be typed otherwise by mistake: spaces at the ends or in a row, unseen or
 * non-ASCII characters, Unicode forms, capitals, great length. None of the notes holds a part of it.
 *
 * @param kind of the mnemonic it belongs to; for an Electrum seed, what its normalisation takes away is told instead.
 */
export function extensionNotes(text: string, kind: MnemonicKind = 'bip39'): readonly TextNote[] {
  const notes = RULES.filter(
    ({ applies, code }) => applies(text) && !(kind === 'electrum' && NOT_FOR_ELECTRUM.includes(code)),
  );
  const told = notes.map(({ code, message }): TextNote => ({ code, message }));
  if (kind === 'bip39' || normaliseElectrum(text) === text) return told;
  return [
    ...told,
    {
      code: 'extension/electrum-normalised',
      message:
        'Electrum takes capitals as small letters, leaves out accents and joins spaces: the extension is weaker than it looks',
    },
  ];
}
