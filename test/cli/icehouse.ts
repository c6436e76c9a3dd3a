/** Runs `icehouse` command lines in this process, as practice does, or as a program of its own. */
import { spawn } from 'node:child_process';
import { randomFillSync } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { onTestFinished } from 'vitest';
import type { Io } from '../../src/cli/io.ts';
import { run } from '../../src/cli/run.ts';

export interface Result {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Standard output as JSON. */
  json(): Record<string, unknown>;
}

export interface Call {
  readonly folder: string;
  readonly input?: string;
  readonly io?: Partial<Io>;
}

export const MAIN = resolve(import.meta.dirname, '../../src/cli/main.ts');

/** A folder that is gone after the test. */
export function freshFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'icehouse-cli-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export async function icehouse(words: readonly string[], { folder, input = '', io = {} }: Call): Promise<Result> {
  const stdout = collector();
  const stderr = collector();
  const exitCode = await run(words, {
    stdin: Readable.from([Buffer.from(input, 'utf8')]),
    stdout: stdout.stream,
    stderr: stderr.stream,
    interactive: false,
    columns: 80,
    styled: false,
    database: undefined,
    folder,
    now: () => new Date(),
    random: (length) => randomFillSync(new Uint8Array(length)),
    activeInterfaces: () => [],
    signal: new AbortController().signal,
    ...io,
  });
  return result(exitCode, stdout.text(), stderr.text());
}

/** The program itself, with its own arguments, environment and standard input. */
export function spawnIcehouse(words: readonly string[], { folder, input = '' }: Call): Promise<Result> {
  const child = spawn(process.execPath, [MAIN, ...words], { cwd: folder, stdio: ['pipe', 'pipe', 'pipe'] });
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
  child.stdin.end(input);
  return new Promise((done, fail) => {
    child.on('error', fail);
    child.on('close', (code) => done(result(code ?? -1, Buffer.concat(out).toString(), Buffer.concat(err).toString())));
  });
}

function collector(): { readonly stream: Writable; readonly text: () => string } {
  const chunks: Buffer[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(Buffer.from(chunk));
      done();
    },
  });
  return { stream, text: () => Buffer.concat(chunks).toString('utf8') };
}

function result(exitCode: number, stdout: string, stderr: string): Result {
  return { exitCode, stdout, stderr, json: () => JSON.parse(stdout) as Record<string, unknown> };
}
