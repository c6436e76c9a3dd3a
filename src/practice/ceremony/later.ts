/**
 * The chapter after the first payment: three people are paid at once at too low a fee, the payment waits, and its fee is
 * raised by a replacement that a block takes. The members keep journals, so that each is shown what the second one changes.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatBtc } from '../../core/amount.ts';
import { IcehouseError } from '../../core/errors.ts';
import { CHARTER } from './charter.ts';
import { act, amountOf, fileOf, handOver, listOf, type Member, objectOf, textOf } from './member.ts';
import { balanceOf, DATA, mustBe, tipHeight } from './payment.ts';
import type { Stage } from './stage.ts';

const PAYEES = ['Carpenter', 'Painter', 'Gardener'];
const LOW_RATE = '1';
const RAISED_RATE = '3';

export interface Batch {
  readonly id: string;
  readonly addresses: readonly string[];
  /** What each payee gets, in satoshis. */
  readonly each: bigint;
}

/** Proposes three payments in one transaction, has it signed and sends it. */
export async function payThree(
  stage: Stage,
  proposer: Member,
  signers: readonly Member[],
  balance: bigint,
): Promise<Batch> {
  const { plan, chain, run, tell } = stage;
  const each = balance / 5n;
  const addresses = PAYEES.map(() => chain.payeeAddress());
  const pays = addresses.flatMap((address, index) => [
    ...['--pay', `${address}=${formatBtc(each)}`, '--payee', PAYEES[index]!],
  ]);
  const proposed = await act(run, proposer, [
    ...['propose', plan.walletName, ...pays, '--purpose', 'wages of the week', '--proposer', proposer.name],
    ...['--fee-rate', LOW_RATE, '--out', 'wages.psbt', ...DATA],
  ]);
  tell(`  ${proposer.name} proposes ${formatBtc(each)} to each of three, at ${LOW_RATE} sat/vB`);
  await signAndFinish(stage, proposer, signers, { file: 'wages', amount: 3n * each, acknowledge: [] });
  await act(run, proposer, ['broadcast', 'wages.tx', plan.walletName, ...DATA]);
  await act(run, proposer, ['watch', 'sync', plan.walletName, ...DATA]);
  const id = textOf(proposed, 'txid');
  tell(`  it is out and waits: ${await stateOf(stage, proposer, id)}`);
  return { id, addresses, each };
}

/** Raises the fee by a replacement; each signer's journal tells her what it is. @returns the id of the replacement. */
export async function raiseFee(
  stage: Stage,
  proposer: Member,
  signers: readonly Member[],
  { id, each }: Batch,
): Promise<string> {
  const { run, tell } = stage;
  const raised = await act(run, proposer, [
    ...['bump', id, '--fee-rate', RAISED_RATE, '--proposer', proposer.name, '--out', 'raised.psbt', ...DATA],
  ]);
  const [before, after] = ['before', 'after'].map((side) => objectOf(raised, side));
  tell(`  fee ${amountOf(before!, 'fee')} → ${amountOf(after!, 'fee')} sat, the same three people are paid the same`);
  const acknowledge = ['replaces-signed'];
  await signAndFinish(stage, proposer, signers, { file: 'raised', amount: 3n * each, acknowledge });
  tell('  the signers’ journals show that it takes the place of the first');
  return textOf(raised, 'txid');
}

/** A miner takes the replacement: the first payment is replaced, everybody is paid, and the sums are exact. */
export async function settleBatch(
  stage: Stage,
  proposer: Member,
  batch: Batch & { readonly raisedId: string; readonly balance: bigint },
): Promise<{ readonly fee: bigint; readonly balance: bigint }> {
  const { chain, run, tell } = stage;
  const { addresses, each, raisedId } = batch;
  await chain.mineExactly(readFileSync(join(proposer.folder, 'raised.tx'), 'utf8').trim());
  const balance = await balanceOf(stage, proposer);
  const states = [await stateOf(stage, proposer, batch.id), await stateOf(stage, proposer, raisedId)];
  if (states.join() !== 'replaced,confirmed') {
    throw new IcehouseError({
      code: 'practice/not-confirmed',
      kind: 'environment',
      message: 'the replacement is not what was confirmed',
      found: states.join(', '),
      expected: 'replaced, confirmed',
    });
  }
  for (const address of addresses) mustBe('what a payee received', await chain.unspentAt(address), each);
  const fee = amountOf(await act(run, proposer, ['proposal', 'show', raisedId, ...DATA]), 'fee');
  mustBe('the balance after the three payments', balance, batch.balance - 3n * each - fee);
  tell('  the block takes the one that pays more; the first is replaced');
  tell(`  ${formatBtc(batch.balance)} − 3 × ${formatBtc(each)} − fee ${formatBtc(fee)} = ${formatBtc(balance)}`);
  return { fee, balance };
}

interface Signing {
  /** Name of the files without their endings. */
  readonly file: string;
  readonly amount: bigint;
  /** Warnings that every signer acknowledges. */
  readonly acknowledge: readonly string[];
}

/** Word of the proposer, signatures of the signers, one final transaction. */
async function signAndFinish(
  stage: Stage,
  proposer: Member,
  signers: readonly Member[],
  { file, amount, acknowledge }: Signing,
): Promise<void> {
  const { run, tell } = stage;
  const height = await tipHeight(stage, proposer);
  const told = `${file}.proposal.psbt`;
  const acknowledged = acknowledge.flatMap((code) => ['--acknowledge', code]);
  await act(run, proposer, ['proposal', 'sign', `${file}.psbt`, '--charter', CHARTER, ...height, '--out', told], true);
  const returned: string[] = [];
  for (const signer of signers) {
    handOver(told, proposer, signer);
    const signed = fileOf(signer, `${file}.psbt`);
    const words = ['sign', told, '--charter', CHARTER, '--confirm-amount', formatBtc(amount), '--out', signed];
    await act(run, signer, [...words, '--journal', fileOf(signer, 'journal'), ...acknowledged, ...height], true);
    handOver(signed, signer, proposer);
    returned.push(signed);
  }
  const combined = `${file}.combined.psbt`;
  const charter = ['--charter', CHARTER, ...DATA];
  const json = await act(run, proposer, ['combine', told, ...returned, ...charter, '--out', combined]);
  await act(run, proposer, ['finalize', combined, ...charter, '--out', `${file}.tx`]);
  tell(`  signed by ${listOf(json, 'signedBy').map(String).join(' and ')}`);
}

async function stateOf({ run }: Stage, watcher: Member, id: string): Promise<string> {
  return textOf(await act(run, watcher, ['proposal', 'show', id, ...DATA]), 'state');
}
