/** The cost of guessing an extension in words that a person can weigh: time at the stated rate, and electricity. */
import type { CrackCost } from '../../cold/extension/cost.ts';

const YEAR_IN_SECONDS = 31_557_600;
const UNITS = [
  ['days', 86_400],
  ['hours', 3_600],
  ['minutes', 60],
] as const;

/** @example 'Finding it takes 3 hours and 12 USD of electricity: the attacker has the mnemonic, tries …' */
export function costText({ years, dollars, assumptions }: CrackCost): string {
  return `Finding it takes ${timeText(years)} and ${numberText(dollars)} USD of electricity: ${assumptions}.`;
}

function timeText(years: number): string {
  if (years >= 2) return `${numberText(years)} years`;
  const seconds = years * YEAR_IN_SECONDS;
  const unit = UNITS.find(([, length]) => seconds >= 2 * length);
  if (unit) return `${Math.round(seconds / unit[1])} ${unit[0]}`;
  return seconds >= 2 ? `${Math.round(seconds)} seconds` : 'a second at most';
}

/** Round numbers for small ones, powers of ten for the rest: nobody reads 23 digits. */
function numberText(value: number): string {
  if (value < 0.01) return 'less than 0.01';
  if (value < 10) return value.toFixed(2);
  if (value < 1_000_000) return Math.round(value).toLocaleString('en-US');
  return `10^${Math.floor(Math.log10(value))}`;
}
