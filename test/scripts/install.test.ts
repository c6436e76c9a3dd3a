/** Whether packages are installed anew is decided by comparing two files; both ways to be wrong cost a person's time. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const script = new URL('../../scripts/lib/install.mjs', import.meta.url).href;
const { isInstalled } = (await import(script)) as { isInstalled(root: string): boolean };

type Packages = Record<string, object>;

const HERE = { os: [process.platform], cpu: [process.arch] };
const PACKAGES: Packages = {
  'node_modules/plain': { version: '1.0.0', integrity: 'sha512-plain' },
  'node_modules/for-here': { version: '1.0.0', integrity: 'sha512-here', optional: true, ...HERE },
};

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'icehouse-install-'));
  mkdirSync(join(root, 'node_modules'));
});
afterEach(() => rmSync(root, { recursive: true }));

function write(wanted: Packages, found: Packages): void {
  const lock = { packages: { '': { name: 'icehouse' }, ...wanted } };
  writeFileSync(join(root, 'package-lock.json'), JSON.stringify(lock));
  writeFileSync(join(root, 'node_modules', '.package-lock.json'), JSON.stringify({ packages: found }));
}

describe('packages count as installed', () => {
  it('when npm noted each of them as the lock file has it', () => {
    write(PACKAGES, PACKAGES);
    expect(isInstalled(root)).toBe(true);
  });

  it('when only optional ones for other machines are absent, or optional ones without a machine', () => {
    const elsewhere = {
      'node_modules/other-system': { integrity: 'sha512-os', optional: true, os: ['aix'], cpu: [process.arch] },
      'node_modules/other-processor': {
        integrity: 'sha512-cpu',
        optional: true,
        os: [process.platform],
        cpu: ['s390'],
      },
      'node_modules/not-this-system': {
        integrity: 'sha512-not',
        optional: true,
        os: [`!${process.platform}`],
        cpu: [],
      },
      'node_modules/of-another-optional': { integrity: 'sha512-of', optional: true },
    };
    write({ ...PACKAGES, ...elsewhere }, PACKAGES);
    expect(isInstalled(root)).toBe(true);
  });
});

describe('packages are installed anew', () => {
  it('when nothing was installed, or the note cannot be read', () => {
    write(PACKAGES, PACKAGES);
    rmSync(join(root, 'node_modules', '.package-lock.json'));
    expect(isInstalled(root)).toBe(false);
    writeFileSync(join(root, 'node_modules', '.package-lock.json'), '{');
    expect(isInstalled(root)).toBe(false);
  });

  it('when one is absent, altered or no longer wanted', () => {
    const plain = PACKAGES['node_modules/plain']!;
    const { 'node_modules/plain': _, ...withoutPlain } = PACKAGES;
    write(PACKAGES, withoutPlain);
    expect(isInstalled(root)).toBe(false);
    write(PACKAGES, { ...PACKAGES, 'node_modules/plain': { ...plain, integrity: 'sha512-other' } });
    expect(isInstalled(root)).toBe(false);
    write(PACKAGES, { ...PACKAGES, 'node_modules/left-over': { version: '1.0.0', integrity: 'sha512-left' } });
    expect(isInstalled(root)).toBe(false);
  });

  it('when an optional one for this very machine is absent: an older Node made npm leave it out', () => {
    const { 'node_modules/for-here': _, ...withoutHere } = PACKAGES;
    write(PACKAGES, withoutHere);
    expect(isInstalled(root)).toBe(false);
  });
});
