/** The catalogue of findings: whole, calm, and the same on the page as on the screens. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FINDINGS_PAGE, findingsPage } from '../../scripts/findings-page.ts';
import { catalogueEntry, FINDING_CODES } from '../../src/core/review/catalogue.ts';

const TESTS = join(import.meta.dirname, '..');

describe('the catalogue of findings', () => {
  it('is what docs/findings.md says', () => {
    expect(readFileSync(FINDINGS_PAGE, 'utf8')).toBe(findingsPage());
  });

  it('has one sentence of meaning and one of advice for each code', () => {
    for (const code of FINDING_CODES) {
      const { meaning, action } = catalogueEntry(code);
      expect(code).toMatch(/^[a-z]+(?:-[a-z]+)*$/);
      for (const sentence of [meaning, action]) expect(sentence, code).toMatch(/^[A-Z][^.]*\.$/);
    }
  });

  it('lowers no check on change and none on signatures', () => {
    const lowerable = FINDING_CODES.filter((code) => catalogueEntry(code).lowerable);
    expect(lowerable).toEqual([
      'foreign-input',
      'unknown-script',
      'lock-time-far',
      'lock-time-without-effect',
      'unknown-fields-large',
    ]);
    for (const code of lowerable) expect(catalogueEntry(code).severity).toBe('stop');
  });

  it('has no code that no test raises', () => {
    const folders = ['attacks', 'attacks/rows', 'review'].map((folder) => join(TESTS, folder));
    const files = folders.flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)));
    const texts = files.filter((file) => file.endsWith('.ts') && file !== import.meta.filename);
    const all = texts.map((file) => readFileSync(file, 'utf8')).join('\n');
    const untested = FINDING_CODES.filter((code) => !new RegExp(`(?<![a-z-])${code}(?![a-z-])`).test(all));
    expect(untested).toEqual([]);
  });
});
