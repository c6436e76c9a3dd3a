/** Steps 5 to 8: deposit, proposal, review and signature by m members, completion and broadcast. */
import { formatBtc } from '../../core/amount.ts';
import { IcehouseError } from '../../core/errors.ts';
import { CHARTER } from './charter.ts';
import { act, amountOf, fileOf, handOver, listOf, type Member, textOf } from './member.ts';
import type { Stage } from './stage.ts';

const PAYMENT = 'payment.psbt';
const PROPOSAL = 'proposal.psbt';
/** Where the online member keeps what she watches. */
export const DATA: readonly string[] = ['--data', 'watch'];

/** A member watches the charter, hands out an address and sees the deposit confirmed. */
export async function receive(stage: Stage, watcher: Member): Promise<void> {
  const { chain, plan, run, tell } = stage;
  await act(run, watcher, ['watch', 'add', CHARTER, '--server', chain.server, ...DATA]);
  const { address } = await act(run, watcher, ['watch', 'receive', plan.walletName, ...DATA]);
  await chain.deposit(String(address), plan.deposit);
  await chain.mine(1);
  tell(`  ${watcher.name} hands out`);
  tell(`    ${String(address)}`);
  tell(`  deposit of ${formatBtc(plan.deposit)} mined`);
  const balance = await balanceOf(stage, watcher);
  tell(`  ${watcher.name} sees ${formatBtc(balance)} confirmed, proven by block headers`);
  mustBe('the balance after the deposit', balance, plan.deposit);
}

export async function balanceOf(stage: Stage, watcher: Member): Promise<bigint> {
  await act(stage.run, watcher, ['watch', 'sync', stage.plan.walletName, ...DATA]);
  return amountOf(await act(stage.run, watcher, ['watch', 'balance', stage.plan.walletName, ...DATA]), 'confirmed');
}

/** @returns the fee that the proposal pays, in satoshis. */
export async function propose(stage: Stage, proposer: Member, payeeAddress: string): Promise<bigint> {
  const { plan, run, tell } = stage;
  const proposal = await act(run, proposer, [
    ...['propose', plan.walletName, '--pay', `${payeeAddress}=${formatBtc(plan.payment)}`, '--payee', plan.payee],
    ...['--purpose', plan.purpose, '--proposer', proposer.name, '--fee-rate', plan.feeRate, '--out', PAYMENT, ...DATA],
  ]);
  const fee = amountOf(proposal, 'fee');
  tell(`  ${proposer.name} proposes ${formatBtc(plan.payment)} to ${plan.payee}, fee ${fee} sat → ${PAYMENT}`);
  const words = ['proposal', 'sign', PAYMENT, '--charter', CHARTER, ...(await tipHeight(stage, proposer))];
  await act(run, proposer, [...words, '--out', PROPOSAL], true);
  tell(`  offline she signs for the proposal (not for the payment) → ${PROPOSAL}`);
  return fee;
}

/** On a test network no clock tells the height, so whoever reviews offline is told it by voice. */
export async function tipHeight({ run, plan }: Stage, watcher: Member): Promise<readonly string[]> {
  const { height } = await act(run, watcher, ['watch', 'balance', plan.walletName, ...DATA]);
  return ['--tip-height', String(height)];
}

/** Each signer gets the proposal as a file, reads the review, types the amount and signs. */
export async function reviewAndSign(stage: Stage, proposer: Member, signers: readonly Member[]): Promise<void> {
  const { plan, run, tell } = stage;
  const height = await tipHeight(stage, proposer);
  let told: readonly string[] = [];
  for (const signer of signers) {
    handOver(PROPOSAL, proposer, signer);
    const signed = fileOf(signer, 'signed.psbt');
    const result = await act(
      run,
      signer,
      [
        ...['sign', PROPOSAL, '--charter', CHARTER, '--confirm-amount', formatBtc(plan.payment), '--out', signed],
        ...['--seen', fileOf(signer, 'seen'), ...height],
      ],
      true,
    );
    const review = listOf(result, 'review').map(String);
    for (const line of linesToTell(review, told)) tell(`  │ ${line}`.trimEnd());
    told = review;
    tell(`  ${signer.name}: ${textOf(result, 'status')}`);
    handOver(signed, signer, proposer);
    handOver(fileOf(signer, 'seen'), signer, proposer);
  }
}

/** The whole review for the first reader; for the next one what her own machine says otherwise, which is her own key. */
function linesToTell(review: readonly string[], told: readonly string[]): readonly string[] {
  if (told.length === 0) return review;
  const other = review.filter((line) => !told.includes(line));
  return ['the same review on her own machine, but for:', ...other];
}

/** @returns the id of the broadcast transaction. */
export async function complete(stage: Stage, proposer: Member, signers: readonly Member[]): Promise<string> {
  const { run, tell } = stage;
  const signed = signers.map((signer) => fileOf(signer, 'signed.psbt'));
  const seen = signers.flatMap((signer) => ['--seen', fileOf(signer, 'seen')]);
  await act(run, proposer, ['combine', PROPOSAL, ...signed, ...seen, '--charter', CHARTER, '--out', 'combined.psbt']);
  await act(run, proposer, ['finalize', 'combined.psbt', '--charter', CHARTER, '--out', 'payment.tx']);
  const sent = await act(run, proposer, ['broadcast', 'payment.tx', stage.plan.walletName, ...DATA]);
  tell(`  all ${signers.length} state by signature that they saw the same payment`);
  tell(`  ${signers.length} signatures combined; the server shows transaction`);
  tell(`    ${textOf(sent, 'txid')}`);
  return textOf(sent, 'txid');
}

/** The end of practice: the node confirms, and every satoshi is where it should be. */
export async function confirm(
  stage: Stage,
  watcher: Member,
  paid: { txid: string; fee: bigint; payeeAddress: string },
): Promise<void> {
  const { chain, plan, tell } = stage;
  await chain.mine(1);
  const confirmations = await chain.confirmations(paid.txid);
  if (confirmations !== 1) {
    throw new IcehouseError({
      code: 'practice/not-confirmed',
      kind: 'environment',
      message: 'the node did not confirm the payment',
      found: `${confirmations} confirmations`,
    });
  }
  mustBe('what the payee received', await chain.unspentAt(paid.payeeAddress), plan.payment);
  const balance = await balanceOf(stage, watcher);
  mustBe('the balance after the payment', balance, plan.deposit - plan.payment - paid.fee);
  tell(`  confirmed in a block; ${plan.payee} has ${formatBtc(plan.payment)}`);
  tell(
    `  ${formatBtc(plan.deposit)} − ${formatBtc(plan.payment)} − fee ${formatBtc(paid.fee)} = ${formatBtc(balance)}`,
  );
}

/** @throws IcehouseError `practice/balance-differs`. */
export function mustBe(what: string, found: bigint, expected: bigint): void {
  if (found === expected) return;
  throw new IcehouseError({
    code: 'practice/balance-differs',
    kind: 'environment',
    message: `${what} is not exact`,
    found: `${found} sat`,
    expected: `${expected} sat`,
  });
}
