/**
 * What the practice ceremony is about: who takes part, how many must sign, what is deposited and whom they pay. The
 * default is three friends; on a terminal a person may change each choice.
 */
import { formatBtc, parseBtc, type Sats } from '../../core/amount.ts';
import { IcehouseError } from '../../core/errors.ts';

export interface Plan {
  readonly walletName: string;
  readonly members: readonly string[];
  /** Signatures needed. */
  readonly m: number;
  readonly deposit: Sats;
  readonly payment: Sats;
  readonly payee: string;
  readonly purpose: string;
  /** In sat/vB. */
  readonly feeRate: string;
}

export const DEFAULT_PLAN: Plan = {
  walletName: 'Family',
  members: ['Alice', 'Bob', 'Carol'],
  m: 2,
  deposit: parseBtc('1.5'),
  payment: parseBtc('0.4'),
  payee: 'Roofer',
  purpose: 'new roof, first half',
  feeRate: '5',
};

/** Asks one question; the second argument is what an empty answer means. */
export type Question = (question: string, fallback: string) => Promise<string>;

/** Lets a person change the plan; each wrong answer is explained and asked again. */
export async function choosePlan(question: Question, tell: (line: string) => void): Promise<Plan> {
  const plan = DEFAULT_PLAN;
  const until = async <T>(text: string, fallback: string, read: (answer: string) => T): Promise<T> => {
    for (;;) {
      try {
        return read(await question(text, fallback));
      } catch (error) {
        if (!(error instanceof IcehouseError) || error.code === 'practice/stopped') throw error;
        tell(`  ${error.message}${error.expected === undefined ? '' : `: ${error.expected}`}`);
      }
    }
  };
  const walletName = await until('Name of the wallet?', plan.walletName, readName);
  const members = await until('Who holds it together?', plan.members.join(' '), readMembers);
  const m = await until(
    `How many of the ${members.length} must sign?`,
    String(Math.min(members.length, plan.m)),
    (answer) => readCount(answer, members.length),
  );
  const deposit = await until('How much is deposited, in bitcoin?', formatBtc(plan.deposit), readDeposit);
  const payee = await until('Whom do they pay?', plan.payee, readName);
  const payment = await until('How much, in bitcoin?', formatBtc(plan.payment), (answer) =>
    readPayment(answer, deposit),
  );
  const purpose = await until('What for?', plan.purpose, readName);
  return { ...plan, walletName, members, m, deposit, payee, payment, purpose };
}

function refuse(message: string, expected: string): never {
  throw new IcehouseError({ code: 'practice/choice', message, expected, kind: 'usage' });
}

function readName(answer: string): string {
  if (answer.length < 1 || answer.length > 40) refuse('this is no name', '1 to 40 characters');
  return answer;
}

function readMembers(answer: string): string[] {
  const names = answer.split(/[\s,]+/).filter((name) => name !== '');
  if (names.length < 1 || names.length > 7) refuse('practice has room for fewer people', '1 to 7 names');
  if (!names.every((name) => /^\p{L}[\p{L}\p{N}-]{0,15}$/u.test(name)))
    refuse('these are no names', 'letters, at most 16');
  if (new Set(names.map((name) => name.toLowerCase())).size !== names.length) {
    refuse('two people have one name', 'different names');
  }
  return names;
}

function readCount(answer: string, members: number): number {
  const count = /^\d{1,2}$/.test(answer) ? Number(answer) : 0;
  if (count < 1 || count > members) refuse('so many cannot sign', `1 to ${members}`);
  return count;
}

const LEAST_DEPOSIT = parseBtc('0.001');
const MOST_DEPOSIT = parseBtc('40');

function readDeposit(answer: string): Sats {
  const amount = parseBtc(answer);
  if (amount < LEAST_DEPOSIT || amount > MOST_DEPOSIT) refuse('the practice miner has not that much', '0.001 to 40');
  return amount;
}

function readPayment(answer: string, deposit: Sats): Sats {
  const amount = parseBtc(answer);
  // Leaves room for the fee and for change above dust, so that the ceremony shows a change output.
  if (amount < 10_000n || amount > (deposit * 9n) / 10n) {
    refuse('this cannot be paid and leave change', `0.0001 to ${formatBtc((deposit * 9n) / 10n)}`);
  }
  return amount;
}
