/** Missing programs must show: as skipped tests on a person's machine, as failures on a build machine. */
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { expect, it } from 'vitest';
import { fateOf, findProgram } from './peer.ts';

it('runs what is installed, skips what is not, and fails on a build machine instead of skipping', () => {
  expect(fateOf('/usr/bin/electrum', undefined)).toBe('run');
  expect(fateOf('/usr/bin/electrum', 'true')).toBe('run');
  expect(fateOf(undefined, undefined)).toBe('skip');
  expect(fateOf(undefined, 'false')).toBe('skip');
  expect(fateOf(undefined, 'true')).toBe('fail');
});

it('finds the first executable of the name, and nothing that cannot be run', () => {
  const folder = mkdtempSync(join(tmpdir(), 'icehouse-peer-'));
  try {
    const [plain, first, second] = ['plain', 'first', 'second'].map((name) => join(folder, name));
    for (const each of [plain!, first!, second!]) {
      mkdirSync(each);
      writeFileSync(join(each, 'electrum'), '#!/bin/sh\n');
      chmodSync(join(each, 'electrum'), each === plain ? 0o644 : 0o755);
    }
    expect(findProgram('electrum', ['', plain, first, second].join(delimiter))).toBe(join(first!, 'electrum'));
    expect(findProgram('electrum', plain)).toBeUndefined();
    expect(findProgram('electrum', undefined)).toBeUndefined();
  } finally {
    rmSync(folder, { recursive: true });
  }
});
