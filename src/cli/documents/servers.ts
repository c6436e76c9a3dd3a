/**
 * Which servers each wallet is watched through and how, and which certificates they have shown: two small JSON files beside
 * the store. They hold no secret; where a node's password lies is told by the name of its file.
 */
import { join } from 'node:path';
import { IcehouseError } from '../../core/errors.ts';
import { arrayField, asObject, optionalString, stringField } from '../../core/json/fields.ts';
import type { JsonValue } from '../../core/json/strict.ts';
import { AUTHORITY, type CertificateMemory } from '../../watch/chain/net/certificates.ts';
import { areCharterIds, readNotes, writeNotes } from './folder-notes.ts';

const SERVERS = 'servers.json';
const CERTIFICATES = 'certificates.json';
const MAX_TEXT = 1_000;
const MAX_SERVERS = 20;

export interface WatchedThrough {
  /** In the order in which they are tried. */
  readonly servers: readonly string[];
  /** Asked about every coin as well. */
  readonly second?: string | undefined;
  readonly proxy?: string | undefined;
  /** Path of the file with a Bitcoin Core node's password. */
  readonly cookieFile?: string | undefined;
  /** Whether a person has said that public servers may learn the whole wallet. */
  readonly publicOk?: boolean | undefined;
}

/** By charter id. */
export type Servers = Readonly<Record<string, WatchedThrough>>;

/** @throws IcehouseError `json/…`, `watch/bad-servers-file`. */
export function readServers(folder: string): Servers {
  const object = readNotes(join(folder, SERVERS), 4);
  const ids = Object.keys(object);
  if (!areCharterIds(ids)) throw badFile(join(folder, SERVERS), 'something that is no charter id');
  return Object.fromEntries(ids.map((id) => [id, readEntry(object[id], id)]));
}

/** Up to version 0.1 an entry was the address of the only server. */
function readEntry(value: JsonValue | undefined, id: string): WatchedThrough {
  if (typeof value === 'string') return { servers: [value] };
  const entry = asObject(value, id);
  return {
    servers: arrayField(entry, 'servers', id, MAX_SERVERS).map(String),
    second: optionalString(entry, 'second', id, MAX_TEXT),
    proxy: optionalString(entry, 'proxy', id, MAX_TEXT),
    cookieFile: optionalString(entry, 'cookieFile', id, MAX_TEXT),
    publicOk: entry.publicOk === true,
  };
}

export function rememberServers(folder: string, charterId: string, through: WatchedThrough): void {
  writeNotes(join(folder, SERVERS), { ...readServers(folder), [charterId]: through });
}

/** The certificates that servers have shown, kept in the folder. */
export function certificateMemory(
  folder: string,
  onFirst: (where: string, certificate: string) => void,
): CertificateMemory {
  const path = join(folder, CERTIFICATES);
  const known = (): Record<string, string> => {
    const object = readNotes(path, 2);
    const entries = Object.keys(object).map((where) => [where, stringField(object, where, '', MAX_TEXT)] as const);
    const isFit = ([, certificate]: readonly [string, string]) =>
      certificate === AUTHORITY || /^[0-9a-f]{64}$/.test(certificate);
    if (!entries.every(isFit)) throw badFile(path, 'something that is no certificate');
    return Object.fromEntries(entries);
  };
  return {
    known: (where) => known()[where],
    learn(where, certificate) {
      writeNotes(path, { ...known(), [where]: certificate });
      onFirst(where, certificate);
    },
  };
}

function badFile(path: string, what: string): IcehouseError {
  return new IcehouseError({
    code: 'watch/bad-servers-file',
    message: `the file names ${what}`,
    at: path,
    next: 'mend or remove the file, and name the servers once more with: icehouse watch add CHARTER',
  });
}
