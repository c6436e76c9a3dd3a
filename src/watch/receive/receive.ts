/**
 * Gives out the next receive address: only when enough members have signed for the charter, only as two engines derive
 * it, and recorded before anybody sees it, so that no address is given out twice. Which addresses were paid is what the
 * last sync found.
 */
import { depositOutput, type ReceiptsOfCharter } from '../../core/charter/deposits.ts';
import { IcehouseError } from '../../core/errors.ts';
import type { SecondOpinion } from '../../core/second/types.ts';
import type { DerivedOutput } from '../../core/wallet/types.ts';
import type { Store } from '../store/store.ts';

export interface ReceiveRequest {
  readonly store: Store;
  /** The charter with the receipts so far. */
  readonly file: ReceiptsOfCharter;
  readonly second: SecondOpinion;
  /**
   * What to do when so many addresses were given out and never paid that other wallets would not look as far as the next
   * one: `refuse` (the default), or `allow` it, as Icehouse itself remembers what it gave out.
   */
  readonly beyondGap?: 'refuse' | 'allow';
}

/**
 * Hands out the next unused receive address.
 *
 * @throws IcehouseError `deposits/locked` and its alarms, `second-opinion/differs`, `receive/beyond-gap-limit`,
 * `store/wallet-unknown`, `store/already-handed-out` when another took it at the same moment.
 */
export async function nextReceiveAddress({ store, file, second, beyondGap }: ReceiveRequest): Promise<DerivedOutput> {
  const { charter } = file;
  const { handedOut, used } = (await store.addresses.keychains(charter.id)).receive;
  const index = Math.max(handedOut, used) + 1;
  const output = depositOutput({ ...file, index, second });
  if (index > used + charter.gapLimit && beyondGap !== 'allow')
    throw beyondGapLimit(index - used - 1, charter.gapLimit);
  await store.addresses.handOut(charter.id, 'receive', index);
  return output;
}

function beyondGapLimit(unpaid: number, gapLimit: number): IcehouseError {
  return new IcehouseError({
    code: 'receive/beyond-gap-limit',
    kind: 'refused',
    message: 'too many addresses in a row were given out and not paid',
    found: `${unpaid} unpaid addresses`,
    expected: `at most ${gapLimit}, as other wallets stop looking there`,
    next: 'give one of those out again, or ask for an address beyond on purpose',
  });
}
