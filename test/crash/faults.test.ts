/** Disks that are full, read-only or broken: a clean error that says so, and everything as it was. */
import { execFileSync, spawnSync } from 'node:child_process';
import fs, { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { replaceFile, writeNewFile } from '../../src/cli/files/write.ts';
import { openStore } from '../../src/watch/store/open.ts';
import { contentOf } from './content.ts';
import { type Life, live, openLife } from './life.ts';
import { type Recording, record } from './recording.ts';
import { type Reference, referenceOf } from './reference.ts';

let recording: Recording;
let life: Life;
let reference: Reference;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'icehouse-faults-'));
  recording = await record(4);
  life = await openLife(recording);
  reference = await referenceOf(life);
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Lives until a step fails; gives the number of steps done, and the error. */
async function liveOn(place: string, from: number): Promise<{ readonly done: number; readonly error: unknown }> {
  let done = from;
  try {
    const store = await openStore(join(place, 'desk.sqlite'));
    try {
      for (; done < life.steps; done++) await live(life, done, store, place);
    } finally {
      await store.close();
    }
    return { done, error: undefined };
  } catch (error) {
    return { done, error };
  }
}

/** The store is of the moment before the step that failed, or of the one after it. */
async function expectIntact(place: string, done: number): Promise<void> {
  const store = await openStore(join(place, 'desk.sqlite'));
  const { rest } = await contentOf(store, life.charter.id);
  await store.close();
  expect([reference.contents[done]!.rest, reference.contents[done + 1]?.rest]).toContain(rest);
  for (const name of readdirSync(place)) expect(name).not.toContain('.tmp-');
}

const canMount = mounted('size=1m', () => true) ?? false;

/** Runs with a small disk in memory of its own; undefined where this user may not mount one. */
function mounted<Result>(options: string, work: (place: string) => Result): Result | undefined {
  const place = mkdtempSync(join(tmpdir(), 'icehouse-disk-'));
  const isMounted = spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', place]).status === 0;
  const unmount = () => {
    if (isMounted) execFileSync('umount', ['-l', place]);
    rmSync(place, { recursive: true, force: true });
  };
  if (!isMounted) {
    unmount();
    return undefined;
  }
  const result = work(place);
  if (result instanceof Promise) return result.finally(unmount) as Result;
  unmount();
  return result;
}

const remount = (place: string, options: string) => execFileSync('mount', ['-o', `remount,${options}`, place]);

describe.runIf(canMount)(`a small disk${canMount ? '' : ' [skipped: this user may not mount one]'}`, () => {
  it('that is full at any step is told as such, and goes on once there is room', async () => {
    let fullAt = 0;
    for (const kilobytes of [40, 160, 240, 320, 400, 520, 700]) {
      await mounted(`size=${kilobytes}k`, async (place) => {
        const { done, error } = await liveOn(place, 0);
        expect(error).toMatchObject({ kind: 'environment' });
        expect(['store/disk-full', 'file/cannot-write']).toContain((error as { code: string }).code);
        remount(place, 'size=64m');
        await expectIntact(place, done);
        fullAt = Math.max(fullAt, done);
      });
    }
    expect(fullAt).toBeGreaterThan(3);
  });

  it('that cannot be written to is told as such', async () => {
    await mounted('size=16m', async (place) => {
      const store = await openStore(join(place, 'desk.sqlite'));
      for (let step = 0; step < 4; step++) await live(life, step, store, place);
      await store.close();
      remount(place, 'ro');
      const { done, error } = await liveOn(place, 4);
      expect({ done, error }).toMatchObject({ done: 4, error: { code: 'store/read-only', kind: 'environment' } });
      expect(() => writeNewFile(join(place, 'x'), 'x')).toThrow(expect.objectContaining({ code: 'file/cannot-write' }));
      remount(place, 'rw');
      await expectIntact(place, 4);
      expect((await liveOn(place, 4)).error).toBeUndefined();
    });
  });
});

describe('a disk that fails to write', () => {
  it('under the store is told as an error of input and output, at any size of the file', async () => {
    const file = join(folder, 'recording.json');
    writeFileSync(file, JSON.stringify(recording));
    const codes = new Set<string>();
    for (const blocks of [60, 140, 220, 260, 400]) {
      const place = mkdtempSync(join(folder, 'limited-'));
      // The system refuses every byte beyond so many kilobytes of a file: SQLite takes that for a failing disk.
      const child = join(import.meta.dirname, 'child.ts');
      const orders = { place: join(place, 'desk.sqlite'), folder: place, from: 0, until: life.steps, time: 1 };
      const limited = `ulimit -f ${blocks}; exec "$0" --no-warnings "$1" "$2"`;
      const { stdout } = spawnSync('bash', ['-c', limited, process.execPath, child, file], {
        input: `${JSON.stringify(orders)}\n`,
        encoding: 'utf8',
      });
      const done = [...stdout.matchAll(/^done /gm)].length;
      const code = /^failed (\S+)$/m.exec(stdout)?.[1] ?? 'none';
      codes.add(code);
      await expectIntact(place, done);
    }
    expect([...codes]).toEqual(['store/input-output']);
  });

  it.each([
    ['writeSync', 'EIO'],
    ['writeSync', 'ENOSPC'],
    ['fsyncSync', 'EIO'],
    ['linkSync', 'EIO'],
    ['renameSync', 'EIO'],
    ['openSync', 'EROFS'],
  ] as const)('under a file, by %s with %s, leaves the old file or none', (name, code) => {
    const place = mkdtempSync(join(folder, 'file-'));
    const old = join(place, 'old');
    writeNewFile(old, 'old');
    const real = fs[name];
    const fail = () => {
      throw Object.assign(new Error(code), { code, syscall: name });
    };
    const writes: readonly [string, () => void][] = [
      ['new', () => writeNewFile(join(place, 'new'), 'new')],
      ['old', () => replaceFile(old, 'newer')],
    ];
    for (const [target, write] of writes) {
      const isTouched = !(target === 'new' ? ['renameSync'] : ['linkSync']).includes(name);
      if (!isTouched) continue;
      Object.assign(fs, { [name]: fail });
      syncBuiltinESMExports();
      try {
        expect(write).toThrow(expect.objectContaining({ code: 'file/cannot-write', kind: 'environment', found: code }));
      } finally {
        Object.assign(fs, { [name]: real });
        syncBuiltinESMExports();
      }
    }
    expect(readFileSync(old, 'utf8')).toBe('old');
    expect(existsSync(join(place, 'new'))).toBe(false);
    expect(readdirSync(place)).toEqual(['old']);
    for (const [, write] of writes) write();
    expect(readFileSync(old, 'utf8')).toBe('newer');
  });
});
