/** A real terminal of 80 columns: tmux runs the program, types for the person and reads the screen. */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { peer } from '../peers/peer.ts';
import { MAIN } from './icehouse.ts';

export const tmux = peer('tmux');

/** Terminals opened by this process: each gets a server of its own, as the one before may still be on its way out. */
let opened = 0;

export interface Terminal {
  type(...keys: string[]): void;
  /** Waits until the screen shows a text, and gives the whole screen. */
  shows(text: string | RegExp): Promise<string>;
  /** The screen as it is, with its colours and the spaces at the ends of lines. */
  picture(): string;
}

export function openTerminal(folder: string, words: readonly string[]): Terminal {
  const socket = `icehouse-test-${process.pid}-${opened++}`;
  const run = (...args: string[]): string =>
    execFileSync(tmux.path ?? 'tmux', ['-L', socket, ...args], { encoding: 'utf8' });
  const script = join(folder, 'run.sh');
  const line = [process.execPath, MAIN, ...words].map((word) => `'${word}'`).join(' ');
  writeFileSync(script, `cd '${folder}'\n${line}\necho "exit code $?"\nsleep 60\n`);
  run('new-session', '-d', '-s', 'test', '-x', '80', '-y', '40', `sh ${script}`);
  onTestFinished(() => void run('kill-server'));
  const screen = () => run('capture-pane', '-p', '-S', '-', '-t', 'test');
  return {
    picture: () => run('capture-pane', '-p', '-e', '-N', '-t', 'test'),
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
