/**
 * Holds the history that a server tells of one script against the transactions in it: each must pay the script or spend
 * what another of them paid to it. Made-up entries are found out, and so is a payment that was kept back while its spend
 * was told. Called by `scan.ts`.
 */
import { equalBytes } from '../../core/bytes.ts';
import { disproved } from '../chain/errors.ts';
import type { OwnScript } from '../store/store.ts';
import type { FetchedTransaction } from './fetch.ts';

/** @throws IcehouseError `chain/false-history`. */
export function checkHistory(script: OwnScript, transactions: readonly FetchedTransaction[], where: string): void {
  const coins = new Set<string>();
  for (const { txid, transaction } of transactions) {
    for (const [vout, { scriptPubKey }] of transaction.outputs.entries()) {
      if (equalBytes(scriptPubKey, script.scriptPubKey)) coins.add(`${txid}:${vout}`);
    }
  }
  const paying = new Set([...coins].map((coin) => coin.slice(0, 64)));
  const stray = transactions.find(
    ({ txid, transaction }) =>
      !paying.has(txid) && !transaction.inputs.some((input) => coins.has(`${input.txid}:${input.vout}`)),
  );
  if (!stray) return;
  const claim = `the server names transaction ${stray.txid} in the history of ${script.address}`;
  throw disproved('chain/false-history', where, `${claim}, which it neither pays nor, as far as it tells, spends`);
}
