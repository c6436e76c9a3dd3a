/**
 * JSON-RPC 2.0 over lines, as the Electrum protocol has it: many requests on the wire at once, each answered by its id.
 * Assumes a connected stream from `net/stream.ts`; knows nothing of bitcoin. The first broken rule ends the connection
 * and every call that waits on it, because nothing after it could be told apart from a lie.
 */
import type { Duplex } from 'node:stream';
import { IcehouseError } from '../../../core/errors.ts';
import { foreignText, protocolError, stopped, timedOut, unreachable } from '../errors.ts';
import { createLineCutter } from './lines.ts';

/** A transaction of a whole block's weight is 8 million hex digits; no honest answer is longer than that and its frame. */
export const MAX_LINE_BYTES = 9_000_000;

/** Requests on the wire at a time: enough to hide the way there and back, few enough for servers that count. */
const WINDOW = 128;

export interface RpcOptions {
  readonly where: string;
  readonly timeoutMs: number;
  readonly maxLineBytes?: number;
}

export interface Rpc {
  /**
   * Asks and waits for the answer's `result`, whose shape the caller checks.
   *
   * @throws IcehouseError `chain/server-error` when the server answers with an error, `chain/timeout`,
   * `chain/unreachable`, `chain/protocol`, `chain/stopped`.
   */
  call(method: string, params: readonly unknown[], signal?: AbortSignal): Promise<unknown>;
  /** Listens to what the server sends unasked; returns the way to stop. */
  onNotification(method: string, listener: (params: unknown) => void): () => void;
  /** Resolves to the reason once the connection has ended. */
  readonly ended: Promise<IcehouseError>;
  close(): void;
}

interface Call {
  readonly line: string;
  readonly settle: (answer: { readonly result: unknown } | { readonly trouble: IcehouseError }) => void;
}

export function createRpc(stream: Duplex, options: RpcOptions): Rpc {
  const { where, timeoutMs } = options;
  const cutter = createLineCutter(options.maxLineBytes ?? MAX_LINE_BYTES);
  const queued = new Map<number, Call>();
  /** Requests on the wire; undefined where the caller has stopped waiting and the answer is to be dropped. */
  const asked = new Map<number, Call | undefined>();
  const listeners = new Map<string, Set<(params: unknown) => void>>();
  let lastId = 0;
  let ended: IcehouseError | undefined;
  const ending = Promise.withResolvers<IcehouseError>();
  let silence: NodeJS.Timeout | undefined;

  stream.on('data', (chunk: Uint8Array) => {
    const lines = cutter.push(chunk);
    if (lines === undefined) end(protocolError(where, 'the server sent a line longer than any honest answer'));
    else for (const line of lines) if (!ended) receive(line);
  });
  stream.on('error', (error) => end(unreachable(where, 'the connection broke', error)));
  stream.on('close', () => end(unreachable(where, 'the server closed the connection')));
  stream.on('end', () => end(unreachable(where, 'the server closed the connection')));

  /** Gives up the connection; the first reason stays the reason. */
  function end(trouble: IcehouseError): void {
    if (ended) return;
    ended = trouble;
    ending.resolve(trouble);
    clearTimeout(silence);
    stream.destroy();
    for (const call of [...asked.values(), ...queued.values()]) call?.settle({ trouble });
    asked.clear();
    queued.clear();
  }

  function receive(line: string): void {
    const answer = parseAnswer(line);
    if (answer === undefined) {
      end(protocolError(where, 'the server sent something that is not a JSON-RPC answer'));
    } else if (answer.id === undefined) {
      notify(answer.method, answer.params);
    } else if (!asked.has(answer.id)) {
      end(protocolError(where, 'the server answered a question that was not asked'));
    } else {
      const call = asked.get(answer.id);
      asked.delete(answer.id);
      call?.settle(answer.error === undefined ? answer : { trouble: serverError(where, answer.error) });
      watchSilence();
      send();
    }
  }

  /** A listener that finds the news malformed throws, which is as good a reason to leave as any other. */
  function notify(method: string, params: unknown): void {
    try {
      for (const listener of listeners.get(method) ?? []) listener(params);
    } catch (error) {
      if (!(error instanceof IcehouseError)) throw error;
      end(error);
    }
  }

  /** Writes as many queued requests as the window allows. */
  function send(): void {
    let lines = '';
    for (const [id, call] of queued) {
      if (asked.size >= WINDOW) break;
      queued.delete(id);
      asked.set(id, call);
      lines += call.line;
    }
    if (lines === '' || ended) return;
    stream.write(lines);
    if (silence === undefined) watchSilence();
  }

  /** Restarts the clock of the server's silence: at the first question and at every answer, while any is due. */
  function watchSilence(): void {
    clearTimeout(silence);
    const due = asked.size + queued.size > 0;
    silence = due ? setTimeout(() => end(timedOut(where, timeoutMs)), timeoutMs) : undefined;
  }

  function call(method: string, params: readonly unknown[], signal?: AbortSignal): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (ended) return reject(ended);
      if (signal?.aborted) return reject(stopped());
      lastId += 1;
      const id = lastId;
      const onAbort = () => {
        queued.delete(id);
        if (asked.has(id)) asked.set(id, undefined);
        reject(stopped());
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      queued.set(id, {
        line: `${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`,
        settle(answer) {
          signal?.removeEventListener('abort', onAbort);
          if ('trouble' in answer) reject(answer.trouble);
          else resolve(answer.result);
        },
      });
      send();
    });
  }

  return {
    call,
    ended: ending.promise,
    onNotification(method, listener) {
      const those = listeners.get(method) ?? new Set();
      listeners.set(method, those.add(listener));
      return () => those.delete(listener);
    },
    close() {
      end(unreachable(where, 'the connection was closed on this side'));
    },
  };
}

type Answer =
  | { readonly id: number; readonly result: unknown; readonly error: unknown }
  | { readonly id: undefined; readonly method: string; readonly params: unknown };

function parseAnswer(line: string): Answer | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const { id, method, params, result, error } = value as Record<string, unknown>;
  if (typeof id === 'number' && Number.isSafeInteger(id)) return { id, result, error: error ?? undefined };
  if (typeof method === 'string' && (id === undefined || id === null)) return { id: undefined, method, params };
  return undefined;
}

/** Servers give errors as `{ code, message }` or as a bare text. */
function serverError(where: string, error: unknown): IcehouseError {
  const message = typeof error === 'object' && error !== null && 'message' in error ? error.message : error;
  const said = typeof message === 'string' ? message : 'no reason';
  return new IcehouseError({
    code: 'chain/server-error',
    kind: 'environment',
    message: 'the server refused the request',
    at: where,
    found: foreignText(said),
  });
}
