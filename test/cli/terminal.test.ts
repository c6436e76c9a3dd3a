/** The hidden prompts in a real terminal (tmux): completion, correction, nothing shown that should not be. */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { peer } from '../peers/peer.ts';
import { extensionOf } from './group.ts';
import { freshFolder, MAIN } from './icehouse.ts';

const tmux = peer('tmux');
const SOCKET = `icehouse-test-${process.pid}`;

interface Terminal {
  type(...keys: string[]): void;
  /** Waits until the screen shows a text, and gives the whole screen. */
  shows(text: string | RegExp): Promise<string>;
}

function openTerminal(folder: string, words: readonly string[]): Terminal {
  const run = (...args: string[]): string => execFileSync(tmux.path, ['-L', SOCKET, ...args], { encoding: 'utf8' });
  const script = join(folder, 'run.sh');
  const line = [process.execPath, MAIN, ...words].map((word) => `'${word}'`).join(' ');
  writeFileSync(script, `cd '${folder}'\n${line}\necho "exit code $?"\nsleep 60\n`);
  run('new-session', '-d', '-s', 'test', '-x', '80', '-y', '40', `sh ${script}`);
  onTestFinished(() => void run('kill-server'));
  const screen = () => run('capture-pane', '-p', '-S', '-', '-t', 'test');
  return {
    type: (...keys) => void run('send-keys', '-t', 'test', ...keys),
    shows: async (text) => {
      for (let tries = 0; tries < 300; tries++) {
        const shown = screen();
        if (typeof text === 'string' ? shown.includes(text) : text.test(shown)) return shown;
        await new Promise((done) => setTimeout(done, 100));
      }
      throw new Error(`the screen never showed ${String(text)}:\n${screen()}`);
    },
  };
}

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
