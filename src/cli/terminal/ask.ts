/** Asks a visible question on standard error and reads one line; for everything that is not secret. */
import { createInterface } from 'node:readline/promises';
import type { Io } from '../io.ts';

/** @returns the line typed, trimmed; the default where nothing was typed. */
export async function ask(io: Io, question: string, fallback = ''): Promise<string> {
  const prompt = fallback === '' ? `${question} ` : `${question} [${fallback}] `;
  const reader = createInterface({ input: io.stdin, output: io.stderr, terminal: io.interactive });
  // Readline takes ctrl-C for itself; the program's own handler should have it.
  reader.on('SIGINT', () => process.kill(process.pid, 'SIGINT'));
  try {
    const answer = await reader.question(prompt, { signal: io.signal });
    return answer.trim() || fallback;
  } finally {
    reader.close();
  }
}
