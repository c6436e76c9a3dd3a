/** Three members who did the set-up by commands alone: what later steps start from. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { WORDS } from '../support/members.ts';
import { icehouse, type Result } from './icehouse.ts';

export const MEMBERS = ['Anna', 'Bob', 'Carol'] as const;
export type MemberName = (typeof MEMBERS)[number];

/** Standard input of a member: mnemonic and extension. */
export function secretOf(member: MemberName): string {
  return `${WORDS[member]}\n${extensionOf(member)}\n`;
}

export function extensionOf(member: MemberName): string {
  return `qvjxkzwpyuhgtmrbnlfdcsoaeiqwzxkvjhpn${member.toLowerCase()}`;
}

async function succeed(result: Promise<Result>): Promise<Record<string, unknown>> {
  const { exitCode, stdout, stderr, json } = await result;
  if (exitCode !== 0) throw new Error(`exit code ${exitCode}\n${stdout}${stderr}`);
  return json();
}

export async function makeCards(folder: string): Promise<void> {
  for (const member of MEMBERS) {
    const words = ['key', 'card', '--name', member, '--network', 'regtest', '--out', `${member}.card`];
    await succeed(icehouse([...words, '--secret-stdin', '--json'], { folder, input: secretOf(member) }));
  }
}

export async function makeCharter(folder: string): Promise<{ readonly code: string; readonly id: string }> {
  const cards = MEMBERS.flatMap((member) => ['--card', `${member}.card`]);
  const words = ['charter', 'new', '--name', 'Family', '--m', '2', ...cards, '--out', 'family.json', '--json'];
  const charter = await succeed(icehouse(words, { folder }));
  return { code: (charter.code as string[][]).flat().join(' '), id: String(charter.id) };
}

export async function makeReceipts(folder: string, code: string): Promise<void> {
  for (const member of MEMBERS) {
    const words = ['charter', 'sign', 'family.json', '--compared-code', code, '--out', `${member}.receipt`];
    await succeed(icehouse([...words, '--secret-stdin', '--json'], { folder, input: secretOf(member) }));
  }
  const receipts = MEMBERS.map((member) => `${member}.receipt`);
  await succeed(icehouse(['charter', 'add-receipt', 'family.json', ...receipts, '--json'], { folder }));
}

/** Cards, charter and all receipts in one folder. */
export async function makeGroup(folder: string): Promise<void> {
  await makeCards(folder);
  const { code } = await makeCharter(folder);
  await makeReceipts(folder, code);
}

export function readText(folder: string, file: string): string {
  return readFileSync(join(folder, file), 'utf8');
}
