/** The same life without a kill: what must be there after each of its steps. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '../../src/watch/store/open.ts';
import { type Content, contentOf } from './content.ts';
import { filesOf, type Life, live } from './life.ts';

export interface Reference {
  /** By how many steps are done, from 0 on. */
  readonly contents: readonly Content[];
  /** The file that a step leaves, by the step; backups are compared by what they hold. */
  readonly files: ReadonlyMap<number, Buffer>;
}

export async function referenceOf(life: Life): Promise<Reference> {
  const folder = mkdtempSync(join(tmpdir(), 'icehouse-crash-reference-'));
  const store = await openStore(join(folder, 'desk.sqlite'));
  const contents = [await contentOf(store, life.charter.id)];
  const files = new Map<number, Buffer>();
  for (let step = 0; step < life.steps; step++) {
    await live(life, step, store, folder);
    contents.push(await contentOf(store, life.charter.id));
    for (const name of filesOf(step)) files.set(step, readFileSync(join(folder, name)));
  }
  await store.close();
  rmSync(folder, { recursive: true });
  return { contents, files };
}
