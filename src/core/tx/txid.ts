/**
 * Names of transactions: the txid leaves the witness out, so that it stays the same however segwit inputs are signed;
 * the wtxid covers all of it (BIP-0141).
 */
import { sha256d } from '../hash.ts';
import { txidText } from './parse.ts';
import { serializeTransaction, serializeWithoutWitness } from './serialize.ts';
import type { Transaction } from './types.ts';

/** 64 lower-case hex digits in the order that people read. */
export function txidOf(transaction: Transaction): string {
  return txidText(sha256d(serializeWithoutWitness(transaction)));
}

/** The id that covers the witness; equal to the txid where there is none. */
export function wtxidOf(transaction: Transaction): string {
  return txidText(sha256d(serializeTransaction(transaction)));
}
