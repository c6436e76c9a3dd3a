/**
 * Reads what a person answers when a wallet of another program is imported: options by position of the key in the file,
 * the password of an encrypted one, and the names of the members.
 */
import { IcehouseError } from '../../core/errors.ts';
import { parseOrigin } from '../../core/key/origin.ts';
import type { KeyOrigin } from '../../core/key/types.ts';
import { needsPassword } from '../../exchange/envelopes.ts';
import type { ImportedWallet } from '../../exchange/import-wallet.ts';
import type { Context, Options } from '../command.ts';
import { refuseWhenOnline } from '../network-guard.ts';
import { askHiddenLine } from '../secret/hidden-line.ts';
import { readSecretLines } from '../secret/stdin.ts';

export const PASSWORD_OPTIONS: Options = {
  'password-stdin': { kind: 'flag', help: 'read the password of an encrypted file from stdin' },
  'online-ok': { kind: 'flag', help: 'open an encrypted file although a network interface is up' },
};

/**
 * Asks for the password of an encrypted file. What it opens may hold a seed, so an online machine is refused like
 * wherever a seed is asked for.
 *
 * @throws IcehouseError `cold/network-up`, `secret/…`.
 */
export async function readFilePassword({ args, io }: Context, text: string): Promise<string | undefined> {
  if (!needsPassword(text)) return undefined;
  refuseWhenOnline(io.activeInterfaces(), args.flag('online-ok'));
  if (!args.flag('password-stdin')) return askHiddenLine(io, 'Password of the file:');
  const [password = ''] = await readSecretLines(io, { most: 1 });
  return password;
}

const ANSWERED_BY_ASSUME = ['threshold', 'script-type', 'key-order', 'chains'].map((about) => `exchange/ask-${about}`);

/** Runs an import; a question that it asks names the option by which a person answers it here. */
export function withAnswerOption<Result>(importing: () => Result): Result {
  try {
    return importing();
  } catch (error) {
    if (!(error instanceof IcehouseError) || !ANSWERED_BY_ASSUME.includes(error.code)) throw error;
    const { code, kind, message, found, expected, next } = error;
    throw new IcehouseError({
      ...{ code, kind, message, at: '--assume' },
      ...(found === undefined ? {} : { found }),
      ...(expected === undefined ? {} : { expected }),
      ...(next === undefined ? {} : { next }),
      cause: error,
    });
  }
}

/** Splits `2=Alice`. */
function positioned(text: string, option: string, expected: string): readonly [position: number, value: string] {
  const match = /^([1-9]\d?)=(.+)$/s.exec(text);
  if (match?.[1] === undefined || match[2] === undefined) {
    throw new IcehouseError({
      code: 'usage/arguments',
      kind: 'usage',
      message: 'the position of a key in the file is missing',
      at: `--${option}`,
      expected,
    });
  }
  return [Number(match[1]), match[2]];
}

/**
 * Reads `2=[73c5da0a/48h/0h/0h/2h]` and `2=none`.
 *
 * @throws IcehouseError `usage/arguments`, `origin/…`, `path/…`.
 */
export function readOrigins(texts: readonly string[]): ReadonlyMap<number, KeyOrigin | 'none'> {
  return new Map(
    texts.map((text) => {
      const [position, value] = positioned(text, 'origin', '2=[fingerprint/path], or 2=none');
      return [position, originAnswer(value)] as const;
    }),
  );
}

/** Reads `[73c5da0a/48h/0h/0h/2h]` or `none`. @throws IcehouseError `origin/…`, `path/…`. */
export function originAnswer(text: string): KeyOrigin | 'none' {
  return text === 'none' ? 'none' : parseOrigin(text, '--origin');
}

/**
 * Gives each key its holder's name: as the person says, else as the file has it.
 *
 * @throws IcehouseError `usage/arguments` for a position that the file does not have, `exchange/ask-members` (usage) while a
 * name is missing.
 */
export function memberNames({ wallet }: Pick<ImportedWallet, 'wallet'>, texts: readonly string[]): readonly string[] {
  const given = new Map(texts.map((text) => positioned(text, 'member', '2=Alice')));
  const beyond = [...given.keys()].find((position) => position > wallet.keys.length);
  if (beyond !== undefined) {
    throw new IcehouseError({
      code: 'usage/arguments',
      kind: 'usage',
      message: `there is no key ${beyond} in the file`,
      at: '--member',
      expected: `1 to ${wallet.keys.length}`,
    });
  }
  const names = wallet.keys.map((key, index) => given.get(index + 1) ?? key.name);
  const nameless = names.flatMap((name, index) => (name === '' ? [index] : []));
  if (nameless.length === 0) return names;
  throw new IcehouseError({
    code: 'exchange/ask-members',
    kind: 'usage',
    message: 'the file does not say who holds these keys',
    found: nameless
      .map((index) => `key ${index + 1} (${wallet.keys[index]?.origin?.fingerprint ?? 'no origin'})`)
      .join(', '),
    expected: nameless.map((index) => `--member ${index + 1}=NAME`).join(' '),
    next: 'ask the members which fingerprint is theirs; the names become part of the charter',
  });
}
