import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { COMMANDS_PAGE, commandsPage } from '../../scripts/commands-page.ts';

it('docs/commands.md is what the program says of itself (else: node scripts/commands-page.ts)', async () => {
  expect(readFileSync(COMMANDS_PAGE, 'utf8')).toBe(await commandsPage());
});
