/**
 * Bitcoin Core's JSON-RPC over HTTP: one call in each request, the password from its file, and every refusal of the node
 * as an error of ours. Knows no call by name.
 */
import { IcehouseError } from '../../../core/errors.ts';
import { foreignText, protocolError } from '../errors.ts';
import type { Http } from '../net/http.ts';
import { readJson, readRecord } from '../read.ts';
import { readCookie } from './cookie.ts';

/** A verbose transaction of a whole block's weight stays below. */
const MAX_ANSWER_BYTES = 40_000_000;

export interface CoreFault {
  readonly code: number;
  /** The node's own words, as they came. */
  readonly message: string;
}

export type CoreAnswer =
  | { readonly result: unknown; readonly fault?: never }
  | { readonly fault: CoreFault; readonly result?: never };

export interface CoreCall {
  readonly signal?: AbortSignal | undefined;
  /** Name of the node's wallet that the call is about. */
  readonly wallet?: string;
  /** For work that takes as long as it takes. */
  readonly isEndless?: boolean;
}

/** Parameters by place, or by name. */
export type CoreParams = readonly unknown[] | Readonly<Record<string, unknown>>;

export interface CoreRpc {
  readonly where: string;
  /** The answer, or what the node has against it. */
  ask(method: string, params: CoreParams, call?: CoreCall): Promise<CoreAnswer>;
  /** @throws IcehouseError `core/…` and `chain/…` by the node's reason. */
  call(method: string, params: CoreParams, call?: CoreCall): Promise<unknown>;
  close(): void;
}

export function createCoreRpc(http: Http, where: string, cookieFile: string): CoreRpc {
  let password = readCookie(cookieFile);

  async function post(method: string, params: CoreParams, { signal, wallet, isEndless }: CoreCall) {
    const send = () =>
      http.ask({
        method: 'POST',
        path: wallet === undefined ? '/' : `/wallet/${encodeURIComponent(wallet)}`,
        body: JSON.stringify({ jsonrpc: '1.0', id: 'icehouse', method, params }),
        headers: {
          'content-type': 'application/json',
          authorization: `Basic ${Buffer.from(password).toString('base64')}`,
        },
        maxBytes: MAX_ANSWER_BYTES,
        signal,
        ...(isEndless ? { timeoutMs: Infinity } : {}),
      });
    const answer = await send();
    if (answer.status !== 401) return answer;
    // A node that was started anew has a new password.
    const fresh = readCookie(cookieFile);
    if (fresh === password) return answer;
    password = fresh;
    return send();
  }

  async function ask(method: string, params: CoreParams, call: CoreCall = {}): Promise<CoreAnswer> {
    const { status, body } = await post(method, params, call);
    const trouble = statusTrouble(where, status);
    if (trouble) throw trouble;
    const expected = 'a JSON-RPC answer';
    const { id, result, error } = readRecord(where, readJson(where, body.toString('utf8'), expected), expected);
    if (id !== 'icehouse') throw protocolError(where, 'the node answered a question that was not asked');
    if (error === null || error === undefined) return { result };
    return { fault: readFault(where, error) };
  }

  return {
    where,
    ask,
    async call(method, params, call) {
      const answer = await ask(method, params, call);
      if (answer.fault) throw faultError(where, method, answer.fault);
      return answer.result;
    },
    close: http.close,
  };
}

function statusTrouble(where: string, status: number): IcehouseError | undefined {
  // 404 and 500 come with a JSON-RPC error in the body, which says more.
  if (status === 200 || status === 404 || status === 500) return undefined;
  if (status === 401) {
    return new IcehouseError({
      code: 'core/wrong-password',
      kind: 'environment',
      message: 'the node does not accept the password',
      at: where,
      next: 'name the cookie file of this very node with --rpc-cookie; it changes at every start of the node',
    });
  }
  if (status === 403) {
    return new IcehouseError({
      code: 'core/not-allowed',
      kind: 'environment',
      message: 'the node does not talk to this machine',
      at: where,
      next: 'allow it by rpcallowip in bitcoin.conf, or run Icehouse on the machine of the node',
    });
  }
  if (status === 503) {
    return new IcehouseError({
      code: 'core/busy',
      kind: 'environment',
      message: 'the node has too much to do',
      at: where,
      next: 'try again in a while',
    });
  }
  return protocolError(where, `the server answered with HTTP status ${status}`, 'a Bitcoin Core node');
}

function readFault(where: string, value: unknown): CoreFault {
  const expected = 'an error with code and message';
  const { code, message } = readRecord(where, value, expected);
  if (!Number.isSafeInteger(code) || typeof message !== 'string')
    throw protocolError(where, 'the server gave an answer of the wrong form', expected);
  return { code: code as number, message };
}

/** The numbers are those of Bitcoin Core's `rpc/protocol.h`. */
export function faultError(where: string, method: string, { code, message }: CoreFault): IcehouseError {
  const told = { kind: 'environment', at: where, found: foreignText(message) } as const;
  switch (code) {
    case -28:
      return new IcehouseError({
        ...told,
        code: 'core/warming-up',
        message: 'the node is still starting',
        next: 'wait until it has, then try again',
      });
    case -18:
      return new IcehouseError({
        ...told,
        code: 'core/wallet-missing',
        message: 'the node does not have the wallet loaded',
        next: 'run the sync again: it loads the wallet',
      });
    case -35:
    case -4:
      return new IcehouseError({
        ...told,
        code: 'core/wallet-refused',
        message: "the node's wallet refuses the request",
        next: 'read its reason; no wallet of the node was changed',
      });
    case -32601:
      return new IcehouseError({
        ...told,
        code: 'core/unknown-method',
        message: `the node does not know ${method}`,
        next: 'use Bitcoin Core 29 or newer, with its wallet switched on',
      });
    default:
      return new IcehouseError({ ...told, code: 'chain/server-error', message: 'the server refused the request' });
  }
}
