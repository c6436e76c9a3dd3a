/** Inputs as files: the committed corpus, one folder for each target, and the findings that are kept for another run. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Input, Target } from './target.ts';

const FUZZ = join(import.meta.dirname, '..');

/** Bytes as they are; text as a JSON string, which holds halves of characters too and can be read. */
export function encodeInput(input: Input): Uint8Array {
  return typeof input === 'string' ? Buffer.from(JSON.stringify(input)) : input;
}

export function decodeInput(kind: 'bytes', file: Uint8Array): Uint8Array;
export function decodeInput(kind: 'text', file: Uint8Array): string;
export function decodeInput(kind: Target['kind'], file: Uint8Array): Input;
export function decodeInput(kind: Target['kind'], file: Uint8Array): Input {
  return kind === 'bytes' ? new Uint8Array(file) : (JSON.parse(Buffer.from(file).toString('utf8')) as string);
}

function nameOf(file: Uint8Array): string {
  return createHash('sha256').update(file).digest('hex').slice(0, 12);
}

const corpusFolder = (target: string): string => join(FUZZ, 'corpus', target);

/** The committed inputs of a target, in the order of their names. */
export function readCorpus(target: string): readonly Uint8Array[] {
  const folder = corpusFolder(target);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .toSorted()
    .map((name) => new Uint8Array(readFileSync(join(folder, name))));
}

/** Puts other inputs in the place of the committed ones. */
export function writeCorpus(target: string, inputs: readonly Input[]): void {
  const folder = corpusFolder(target);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const input of inputs) {
    const file = encodeInput(input);
    writeFileSync(join(folder, nameOf(file)), file);
  }
}

/** Keeps an input that broke a rule; gives its path as one would type it. */
export function writeCrash(target: string, input: Uint8Array): string {
  const folder = join(FUZZ, 'crashes');
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${target}-${nameOf(input)}`);
  writeFileSync(path, input);
  return relative(process.cwd(), path);
}
