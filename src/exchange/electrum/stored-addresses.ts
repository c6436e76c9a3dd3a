/**
 * Electrum keeps the addresses (or, before 2.7, their keys) that it has derived. They are held against our own: a file that
 * was altered, a key read wrong or another network shows here, before anybody relies on the wallet.
 */
import { compareBytes, equalBytes, fromHex } from '../../core/bytes.ts';
import { IcehouseError } from '../../core/errors.ts';
import type { JsonObject, JsonValue } from '../../core/json/strict.ts';
import { deriveOutput } from '../../core/wallet/output.ts';
import { KEYCHAINS, type Keychain, type Wallet } from '../../core/wallet/types.ts';

/** How many of each keychain are compared. */
const COMPARED = 3;

const LISTS: { readonly [keychain in Keychain]: string } = { receive: 'receiving', change: 'change' };

/** @throws IcehouseError `exchange/addresses-differ` (refused). */
export function checkStoredAddresses(file: JsonObject, wallet: Wallet): void {
  const stored = objectIn(file, 'addresses') ?? objectIn(objectIn(file, 'accounts'), '0');
  if (stored === undefined) return;
  for (const keychain of KEYCHAINS) {
    const list = stored[LISTS[keychain]];
    if (!Array.isArray(list)) continue;
    list.slice(0, COMPARED).forEach((entry: JsonValue, index) => {
      if (!isOurs(entry, wallet, keychain, index)) throw differs(`${LISTS[keychain]}[${index}]`, wallet);
    });
  }
}

function isOurs(entry: JsonValue, wallet: Wallet, keychain: Keychain, index: number): boolean {
  const { address, publicKeys } = deriveOutput(wallet, keychain, index);
  if (typeof entry === 'string') return entry === address;
  if (!Array.isArray(entry) || entry.length !== publicKeys.length) return false;
  const stored = entry.map((key: JsonValue) =>
    fromHex(typeof key === 'string' ? key : '', 'exchange/addresses-differ'),
  );
  const ours = publicKeys.toSorted(compareBytes);
  return stored.toSorted(compareBytes).every((key, place) => equalBytes(key, ours[place]!));
}

function objectIn(object: JsonObject | undefined, name: string): JsonObject | undefined {
  const value = object?.[name];
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined;
}

function differs(at: string, { network }: Wallet): IcehouseError {
  return new IcehouseError({
    code: 'exchange/addresses-differ',
    kind: 'refused',
    message: `the addresses in the file are not those of its keys on ${network}`,
    at,
    next: 'check which network the wallet is on; if it is the right one, the file was altered: take no address from it',
  });
}
