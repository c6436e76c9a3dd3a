/**
 * One person of the ceremony: a name, a folder that nobody else opens, and a piece of paper with the mnemonic and the
 * extension. Everything a person does is a command line of `icehouse` run in her folder.
 */
import { copyFileSync, mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { IcehouseError, invariant } from '../../core/errors.ts';

/** Runs one command line of `icehouse --json` in a folder. The command's surface supplies it. */
export type Runner = (call: {
  readonly folder: string;
  readonly words: readonly string[];
  /** Standard input: a member's paper, for commands that ask for the secret. */
  readonly input?: string;
}) => Promise<{ readonly exitCode: number; readonly json: unknown }>;

export interface Member {
  readonly name: string;
  readonly folder: string;
  /** Lines as `--secret-stdin` reads them; it exists on paper and here, never in a file. */
  readonly paper: { mnemonic: string; extension: string };
}

export function createMember(name: string, root: string): Member {
  const folder = join(root, name.toLowerCase());
  mkdirSync(folder, { recursive: true });
  return { name, folder, paper: { mnemonic: '', extension: '' } };
}

/** File name that a member uses for something of hers, such as `alice.card.json`. */
export function fileOf(member: Member, kind: string): string {
  return `${member.name.toLowerCase()}.${kind}`;
}

/** Hands a file over: the only way anything passes between members. */
export function handOver(file: string, from: Member, to: Member): void {
  if (from !== to) copyFileSync(join(from.folder, file), join(to.folder, basename(file)));
}

export type Json = Readonly<Record<string, unknown>>;

/** What a member types when a command asks: `true` for the secret on her paper, or one line of something else. */
type Typed = boolean | { readonly line: string };

/**
 * Runs a command as a member and returns its JSON.
 *
 * @throws IcehouseError `practice/step-failed` with what the command said.
 */
export async function act(run: Runner, member: Member, words: readonly string[], typed: Typed = false): Promise<Json> {
  const { exitCode, json } = await run({
    folder: member.folder,
    words: [...words, ...(typed === true ? ['--secret-stdin', '--online-ok'] : []), '--json'],
    input: inputOf(member, typed),
  });
  if (exitCode !== 0 || typeof json !== 'object' || json === null) {
    throw new IcehouseError({
      code: 'practice/step-failed',
      kind: 'environment',
      message: `${member.name}'s step "${words.slice(0, 2).join(' ')}" did not end well`,
      found: `exit code ${exitCode}: ${JSON.stringify(json)}`,
    });
  }
  return json as Json;
}

function inputOf({ paper }: Member, typed: Typed): string {
  if (typed === true) return `${paper.mnemonic}\n${paper.extension}\n`;
  return typed === false ? '' : `${typed.line}\n`;
}

export function textOf(json: Json, name: string): string {
  const value = json[name];
  invariant(typeof value === 'string', `the command's documented shape has the text "${name}"`);
  return value;
}

export function amountOf(json: Json, name: string): bigint {
  const value = json[name];
  invariant(typeof value === 'number' && Number.isSafeInteger(value), `the documented shape has the amount "${name}"`);
  return BigInt(value);
}

export function objectOf(json: Json, name: string): Json {
  const value = json[name];
  invariant(typeof value === 'object' && value !== null, `the documented shape has the object "${name}"`);
  return value as Json;
}

export function listOf(json: Json, name: string): readonly unknown[] {
  const value = json[name];
  invariant(Array.isArray(value), `the command's documented shape has the list "${name}"`);
  return value;
}
