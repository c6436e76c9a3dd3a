/** What other desks change, told by PostgreSQL (LISTEN and NOTIFY) over a connection of its own while somebody listens. */
import { setTimeout } from 'node:timers/promises';
import pg from 'pg';
import { listenersOf } from '../listeners.ts';
import type { ChangeListener } from '../store.ts';
import { clientConfig } from './pool.ts';
import { guarded } from './trouble.ts';
import type { PostgresPlace } from './url.ts';

export const CHANNEL = 'icehouse_changed';

/** How long after losing the server it is tried again. */
const PAUSE_MS = 1_000;

export interface Changes {
  listen(listener: ChangeListener): Promise<() => Promise<void>>;
  close(): Promise<void>;
}

export function changesOf({ config, shown }: PostgresPlace): Changes {
  const listeners = listenersOf();
  const ending = new AbortController();
  let client: Promise<pg.Client> | undefined;

  async function connect(): Promise<pg.Client> {
    const fresh = new pg.Client(clientConfig(config));
    fresh.on('notification', ({ payload }) => listeners.tell(payload));
    // What went wrong with a connection shows by its end.
    fresh.on('error', () => {});
    await guarded(shown, async () => {
      await fresh.connect();
      await fresh.query(`LISTEN ${CHANNEL}`);
    });
    fresh.once('end', () => void reconnect());
    return fresh;
  }

  async function reconnect(): Promise<void> {
    while (!ending.signal.aborted && !listeners.isEmpty()) {
      client = connect();
      try {
        await client;
        listeners.tell(undefined);
        return;
      } catch {
        await setTimeout(PAUSE_MS, undefined, { ref: false });
      }
    }
    client = undefined;
  }

  async function disconnect(): Promise<void> {
    const last = client;
    client = undefined;
    await (await last?.catch(() => undefined))?.end();
  }

  return {
    async listen(listener) {
      const remove = listeners.add(listener);
      try {
        client ??= connect();
        await client;
      } catch (error) {
        await remove();
        client = undefined;
        throw error;
      }
      return async () => {
        await remove();
        if (listeners.isEmpty()) await disconnect();
      };
    },
    async close() {
      ending.abort();
      await disconnect();
    },
  };
}
