/** Three members who commit to cards for addresses of 160 bits before they show them. */
import { type CommitmentPair, commitTo } from '../../src/core/charter/commitment.ts';
import type { KeyCard } from '../../src/core/charter/types.ts';
import type { MemberOptions, Workshop } from './members.ts';

export type ShortType = 'p2sh' | 'p2sh-p2wsh';

export interface Committed extends CommitmentPair {
  readonly card: KeyCard;
}

/** A card of the given type and the commitment to it; the nonce is told by a number, so that tests are the same each time. */
export function commit(card: KeyCard, nonce: number): Committed {
  return { card, ...commitTo(card, new Uint8Array(32).fill(nonce)) };
}

export function shortCard({ card }: Workshop, name: Parameters<Workshop['card']>[0], options: MemberOptions): KeyCard {
  return card(name, { ...options, scheme: options.scriptType === 'p2sh' ? 'bip45' : 'bip48' });
}

export function committedGroup(workshop: Workshop, scriptType: ShortType): readonly Committed[] {
  return (['Anna', 'Bob', 'Carol'] as const).map((name, index) =>
    commit(shortCard(workshop, name, { scriptType }), index + 1),
  );
}
