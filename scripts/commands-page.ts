/**
 * Writes docs/commands.md from the commands' own help, so that the page and the program cannot disagree. A test compares
 * them; `node scripts/commands-page.ts` brings the page up to date.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { commandHelp, programHelp } from '../src/cli/help.ts';
import { GROUPS } from '../src/cli/registry.ts';

export const COMMANDS_PAGE = join(import.meta.dirname, '../docs/commands.md');

export async function commandsPage(): Promise<string> {
  const parts = [
    '# Commands',
    '',
    'Made from the help of the program by `node scripts/commands-page.ts`. With `--json` each command prints one object of',
    'the shape told here, or `{ "error": { code, kind, message, at, found, expected, next } }`; amounts are satoshis.',
    '',
    ...block(programHelp()),
  ];
  for (const group of GROUPS) {
    parts.push('', `## ${group.title}`);
    for (const entry of group.entries) {
      parts.push('', `### ${entry.name}`, '', ...block(commandHelp(await entry.load())));
    }
  }
  return `${parts.join('\n')}\n`;
}

function block(lines: readonly string[]): string[] {
  return ['```text', ...lines, '```'];
}

if (process.argv[1] === import.meta.filename) writeFileSync(COMMANDS_PAGE, await commandsPage());
