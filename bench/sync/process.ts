/** A helper process of the benchmark: lines of text in, lines of JSON out, one answer for each. */
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export interface Helper {
  /** The next line that it tells. */
  answer<Answer>(): Promise<Answer>;
  tell(line: string): void;
  /** Closes its input, upon which it ends by itself. */
  end(): Promise<void>;
}

/** Starts `bench/sync/FILE` with the Node that runs this. */
export function startHelper(file: string, words: readonly string[]): Helper {
  const child: ChildProcess = spawn(process.execPath, [join(import.meta.dirname, file), ...words], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]();
  return {
    async answer<Answer>() {
      const { value, done } = await lines.next();
      if (done) throw new Error(`${file} ended without an answer`);
      return JSON.parse(value) as Answer;
    },
    tell: (line) => void child.stdin!.write(`${line}\n`),
    end() {
      child.stdin!.end();
      return ended;
    },
  };
}
