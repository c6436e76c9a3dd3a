/** The way to a PostgreSQL server: what its URL says is done, what it could hide is refused, and its password stays unsaid. */
import { chmodSync, chownSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openStore } from '../../src/watch/store/open.ts';
import { isPostgresUrl, parsePostgresUrl } from '../../src/watch/store/postgres/url.ts';
import { peer } from '../peers/peer.ts';
import { type PostgresServer, startPostgres } from '../support/postgres.ts';
import { LOCALHOST_CERTIFICATE, LOCALHOST_KEY } from './world/localhost-identity.ts';
import { thrown } from './world/shelf.ts';

const postgres = peer('postgres');

describe('the URL of a PostgreSQL database', () => {
  it('is told from a path', () => {
    expect(['postgres://a/b', 'postgresql://a/b', 'POSTGRES://a/b'].map(isPostgresUrl)).toEqual([true, true, true]);
    expect(['/var/postgres', 'icehouse.sqlite', 'postgres:x'].map(isPostgresUrl)).toEqual([false, false, false]);
  });

  it('is taken apart, with what is not said as PostgreSQL has it', () => {
    expect(parsePostgresUrl('postgres://alice:p%40ss@db.example:6543/family')).toEqual({
      config: {
        ...{ host: 'db.example', port: 6543, database: 'family', user: 'alice', password: 'p@ss' },
        ssl: { rejectUnauthorized: true },
        application_name: 'icehouse',
      },
      shown: 'postgres://db.example:6543/family',
    });
    expect(parsePostgresUrl('postgres://alice@/family?host=/run/postgresql').config).toMatchObject({
      ...{ host: '/run/postgresql', port: 5432, database: 'family', user: 'alice', ssl: false },
    });
    expect(parsePostgresUrl('postgresql://[::1]/family').shown).toBe('postgres://[::1]:5432/family');
  });

  it.each([
    ['postgres://db.example/family', true],
    ['postgres://db.example/family?sslmode=require', true],
    ['postgres://db.example/family?sslmode=verify-full', true],
    ['postgres://db.example/family?sslmode=disable', false],
    ['postgres://127.0.0.1/family', false],
    ['postgres://localhost/family?sslmode=verify-full', true],
    ['postgres://127.0.0.1.evil.example/family', true],
  ])('%s: encrypted and verified is %s', (url, encrypted) => {
    expect(parsePostgresUrl(url).config.ssl).toEqual(encrypted ? { rejectUnauthorized: true } : false);
  });

  it.each([
    ['a database that is not named', 'postgres://alice:hunter2@host'],
    ['an option that nobody knows', 'postgres://alice:hunter2@host/db?sslmodus=disable'],
    ['encryption only if the server likes', 'postgres://alice:hunter2@host/db?sslmode=prefer'],
    ['a port that is none', 'postgres://alice:hunter2@host/db?port=0'],
    ['a port beyond all', 'postgres://alice:hunter2@host:99999/db'],
    ['a broken escape', 'postgres://alice:hunter2%@host/db'],
    ['no URL', 'postgres://alice:hunter2@ho st/db'],
  ])('with %s is refused without saying the password', async (_what, url) => {
    const error = await openStore(url).then(undefined, (reason: unknown) => reason);
    expect(error).toMatchObject({ ...thrown('store/bad-url'), kind: 'usage' });
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('hunter2');
  });

  it('with a certificate file that is not there is refused', async () => {
    await expect(openStore('postgres://host/db?sslrootcert=/nowhere/ca.pem')).rejects.toMatchObject(
      thrown('store/cannot-open'),
    );
  });

  it('that leads nowhere is refused without saying the password', async () => {
    const error = await openStore('postgres://alice:hunter2@127.0.0.1:1/db').then(
      undefined,
      (reason: unknown) => reason,
    );
    expect(error).toMatchObject({ ...thrown('store/unreachable'), at: 'postgres://127.0.0.1:1/db' });
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('hunter2');
  });
});

postgres.describe('a server with passwords and certificates', () => {
  const port = 20_000 + (process.pid % 20_000);
  let server: PostgresServer;
  let ca: string;
  const urlOf = (password: string, more: string) => `postgres://alice:${password}@localhost:${port}/alice?${more}`;

  beforeAll(async () => {
    server = await startPostgres(postgres.path!, { port, settings: ['listen_addresses=127.0.0.1'] });
    ca = join(server.folder, 'ca.pem');
    const key = join(server.folder, 'server.key');
    writeFileSync(ca, LOCALHOST_CERTIFICATE);
    writeFileSync(key, LOCALHOST_KEY);
    const { uid, gid } = statSync(server.folder);
    chownSync(key, uid, gid);
    chmodSync(key, 0o600);
    const client = new pg.Client({ host: server.folder, port, user: 'icehouse', database: 'postgres' });
    await client.connect();
    await client.query("CREATE USER alice PASSWORD 'hunter2'");
    await client.query('CREATE DATABASE alice OWNER alice');
    await client.query(`ALTER SYSTEM SET ssl_cert_file = '${ca}'`);
    await client.query(`ALTER SYSTEM SET ssl_key_file = '${key}'`);
    await client.query('ALTER SYSTEM SET ssl = on');
    const hba = join(server.folder, 'data', 'pg_hba.conf');
    writeFileSync(hba, 'local all all trust\nhost all all all scram-sha-256\n');
    await client.query('SELECT pg_reload_conf()');
    await vi.waitFor(async () => expect((await client.query('SHOW ssl')).rows).toEqual([{ ssl: 'on' }]));
    await client.end();
  });
  afterAll(() => server.stop());

  it('is believed when its certificate is the one that was named', async () => {
    const store = await openStore(urlOf('hunter2', `sslmode=verify-full&sslrootcert=${ca}`));
    expect(await store.wallets.list()).toEqual([]);
    expect(store.path).toBe(`postgres://localhost:${port}/alice`);
    await store.close();
  });

  it('is not believed when nobody vouches for its certificate, or when that is for another name', async () => {
    const others = [
      urlOf('hunter2', 'sslmode=verify-full'),
      urlOf('hunter2', `sslmode=verify-full&sslrootcert=${ca}`).replace('localhost', '127.0.0.1'),
    ];
    for (const url of others) await expect(openStore(url)).rejects.toMatchObject(thrown('store/untrusted-server'));
  });

  it('refuses a wrong password, which stays unsaid', async () => {
    const error = await openStore(urlOf('swordfish', 'sslmode=disable')).then(undefined, (reason: unknown) => reason);
    expect(error).toMatchObject(thrown('store/no-access'));
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('swordfish');
    const none = await openStore(`postgres://alice@localhost:${port}/alice`).then(
      undefined,
      (reason: unknown) => reason,
    );
    expect(none).toMatchObject(thrown('store/no-access'));
    const noDatabase = openStore(`postgres://alice:hunter2@localhost:${port}/nothing`);
    await expect(noDatabase).rejects.toMatchObject(thrown('store/no-access'));
  });
});
