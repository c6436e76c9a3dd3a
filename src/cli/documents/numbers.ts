/** Whole numbers as options give them. */
import { IcehouseError } from '../../core/errors.ts';

/** @throws IcehouseError `usage/arguments`. */
export function readWholeNumber(text: string, option: string, [least, most]: readonly [number, number]): number {
  const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= least && value <= most)) {
    throw new IcehouseError({
      code: 'usage/arguments',
      kind: 'usage',
      message: 'this is not a number that fits here',
      at: `--${option}`,
      expected: `a whole number from ${least} to ${most}`,
    });
  }
  return value;
}
