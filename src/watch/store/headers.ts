/** The checked block headers of each network, a chain without gaps. What makes them valid is `spv/header-chain.ts`. */
import { invariant } from '../../core/errors.ts';
import type { NetworkName } from '../../core/network.ts';
import { type Header, parseHeader } from '../spv/header.ts';
import type { Database, Queries } from './database.ts';
import { insertAll } from './insert.ts';
import { changedMeanwhile } from './rows.ts';
import type { HeaderStore } from './store.ts';

export function headerStore({ queries, transaction }: Database): HeaderStore {
  return {
    range: (network) => rangeOf(queries, network),
    async list(network, from, count) {
      const rows = await queries
        .selectFrom('header')
        .select(['height', 'hash', 'bytes'])
        .where('network', '=', network)
        .where('height', '>=', BigInt(from))
        .where('height', '<', BigInt(from + count))
        .orderBy('height')
        .execute();
      return rows.map(({ height, hash, bytes }) => parseHeader(bytes, Number(height), hash));
    },
    async replaceFrom(network, headers) {
      await transaction(async (trx) => {
        const fresh = await missingOf(trx, network, headers);
        const [first] = fresh;
        if (first === undefined) return;
        const last = (await rangeOf(trx, network))?.last;
        invariant(last === undefined || first.height <= last + 1, 'a chain of headers is extended without a gap');
        await requireJoint(trx, network, first);
        await trx
          .deleteFrom('header')
          .where('network', '=', network)
          .where('height', '>=', BigInt(first.height))
          .execute();
        await insert(trx, network, fresh);
      });
    },
    prepend: (network, headers) => transaction((trx) => insert(trx, network, headers)),
  };
}

/** What was verified on top of one block must not be put on top of another that a second desk has stored meanwhile. */
async function requireJoint(queries: Queries, network: NetworkName, { height, previousHash }: Header): Promise<void> {
  const below = await queries
    .selectFrom('header')
    .select('hash')
    .where('network', '=', network)
    .where('height', '=', BigInt(height - 1))
    .executeTakeFirst();
  if (below !== undefined && below.hash !== previousHash) throw changedMeanwhile('the chain of headers', below.hash);
}

async function rangeOf(
  queries: Queries,
  network: NetworkName,
): Promise<{ readonly first: number; readonly last: number } | undefined> {
  const { first, last } = await queries
    .selectFrom('header')
    .where('network', '=', network)
    .select((eb) => [eb.fn.min('height').as('first'), eb.fn.max('height').as('last')])
    .executeTakeFirstOrThrow();
  return first === null || last === null ? undefined : { first: Number(first), last: Number(last) };
}

/** The headers from the first on that is not stored; another desk may have been quicker, and gone further. */
async function missingOf(trx: Queries, network: NetworkName, headers: readonly Header[]): Promise<readonly Header[]> {
  const [first] = headers;
  if (first === undefined) return [];
  const rows = await trx
    .selectFrom('header')
    .select(['height', 'hash'])
    .where('network', '=', network)
    .where('height', '>=', BigInt(first.height))
    .where('height', '<', BigInt(first.height + headers.length))
    .execute();
  const stored = new Map(rows.map(({ height, hash }) => [Number(height), hash]));
  const start = headers.findIndex(({ height, hash }) => stored.get(height) !== hash);
  return start < 0 ? [] : headers.slice(start);
}

async function insert(trx: Queries, network: NetworkName, headers: readonly Header[]): Promise<void> {
  const rows = headers.map(({ height, hash, time, bytes }) => ({ network, height, hash, time, bytes }));
  await insertAll(rows, (part) => trx.insertInto('header').values(part));
}
