/** Which server each wallet is watched through: a small JSON file beside the store, by charter id. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { IcehouseError } from '../../core/errors.ts';
import { prettyJson } from '../../core/json/canonical.ts';
import { asObject, stringField } from '../../core/json/fields.ts';
import { parseStrictJson } from '../../core/json/strict.ts';
import { readFileText } from '../files/read.ts';
import { replaceFile, writeNewFile } from '../files/write.ts';

const FILE = 'servers.json';
const MAX_BYTES = 1 << 16;
const MAX_URL = 300;

export type Servers = Readonly<Record<string, string>>;

/** @throws IcehouseError `json/…`, `watch/bad-servers-file`. */
export function readServers(folder: string): Servers {
  const path = join(folder, FILE);
  if (!existsSync(path)) return {};
  const object = asObject(parseStrictJson(readFileText(path), { maxBytes: MAX_BYTES, maxDepth: 2 }), '');
  const ids = Object.keys(object);
  if (!ids.every((id) => /^[0-9a-f]{64}$/.test(id))) {
    throw new IcehouseError({
      code: 'watch/bad-servers-file',
      message: 'the file of servers names something that is no charter id',
      at: path,
      next: 'mend or remove the file, and give --server once more',
    });
  }
  return Object.fromEntries(ids.map((id) => [id, stringField(object, id, '', MAX_URL)]));
}

export function rememberServer(folder: string, charterId: string, url: string): void {
  const path = join(folder, FILE);
  const text = prettyJson({ ...readServers(folder), [charterId]: url });
  if (existsSync(path)) replaceFile(path, text);
  else writeNewFile(path, text);
}
