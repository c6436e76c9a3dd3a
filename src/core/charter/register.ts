/**
 * Registration: from a charter that was read to one that a certain member stands behind. A review accepts nothing else,
 * so a swapped file can never decide what change is or who signs. The proof is the member's own receipt: no setting or
 * database entry takes its place, and a charter altered by one bit needs a new one.
 */
import { IcehouseError, invariant } from '../errors.ts';
import { sameKey } from '../key/identity.ts';
import type { CosignerKey } from '../key/types.ts';
import { shapeOf } from '../text/look-alikes.ts';
import { visible } from '../text/visible.ts';
import { verifyReceipt } from './receipt.ts';
import type { Charter, Receipt, RegisteredCharter } from './types.ts';

export interface Registration {
  readonly charter: Charter;
  /** All receipts at hand; one of them must be the member's own. */
  readonly receipts: readonly Receipt[];
  /** The member's own key, from her seed or her key card, never from the charter's file. */
  readonly me: Pick<CosignerKey, 'extendedKey' | 'origin'>;
}

/**
 * Registers a charter for a member: her key must be in it, by public key and chain code, and her own receipt must verify
 * for this very id and first address. Other members' receipts play no part here; `charter/deposits.ts` counts them.
 *
 * @throws IcehouseError `charter/my-key-absent`, `charter/my-fingerprint-other-key`, `charter/not-registered` (each
 * refused), and those of `verifyReceipt` for the member's own receipt.
 */
export function registerCharter({ charter, receipts, me }: Registration): RegisteredCharter {
  const position = myPosition(charter, me);
  const mine = receipts.filter((receipt) => receipt.xpub === charter.wallet.keys[position]!.xpub);
  const own = mine.find((receipt) => receipt.charterId === charter.id) ?? mine[0];
  if (own === undefined) {
    throw new IcehouseError({
      code: 'charter/not-registered',
      kind: 'refused',
      message: 'you have not signed a receipt for this charter',
      next: 'compare the code words and the first address with the other members, then sign the receipt',
    });
  }
  const signer = verifyReceipt(charter, own);
  invariant(signer === position, 'one extended key text is one key');
  // The brand exists for the compiler only; this is the one place that gives it.
  return { charter, me: position } as RegisteredCharter;
}

/**
 * Finds the member's key in a charter.
 *
 * @throws IcehouseError `charter/my-key-absent`; `charter/my-fingerprint-other-key` when a key with her fingerprint is
 * there and is not hers, which is no accident.
 */
export function myPosition(charter: Charter, me: Registration['me']): number {
  const { keys } = charter.wallet;
  const position = keys.findIndex((key) => sameKey(key.extendedKey, me.extendedKey));
  if (position >= 0) return position;
  const fingerprint = me.origin?.fingerprint;
  if (fingerprint !== undefined && keys.some((key) => key.origin?.fingerprint === fingerprint)) {
    throw new IcehouseError({
      code: 'charter/my-fingerprint-other-key',
      kind: 'refused',
      message: 'the charter has your fingerprint on a key that is not yours',
      next: 'if you have the right seed, extension, network and script type, somebody has put a key in your place',
    });
  }
  throw new IcehouseError({
    code: 'charter/my-key-absent',
    kind: 'refused',
    message: 'your key is not in this charter',
    next: 'check seed and extension; if they are right, the charter is not your group’s',
  });
}

/**
 * Refuses a charter that would take the place of another one with the same name: a wallet is replaced on purpose or not
 * at all. Whoever keeps charters asks before storing.
 *
 * @throws IcehouseError `charter/name-taken`, kind refused.
 */
export function refuseOverwrite(
  kept: readonly Pick<Charter, 'name' | 'id'>[],
  incoming: Pick<Charter, 'name' | 'id'>,
): void {
  const twin = kept.find((charter) => shapeOf(charter.name) === shapeOf(incoming.name) && charter.id !== incoming.id);
  if (twin === undefined) return;
  throw new IcehouseError({
    code: 'charter/name-taken',
    kind: 'refused',
    message: `there is another charter with the name ${visible(twin.name)}`,
    found: `id ${incoming.id}`,
    expected: `id ${twin.id}`,
    next: 'compare the code words of both; keep a new wallet under a name of its own',
  });
}
