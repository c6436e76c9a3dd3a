/**
 * When a group may be paid: once enough members have signed receipts for the very same charter. Until then no deposit
 * address is given out, since a member who was handed another charter would see nothing wrong until the money is gone.
 */
import { IcehouseError } from '../errors.ts';
import type { SecondOpinion } from '../second/types.ts';
import { visible } from '../text/visible.ts';
import type { DerivedOutput } from '../wallet/types.ts';
import { verifiedOutput } from '../wallet/verified.ts';
import { verifyReceipt } from './receipt.ts';
import type { CharterFile } from './types.ts';

export type ReceiptsOfCharter = Pick<CharterFile, 'charter' | 'receipts'>;

export interface DepositReadiness {
  /** Enough receipts by different keys verify, and none says that members hold different charters. */
  readonly ready: boolean;
  /** Receipts needed, as the charter has it. */
  readonly required: number;
  /** Names of the members whose receipts verify, in the order of the charter's keys. */
  readonly signed: readonly string[];
  readonly missing: readonly string[];
  /** `receipt/other-charter` and `receipt/other-address`: a member has truly signed something else. Stop and talk. */
  readonly alarms: readonly IcehouseError[];
  /** Receipts that count for nothing, each with its reason: a bad signature, or a key that is not in the charter. */
  readonly rejected: readonly IcehouseError[];
}

/** Codes of a receipt that is genuine and disagrees. */
const ALARMS: ReadonlySet<string> = new Set(['receipt/other-charter', 'receipt/other-address']);

/**
 * Counts the receipts of a charter. Several by one key count once; a single alarm keeps deposits locked however many
 * receipts verify.
 */
export function depositReadiness({ charter, receipts }: ReceiptsOfCharter): DepositReadiness {
  const signers = new Set<number>();
  const alarms: IcehouseError[] = [];
  const rejected: IcehouseError[] = [];
  for (const receipt of receipts) {
    try {
      signers.add(verifyReceipt(charter, receipt));
    } catch (error) {
      if (!(error instanceof IcehouseError)) throw error;
      (ALARMS.has(error.code) ? alarms : rejected).push(error);
    }
  }
  const names = (hasSigned: boolean): string[] =>
    charter.wallet.keys.filter((_, index) => signers.has(index) === hasSigned).map((key) => key.name);
  return {
    ready: signers.size >= charter.receiptsRequired && alarms.length === 0,
    required: charter.receiptsRequired,
    signed: names(true),
    missing: names(false),
    alarms,
    rejected,
  };
}

/**
 * Lets through only when deposits are open: the one question before a receive address is shown.
 *
 * @throws IcehouseError the first alarm if there is one, else `deposits/locked`; both refused.
 */
export function requireDepositsOpen(file: ReceiptsOfCharter): void {
  const { ready, required, signed, missing, alarms } = depositReadiness(file);
  if (alarms[0] !== undefined) throw alarms[0];
  if (ready) return;
  throw new IcehouseError({
    code: 'deposits/locked',
    kind: 'refused',
    message: 'too few members have confirmed that they hold this charter',
    found: `${signed.length} receipts`,
    expected: `${required} receipts`,
    next: `collect receipts from ${missing.map((name) => visible(name)).join(', ')}`,
  });
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
export function depositOutput({ charter, receipts, index, second }: DepositRequest): DerivedOutput {
  requireDepositsOpen({ charter, receipts });
  return verifiedOutput(charter.wallet, 'receive', index, second);
}
