/** Whose addresses this machine gives out, by charter id: a small JSON file beside the store. */
import { join } from 'node:path';
import { IcehouseError } from '../../core/errors.ts';
import { stringField } from '../../core/json/fields.ts';
import { areCharterIds, readNotes, writeNotes } from './folder-notes.ts';

const FILE = 'receivers.json';
const MAX_NAME = 200;

/** Name of the member by charter id. Where none is noted, this machine gives out every address. */
export type Receivers = Readonly<Record<string, string>>;

/** @throws IcehouseError `json/…`, `watch/bad-receivers-file`. */
export function readReceivers(folder: string): Receivers {
  const path = join(folder, FILE);
  const object = readNotes(path, 2);
  const ids = Object.keys(object);
  if (!areCharterIds(ids)) {
    throw new IcehouseError({
      code: 'watch/bad-receivers-file',
      message: 'the file of who gives out addresses names something that is no charter id',
      at: path,
      next: 'mend or remove the file, and give --member once more',
    });
  }
  return Object.fromEntries(ids.map((id) => [id, stringField(object, id, '', MAX_NAME)]));
}

/** Notes whose addresses this machine gives out from now on; every address when no member is given. */
export function rememberReceiver(folder: string, charterId: string, member: string | undefined): void {
  writeNotes(join(folder, FILE), { ...readReceivers(folder), [charterId]: member });
}
