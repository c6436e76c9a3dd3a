/** A check whose refusal is a result: receipts are counted one by one, and each that does not verify says why. */
import { IcehouseError } from '../errors.ts';

/** One of the two is there. */
export interface Attempt<T> {
  readonly value?: T;
  readonly error?: IcehouseError;
}

/** Runs a check; bad input becomes a value, and our own defects go on as exceptions. */
export function attempt<T>(check: () => T): Attempt<T> {
  try {
    return { value: check() };
  } catch (error) {
    if (!(error instanceof IcehouseError)) throw error;
    return { error };
  }
}
