/**
 * Where every command gets a member's secret: hidden prompts on a terminal, or standard input with `--secret-stdin`.
 * Never arguments, never the environment.
 */
import { mnemonicLanguage } from '../../cold/mnemonic/languages.ts';
import { readMnemonic } from '../../cold/mnemonic/read.ts';
import type { Mnemonic, MnemonicKind } from '../../cold/mnemonic/types.ts';
import { type Seed, seedOf } from '../../cold/seed.ts';
import { IcehouseError } from '../../core/errors.ts';
import type { Context, Options } from '../command.ts';
import { askHiddenLine } from './hidden-line.ts';
import { askMnemonic } from './mnemonic-prompt.ts';
import { readSecretLines } from './stdin.ts';

export const MNEMONIC_OPTIONS: Options = {
  language: { kind: 'text', value: 'NAME', help: 'word list of the mnemonic, such as english (asked if two fit)' },
  'seed-kind': { kind: 'text', value: 'KIND', help: 'bip39 or electrum, where the words fit both' },
};

export interface Secret {
  readonly mnemonic: Mnemonic;
  readonly extension: string;
  readonly seed: Seed;
}

/**
 * Reads mnemonic and extension and stretches them to the seed. Options `--language` and `--seed-kind` decide where the
 * words fit two readings.
 *
 * @param confirm on a terminal the extension is asked twice: where a key is made, a slip would make another key.
 * @throws IcehouseError those of the prompts, of `readMnemonic` and of `seedOf`.
 */
export async function readSecret(context: Context, { confirm }: { readonly confirm: boolean }): Promise<Secret> {
  const { args, io } = context;
  const languageName = args.text('language');
  const language = languageName === undefined ? undefined : mnemonicLanguage(languageName);
  const kind = seedKind(args.text('seed-kind'));
  if (args.flag('secret-stdin')) {
    const [words = '', extension = ''] = await readSecretLines(io, { most: 2 });
    const mnemonic = readMnemonic(words, { kind, language });
    return { mnemonic, extension, seed: seedOf(mnemonic, extension) };
  }
  const mnemonic = readMnemonic(await askMnemonic(io, language ?? 'english'), { kind, language });
  const extension = await askExtension(context, confirm);
  return { mnemonic, extension, seed: seedOf(mnemonic, extension) };
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
