/**
 * Key presses of a terminal in raw mode, as simple events. Used by the hidden prompts only: nothing is echoed by the
 * terminal while it is in use, and the terminal is put back whatever happens.
 */
import type { ReadStream } from 'node:tty';
import { IcehouseError } from '../../core/errors.ts';
import type { Io } from '../io.ts';

export type Key =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'enter' | 'backspace' | 'tab' | 'clear-line' | 'end' };

function terminalOf(io: Io): ReadStream {
  if (io.interactive && 'setRawMode' in io.stdin) return io.stdin as ReadStream;
  throw new IcehouseError({
    code: 'secret/no-terminal',
    kind: 'environment',
    message: 'a secret is asked for, and there is no terminal to ask at',
    next: 'run it on a terminal, or add --secret-stdin and give the secret on standard input',
  });
}

/**
 * Passes each key to `onKey` until it answers with a value.
 *
 * @throws IcehouseError `secret/no-terminal`, `secret/input-ended`.
 */
export async function withKeys<T>(io: Io, onKey: (key: Key) => T | undefined): Promise<T> {
  const terminal = terminalOf(io);
  const wasRaw = terminal.isRaw;
  terminal.setRawMode(true);
  terminal.resume();
  try {
    return await new Promise<T>((resolve, reject) => {
      const stop = () => {
        terminal.off('data', onData);
        terminal.off('end', onEnd);
      };
      const onData = (chunk: Buffer) => {
        try {
          for (const key of keysOf(chunk.toString('utf8'))) {
            if (key === 'interrupt') process.kill(process.pid, 'SIGINT');
            else {
              const answer = onKey(key);
              if (answer !== undefined) {
                stop();
                resolve(answer);
                return;
              }
            }
          }
        } catch (error) {
          stop();
          reject(error);
        }
      };
      const onEnd = () => {
        stop();
        reject(
          new IcehouseError({
            code: 'secret/input-ended',
            kind: 'input',
            message: 'the input ended before the secret',
          }),
        );
      };
      terminal.on('data', onData);
      terminal.on('end', onEnd);
    });
  } finally {
    terminal.setRawMode(wasRaw);
    terminal.pause();
  }
}

const CONTROL: Readonly<Record<string, Key | 'interrupt'>> = {
  '\r': { kind: 'enter' },
  '\n': { kind: 'enter' },
  '\x7f': { kind: 'backspace' },
  '\b': { kind: 'backspace' },
  '\t': { kind: 'tab' },
  '\x15': { kind: 'clear-line' },
  '\x04': { kind: 'end' },
  '\x03': 'interrupt',
};

function* keysOf(chunk: string): Generator<Key | 'interrupt'> {
  // Arrow and function keys come as escape sequences in one chunk; they mean nothing here.
  if (chunk.startsWith('\x1b')) return;
  for (const character of chunk) {
    const control = CONTROL[character];
    if (control) yield control;
    else if (character >= ' ') yield { kind: 'text', text: character };
  }
}
