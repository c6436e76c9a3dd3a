import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readFileText } from '../../src/cli/files/read.ts';
import { replaceFile, writeNewFile } from '../../src/cli/files/write.ts';
import { IcehouseError } from '../../src/core/errors.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'icehouse-write-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function codeOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (error instanceof IcehouseError) return error.code;
    throw error;
  }
  return 'no error';
}

describe('writing files', () => {
  it('writes a new file whole, readable by its owner only, and leaves no temporary name', () => {
    writeNewFile(join(folder, 'card.json'), '{"a":1}\n');
    expect(readFileSync(join(folder, 'card.json'), 'utf8')).toBe('{"a":1}\n');
    expect(statSync(join(folder, 'card.json')).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(['card.json']);
  });

  it('never overwrites a file, and leaves the old one as it was', () => {
    writeFileSync(join(folder, 'card.json'), 'old');
    expect(codeOf(() => writeNewFile(join(folder, 'card.json'), 'new'))).toBe('file/exists');
    expect(readFileSync(join(folder, 'card.json'), 'utf8')).toBe('old');
    expect(readdirSync(folder)).toEqual(['card.json']);
  });

  it('replaces a file only where that is the command’s purpose', () => {
    writeFileSync(join(folder, 'charter.json'), 'old');
    replaceFile(join(folder, 'charter.json'), new Uint8Array([1, 2, 3]));
    expect([...readFileSync(join(folder, 'charter.json'))]).toEqual([1, 2, 3]);
    expect(readdirSync(folder)).toEqual(['charter.json']);
  });

  it('says so when the folder is missing, and leaves nothing behind', () => {
    expect(codeOf(() => writeNewFile(join(folder, 'none', 'card.json'), 'x'))).toBe('file/cannot-write');
    mkdirSync(join(folder, 'card.json'));
    expect(codeOf(() => replaceFile(join(folder, 'card.json'), 'x'))).toBe('file/cannot-write');
    expect(readdirSync(folder)).toEqual(['card.json']);
  });

  it('drops a byte order mark on reading and refuses what is not text', () => {
    writeFileSync(join(folder, 'bom.txt'), '\uFEFFwords');
    writeFileSync(join(folder, 'binary'), new Uint8Array([0x70, 0x73, 0x62, 0x74, 0xff]));
    expect(readFileText(join(folder, 'bom.txt'))).toBe('words');
    expect(codeOf(() => readFileText(join(folder, 'binary')))).toBe('file/not-text');
    expect(codeOf(() => readFileText(join(folder, 'none')))).toBe('file/cannot-read');
  });
});
