/**
 * From database rows to values: the few conversions that all queries share. A row of the wrong type cannot come out of
 * strict tables, so that is a defect and no error of the person.
 */
import { type Sats, sats } from '../../core/amount.ts';
import { IcehouseError, invariant } from '../../core/errors.ts';
import type { Keychain } from '../../core/wallet/types.ts';
import type { Database, Row } from './sqlite.ts';

export function text(row: Row, column: string): string {
  const value = row[column];
  invariant(typeof value === 'string', `column ${column} holds text`);
  return value;
}

export function optionalText(row: Row, column: string): string | undefined {
  return row[column] === null ? undefined : text(row, column);
}

/** A count, height or index: always far below 2^53. */
export function number(row: Row, column: string): number {
  const value = row[column];
  invariant(typeof value === 'bigint', `column ${column} holds an integer`);
  return Number(value);
}

export function optionalNumber(row: Row, column: string): number | undefined {
  return row[column] === null ? undefined : number(row, column);
}

export function amount(row: Row, column: string): Sats {
  const value = row[column];
  invariant(typeof value === 'bigint', `column ${column} holds an amount`);
  return sats(value);
}

export function bytes(row: Row, column: string): Uint8Array {
  const value = row[column];
  invariant(value instanceof Uint8Array, `column ${column} holds bytes`);
  return value;
}

export function keychain(row: Row, column: string): Keychain {
  const name = text(row, column);
  invariant(name === 'receive' || name === 'change', `column ${column} names a keychain`);
  return name;
}

/** The row number behind a charter's id. @throws IcehouseError `store/wallet-unknown`. */
export function walletRow(database: Database, charterId: string): bigint {
  const id = database.get('SELECT id FROM wallet WHERE charter_id = ?', charterId)?.id;
  if (typeof id === 'bigint') return id;
  throw new IcehouseError({
    code: 'store/wallet-unknown',
    message: 'this folder does not watch a wallet of that charter',
    found: charterId,
    next: 'add the charter first',
  });
}
