/**
 * Several servers one after the other, and patience that grows: the next server is asked when one cannot be, and after all
 * of them it is tried again later. A server that was caught lying, that serves another network or shows another
 * certificate is no reason to go on quietly: that error ends the work, and a person looks at it.
 */
import { IcehouseError } from '../../core/errors.ts';
import { pause } from './pause.ts';

export interface FailedServer {
  readonly where: string;
  readonly error: IcehouseError;
}

/** Whether another server, or the same one later, may do better. */
export function isPassing(error: unknown): error is IcehouseError {
  return (
    error instanceof IcehouseError &&
    error.kind === 'environment' &&
    error.code !== 'chain/stopped' &&
    /^(?:chain|core)\//.test(error.code)
  );
}

/**
 * Does the work with the first server that lets it be done.
 *
 * @throws IcehouseError that of the only server, or `chain/no-server` when each of several failed in passing; at once, what
 * is not passing.
 */
export async function inTurn<Result>(
  servers: readonly string[],
  work: (url: string) => Promise<Result>,
  onFailed: (failed: FailedServer) => void,
): Promise<Result> {
  const failures: FailedServer[] = [];
  for (const where of servers) {
    try {
      return await work(where);
    } catch (error) {
      if (!isPassing(error)) throw error;
      failures.push({ where, error });
      if (servers.length > 1) onFailed({ where, error });
    }
  }
  const [only] = failures;
  if (only !== undefined && failures.length === 1) throw only.error;
  throw new IcehouseError({
    code: 'chain/no-server',
    kind: 'environment',
    message: 'none of the servers could be asked',
    found: failures.map(({ where, error }) => `${where}: ${error.message}`).join('; '),
    next: 'check the network connection, then try again, or name another server',
  });
}

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;

/**
 * How long to wait before the next try: twice as long each time up to a minute, somewhere in the upper half of it, so that
 * many who lost the same server do not come back at the same moment.
 *
 * @param failures how often it has failed in a row, from 1.
 * @param chance from 0 to below 1.
 */
export function backOffMs(failures: number, chance: number): number {
  const most = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (failures - 1));
  return Math.round((most / 2) * (1 + chance));
}

export interface Patience {
  /** Gives chance from 0 to below 1. */
  readonly chance: () => number;
  readonly signal: AbortSignal;
  /** Told before each pause. */
  readonly onPause: (error: IcehouseError, milliseconds: number) => void;
  /** Waits; that of the clock when left out. */
  readonly wait?: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

/** Repeats work that fails in passing until it is done or a person stops it. */
export async function untilDone<Result>(
  work: (progressed: () => void) => Promise<Result>,
  { chance, signal, onPause, wait = pause }: Patience,
): Promise<Result> {
  let failures = 0;
  for (;;) {
    try {
      return await work(() => {
        failures = 0;
      });
    } catch (error) {
      if (!isPassing(error)) throw error;
      failures += 1;
      const milliseconds = backOffMs(failures, chance());
      onPause(error, milliseconds);
      await wait(milliseconds, signal);
    }
  }
}
