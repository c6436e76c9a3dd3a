/**
 * HTTP for servers that are not trusted: one host, connections from `stream.ts` that are kept for the next question, no
 * redirects, no cookies, no compression, bodies never longer than the cap, and patience that ends.
 */
import { Agent, request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import type { Duplex } from 'node:stream';
import { IcehouseError } from '../../../core/errors.ts';
import type { ServerAddress } from '../address.ts';
import { protocolError, stopped, timedOut, unreachable } from '../errors.ts';
import { openStream, type StreamOptions } from './stream.ts';

export interface HttpQuestion {
  readonly method: 'GET' | 'POST';
  /** Begins with a slash; stands behind the address's own path. */
  readonly path: string;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** The longest body that an honest answer can have. */
  readonly maxBytes: number;
  readonly signal?: AbortSignal | undefined;
  /** How long the server may stay silent, in milliseconds; for ever where the answer is the end of long work. */
  readonly timeoutMs?: number;
}

export interface HttpAnswer {
  readonly status: number;
  readonly body: Buffer;
}

export interface Http {
  /** @throws IcehouseError `chain/unreachable`, `chain/timeout`, `chain/protocol`, `chain/stopped`, those of `openStream`. */
  ask(question: HttpQuestion): Promise<HttpAnswer>;
  close(): void;
}

/** Connections to one server at a time. */
const CONNECTIONS = 8;

/** An answer that trickles in byte by byte is given up after so many times the patience for silence. */
const WHOLE_ANSWER = 10;

/** Gets its sockets from `openStream` and holds them for the next question. */
class StreamAgent extends Agent {
  readonly #address: ServerAddress;
  readonly #options: StreamOptions;

  constructor(address: ServerAddress, options: StreamOptions) {
    super({ keepAlive: true, maxSockets: CONNECTIONS });
    this.#address = address;
    this.#options = options;
  }

  override createConnection(_: RequestOptions, done?: (error: Error | null, stream: Duplex) => void): undefined {
    openStream(this.#address, this.#options).then(
      (socket) => done?.(null, socket),
      (error: unknown) => (done as ((error: unknown) => void) | undefined)?.(error),
    );
    return undefined;
  }
}

export function openHttp(address: ServerAddress, options: StreamOptions): Http {
  const agent = new StreamAgent(address, options);
  return {
    async ask(question) {
      try {
        return await ask(agent, address, options, question);
      } catch (error) {
        // A connection kept from the last question may have been closed at the other end in the meantime.
        if (error instanceof StaleConnection) return ask(agent, address, options, question);
        throw error;
      }
    },
    close: () => agent.destroy(),
  };
}

class StaleConnection extends Error {}

function ask(
  agent: Agent,
  address: ServerAddress,
  options: StreamOptions,
  question: HttpQuestion,
): Promise<HttpAnswer> {
  const { where, host, port, path } = address;
  const { method, body, signal, timeoutMs = options.timeoutMs } = question;
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(stopped());
    const request = httpRequest({
      ...{ agent, host, port, method, path: `${path}${question.path}` },
      headers: {
        ...question.headers,
        'accept-encoding': 'identity',
        ...(body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }),
      },
    });
    const isPatient = Number.isFinite(timeoutMs);
    const late = () => finish(timedOut(where, timeoutMs));
    let silence = isPatient ? setTimeout(late, timeoutMs) : undefined;
    const whole = isPatient ? setTimeout(late, WHOLE_ANSWER * timeoutMs) : undefined;
    const onAbort = () => finish(stopped());
    signal?.addEventListener('abort', onAbort, { once: true });

    function finish(outcome: HttpAnswer | Error): void {
      clearTimeout(silence);
      clearTimeout(whole);
      signal?.removeEventListener('abort', onAbort);
      if (outcome instanceof Error) {
        reject(outcome);
        request.on('error', () => {});
        request.destroy();
      } else {
        resolve(outcome);
      }
    }

    function read(response: IncomingMessage): void {
      const parts: Buffer[] = [];
      let held = 0;
      response.on('data', (part: Buffer) => {
        held += part.length;
        if (held > question.maxBytes)
          return finish(protocolError(where, 'the server sent an answer longer than any honest one'));
        parts.push(part);
        clearTimeout(silence);
        silence = isPatient ? setTimeout(late, timeoutMs) : undefined;
      });
      response.on('end', () => {
        if (response.complete) finish({ status: response.statusCode ?? 0, body: Buffer.concat(parts) });
      });
      response.on('error', (error) => finish(unreachable(where, 'the connection broke', error)));
      response.on('close', () => finish(unreachable(where, 'the server closed the connection in mid-sentence')));
    }

    request.on('response', read);
    request.on('error', (error) => finish(troubleOf(where, error, request.reusedSocket)));
    request.end(body);
  });
}

function troubleOf(where: string, error: Error, isReused: boolean): Error {
  if (error instanceof IcehouseError) return error;
  const code = 'code' in error ? String(error.code) : '';
  if (code.startsWith('HPE_')) return protocolError(where, 'the server does not speak HTTP');
  if (isReused && (code === 'ECONNRESET' || code === 'EPIPE')) return new StaleConnection();
  return unreachable(where, code === '' ? 'the connection broke' : `the connection broke (${code})`, error);
}
