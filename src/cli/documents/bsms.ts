/** What the BSMS commands share: the token that a person types or has in a file, and files by the name of their signer. */
import { resolve } from 'node:path';
import { IcehouseError } from '../../core/errors.ts';
import { type BsmsToken, NO_TOKEN, parseToken, tokenForms } from '../../exchange/bsms/token.ts';
import type { Context, Options } from '../command.ts';
import { readFileBytes, readFileText } from '../files/read.ts';
import type { Io } from '../io.ts';
import { askHiddenLine } from '../secret/hidden-line.ts';

/** The token is a secret of the session: it comes from a file or a prompt, not from the command line. */
export const TOKEN_OPTIONS: Options = {
  token: { kind: 'text', value: 'FILE', help: 'file with the session’s token; else it is asked for' },
  'no-encryption': { kind: 'flag', help: 'the session has no token' },
};

/** @throws IcehouseError `usage/arguments` for both options at once, and those of `parseToken` and the prompt. */
export async function readToken({ args, io }: Context): Promise<BsmsToken> {
  const file = args.text('token');
  if (args.flag('no-encryption')) {
    if (file === undefined) return NO_TOKEN;
    throw new IcehouseError({
      code: 'usage/arguments',
      kind: 'usage',
      message: 'a session has a token or no encryption',
      at: '--no-encryption',
    });
  }
  if (file !== undefined) return parseToken(tokenText(readFileText(resolve(io.folder, file))));
  return parseToken(await askHiddenLine(io, 'Token of the session (hexadecimal, decimal or six words):'));
}

/** A file holds hexadecimal, as Coldcard's `.token` files do, even where all its digits are decimal. */
function tokenText(text: string): string {
  const plain = text.trim();
  return /^(?:\d{16}|\d{32})$/.test(plain) ? `0x${plain}` : plain;
}

/** A token in the forms in which it is told to a signer, one line each. */
export function tokenLines(token: BsmsToken): readonly (readonly [label: string, text: string])[] {
  const { hex, decimal, words } = tokenForms(token);
  return [['hexadecimal', hex], ['decimal', decimal], ...(words === undefined ? [] : [['words', words] as const])];
}

export interface NamedFile {
  readonly name: string;
  readonly file: string;
  readonly content: Uint8Array;
}

/**
 * Reads `NAME=FILE`.
 *
 * @throws IcehouseError `usage/arguments`, and those of `readFileBytes`.
 */
export function readNamedFile(io: Io, text: string): NamedFile {
  const split = text.indexOf('=');
  if (split < 1 || split === text.length - 1) {
    throw new IcehouseError({
      code: 'usage/arguments',
      kind: 'usage',
      message: 'a record needs the name of its signer',
      expected: 'NAME=FILE',
    });
  }
  const file = text.slice(split + 1);
  return { name: text.slice(0, split), file, content: readFileBytes(resolve(io.folder, file)) };
}

/** Seconds since 1970-01-01 UTC. */
export function secondsNow(io: Io): number {
  return Math.floor(io.now().getTime() / 1000);
}
