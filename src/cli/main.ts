#!/usr/bin/env node
/**
 * The program `icehouse`: makes the real {@link Io} and runs one command line. A defect of Icehouse prints its name and
 * place but never the values at hand, as they may be secret.
 */
import { randomFillSync } from 'node:crypto';
import { InvariantError } from '../core/errors.ts';
import { EXIT } from './exit.ts';
import { farewells } from './farewell.ts';
import { removeUnfinishedFiles } from './files/write.ts';
import type { Io } from './io.ts';
import { activeInterfaces } from './network-guard.ts';
import { run } from './run.ts';

const stopped = new AbortController();

const io: Io = {
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  interactive: Boolean(process.stdin.isTTY && process.stderr.isTTY),
  columns: Math.min(process.stdout.columns ?? 80, 80),
  styled: Boolean(process.stdout.isTTY) && !process.env.NO_COLOR,
  folder: process.cwd(),
  database: process.env.ICEHOUSE_DATABASE || undefined,
  now: () => new Date(),
  random: (length) => randomFillSync(new Uint8Array(length)),
  activeInterfaces,
  signal: stopped.signal,
};

process.on('exit', removeUnfinishedFiles);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => {
    stopped.abort();
    removeUnfinishedFiles();
    void farewells().then(() => process.exit(EXIT.interrupted));
  });
}
// A reader that closes the pipe early (`icehouse … | head`) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) =>
  process.exit(error.code === 'EPIPE' ? EXIT.done : EXIT.environment),
);

try {
  process.exitCode = await run(process.argv.slice(2), io);
} catch (error) {
  // Only an invariant's own sentence is safe to show; other messages may quote what was being worked on.
  const name = error instanceof InvariantError ? error.message : error instanceof Error ? error.name : 'unknown error';
  const place =
    error instanceof Error ? (error.stack ?? '').split('\n').filter((line) => line.startsWith('    at ')) : [];
  process.stderr.write(
    `Icehouse failed (${name}); please report this. Nothing was left half written.\n${place.slice(0, 8).join('\n')}\n`,
  );
  process.exitCode = 70;
}
