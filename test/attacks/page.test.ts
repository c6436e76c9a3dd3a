/** The page of attacks tells what is really run: every row once, every group on both surfaces, no stale reference. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ATTACKS_PAGE, attacksPage, countOf, SECTIONS } from '../../scripts/attacks-page.ts';
import { LIBRARY_GAPS } from './list/library-gaps.ts';
import type { Surface } from './row.ts';
import { casesOf, casesOfRow, GROUP_NAMES, SURFACES } from './table.ts';

const ROOT = join(import.meta.dirname, '../..');
const ENTRIES = SECTIONS.flatMap(({ entries }) => entries);

/** Calls of `runGroup` in the tests beside this one. */
const calls = readdirSync(import.meta.dirname)
  .filter((name) => name.endsWith('.test.ts'))
  .flatMap((name) => {
    const text = readFileSync(join(import.meta.dirname, name), 'utf8');
    return [...text.matchAll(/^runGroup\('([a-z-]+)', '([a-z]+)'\);$/gm)].map(
      ([, group, surface]) => `${group} ${surface}`,
    );
  });

describe('docs/attacks.md', () => {
  it('is what the table says (else: node scripts/attacks-page.ts)', () => {
    expect(readFileSync(ATTACKS_PAGE, 'utf8')).toBe(attacksPage());
  });

  it('counts the cases that are run, each once', () => {
    const groups = (surface: Surface) => GROUP_NAMES.filter((name) => casesOf(name, surface).length > 0);
    const expected = SURFACES.flatMap((surface) => groups(surface).map((name) => `${name} ${surface}`));
    expect(calls.toSorted()).toEqual(expected.toSorted());
    for (const surface of SURFACES) {
      const run = GROUP_NAMES.reduce((sum, name) => sum + casesOf(name, surface).length, 0);
      expect(countOf(surface)).toBe(run);
    }
  });
});

describe('the list', () => {
  it('has the rows 1 to 95, each with cases, with tests of its own, or with a reason why not', () => {
    expect(ENTRIES.map(({ row }) => row)).toEqual(Array.from({ length: 95 }, (_, index) => index + 1));
    const run = new Set(
      SURFACES.flatMap((surface) => GROUP_NAMES.flatMap((name) => casesOf(name, surface).map(({ row }) => row))),
    );
    const bare = ENTRIES.filter(({ row, tests, later }) => !run.has(row) && !tests && !later).map(({ row }) => row);
    expect(bare).toEqual([]);
  });

  it('has no case twice, and each named after its row', () => {
    for (const surface of SURFACES) {
      const cases = GROUP_NAMES.flatMap((name) => casesOf(name, surface));
      const names = cases.map(({ each }) => each.name);
      expect(new Set(names).size).toBe(names.length);
      for (const { row, each } of cases) expect(each.name.startsWith(`${row}-`), each.name).toBe(true);
    }
  });

  it('names tests that are there', () => {
    for (const { file, title } of [...ENTRIES, ...LIBRARY_GAPS].flatMap(({ tests = [] }) => tests)) {
      const path = join(ROOT, file);
      expect(existsSync(path), file).toBe(true);
      expect(readFileSync(path, 'utf8'), file).toContain(title);
    }
  });

  it('has sentences that fit into a table', () => {
    for (const { attack, required } of ENTRIES) expect(`${attack}${required}`).not.toMatch(/[|\n]/);
  });
});

describe('what the library leaves to us', () => {
  it('is each made good: by rows that are run, or by a test', () => {
    for (const { gap, rows, tests = [] } of LIBRARY_GAPS) {
      expect(rows.length + tests.length, gap).toBeGreaterThan(0);
      for (const row of rows) expect(casesOfRow(row, 'library').length, `${gap}: row ${row}`).toBeGreaterThan(0);
      expect(gap).not.toMatch(/[|\n]/);
    }
  });
});
