/**
 * Runs programs for the entry scripts, which any Node from 18 on may have started: what they start finds the project's
 * own programs first, among them the pinned Node.
 */
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
export const BIN = join(ROOT, 'node_modules', '.bin');

const environment = { ...process.env, PATH: [BIN, process.env.PATH ?? ''].join(delimiter) };
// Colours are for terminals; some programs would send them into files as well.
if (!process.stdout.isTTY && environment.FORCE_COLOR === undefined) environment.NO_COLOR = '1';

/**
 * Runs a program on this terminal and resolves to its exit code. Ctrl-C reaches the program by itself; this process
 * stays until the program has ended in its own way.
 */
export function run(program, args, extra = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: ROOT, stdio: 'inherit', env: { ...environment, ...extra } });
    const stopListening = passSignals(child);
    child.on('error', reject);
    child.on('close', (code, signal) => {
      stopListening();
      resolve(code ?? 128 + (constants.signals[signal] ?? 0));
    });
  });
}

/** Runs a program out of sight and resolves to its exit code and everything that it wrote. */
export function runQuietly(program, args, extra = {}) {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...environment, ...extra },
    });
    const stopListening = passSignals(child);
    const log = [];
    child.stdout.on('data', (bytes) => log.push(bytes));
    child.stderr.on('data', (bytes) => log.push(bytes));
    const end = (code) => {
      stopListening();
      resolve({ code, log: Buffer.concat(log).toString() });
    };
    child.on('error', (error) => {
      log.push(Buffer.from(`${error.message}\n`));
      end(127);
    });
    child.on('close', (code) => end(code ?? 1));
  });
}

function passSignals(child) {
  const onInterrupt = () => undefined;
  const onTerminate = () => child.kill('SIGTERM');
  process.on('SIGINT', onInterrupt);
  process.on('SIGTERM', onTerminate);
  return () => {
    process.off('SIGINT', onInterrupt);
    process.off('SIGTERM', onTerminate);
  };
}
