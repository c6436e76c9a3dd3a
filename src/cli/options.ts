/**
 * Reads a command line against a command's options with Node's own parser, and turns its complaints into usage errors.
 * Secrets have no option anywhere: there is nothing to pass one by.
 */
import { parseArgs } from 'node:util';
import { IcehouseError } from '../core/errors.ts';
import type { Arguments, Command, Options } from './command.ts';

/** Options that every command has. */
export const COMMON_OPTIONS: Options = {
  json: { kind: 'flag', help: 'print one JSON object instead of text' },
  help: { kind: 'flag', help: 'show this help' },
};

const COLD_OPTIONS: Options = {
  'online-ok': { kind: 'flag', help: 'go on although a network interface is up' },
};

const SECRET_OPTIONS: Options = {
  'secret-stdin': { kind: 'flag', help: 'read line 1 mnemonic, line 2 extension from stdin' },
};

export function optionsOf(command: Command): Options {
  return {
    ...command.options,
    ...(command.cold === 'asks-secret' ? SECRET_OPTIONS : {}),
    ...(command.cold ? COLD_OPTIONS : {}),
    ...COMMON_OPTIONS,
    // Once more, in their places: what a command says of an option itself goes before the usual words.
    ...command.options,
  };
}

function usageError(code: `usage/${string}`, message: string, command: Command, at?: string): IcehouseError {
  return new IcehouseError({
    code,
    kind: 'usage',
    message,
    next: `see: icehouse ${command.name} --help`,
    ...(at === undefined ? {} : { at }),
  });
}

/**
 * @throws IcehouseError `usage/unknown-option`, `usage/missing-option`, `usage/arguments`.
 */
export function readArguments(command: Command, words: readonly string[]): Arguments {
  const specs = optionsOf(command);
  const { values, positionals } = parse(command, specs, words);
  const texts = new Map<string, string>();
  const lists = new Map<string, readonly string[]>();
  const flags = new Set<string>();
  for (const [name, value] of Object.entries(values)) {
    if (typeof value === 'string') texts.set(name, value);
    else if (Array.isArray(value)) lists.set(name, value.map(String));
    else if (value === true) flags.add(name);
  }
  if (!flags.has('help')) checkPresence(command, specs, positionals, texts, lists);
  return {
    positionals,
    text: (name) => texts.get(name),
    required: (name) => {
      const text = texts.get(name);
      if (text === undefined) throw usageError('usage/missing-option', `--${name} is missing`, command, `--${name}`);
      return text;
    },
    flag: (name) => flags.has(name),
    list: (name) => lists.get(name) ?? [],
  };
}

function parse(command: Command, specs: Options, words: readonly string[]) {
  const options = Object.fromEntries(
    Object.entries(specs).map(([name, spec]) => [
      name,
      { type: spec.kind === 'flag' ? ('boolean' as const) : ('string' as const), multiple: spec.kind === 'list' },
    ]),
  );
  try {
    return parseArgs({ args: [...words], options, allowPositionals: true, strict: true });
  } catch (cause) {
    // Node's message quotes the option's name only, never a value.
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
    const unknown = code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION';
    throw usageError(
      unknown ? 'usage/unknown-option' : 'usage/arguments',
      unknown ? 'this command has no such option' : 'an option lacks its value or has one too many',
      command,
    );
  }
}

function checkPresence(
  command: Command,
  specs: Options,
  positionals: readonly string[],
  texts: ReadonlyMap<string, string>,
  lists: ReadonlyMap<string, readonly string[]>,
): void {
  const [least, most] = command.arity ?? [0, 0];
  if (positionals.length < least || positionals.length > most) {
    const wanted = least === most ? String(least) : most === Infinity ? `at least ${least}` : `${least} to ${most}`;
    throw usageError(
      'usage/arguments',
      `${positionals.length} arguments given, ${wanted} expected: ${command.positionals ?? 'none'}`,
      command,
    );
  }
  for (const [name, spec] of Object.entries(specs)) {
    if (spec.required && !texts.has(name) && !lists.has(name)) {
      throw usageError('usage/missing-option', `--${name} is missing`, command, `--${name}`);
    }
  }
}
