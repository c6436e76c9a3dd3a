/**
 * The programs that the peers tests meet: real wallets, viewers and terminals. Where one is not installed its tests are
 * skipped and say so by name; on a build machine (`CI=true`) a missing peer fails instead, so that it is never overlooked.
 */
import { accessSync, constants, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, it } from 'vitest';

export type Program = 'electrum' | 'chromium' | 'gpg' | 'pdftotext' | 'tmux';

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
  const path = find(program);
  return {
    path,
    describe(name, body) {
      const missing = `${program} is not installed (Debian package ${PACKAGES[program]})`;
      if (path !== undefined) {
        describe(name, body);
      } else if (process.env.CI === 'true') {
        describe(name, () => {
          it(`needs ${program}`, () => {
            throw new Error(missing);
          });
        });
      } else {
        describe.skip(`${name} [skipped: ${missing}]`, body);
      }
    },
  };
}

function find(program: Program): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders.map((folder) => join(folder, program)).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
