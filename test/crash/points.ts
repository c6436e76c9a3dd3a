/**
 * The places where a desk writes, by name, and a way to be killed at one of them: loaded into the process that is to die,
 * around Node's own functions, so that the code under test knows nothing of it. The kill is a real SIGKILL.
 */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { DatabaseSync, StatementSync } from 'node:sqlite';

const PLACES = [
  'sqlite begin',
  'sqlite insert',
  'sqlite update',
  'sqlite delete',
  'sqlite commit',
  'sqlite schema',
  'sqlite vacuum into',
  'sqlite close',
  'file open',
  'file write',
  'file sync',
  'file link',
  'file rename',
  'file remove',
  'folder sync',
] as const;

type PlaceName = (typeof PLACES)[number];

/** Some of the bytes are written. */
const HALF = 'in the middle of file write';

export const POINTS: readonly string[] = [...PLACES.flatMap((place) => [`before ${place}`, `after ${place}`]), HALF];

/** Arms one point: the process dies when it comes by for the given time, from 1 on. */
export function arm(point: string, time: number): void {
  let times = 0;
  const pass = (here: string): void => {
    if (here !== point || ++times < time) return;
    process.kill(process.pid, 'SIGKILL');
    // The signal may take a moment to arrive, and nothing more may happen.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  };
  type Real = (...given: never[]) => unknown;
  const around = <Function extends Real>(
    place: (this: unknown, ...given: Parameters<Function>) => PlaceName | undefined,
    real: Function,
  ): Function => {
    const wrapped = function (this: unknown, ...given: Parameters<Function>): unknown {
      const name = place.apply(this, given);
      if (name) pass(`before ${name}`);
      const result = real.apply(this, given);
      if (name) pass(`after ${name}`);
      return result;
    };
    return wrapped as Real as Function;
  };

  const sqlite = function (this: unknown): PlaceName | undefined {
    return this instanceof StatementSync ? placeOf(this.sourceSQL) : undefined;
  };
  StatementSync.prototype.run = around(sqlite, StatementSync.prototype.run);
  StatementSync.prototype.all = around(sqlite, StatementSync.prototype.all);
  DatabaseSync.prototype.close = around(() => 'sqlite close', DatabaseSync.prototype.close);

  const write = fs.writeSync.bind(fs) as (...given: unknown[]) => number;
  /** As a full disk or a signal makes it: fewer bytes than were asked for, and the caller asks for the rest. */
  const half = (...given: unknown[]): number => {
    const [file, bytes, offset] = given;
    const left = bytes instanceof Uint8Array && typeof offset === 'number' ? bytes.length - offset : 0;
    if (point !== HALF || left < 2) return write(...given);
    const written = write(file, bytes, offset, Math.floor(left / 2));
    pass(HALF);
    return written;
  };
  Object.assign(fs, {
    openSync: around((_path, flags) => (flags === 'wx' ? 'file open' : undefined), fs.openSync),
    writeSync: around(() => 'file write', half),
    fsyncSync: around((file) => (fs.fstatSync(file).isDirectory() ? 'folder sync' : 'file sync'), fs.fsyncSync),
    linkSync: around(() => 'file link', fs.linkSync),
    renameSync: around(() => 'file rename', fs.renameSync),
    rmSync: around(() => 'file remove', fs.rmSync),
  });
  syncBuiltinESMExports();
}

function placeOf(sql: string): PlaceName | undefined {
  const [first = ''] = sql.trimStart().toLowerCase().split(/\s/, 1);
  if (first === 'create' || first === 'alter') return 'sqlite schema';
  return PLACES.find((place) => place === `sqlite ${first}` || (first === 'vacuum' && place === 'sqlite vacuum into'));
}
