/**
 * The practice ceremony from top to bottom: what a group does once to set up its wallet, and each time it pays. Only
 * files pass between the members' folders; the keys, signatures, blocks and refusals are real.
 */
import { agree, signReceipts } from './charter.ts';
import { makeKeys } from './keys.ts';
import { payThree, raiseFee, settleBatch } from './later.ts';
import { createMember, type Member } from './member.ts';
import { complete, confirm, propose, receive, reviewAndSign } from './payment.ts';
import type { Stage } from './stage.ts';

export interface CeremonyResult {
  /** The first payment. */
  readonly txid: string;
  readonly fee: bigint;
  /** The payment to three, as its raised fee had it confirmed; null where too little was left for it. */
  readonly raised: { readonly txid: string; readonly fee: bigint } | null;
  /** What is left in the end. */
  readonly balance: bigint;
}

/**
 * Runs the whole ceremony.
 *
 * @throws IcehouseError `practice/step-failed`, `practice/not-confirmed`, `practice/balance-differs`.
 */
export async function runCeremony(stage: Stage): Promise<CeremonyResult> {
  const { plan } = stage;
  const members = plan.members.map((name) => createMember(name, stage.root));
  const [proposer] = members as [Member];
  const signers = signersOf(members, plan.m);
  const names = signers.map((signer) => signer.name).join(' and ');

  await stage.step('Each member alone, offline: an extension, a seed, a key card');
  for (const member of members) await makeKeys(stage, member);

  await stage.step(`Together: ${members.length} cards become one charter, ${plan.m} of ${members.length}`);
  await agree(stage, members);

  await stage.step('Everybody reads the code aloud, compares and signs a receipt');
  await signReceipts(stage, members);

  await stage.step(`${proposer.name}, online: watch, hand out an address, receive`);
  await receive(stage, proposer);

  const payeeAddress = stage.chain.payeeAddress();
  await stage.step(`${proposer.name}, online: propose a payment`);
  const fee = await propose(stage, proposer, payeeAddress);

  await stage.step(`${names}, offline: review, confirm, sign`);
  await reviewAndSign(stage, proposer, signers);

  await stage.step(`${proposer.name}, online: combine, finalize, broadcast`);
  const txid = await complete(stage, proposer, signers);

  await stage.step('A block is mined');
  await confirm(stage, proposer, { txid, fee, payeeAddress });

  const first = { txid, fee, balance: plan.deposit - plan.payment - fee };
  if (first.balance < ENOUGH_FOR_MORE) {
    stage.tell('');
    stage.tell('Too little is left to pay three more people: that chapter is left out.');
    return { ...first, raised: null };
  }
  return { ...first, ...(await payMore(stage, { proposer, signers, names, balance: first.balance })) };
}

/** In satoshis: with less, the fees would be a large share of what is paid, which reviews warn of. */
const ENOUGH_FOR_MORE = 100_000n;

interface Cast {
  readonly proposer: Member;
  readonly signers: readonly Member[];
  readonly names: string;
  readonly balance: bigint;
}

async function payMore(
  stage: Stage,
  { proposer, signers, names, balance }: Cast,
): Promise<Pick<CeremonyResult, 'raised' | 'balance'>> {
  await stage.step(`${proposer.name} pays three people at once, and the fee is too low`);
  const batch = await payThree(stage, proposer, signers, balance);

  await stage.step(`${proposer.name} raises the fee; ${names} sign again`);
  const txid = await raiseFee(stage, proposer, signers, batch);

  await stage.step('A miner takes what pays more');
  const end = await settleBatch(stage, proposer, { ...batch, raisedId: txid, balance });
  return { raised: { txid, fee: end.fee }, balance: end.balance };
}

/** The m members after the proposer, so that others than she sign where that is possible. */
function signersOf(members: readonly Member[], m: number): Member[] {
  return Array.from({ length: m }, (_, position) => members[(position + 1) % members.length]!);
}
