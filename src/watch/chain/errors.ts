/**
 * The errors of everything that talks to a server, in one place so that all back ends say the same words. Whatever the
 * server said is foreign text: it is escaped and cut before it goes into an error.
 */
import { type ErrorCode, IcehouseError } from '../../core/errors.ts';
import { visible } from '../../core/text/visible.ts';

const FOREIGN_TEXT_LIMIT = 300;

/** Escapes and shortens what a server said, so that it can be shown as the server's words. */
export function foreignText(text: string): string {
  return visible(text.slice(0, 2 * FOREIGN_TEXT_LIMIT), { max: FOREIGN_TEXT_LIMIT });
}

export function unreachable(where: string, why: string, cause?: unknown): IcehouseError {
  return new IcehouseError({
    code: 'chain/unreachable',
    kind: 'environment',
    message: `the server cannot be reached: ${why}`,
    at: where,
    next: 'check the address, the network connection and that the server runs, then try again',
    ...(cause === undefined ? {} : { cause }),
  });
}

export function timedOut(where: string, milliseconds: number): IcehouseError {
  return new IcehouseError({
    code: 'chain/timeout',
    kind: 'environment',
    message: `the server did not answer within ${milliseconds / 1000} seconds`,
    at: where,
    next: 'try again, or use another server',
  });
}

/** The server broke the rules of its protocol: malformed, oversized or inconsistent answers. */
export function protocolError(where: string, message: string, expected?: string): IcehouseError {
  return new IcehouseError({
    code: 'chain/protocol',
    kind: 'environment',
    message,
    at: where,
    next: 'this server is broken or hostile: use another one',
    ...(expected === undefined ? {} : { expected }),
  });
}

/** The server told something that a check disproves. `code` says which lie it is. */
export function disproved(code: ErrorCode, where: string, message: string): IcehouseError {
  return new IcehouseError({
    code,
    kind: 'refused',
    message,
    at: where,
    next: 'nothing was stored: use another server, best your own node',
  });
}

/** The server objects to a transaction; its reason is given escaped. */
export function rejected(where: string, found: string | undefined): IcehouseError {
  return new IcehouseError({
    code: 'chain/rejected',
    kind: 'refused',
    message: 'the server did not accept the transaction',
    at: where,
    ...(found === undefined ? {} : { found }),
    next: 'read its reason; a transaction that is known already is no trouble',
  });
}

export function stopped(): IcehouseError {
  return new IcehouseError({ code: 'chain/stopped', kind: 'environment', message: 'stopped on request' });
}

/** @throws IcehouseError `chain/stopped` once the signal has fired. */
export function stopIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw stopped();
}
