/** The checked block headers of each network, a chain without gaps. What makes them valid is `spv/header-chain.ts`. */
import { invariant } from '../../core/errors.ts';
import type { NetworkName } from '../../core/network.ts';
import { type Header, parseHeader } from '../spv/header.ts';
import { bytes, number, optionalNumber, text } from './rows.ts';
import type { Database } from './sqlite.ts';
import type { HeaderStore } from './store.ts';

export function sqliteHeaders(database: Database): HeaderStore {
  const range: HeaderStore['range'] = async (network) => {
    const row = database.get(
      'SELECT min(height) AS first, max(height) AS last FROM header WHERE network = ?',
      network,
    )!;
    const [first, last] = [optionalNumber(row, 'first'), optionalNumber(row, 'last')];
    return first === undefined || last === undefined ? undefined : { first, last };
  };
  return {
    range,
    async list(network, from, count) {
      const rows = database.all(
        'SELECT height, hash, bytes FROM header WHERE network = ? AND height >= ? AND height < ? ORDER BY height',
        network,
        from,
        from + count,
      );
      return rows.map((row) => parseHeader(bytes(row, 'bytes'), number(row, 'height'), text(row, 'hash')));
    },
    async replaceFrom(network, headers) {
      const [first] = headers;
      if (first === undefined) return;
      database.transaction(() => {
        const last = database.get('SELECT max(height) AS last FROM header WHERE network = ?', network)!.last;
        invariant(last === null || first.height <= Number(last) + 1, 'a chain of headers is extended without a gap');
        database.run('DELETE FROM header WHERE network = ? AND height >= ?', network, first.height);
        insert(database, network, headers);
      });
    },
    async prepend(network, headers) {
      database.transaction(() => insert(database, network, headers));
    },
  };
}

function insert(database: Database, network: NetworkName, headers: readonly Header[]): void {
  for (const { height, hash, time, bytes } of headers) {
    database.run(
      'INSERT INTO header (network, height, hash, time, bytes) VALUES (?, ?, ?, ?, ?)',
      network,
      height,
      hash,
      time,
      bytes,
    );
  }
}
