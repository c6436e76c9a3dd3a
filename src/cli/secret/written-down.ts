/**
 * Shows words once, clears them from the screen when the person says that they are on paper, and asks for three of them:
 * a backup that was never read is none.
 */
import type { Io } from '../io.ts';
import { ask } from '../terminal/ask.ts';

/** Clears screen and scrollback: words must not stay readable above the prompt. */
const CLEAR = '\x1b[2J\x1b[3J\x1b[H';

export async function confirmWrittenDown(io: Io, shown: readonly string[], words: readonly string[]): Promise<void> {
  for (;;) {
    io.stderr.write(`${shown.join('\n')}\n\n`);
    await ask(io, 'Press Enter when they are on paper; the screen is cleared then.');
    io.stderr.write(CLEAR);
    if (await remembers(io, words)) return;
    io.stderr.write('That is not what was shown. Look at your paper again.\n\n');
  }
}

async function remembers(io: Io, words: readonly string[]): Promise<boolean> {
  const [first = 0, second = 0] = io.random(2);
  const third = Math.floor(words.length / 3);
  // One word of each third, so that a skipped line shows.
  const asked = [first % third, third + (second % third), words.length - 1];
  for (const index of asked) {
    const typed = (await ask(io, `Word ${index + 1}:`)).normalize('NFKD').toLowerCase();
    if (typed !== words[index]) return false;
  }
  return true;
}
