/**
 * When a group may be paid: once enough members have signed receipts for the very same charter. Until then no deposit
 * address is given out, since a member who was handed another charter would see nothing wrong until the money is gone.
 * Where a device cannot sign a receipt, a confirmation by another member stands in for it, beside two receipts at least.
 */

import { IcehouseError } from '../errors.ts';
import type { SecondOpinion } from '../second/types.ts';
import { counted } from '../text/counted.ts';
import { visible } from '../text/visible.ts';
import { cosignerLabel } from '../wallet/label.ts';
import type { DerivedOutput } from '../wallet/types.ts';
import { verifiedOutput } from '../wallet/verified.ts';
import { attempt } from './attempt.ts';
import { verifyConfirmation } from './confirmation.ts';
import { verifyReceipt } from './receipt.ts';
import type { Charter, CharterFile, Confirmation, ConfirmationWay } from './types.ts';

export type ReceiptsOfCharter = Pick<CharterFile, 'charter' | 'receipts' | 'confirmations'>;

/**
 * Receipts that no confirmation can replace (one for a wallet of one key): with a single one, all that is known of the
 * charter would be one person's word. Of n members thus n − 2 at most are confirmed without a signature of their own.
 */
export const LEAST_RECEIPTS = 2;

/** A member who has no receipt and whom one with a receipt has confirmed. */
export interface ConfirmedMember {
  readonly name: string;
  /** Name of the member who asked and signed. */
  readonly by: string;
  readonly how: ConfirmationWay;
  /** `YYYY-MM-DD`. */
  readonly date: string;
}

export interface DepositReadiness {
  /** Enough receipts (and confirmations) by different keys verify, and none says that members hold different charters. */
  readonly ready: boolean;
  /** Receipts needed, as the charter has it. */
  readonly required: number;
  /** Names of the members whose receipts verify, in the order of the charter's keys. */
  readonly signed: readonly string[];
  /** The weaker thing: members without a receipt whom others have confirmed, one entry for each confirmation that counts. */
  readonly confirmed: readonly ConfirmedMember[];
  /** Members of whom there is neither. */
  readonly missing: readonly string[];
  /** Receipts and confirmations truly signed over something else (`…/other-charter`, `…/other-address`). Stop and talk. */
  readonly alarms: readonly IcehouseError[];
  /**
   * What counts for nothing, each with its reason: a bad signature, a key that is not in the charter, a confirmation by a
   * member who has signed no receipt herself.
   */
  readonly rejected: readonly IcehouseError[];
}

/** Codes of a receipt or confirmation that is genuine and disagrees. */
const ALARMS: ReadonlySet<string> = new Set([
  ...['receipt/other-charter', 'receipt/other-address'],
  ...['confirmation/other-charter', 'confirmation/other-address'],
]);

/**
 * Counts the receipts and confirmations of a charter. Several about one key count once; a receipt takes the place of a
 * confirmation; a single alarm keeps deposits locked however many receipts verify.
 */
export function depositReadiness(file: ReceiptsOfCharter): DepositReadiness {
  const { charter, receipts, confirmations = [] } = file;
  const { keys } = charter.wallet;
  const signatures = receipts.map((receipt) => attempt(() => verifyReceipt(charter, receipt)));
  const signers = new Set(signatures.flatMap(({ value }) => value ?? []));
  const vouchings = confirmations.map((each) => attempt(() => countedConfirmation(charter, each, signers)));
  const confirmed = vouchings.flatMap(({ value }) => value ?? []);
  const names = (belongs: (name: string, position: number) => boolean): string[] =>
    keys.map(({ name }) => name).filter(belongs);
  const missing = names((name, position) => !signers.has(position) && confirmed.every((each) => each.name !== name));
  const errors = [...signatures, ...vouchings].flatMap(({ error }) => error ?? []);
  const alarms = errors.filter(({ code }) => ALARMS.has(code));
  const isEnough = keys.length - missing.length >= charter.receiptsRequired;
  return {
    ready: isEnough && signers.size >= Math.min(LEAST_RECEIPTS, keys.length) && alarms.length === 0,
    required: charter.receiptsRequired,
    signed: names((_, position) => signers.has(position)),
    confirmed,
    missing,
    alarms,
    rejected: errors.filter(({ code }) => !ALARMS.has(code)),
  };
}

/** Undefined where the member has signed a receipt since. */
function countedConfirmation(
  charter: Charter,
  confirmation: Confirmation,
  signers: ReadonlySet<number>,
): ConfirmedMember | undefined {
  const { keys } = charter.wallet;
  const { by, member } = verifyConfirmation(charter, confirmation);
  if (signers.has(member)) return undefined;
  const { name } = keys[by]!;
  if (signers.has(by)) return { name: keys[member]!.name, by: name, how: confirmation.how, date: confirmation.date };
  // Whoever has not signed for the charter herself cannot say that another one has the same.
  throw new IcehouseError({
    code: 'confirmation/without-own-receipt',
    kind: 'refused',
    message: `${cosignerLabel(keys[by]!, by)} has confirmed another member but has signed no receipt`,
    next: `collect the receipt of ${visible(name)}; the confirmation counts from then on`,
  });
}

/**
 * Lets through only when deposits are open: the one question before a receive address is shown.
 *
 * @throws IcehouseError the first alarm if there is one, else `deposits/locked`; both refused.
 */
export function requireDepositsOpen(file: ReceiptsOfCharter): void {
  const readiness = depositReadiness(file);
  const { ready, required, signed, confirmed, alarms } = readiness;
  if (alarms[0] !== undefined) throw alarms[0];
  if (ready) return;
  const beside = new Set(confirmed.map(({ name }) => name)).size;
  throw new IcehouseError({
    code: 'deposits/locked',
    kind: 'refused',
    message: 'too few members have confirmed that they hold this charter',
    found: `${counted(signed.length, 'receipt')}${beside === 0 ? '' : `, and ${beside} confirmed without one`}`,
    expected: counted(required, 'receipt'),
    next: whatIsMissing(readiness),
  });
}

/** Who is missing, as the next step for a person; for deposits that are locked. */
export function whatIsMissing({ signed, confirmed, missing }: DepositReadiness): string {
  const list = (names: readonly string[]): string => [...new Set(names)].map((name) => visible(name)).join(', ');
  if (missing.length > 0) return `collect receipts from ${list(missing)}`;
  if (signed.length >= LEAST_RECEIPTS) return 'settle the alarm first';
  const others = list(confirmed.map(({ name }) => name));
  return `collect a receipt from one of ${others} as well: no confirmation stands in for the first ${LEAST_RECEIPTS} receipts`;
}

export interface DepositRequest extends ReceiptsOfCharter {
  /** Index of the receive address. */
  readonly index: number;
  readonly second: SecondOpinion;
}

/**
 * Gives a receive address for deposits: only when the receipts allow it, and only as two libraries derive it alike.
 * Which index is fresh is the store's knowledge.
 *
 * @throws IcehouseError those of {@link requireDepositsOpen} and `verifiedOutput`.
 */
export function depositOutput({ index, second, ...file }: DepositRequest): DerivedOutput {
  requireDepositsOpen(file);
  return verifiedOutput(file.charter.wallet, 'receive', index, second);
}
