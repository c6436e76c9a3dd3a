/**
 * Amounts as people type them: with units, with spaces or commas between thousands, with a decimal comma. What has one
 * meaning is read exactly; what has two is refused with both, and never guessed.
 */
import { type Sats, sats } from '../amount.ts';
import { type ErrorCode, IcehouseError } from '../errors.ts';
import { visible } from '../text/visible.ts';

/** Decimals that a unit has: how many digits of it make a satoshi. */
const UNITS: readonly { readonly name: RegExp; readonly decimals: number; readonly word: string }[] = [
  { name: /^(?:btc|xbt|bitcoins?|₿)$/i, decimals: 8, word: 'BTC' },
  // Upper-case M would be a million.
  { name: /^m(?:btc|BTC|xbt|XBT)$/, decimals: 5, word: 'mBTC' },
  { name: /^(?:[uµμ](?:btc|xbt)|bits?)$/i, decimals: 2, word: 'bits' },
  { name: /^(?:sats?|satoshis?)$/i, decimals: 0, word: 'sat' },
];

/** Who types a bare number so high rather means satoshis. */
const TOO_HIGH_WITHOUT_UNIT = 1_000n * 100_000_000n;

/** Every space that keyboards and spreadsheets put between digits. */
const SPACES = /[\s\u00a0\u2009\u202f]/u;

/** No amount is longer. */
const MAX_LENGTH = 60;

/**
 * Reads an amount; without a unit it is in bitcoin. `all` is what remains after the other payments and the fee.
 *
 * @throws IcehouseError `amount/ambiguous` with both readings, `amount/negative`, `amount/exponent`,
 * `amount/unknown-unit`, `amount/unit-missing`, `amount/too-precise`, `amount/not-a-bitcoin-amount`,
 * `amount/out-of-range`.
 * @example readTypedAmount('1 500 000 sat') // 1500000n
 */
export function readTypedAmount(text: string, at?: string): Sats | 'all' {
  const trimmed = text.trim();
  if (/^all$/i.test(trimmed)) return 'all';
  const match =
    trimmed.length > MAX_LENGTH ? null : /^([\d.,\s\u00a0\u2009\u202f]*\d)[\s\u00a0\u2009\u202f]*(\D*)$/u.exec(trimmed);
  if (!match) throw unreadable(trimmed, at);
  const [, digits = '', unitText = ''] = match;
  const unit = UNITS.find(({ name }) => name.test(unitText === '' ? 'btc' : unitText));
  if (unit === undefined) {
    throw problem('amount/unknown-unit', 'this is no unit of bitcoin', trimmed, at, 'BTC, mBTC, bits or sat');
  }
  if (/^[.,]/.test(unitText)) throw unreadable(trimmed, at);
  const readings = readingsOf(digits, unit.decimals).map((text) => ({ text, sats: inSats(text, unit.decimals) }));
  if (readings.length === 0) throw unreadable(trimmed, at);
  const possible = readings.flatMap((each) => (each.sats === undefined ? [] : [{ ...each, sats: each.sats }]));
  const [first] = possible;
  if (first === undefined) {
    const most =
      unit.decimals === 0 ? 'a whole number of satoshis' : `at most ${unit.decimals} decimals of ${unit.word}`;
    throw problem('amount/too-precise', 'nothing is smaller than a satoshi', trimmed, at, most);
  }
  if (possible.length > 1) {
    const meanings = possible.map((each) => `${each.text} ${unit.word}`).join(' or ');
    throw problem('amount/ambiguous', 'the sign may part thousands or decimals', trimmed, at, meanings);
  }
  if (unitText === '' && first.sats >= TOO_HIGH_WITHOUT_UNIT && !first.text.includes('.')) {
    throw problem(
      'amount/unit-missing',
      'so high a number needs its unit',
      trimmed,
      at,
      `${digits} sat or ${digits} BTC`,
    );
  }
  return sats(first.sats, at);
}

/** Numbers with a point and without anything between thousands; several where the text can be read in several ways. */
function readingsOf(digits: string, unitDecimals: number): readonly string[] {
  const commas = digits.split(',').length - 1;
  const points = digits.split('.').length - 1;
  const [last] = /[.,](?=[^.,]*$)/.exec(digits) ?? [];
  // The rarer of two signs is the decimal one, and it is the last.
  if (commas > 0 && points > 0) {
    const other = last === ',' ? '.' : ',';
    return (last === ',' ? commas : points) === 1 ? decimal(digits, last!, other) : [];
  }
  if (commas + points === 0) return decimal(digits, '.', ' ');
  const sign = commas > 0 ? ',' : '.';
  if (commas + points > 1) return decimal(digits, sign === ',' ? '.' : ',', sign);
  if (sign === '.') {
    const asDecimals = decimal(digits, '.', ' ');
    // With units of few decimals a point before three digits may part thousands, as in 600.000 sat.
    return unitDecimals < 3 && !/^0/.test(digits) ? [...asDecimals, ...decimal(digits, ',', '.')] : asDecimals;
  }
  const asThousands = decimal(digits, '.', ',');
  if (unitDecimals === 0) return asThousands;
  // Nobody writes 0,150 for 150.
  const asDecimals = decimal(digits, ',', ' ');
  return /^0/.test(digits) ? asDecimals : [...asDecimals, ...asThousands];
}

/** The digits as a plain number, when the sign between thousands stands only where it may; else nothing. */
function decimal(digits: string, point: string, thousands: string): readonly string[] {
  const [whole = '', fraction, more] = digits.split(point);
  if (more !== undefined) return [];
  const parted = thousands === ' ' ? whole.split(SPACES) : whole.split(thousands);
  const [head = '', ...groups] = parted;
  const isGrouped = groups.length === 0 ? /^\d+$/.test(head) : /^[1-9]\d{0,2}$/.test(head);
  if (!isGrouped || groups.some((group) => !/^\d{3}$/.test(group))) return [];
  if (fraction === undefined) return [parted.join('')];
  const decimals = fraction.split(SPACES);
  // Eight decimals are written as 0.015 000 00 or, for the eye that looks for satoshis, as 0.01 500 000.
  const isFraction =
    decimals.length === 1
      ? /^\d+$/.test(fraction)
      : /^(?:(?:\d{3}\s)+\d{1,3}|\d\d(?:\s\d{3}){1,2})$/u.test(decimals.join(' '));
  return isFraction ? [`${parted.join('')}.${decimals.join('')}`] : [];
}

/** Undefined where digits would be lost. */
function inSats(reading: string, decimals: number): bigint | undefined {
  const [whole = '', fraction = ''] = reading.split('.');
  const needed = fraction.replace(/0+$/, '');
  if (needed.length > decimals) return undefined;
  return BigInt(whole + needed.padEnd(decimals, '0'));
}

function unreadable(text: string, at: string | undefined): IcehouseError {
  if (/^[-−–]/u.test(text)) {
    return problem('amount/negative', 'nobody can be paid less than nothing', text, at, 'an amount above zero');
  }
  if (/^[\d.,]+e[+-]?\d+$/i.test(text)) {
    return problem('amount/exponent', 'amounts are not written with exponents', text, at, 'all digits, such as 0.015');
  }
  return problem(
    'amount/not-a-bitcoin-amount',
    'this is not an amount',
    text,
    at,
    'digits with a point, such as 0.015, with BTC, mBTC, bits or sat behind them if you like; or all',
  );
}

function problem(
  code: ErrorCode,
  message: string,
  text: string,
  at: string | undefined,
  expected: string,
): IcehouseError {
  const found = visible(text, { max: MAX_LENGTH });
  return new IcehouseError({ code, message, found, expected, ...(at === undefined ? {} : { at }) });
}
