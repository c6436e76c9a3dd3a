/** Passphrases of files (keystores, OpenPGP keys, age): asked for without showing them, or read from standard input. */
import { IcehouseError } from '../../core/errors.ts';
import type { Context } from '../command.ts';
import { askHiddenLine } from './hidden-line.ts';
import { readSecretLines } from './stdin.ts';

/** The flag by which a passphrase comes from standard input, and what is asked for. */
export interface PassphraseQuestion {
  readonly flag: 'secret-stdin' | 'passphrase-stdin';
  readonly question: string;
}

/** @throws IcehouseError those of the prompt and of `readSecretLines`. */
export async function readPassphrase({ args, io }: Context, { flag, question }: PassphraseQuestion): Promise<string> {
  if (!args.flag(flag)) return askHiddenLine(io, question);
  const [passphrase = ''] = await readSecretLines(io, { most: 1 });
  return passphrase;
}

/** Asks twice on a terminal. @throws IcehouseError `secret/passphrase-differs`, and those of the prompt. */
export async function askNewPassphrase({ io }: Pick<Context, 'io'>, question: string): Promise<string> {
  const passphrase = await askHiddenLine(io, question);
  if ((await askHiddenLine(io, 'Once more:')) === passphrase) return passphrase;
  throw new IcehouseError({
    code: 'secret/passphrase-differs',
    message: 'the two passphrases are not the same',
    next: 'start again; Tab shows what you type',
  });
}
