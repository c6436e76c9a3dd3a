/** The hidden prompts in a real terminal (tmux): completion, correction, nothing shown that should not be. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { extensionOf } from './group.ts';
import { freshFolder } from './icehouse.ts';
import { openTerminal, tmux } from './terminal.ts';

tmux.describe('a hidden prompt on a terminal', () => {
  it('completes words, names the neighbours of a wrong one, and shows none of them', async () => {
    const terminal = openTerminal(freshFolder(), ['seed', 'check', '--online-ok']);
    await terminal.shows('Word 1:');
    terminal.type('legall', 'Space');
    await terminal.shows(/not in the list; near: legal/);
    terminal.type('BSpace', 'Space');
    await terminal.shows('Word 2:');
    // Four letters suffice for most words of the list; the rest is completed.
    for (const word of ['winn', 'thank', 'year', 'wave', 'saus', 'worth', 'useful', 'legal', 'winn', 'thank', 'yell']) {
      terminal.type(word, 'Space');
    }
    await terminal.shows('Word 13:');
    terminal.type('Enter');
    await terminal.shows('Extension (empty for none):');
    terminal.type(extensionOf('Bob'), 'Enter');
    const end = await terminal.shows('exit code');
    expect(end).toContain('exit code 0');
    expect(end).toContain('Mnemonic: 12 words');
    expect(end).toMatch(/kind +BIP-0039, 12 words, English/);
    expect(end).not.toMatch(/sausage|winner|yellow/);
    expect(end).not.toContain(extensionOf('Bob').slice(0, 6));
  });

  it('ends on ctrl-C with nothing half done, and gives the terminal back', async () => {
    const terminal = openTerminal(freshFolder(), ['seed', 'check', '--online-ok']);
    await terminal.shows('Word 1:');
    terminal.type('legal', 'Space', 'C-c');
    expect(await terminal.shows('exit code')).toContain('exit code 130');
  });

  it('shows fresh words once and clears the screen before it asks for three of them', async () => {
    const terminal = openTerminal(freshFolder(), ['seed', 'new', '--words', '12', '--system-only', '--online-ok']);
    const shown = await terminal.shows('Press Enter when they are on paper');
    const words = [...shown.matchAll(/\b\d{1,2} {2}([a-z]{3,8})\b/g)].map((match) => match[1]!);
    expect(words).toHaveLength(12);
    terminal.type('Enter');
    for (let answered = 0; answered < 3; answered++) {
      const screen = await terminal.shows(new RegExp(`(Word \\d+:[^\\n]*\\n?[^]*){${answered + 1}}`));
      const asked = [...screen.matchAll(/Word (\d+):/g)].at(-1)?.[1];
      terminal.type(words[Number(asked) - 1]!, 'Enter');
    }
    const end = await terminal.shows('exit code');
    expect(end).toContain('exit code 0');
    expect(end).not.toContain(words.slice(0, 4).join(' '));
  });
});

tmux.describe('practice on a terminal', () => {
  it('lets the person choose, explains a wrong choice, pauses at each step and ends well', async () => {
    const folder = freshFolder();
    const terminal = openTerminal(folder, ['practice', '--keep', 'kept']);
    await terminal.shows('Name of the wallet?');
    terminal.type('Cabin', 'Enter');
    await terminal.shows('Who holds it together?');
    terminal.type('Dora Emil', 'Enter');
    await terminal.shows('How many of the 2 must sign?');
    terminal.type('3', 'Enter');
    await terminal.shows('so many cannot sign: 1 to 2');
    terminal.type('1', 'Enter');
    await terminal.shows('How much is deposited');
    terminal.type('0.25', 'Enter');
    await terminal.shows('Whom do they pay?');
    terminal.type('Enter');
    await terminal.shows('How much, in bitcoin?');
    terminal.type('0.1', 'Enter');
    await terminal.shows('What for?');
    terminal.type('paint', 'Enter');
    for (let step = 1; step <= 10; step++) {
      await terminal.shows(new RegExp(`(Press Enter to go on[^]*){${step}}`));
      terminal.type('Enter');
    }
    const end = await terminal.shows('exit code');
    expect(end).toContain('exit code 0');
    expect(end).toContain('0.25000000 − 0.10000000 − fee');
    expect(readdirSync(join(folder, 'kept')).sort()).toEqual(['dora', 'emil']);
  });
});
