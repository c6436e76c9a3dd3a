/** A real PostgreSQL server for tests, in a folder of its own that is thrown away with it. */
import { execFileSync, spawn } from 'node:child_process';
import { chownSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import pg from 'pg';

export interface PostgresServer {
  /** Holds the socket, and the data in `data`. */
  readonly folder: string;
  /** Makes an empty database and gives the URL that leads to it. */
  database(): Promise<string>;
  stop(): Promise<void>;
}

/**
 * Starts the server that stands at a path. It listens on a socket in its folder alone, where everybody is let in, unless
 * more settings say otherwise.
 */
export async function startPostgres(
  program: string,
  { port = 5432, settings = [] }: { readonly port?: number; readonly settings?: readonly string[] } = {},
): Promise<PostgresServer> {
  const folder = mkdtempSync(join(tmpdir(), 'icehouse-postgres-'));
  const user = plainUser();
  if (user) chownSync(folder, user.uid, user.gid);
  const data = join(folder, 'data');
  const initdb = ['-D', data, '-U', 'icehouse', '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8', '--no-sync'];
  execFileSync(join(dirname(program), 'initdb'), initdb, { ...user, cwd: folder, stdio: 'pipe' });
  // Nobody needs what it holds after a power cut; killing it is survived without a sync to the disk as well.
  const options = [
    'listen_addresses=',
    `unix_socket_directories=${folder}`,
    'max_connections=50',
    `port=${port}`,
    'fsync=off',
    ...settings,
  ];
  const server = spawn(program, ['-D', data, ...options.flatMap((option) => ['-c', option])], {
    ...user,
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let log = '';
  server.stderr.on('data', (text) => {
    log += String(text);
  });
  const ended = new Promise<void>((resolve) => server.once('close', () => resolve()));
  const ask = async (sql: string) => {
    const client = new pg.Client({ host: folder, port, user: 'icehouse', database: 'postgres' });
    await client.connect();
    try {
      await client.query(sql);
    } finally {
      await client.end();
    }
  };
  for (let tries = 0; ; tries++) {
    try {
      await ask('SELECT 1');
      break;
    } catch (cause) {
      if (tries > 300 || server.exitCode !== null) throw new Error(`PostgreSQL did not start: ${log}`, { cause });
      await setTimeout(50);
    }
  }
  let made = 0;
  return {
    folder,
    async database() {
      const name = `desk_${++made}`;
      await ask(`CREATE DATABASE ${name}`);
      return `postgres:///${name}?host=${encodeURIComponent(folder)}&port=${port}&user=icehouse`;
    },
    async stop() {
      server.kill('SIGQUIT');
      await ended;
      rmSync(folder, { recursive: true });
    },
  };
}

/** PostgreSQL refuses to run as root: then it runs as the user whom its package has made. */
function plainUser(): { readonly uid: number; readonly gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const line = readFileSync('/etc/passwd', 'utf8').match(/^postgres:[^:]*:(\d+):(\d+):/m);
  if (!line) throw new Error('the package of PostgreSQL has made no user of its name');
  return { uid: Number(line[1]), gid: Number(line[2]) };
}
