/**
 * The coin that an input spends, proven by the transaction that created it: its id is a hash over amount and script, and
 * the input commits to that id. Claimed amounts (`witness_utxo`) are only compared (CVE-2020-14199). This is asked of
 * segwit version 0 and legacy inputs alike.
 */
import { formatBtc } from '../amount.ts';
import { equalBytes } from '../bytes.ts';
import type { PsbtInput } from '../psbt/types.ts';
import type { TxOutput } from '../tx/types.ts';
import { finding, type WithFindings } from './finding.ts';

/** Gives the output that is spent, or a `stop` that says why it is not proven. */
export function provenOutput(input: PsbtInput, at: string): WithFindings<TxOutput | undefined> {
  const previous = input.nonWitnessUtxo;
  if (!previous) {
    const claim = input.witnessUtxo ? `; ${formatBtc(input.witnessUtxo.amount)} BTC is only claimed` : '';
    return unproven(
      'previous-transaction-missing',
      at,
      `the previous transaction ${short(input.txid)} is absent${claim}`,
    );
  }
  const place = `${at}.nonWitnessUtxo`;
  if (previous.txid !== input.txid) {
    const both = `${short(input.txid)} is spent, ${short(previous.txid)} is in the file`;
    return unproven('previous-transaction-mismatch', place, both);
  }
  const output = previous.transaction.outputs[input.vout];
  if (!output) {
    const count = previous.transaction.outputs.length;
    return unproven('previous-output-missing', place, `output ${input.vout} is spent, of ${count} in all`);
  }
  return { value: output, findings: conflicts(input, output, `${at}.witnessUtxo`) };
}

function conflicts({ witnessUtxo }: PsbtInput, proven: TxOutput, at: string) {
  if (!witnessUtxo) return [];
  if (witnessUtxo.amount !== proven.amount) {
    const both = `${formatBtc(witnessUtxo.amount)} BTC is claimed, ${formatBtc(proven.amount)} BTC is true`;
    return [finding('witness-utxo-conflict', at, both)];
  }
  if (equalBytes(witnessUtxo.scriptPubKey, proven.scriptPubKey)) return [];
  return [finding('witness-utxo-conflict', at, 'the script that is claimed is not the one of the coin')];
}

type Unproven = 'previous-transaction-missing' | 'previous-transaction-mismatch' | 'previous-output-missing';

function unproven(code: Unproven, at: string, message: string): WithFindings<undefined> {
  return { value: undefined, findings: [finding(code, at, message)] };
}

const short = (txid: string): string => `${txid.slice(0, 8)}…${txid.slice(-8)}`;
