/** The counts behind the last line of `npm test`: nothing that failed may be missing from them. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

const FILES = {
  'mixed.test.ts': `
    import { expect, it } from 'vitest';
    it('passes', () => expect(1).toBe(1));
    it('fails', () => expect(1).toBe(2));
    it.skip('is skipped', () => undefined);
  `,
  'hook.test.ts': `
    import { beforeAll, describe, it } from 'vitest';
    describe('with a failing hook', () => {
      beforeAll(() => { throw new Error('in the hook'); });
      it('is never reached', () => undefined);
    });
  `,
  'collection.test.ts': `
    import { describe } from 'vitest';
    describe('with an error', () => { throw new Error('while tests are collected'); });
  `,
  'unloadable.test.ts': `import './nowhere.ts';`,
  'healthy.test.ts': `
    import { describe, it } from 'vitest';
    describe('a group', () => { it('passes', () => undefined); it.todo('comes later'); });
  `,
  'vitest.config.ts': `export default { test: { include: ['*.test.ts'] } };`,
};

function countsOf(files: readonly (keyof typeof FILES)[]): unknown {
  mkdirSync(join(ROOT, '.cache'), { recursive: true });
  const folder = mkdtempSync(join(ROOT, '.cache', 'summary-'));
  try {
    for (const name of files) writeFileSync(join(folder, name), FILES[name]);
    const summary = join(folder, 'summary.json');
    const reporter = join(ROOT, 'scripts', 'lib', 'summary-reporter.mjs');
    const vitest = join(ROOT, 'node_modules', '.bin', 'vitest');
    const args = [vitest, 'run', '--root', folder, `--reporter=${reporter}`];
    spawnSync(process.execPath, args, { cwd: folder, env: { ...process.env, ICEHOUSE_TEST_SUMMARY: summary } });
    return JSON.parse(readFileSync(summary, 'utf8'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

it('counts what passed, failed and was skipped', () => {
  const files = ['vitest.config.ts', 'healthy.test.ts', 'mixed.test.ts'] as const;
  expect(countsOf(files)).toEqual({ passed: 2, failed: 1, skipped: 2, pending: 0 });
});

it('counts what fails outside of tests: a file that cannot be loaded, a collection, a hook', () => {
  const files = ['vitest.config.ts', 'unloadable.test.ts', 'collection.test.ts', 'hook.test.ts'] as const;
  expect(countsOf(files)).toMatchObject({ passed: 0, failed: 3 });
});
