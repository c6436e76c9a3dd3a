/**
 * Gives out the next receive address: only when enough members have signed for the charter, only as two engines derive
 * it, and recorded before anybody sees it, so that no address is given out twice. Which addresses were paid is what the
 * last sync found; who gives out which, where several machines do, is `turns.ts`.
 */
import { depositOutput, type ReceiptsOfCharter } from '../../core/charter/deposits.ts';
import { IcehouseError } from '../../core/errors.ts';
import type { SecondOpinion } from '../../core/second/types.ts';
import type { DerivedOutput } from '../../core/wallet/types.ts';
import type { Store } from '../store/store.ts';
import { EVERY_INDEX, nextIndex, type Turn } from './turns.ts';

export interface ReceiveRequest {
  readonly store: Store;
  /** The charter with the receipts so far. */
  readonly file: ReceiptsOfCharter;
  readonly second: SecondOpinion;
  /** Whose addresses this machine gives out; all of them when left out. */
  readonly turn?: Turn | undefined;
  /**
   * What to do when so many addresses were given out and never paid that other wallets would not look as far as the next
   * one: `refuse` (the default), or `allow` it, as Icehouse itself remembers what it gave out.
   */
  readonly beyondGap?: 'refuse' | 'allow';
}

export interface GivenAddress extends DerivedOutput {
  /**
   * How many more can be given out on this machine, unless one is paid, before other wallets would no longer find them;
   * below zero where this one lies beyond already.
   */
  readonly left: number;
}

/**
 * Hands out the next unused receive address.
 *
 * @throws IcehouseError `deposits/locked` and its alarms, `second-opinion/differs`, `receive/beyond-gap-limit`,
 * `store/wallet-unknown`, `store/rescan-due`, `store/already-handed-out` when another took it at the same moment.
 */
export async function nextReceiveAddress(request: ReceiveRequest): Promise<GivenAddress> {
  const { store, file, second, turn = EVERY_INDEX, beyondGap } = request;
  const { charter } = file;
  const state = (await store.addresses.keychains(charter.id)).receive;
  const index = nextIndex(state, turn);
  const output = depositOutput({ ...file, index, second });
  const left = Math.floor((state.used + charter.gapLimit - index) / turn.of);
  if (left < 0 && beyondGap !== 'allow') throw beyondGapLimit(index - state.used - 1, charter.gapLimit, turn);
  await store.addresses.handOut(charter.id, 'receive', index);
  return { ...output, left };
}

/**
 * Shows an address again that was given out before, by the same rules.
 *
 * @throws IcehouseError `receive/not-given-out` and those of `depositOutput`.
 */
export async function shownAgain(
  { store, file, second }: Pick<ReceiveRequest, 'store' | 'file' | 'second'>,
  index: number,
): Promise<DerivedOutput> {
  const { handedOut } = (await store.addresses.keychains(file.charter.id)).receive;
  if (index <= handedOut) return depositOutput({ ...file, index, second });
  throw new IcehouseError({
    code: 'receive/not-given-out',
    kind: 'refused',
    message: 'this address was not given out here yet, so it could be given out once more later',
    found: `receive address ${index}`,
    expected: handedOut < 0 ? 'none was given out' : `0 to ${handedOut}`,
    next: 'ask for the next address without an index',
  });
}

function beyondGapLimit(unpaid: number, gapLimit: number, { of }: Turn): IcehouseError {
  const others = of === 1 ? '' : ', those of the other members among them';
  return new IcehouseError({
    code: 'receive/beyond-gap-limit',
    kind: 'refused',
    message: 'too many addresses in a row were given out and not paid',
    found: `${unpaid} unpaid addresses${others}`,
    expected: `at most ${gapLimit}, as other wallets stop looking there`,
    next: 'give one of those out again, or ask for an address beyond on purpose',
  });
}
