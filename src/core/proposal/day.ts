/** Days as proposals have them: `YYYY-MM-DD` in UTC, compared as text. The core knows no clock; today is an argument. */
import { IcehouseError } from '../errors.ts';

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/**
 * Checks that a text is a day of the calendar; 30 February is none.
 *
 * @throws IcehouseError `proposal/not-a-day`.
 */
export function requireDay(text: string, at: string): void {
  const time = DAY.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  // The parser rolls 30 February over into March; printing shows it.
  if (!Number.isNaN(time) && new Date(time).toISOString().startsWith(text)) return;
  throw new IcehouseError({
    code: 'proposal/not-a-day',
    message: 'this is not a day of the calendar',
    at,
    expected: 'year, month and day such as 2026-03-31',
  });
}

/** Whether the last day of a proposal has passed on `today` (`YYYY-MM-DD`, UTC). The day itself still counts. */
export function isExpired(expires: string | undefined, today: string): boolean {
  return expires !== undefined && today > expires;
}
