/** The folder of a desk between two kills: looked through as a person would find it, and mended where a step was half way. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '../../src/watch/store/open.ts';
import { restoreStore } from '../../src/watch/store/restore.ts';
import { contentOf } from './content.ts';
import { filesOf, kindOf, type Life } from './life.ts';
import type { Reference } from './reference.ts';

export interface Desk {
  readonly folder: string;
  readonly place: string;
  /** How many steps are done. */
  done: number;
  /** Backups that were found whole; they do not change any more. */
  readonly whole: Set<string>;
}

export function newDesk(place?: string): Desk {
  const folder = mkdtempSync(join(tmpdir(), 'icehouse-crash-'));
  return { folder, place: place ?? join(folder, 'desk.sqlite'), done: 0, whole: new Set() };
}

export function removeDesk({ folder }: Desk): void {
  rmSync(folder, { recursive: true, force: true });
}

/** What is wrong; nothing, when every promise was kept. The desk then knows from where it goes on. */
export async function lookThrough(desk: Desk, life: Life, reference: Reference): Promise<readonly string[]> {
  const troubles: string[] = [];
  const [before, after] = [
    reference.contents[desk.done]!,
    reference.contents[desk.done + 1] ?? reference.contents[desk.done]!,
  ];
  const step = desk.done;
  // Opening checks the file as a whole.
  const store = await openStore(desk.place);
  const found = await contentOf(store, life.charter.id);
  await store.close();
  if (found.headers !== before.headers && found.headers !== after.headers) troubles.push('headers of no moment');
  if (found.rest !== before.rest && found.rest !== after.rest) troubles.push('a store of no moment');
  const isStored = found.rest === after.rest && found.headers === after.headers;

  sweep(desk.folder);
  troubles.push(...filesBefore(desk, reference));
  const [name] = filesOf(step);
  const isFiled = name !== undefined && (await isWritten(desk, step, name, reference, troubles));
  const changesStore = before.rest !== after.rest || before.headers !== after.headers;
  if (isFiled && changesStore && !isStored) troubles.push(`${name} is there, and the store knows nothing of it`);
  troubles.push(...(await backupsOf(desk, life, reference)));
  if (changesStore ? isStored : isFiled) {
    // Half way through a step, the person writes the file anew.
    if (name !== undefined && !isFiled) writeFileSync(join(desk.folder, name), reference.files.get(step)!);
    desk.done++;
  }
  return troubles;
}

/** Temporary names are left by a kill, and belong to nobody; what has a name is whole. */
function sweep(folder: string): void {
  for (const name of readdirSync(folder)) if (/^\..*\.tmp-[0-9a-f]{12}/.test(name)) rmSync(join(folder, name));
}

/** Each name stands for the last step that wrote it. */
function filesBefore({ folder, done }: Desk, { files }: Reference): string[] {
  const expected = new Map<string, number>();
  for (let step = 0; step < done; step++) for (const name of filesOf(step)) expected.set(name, step);
  const inFlight = filesOf(done)[0];
  return [...expected].flatMap(([name, step]) => {
    if (!existsSync(join(folder, name))) return [`${name} is gone`];
    if (kindOf(step) === 'backup' || name === inFlight) return [];
    return readFileSync(join(folder, name)).equals(files.get(step)!) ? [] : [`${name} is not what was written`];
  });
}

/** Whether the file of the step in flight is there; it is the new one, or what was there before. */
async function isWritten(
  { folder }: Desk,
  step: number,
  name: string,
  { files }: Reference,
  troubles: string[],
): Promise<boolean> {
  if (!existsSync(join(folder, name))) return false;
  if (kindOf(step) === 'backup') return true;
  const content = readFileSync(join(folder, name));
  if (content.equals(files.get(step)!)) return true;
  const earlier = [...files].filter(([other]) => other < step && filesOf(other)[0] === name).at(-1)?.[1];
  if (!earlier || !content.equals(earlier)) troubles.push(`${name} is half written`);
  return false;
}

/** Every backup that has its name holds all that the store held then. */
async function backupsOf(desk: Desk, life: Life, { contents }: Reference): Promise<string[]> {
  const troubles: string[] = [];
  for (let step = 0; step <= desk.done; step++) {
    const name = kindOf(step) === 'backup' ? filesOf(step)[0]! : '';
    if (name === '' || desk.whole.has(name) || !existsSync(join(desk.folder, name))) continue;
    const copy = join(desk.folder, 'restored.sqlite');
    await restoreStore(join(desk.folder, name), copy);
    const store = await openStore(copy);
    const { headers, rest } = await contentOf(store, life.charter.id);
    await store.close();
    rmSync(copy);
    const then = contents[step]!;
    if (headers !== then.headers || rest.replace('"rescanDue":true', '"rescanDue":false') !== then.rest)
      troubles.push(`${name} does not hold what the store held`);
    desk.whole.add(name);
  }
  return troubles;
}
