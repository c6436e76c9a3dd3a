/**
 * Runs one command line: finds the command, reads its options, guards the cold side, runs it, prints the outcome as text
 * or JSON, and turns every failure into a message and an exit code. Nothing below it prints errors or exits.
 */
import { IcehouseError } from '../core/errors.ts';
import { VERSION } from '../core/version.ts';
import type { Outcome } from './command.ts';
import { EXIT, type ExitCode, exitCodeOf } from './exit.ts';
import { commandHelp, programHelp } from './help.ts';
import type { Io } from './io.ts';
import { refuseWhenOnline } from './network-guard.ts';
import { readArguments } from './options.ts';
import { ENTRIES, type Entry } from './registry.ts';
import { errorLines } from './terminal/error-lines.ts';
import { printJson } from './terminal/json.ts';

/** @returns the exit code; never throws for bad input, only for defects of Icehouse that even telling cannot handle. */
export async function run(words: readonly string[], io: Io): Promise<ExitCode> {
  const json = words.includes('--json');
  try {
    return await dispatch(words, io, json);
  } catch (error) {
    return tell(error, io, json);
  }
}

async function dispatch(words: readonly string[], io: Io, json: boolean): Promise<ExitCode> {
  const [first] = words;
  if (first === '--version' || first === '-V') return print(io, [VERSION]);
  if (first === undefined || first === '--help' || first === '-h' || first === 'help') {
    return print(io, programHelp());
  }
  const { entry, rest } = findCommand(words);
  const command = await entry.load();
  const args = readArguments(command, rest);
  if (args.flag('help')) return print(io, commandHelp(command));
  if (command.cold) refuseWhenOnline(io.activeInterfaces(), args.flag('online-ok'));
  const say = (line: string) => {
    if (!json) io.stderr.write(`${line}\n`);
  };
  return finish(await command.run({ io, args, json, say, runCommand: run }), io, json);
}

function finish(outcome: Outcome, io: Io, json: boolean): ExitCode {
  print(io, json ? [printJson(outcome.json)] : outcome.lines);
  return outcome.exitCode === 1 ? EXIT.refused : EXIT.done;
}

function print(io: Io, lines: readonly string[]): ExitCode {
  io.stdout.write(`${lines.join('\n')}\n`);
  return EXIT.done;
}

function findCommand(words: readonly string[]): { entry: Entry; rest: readonly string[] } {
  for (const length of [2, 1]) {
    const name = words.slice(0, length).join(' ');
    const entry = ENTRIES.find((each) => each.name === name);
    if (entry) return { entry, rest: words.slice(length) };
  }
  const siblings = ENTRIES.filter((entry) => entry.name.startsWith(`${words[0]} `)).map((entry) => entry.name);
  throw new IcehouseError({
    code: 'usage/unknown-command',
    kind: 'usage',
    message: 'there is no such command',
    ...(siblings.length > 0 ? { expected: siblings.join(', ') } : {}),
    next: 'see: icehouse --help',
  });
}

function tell(error: unknown, io: Io, json: boolean): ExitCode {
  if (io.signal.aborted) {
    io.stderr.write('Stopped; nothing was left half written.\n');
    return EXIT.interrupted;
  }
  if (!(error instanceof IcehouseError)) throw error;
  if (json) io.stdout.write(`${printJson({ error: error.toJSON() })}\n`);
  else io.stderr.write(`${errorLines(error).join('\n')}\n`);
  return exitCodeOf(error.kind);
}
