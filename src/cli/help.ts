/** The help texts: one page for the program, one for each command, at most 80 columns wide. */
import { pairs, wrapped } from '../core/text/columns.ts';
import { VERSION } from '../core/version.ts';
import type { Command } from './command.ts';
import { optionsOf } from './options.ts';
import { ENTRIES, type Entry, GROUPS } from './registry.ts';

export function programHelp(): string[] {
  const width = Math.max(...ENTRIES.map((entry) => entry.name.length));
  return [
    `icehouse ${VERSION} - multisig cold storage for bitcoin, held by a few people`,
    '',
    'Usage: icehouse COMMAND [OPTIONS]',
    ...GROUPS.flatMap((group) => ['', group.title, ...group.entries.map((entry) => entryLine(entry, width))]),
    '',
    'Every command takes --help and --json. Secrets are typed at a hidden prompt or',
    'read from standard input with --secret-stdin; never from arguments.',
    'Exit codes: 0 done, 1 refused, 2 bad usage, 3 bad input, 4 environment.',
  ];
}

function entryLine(entry: Entry, width: number): string {
  return `  ${entry.name.padEnd(width)}  ${entry.summary}`;
}

export function commandHelp(command: Command): string[] {
  const options = Object.entries(optionsOf(command)).map(([name, spec]): [string, string] => [
    `--${name}${spec.kind === 'flag' ? '' : ` ${spec.value ?? 'TEXT'}`}`,
    `${spec.help}${spec.required ? ' (required)' : ''}${spec.kind === 'list' ? ' (may be repeated)' : ''}`,
  ]);
  return [
    `icehouse ${command.name} - ${command.summary}`,
    '',
    `Usage: icehouse ${[command.name, command.positionals, '[OPTIONS]'].filter(Boolean).join(' ')}`,
    '',
    ...command.description.flatMap((paragraph) => wrapped(paragraph)),
    '',
    'Options',
    ...pairs(options),
    '',
    'Example',
    ...wrapped(command.example, { first: '  ', indent: '    ' }),
    '',
    'With --json',
    ...wrapped(command.shape, { indent: '  ' }),
  ];
}
