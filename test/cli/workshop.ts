/**
 * Files of the test members (mainnet, no extension) put into a folder without commands: the valid base from which tests of
 * the charter commands change one thing.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Io } from '../../src/cli/io.ts';
import { formatCharterFile } from '../../src/core/charter/charter-file.ts';
import { formatKeyCard } from '../../src/core/charter/key-card.ts';
import type { CharterFile, KeyCard } from '../../src/core/charter/types.ts';
import { type MemberName, WORDS } from '../support/members.ts';
import { freshFolder, icehouse, type Result } from './icehouse.ts';

/** Standard input of a test member: words without an extension. */
export function wordsOf(member: MemberName): string {
  return `${WORDS[member]}\n`;
}

export interface Desk {
  readonly folder: string;
  readonly write: (name: string, text: string) => string;
  readonly card: (name: string, card: KeyCard) => string;
  readonly charter: (name: string, file: CharterFile) => string;
  readonly run: (words: readonly string[], input?: string, io?: Partial<Io>) => Promise<Result>;
}

export function openDesk(): Desk {
  const folder = freshFolder();
  const write: Desk['write'] = (name, text) => {
    writeFileSync(join(folder, name), text);
    return name;
  };
  return {
    folder,
    write,
    card: (name, card) => write(name, formatKeyCard(card)),
    charter: (name, file) => write(name, formatCharterFile(file)),
    run: (words, input = '', io = {}) => icehouse(words, { folder, input, io }),
  };
}

/** What a refused command told the person, on one line, as line breaks fall anywhere. */
export function told({ stdout, stderr }: Result): string {
  return `${stdout}${stderr}`.replace(/\s+/g, ' ');
}
