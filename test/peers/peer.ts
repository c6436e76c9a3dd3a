/**
 * The programs that the peers tests meet: wallets, viewers, terminals, bookkeeping. Where one is not installed its tests
 * are skipped and say so by name; on a build machine (`CI=true`) a missing peer fails instead, so that it is never overlooked.
 */
import { accessSync, constants, existsSync, readdirSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, it } from 'vitest';

export type Program = 'electrum' | 'chromium' | 'gpg' | 'age' | 'pdftotext' | 'tmux' | 'postgres' | 'ledger';

/** Program → the Debian package that brings it. */
const PACKAGES = JSON.parse(readFileSync(new URL('../../scripts/lib/peers.json', import.meta.url), 'utf8')) as {
  readonly [program in Program]: string;
};

export interface Peer {
  /** Where the program is; undefined where it is not installed. */
  readonly path: string | undefined;
  /** As vitest's `describe`, for tests that need the program. */
  describe(name: string, body: () => void): void;
}

/** Looks for a program and decides what becomes of the tests that need it. */
export function peer(program: Program): Peer {
  const path = findProgram(program, [process.env.PATH, ...postgresFolders()].join(delimiter));
  const missing = `${program} is not installed (Debian package ${PACKAGES[program]})`;
  const describers = {
    run: (name: string, body: () => void) => void describe(name, body),
    skip: (name: string, body: () => void) => void describe.skip(`${name} [skipped: ${missing}]`, body),
    fail: (name: string) =>
      void describe(name, () => {
        it(`needs ${program}`, () => {
          throw new Error(missing);
        });
      }),
  };
  return { path, describe: describers[fateOf(path, process.env.CI)] };
}

/** What becomes of the tests of a program that was found at `path` or not at all. */
export function fateOf(path: string | undefined, ci: string | undefined): 'run' | 'skip' | 'fail' {
  if (path !== undefined) return 'run';
  return ci === 'true' ? 'fail' : 'skip';
}

/** Searches the folders of a PATH as a shell does. */
export function findProgram(program: string, searchPath = ''): string | undefined {
  const folders = searchPath.split(delimiter).filter((folder) => folder !== '');
  return folders.map((folder) => join(folder, program)).find(isExecutable);
}

/** Debian keeps the server of each version of PostgreSQL in a folder of its own, outside of PATH. */
function postgresFolders(root = '/usr/lib/postgresql'): string[] {
  return existsSync(root) ? readdirSync(root).map((version) => join(root, version, 'bin')) : [];
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
