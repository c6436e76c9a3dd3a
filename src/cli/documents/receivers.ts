/** Whose addresses this machine gives out, by charter id: a small JSON file beside the store. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { IcehouseError } from '../../core/errors.ts';
import { prettyJson } from '../../core/json/canonical.ts';
import { asObject, stringField } from '../../core/json/fields.ts';
import { parseStrictJson } from '../../core/json/strict.ts';
import { readFileText } from '../files/read.ts';
import { replaceFile, writeNewFile } from '../files/write.ts';

const FILE = 'receivers.json';
const MAX_BYTES = 1 << 16;
const MAX_NAME = 200;

/** Name of the member by charter id. Where none is noted, this machine gives out every address. */
export type Receivers = Readonly<Record<string, string>>;

/** @throws IcehouseError `json/…`, `watch/bad-receivers-file`. */
export function readReceivers(folder: string): Receivers {
  const path = join(folder, FILE);
  if (!existsSync(path)) return {};
  const object = asObject(parseStrictJson(readFileText(path), { maxBytes: MAX_BYTES, maxDepth: 2 }), '');
  const ids = Object.keys(object);
  if (!ids.every((id) => /^[0-9a-f]{64}$/.test(id))) {
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
  const path = join(folder, FILE);
  const { [charterId]: _, ...others } = readReceivers(folder);
  const text = prettyJson(member === undefined ? others : { ...others, [charterId]: member });
  if (existsSync(path)) replaceFile(path, text);
  else writeNewFile(path, text);
}
