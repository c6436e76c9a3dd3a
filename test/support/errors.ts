/** What a test asks of a refusal: its stable code, and that it was a typed one. */
import { IcehouseError } from '../../src/core/errors.ts';

/** Runs `act`, which must throw an IcehouseError, and gives that error; fails on success and on any other exception. */
export function refusalOf(act: () => unknown): IcehouseError {
  let result: unknown;
  try {
    result = act();
  } catch (error) {
    if (error instanceof IcehouseError) return error;
    throw error;
  }
  throw new Error(`expected a refusal, got ${String(result)}`);
}

/** The code of {@link refusalOf}. */
export function codeOf(act: () => unknown): string {
  return refusalOf(act).code;
}

/** Waits for a promise that must be rejected with an IcehouseError, and gives that error. */
export async function rejectionOf(promise: Promise<unknown>): Promise<IcehouseError> {
  const result = await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (result instanceof IcehouseError) return result;
  if (result !== undefined) throw result;
  throw new Error('expected a refusal, and the promise was kept');
}
