/**
 * Where every command gets a member's secret: hidden prompts on a terminal, standard input with `--secret-stdin`, or a
 * keystore, whose passphrase then comes in one of these ways. Never arguments, never the environment.
 */
import type { KeystoreContent } from '../../cold/keystore/content.ts';
import { mnemonicLanguage } from '../../cold/mnemonic/languages.ts';
import { readMnemonic } from '../../cold/mnemonic/read.ts';
import type { Language, Mnemonic, MnemonicKind } from '../../cold/mnemonic/types.ts';
import { type Seed, seedOf } from '../../cold/seed.ts';
import { IcehouseError } from '../../core/errors.ts';
import type { Context, Options } from '../command.ts';
import { askHiddenLine } from './hidden-line.ts';
import { readKeystore } from './keystore.ts';
import { askMnemonic } from './mnemonic-prompt.ts';
import { readSecretLines } from './stdin.ts';

/** How typed words are to be read. */
export const WORD_OPTIONS: Options = {
  language: { kind: 'text', value: 'NAME', help: 'word list of the mnemonic, such as english (asked if two fit)' },
  'seed-kind': { kind: 'text', value: 'KIND', help: 'bip39 or electrum, where the words fit both' },
};

export const MNEMONIC_OPTIONS: Options = {
  ...WORD_OPTIONS,
  keystore: { kind: 'text', value: 'FILE', help: 'take the secret from a keystore; stdin holds its passphrase only' },
};

export interface Secret {
  readonly mnemonic: Mnemonic;
  readonly extension: string;
  readonly seed: Seed;
}

/**
 * Reads mnemonic and extension and stretches them to the seed.
 *
 * @param confirm on a terminal the extension is asked twice: where a key is made, a slip would make another key.
 * @throws IcehouseError those of {@link askSecret}, {@link secretFromLines}, `readKeystore` and `seedOf`.
 */
export async function readSecret(context: Context, { confirm }: { readonly confirm: boolean }): Promise<Secret> {
  const { mnemonic, extension } = await readContent(context, confirm);
  return { mnemonic, extension, seed: seedOf(mnemonic, extension) };
}

async function readContent(context: Context, confirm: boolean): Promise<KeystoreContent> {
  const { args, io } = context;
  const keystore = args.text('keystore');
  if (keystore !== undefined) return readKeystore(context, keystore);
  if (!args.flag('secret-stdin')) return askSecret(context, { confirm });
  return secretFromLines(context, await readSecretLines(io, { most: 2 }));
}

/** Asks for mnemonic and extension. @throws IcehouseError those of the prompts and of `readMnemonic`. */
export async function askSecret(
  context: Context,
  { confirm }: { readonly confirm: boolean },
): Promise<KeystoreContent> {
  const reading = readingOf(context);
  const mnemonic = readMnemonic(await askMnemonic(context.io, reading.language ?? 'english'), reading);
  return { mnemonic, extension: await askExtension(context, confirm) };
}

/** Reads a mnemonic and, in the second line, its extension. @throws IcehouseError those of `readMnemonic`. */
export function secretFromLines(context: Context, [words = '', extension = '']: readonly string[]): KeystoreContent {
  return { mnemonic: readMnemonic(words, readingOf(context)), extension };
}

/** Options `--language` and `--seed-kind` decide where the words fit two readings. */
function readingOf({ args }: Context): {
  readonly kind: MnemonicKind | undefined;
  readonly language: Language | undefined;
} {
  const language = args.text('language');
  return {
    kind: seedKind(args.text('seed-kind')),
    language: language === undefined ? undefined : mnemonicLanguage(language),
  };
}

async function askExtension({ io }: Context, confirm: boolean): Promise<string> {
  const extension = await askHiddenLine(io, 'Extension (empty for none):');
  if (confirm && (await askHiddenLine(io, 'The extension once more:')) !== extension) {
    throw new IcehouseError({
      code: 'secret/extension-differs',
      message: 'the two extensions are not the same',
      next: 'start again; Tab shows what you type',
    });
  }
  return extension;
}

function seedKind(text: string | undefined): MnemonicKind | undefined {
  if (text === undefined || text === 'bip39' || text === 'electrum') return text;
  throw new IcehouseError({
    code: 'usage/arguments',
    kind: 'usage',
    message: 'this is not a kind of seed',
    at: '--seed-kind',
    expected: 'bip39 or electrum',
  });
}
