/**
 * Loads libwally (npm `wallycore`, C compiled to WebAssembly), the second engine. Importing it has two side effects to
 * know of: it seeds libsecp256k1's side-channel blinding from the platform, and in Node its start-up code installs a
 * handler that prints 190 kilobytes of itself on every uncaught exception; the latter is taken out again here.
 */
import { IcehouseError } from '../errors.ts';

/** The functions of libwally. `core/second` uses the public ones; `cold/second` loads it through here as well. */
export type Wally = typeof import('wallycore');

let loading: Promise<Wally> | undefined;

/**
 * Loads libwally once.
 *
 * @throws IcehouseError `second-opinion/unavailable`, kind environment: nothing is shown or signed without it.
 */
export function loadWally(): Promise<Wally> {
  loading ??= importQuietly();
  return loading;
}

async function importQuietly(): Promise<Wally> {
  try {
    return await import('wallycore');
  } catch (error) {
    // The reason is named by its class alone: the text of a failed WebAssembly start can be the whole program.
    throw new IcehouseError({
      code: 'second-opinion/unavailable',
      kind: 'environment',
      message: 'the second engine (libwally) cannot be loaded',
      found: error instanceof Error ? error.name : 'an unknown failure',
      next: 'install Icehouse again; addresses and signatures need two engines that agree',
    });
  } finally {
    removeStartUpHandler();
  }
}

type Listener = (...values: never[]) => unknown;

/** What is needed of Node's `process`, where there is one. */
interface Host {
  listeners(event: 'uncaughtException'): readonly Listener[];
  removeListener(event: 'uncaughtException', listener: Listener): unknown;
}

// The one place where core looks at the platform: what an import of its own has put there goes away again.
function removeStartUpHandler(): void {
  const { process: host } = globalThis as { readonly process?: unknown };
  if (!isHost(host)) return;
  for (const listener of host.listeners('uncaughtException')) {
    // The handler of Emscripten, told from anybody else's by the word that it looks for.
    if (String(listener).includes('"unwind"')) host.removeListener('uncaughtException', listener);
  }
}

function isHost(host: unknown): host is Host {
  return typeof host === 'object' && host !== null && 'listeners' in host && 'removeListener' in host;
}

/**
 * Runs a call into libwally and turns its errors into typed ones. Only libwally's number goes into the message: its
 * own texts can quote the arguments.
 *
 * @throws IcehouseError `second-opinion/failed`, kind environment.
 */
export function guarded<Result>(what: string, call: () => Result): Result {
  try {
    return call();
  } catch (error) {
    if (error instanceof IcehouseError) throw error;
    throw secondOpinionFailed(what, wallyCode(error));
  }
}

export function secondOpinionFailed(what: string, found?: string): IcehouseError {
  return new IcehouseError({
    code: 'second-opinion/failed',
    kind: 'environment',
    message: `the second engine (libwally) could not ${what}`,
    ...(found === undefined ? {} : { found }),
    next: 'nothing was shown or signed; report this with the form of the wallet, such as 2-of-3 P2WSH',
  });
}

function wallyCode(error: unknown): string {
  const code: unknown = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'number' ? `libwally code ${code}` : 'an unknown failure';
}
