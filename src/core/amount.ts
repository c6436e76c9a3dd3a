/**
 * Amounts of bitcoin: whole satoshis as branded `bigint`, so that neither a plain number nor an unchecked `1n` can be
 * paid. Text is read by our own parser (no floating point, no locale) and printed with all eight decimals.
 */
import { IcehouseError } from './errors.ts';

declare const satsBrand: unique symbol;

/** A whole number of satoshis between 0 and 21 million bitcoin. Built by {@link sats} or {@link parseBtc} only. */
export type Sats = bigint & { readonly [satsBrand]: 'Sats' };

const SATS_PER_BTC = 100_000_000n;

/** 21 million bitcoin in satoshis: Bitcoin Core's `MAX_MONEY`. */
export const MAX_MONEY = 21_000_000n * SATS_PER_BTC;

/**
 * Checks a count of satoshis.
 *
 * @throws IcehouseError `amount/out-of-range` below zero or above 21 million bitcoin.
 */
export function sats(count: bigint, at?: string): Sats {
  if (count < 0n || count > MAX_MONEY) {
    throw new IcehouseError({
      code: 'amount/out-of-range',
      message: 'an amount must lie between 0 and 21 million bitcoin',
      found: `${count} sat`,
      expected: `0 to ${MAX_MONEY} sat`,
      ...(at === undefined ? {} : { at }),
    });
  }
  return count as Sats;
}

/** Adds amounts; the sum obeys the same bounds as each part. */
export function addSats(amounts: Iterable<bigint>, at?: string): Sats {
  let total = 0n;
  for (const amount of amounts) total += amount;
  return sats(total, at);
}

const BTC_TEXT = /^(\d{1,8})(?:\.(\d{1,8}))?$/;

/**
 * Reads an amount in bitcoin as a person types it, such as `0.015`: digits and at most one point, at most eight
 * decimals. Commas, signs, exponents, units and spaces inside are refused, as they mean different things in different
 * places.
 *
 * @throws IcehouseError `amount/not-a-bitcoin-amount`, `amount/out-of-range`.
 * @example parseBtc('0.015') // 1500000n
 */
export function parseBtc(text: string, at?: string): Sats {
  const match = BTC_TEXT.exec(text.trim());
  if (!match) {
    throw new IcehouseError({
      code: 'amount/not-a-bitcoin-amount',
      message: 'this is not an amount in bitcoin',
      expected: 'digits with a point and at most eight decimals, such as 0.015',
      next: 'write the amount in bitcoin without commas, signs, units or exponents',
      ...(at === undefined ? {} : { at }),
    });
  }
  const [, whole = '0', fraction = ''] = match;
  return sats(BigInt(whole) * SATS_PER_BTC + BigInt(fraction.padEnd(8, '0')), at);
}

/** Prints satoshis as bitcoin with all eight decimals, such as `0.01500000`. Negative values keep their sign. */
export function formatBtc(amount: bigint): string {
  const magnitude = amount < 0n ? -amount : amount;
  const fraction = (magnitude % SATS_PER_BTC).toString().padStart(8, '0');
  return `${amount < 0n ? '-' : ''}${magnitude / SATS_PER_BTC}.${fraction}`;
}
