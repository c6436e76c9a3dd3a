/**
 * A desk that is killed at any moment has everything that it told to be done, and nothing by half. `npm run crash` does the
 * same ten thousand times.
 */
import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { peer } from '../peers/peer.ts';
import { startPostgres } from '../support/postgres.ts';
import { KINDS } from './life.ts';
import { POINTS } from './points.ts';
import { type Database, runRounds } from './rounds.ts';

const ROUNDS = 200;
const ROUNDS_ON_POSTGRES = 20;
const LONG_MS = 600_000;

describe('killed with SIGKILL', () => {
  it(
    `keeps every promise in ${ROUNDS} rounds, at every named point and at random moments`,
    async () => {
      const tally = await runRounds({ rounds: ROUNDS, seed: 20_250_301, turns: 4 });
      expect(tally.rounds).toBe(ROUNDS);
      expect(tally.steps).toBeGreaterThan(ROUNDS);
      expect([...tally.byPoint.keys()].sort()).toEqual(['at a random moment', ...POINTS].sort());
      for (const kind of KINDS) expect(tally.byKind.get(kind)).toBeGreaterThan(0);
    },
    LONG_MS,
  );
});

const postgres = peer('postgres');

postgres.describe('killed with SIGKILL while its database is PostgreSQL', () => {
  it(
    `keeps every promise in ${ROUNDS_ON_POSTGRES} rounds`,
    async () => {
      const server = await startPostgres(postgres.path!);
      try {
        const database = async (): Promise<Database> => {
          const url = await server.database();
          return { url, settled: () => settled(url) };
        };
        const tally = await runRounds({ rounds: ROUNDS_ON_POSTGRES, seed: 7, turns: 3, lanes: 1, database });
        expect(tally.rounds).toBe(ROUNDS_ON_POSTGRES);
      } finally {
        await server.stop();
      }
    },
    LONG_MS,
  );
});

/** The server may still be at the last thing that a killed desk asked of it. */
async function settled(url: string): Promise<void> {
  const { searchParams, pathname } = new URL(url);
  const client = new pg.Client({
    host: searchParams.get('host')!,
    user: 'icehouse',
    database: pathname.slice(1),
    application_name: 'test',
  });
  await client.connect();
  const others = `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'icehouse'`;
  while ((await client.query(others)).rows.length > 0);
  await client.end();
}
