/**
 * Follows scripts by subscription: the server announces new blocks, and by a new status that the history of a script has
 * changed. Histories that nothing was announced for are not asked for again, which is what makes following cheap.
 */
import { hash as hashOf } from 'node:crypto';
import { IcehouseError } from '../../../core/errors.ts';
import type { ChainRequest, ReportedTransaction } from '../chain.ts';
import { pause } from '../pause.ts';
import { readList, readRecord } from '../read.ts';
import * as read from './answers.ts';
import type { Rpc } from './rpc.ts';
import { scripthash } from './scripthash.ts';

/** Between signs of life on both sides while nothing happens, in milliseconds; servers drop silent clients. */
const PING_EVERY_MS = 60_000;

export interface Following {
  histories(scripts: readonly Uint8Array[], request: ChainRequest): Promise<(readonly ReportedTransaction[])[]>;
  news(scripts: readonly Uint8Array[], request: ChainRequest): Promise<void>;
}

interface Followed {
  /** What was told last, and the status that belongs to it. */
  history: readonly ReportedTransaction[];
  status: string | null;
  isSubscribed: boolean;
  /** Announcements of a change so far. */
  announced: number;
  /** How many of them the history is known to cover. */
  covered: number;
}

export function createFollowing(rpc: Rpc, where: string): Following {
  const followed = new Map<string, Followed>();
  let hasNews = false;
  let wake = (): void => {};

  const announce = (): void => {
    hasNews = true;
    wake();
  };
  rpc.onNotification('blockchain.headers.subscribe', (params) => {
    read.readTip(where, Array.isArray(params) ? params[0] : undefined);
    announce();
  });
  rpc.onNotification('blockchain.scripthash.subscribe', (params) => {
    const [hash, status] = readList(where, params, 'a script hash and its status');
    const entry = typeof hash === 'string' ? followed.get(hash) : undefined;
    read.readStatus(where, status);
    if (entry === undefined) return;
    entry.announced += 1;
    announce();
  });

  async function history(script: Uint8Array, signal: AbortSignal | undefined) {
    const hash = scripthash(script);
    const entry = followed.get(hash);
    if (entry?.isSubscribed && entry.covered === entry.announced) return entry.history;
    const announced = entry?.announced ?? 0;
    const answer = await rpc.call('blockchain.scripthash.get_history', [hash], signal);
    const told = { history: read.readHistory(where, answer), status: statusOf(answer) };
    if (entry) Object.assign(entry, { ...told, covered: announced });
    else followed.set(hash, { ...told, isSubscribed: false, announced: 0, covered: 0 });
    return told.history;
  }

  async function subscribe(script: Uint8Array, signal: AbortSignal | undefined): Promise<void> {
    const hash = scripthash(script);
    const entry = followed.get(hash);
    if (entry === undefined || entry.isSubscribed) return;
    const status = read.readStatus(where, await rpc.call('blockchain.scripthash.subscribe', [hash], signal));
    entry.isSubscribed = true;
    if (status === entry.status) return;
    // Something happened between the question and the subscription.
    entry.announced += 1;
    announce();
  }

  async function subscribeAll(scripts: readonly Uint8Array[], signal: AbortSignal | undefined): Promise<void> {
    try {
      await Promise.all(scripts.map((script) => subscribe(script, signal)));
    } catch (error) {
      // A server that does not let so many scripts be followed still announces blocks.
      if (!(error instanceof IcehouseError && error.code === 'chain/server-error')) throw error;
    }
  }

  return {
    histories: (scripts, { signal }) => Promise.all(scripts.map((script) => history(script, signal))),
    async news(scripts, { signal }) {
      await subscribeAll(scripts, signal);
      while (!hasNews) {
        const rest = new AbortController();
        const quiet = pause(PING_EVERY_MS, AbortSignal.any([rest.signal, ...(signal ? [signal] : [])]));
        quiet.catch(() => {}); // Given up below once something else came first.
        const woken = new Promise<void>((resolve) => {
          wake = resolve;
        });
        try {
          const isQuiet = await Promise.race([
            woken.then(() => false),
            rpc.ended.then((trouble) => Promise.reject(trouble)),
            quiet.then(() => true),
          ]);
          if (isQuiet) await rpc.call('server.ping', [], signal);
        } finally {
          rest.abort();
        }
      }
      hasNews = false;
    },
  };
}

/** The protocol's hash over a history as the server told it, in its order and with its heights. */
function statusOf(answer: unknown): string | null {
  const entries = (Array.isArray(answer) ? answer : []).map((entry) => readRecord('', entry, 'a transaction'));
  if (entries.length === 0) return null;
  return hashOf('sha256', entries.map(({ tx_hash, height }) => `${tx_hash}:${height}:`).join(''));
}
