/**
 * Members who hand out addresses on machines that do not know of each other take turns, so that none is given out twice:
 * of n members, the one at position p of the charter gives out the addresses whose index leaves the rest p by n. Turns
 * rather than ranges, as the addresses of all stay next to one another: other software, which stops looking behind as many
 * unused addresses as the gap limit says, still finds them.
 */
import type { Charter } from '../../core/charter/types.ts';
import { IcehouseError } from '../../core/errors.ts';
import { visible } from '../../core/text/visible.ts';
import type { KeychainState } from '../store/store.ts';

export interface Turn {
  /** Place of the member's key in the charter. */
  readonly position: number;
  /** Number of members. */
  readonly of: number;
}

/** For whoever hands out alone, or all out of one store. */
export const EVERY_INDEX: Turn = { position: 0, of: 1 };

/**
 * The turn of a member by her name as the charter has it (any case).
 *
 * @throws IcehouseError `receive/no-such-member`, `receive/ambiguous-member`.
 */
export function turnOf({ wallet }: Charter, member: string): Turn {
  const names = wallet.keys.map(({ name }) => name);
  const wanted = member.toLowerCase();
  const positions = names.flatMap((name, position) => (name.toLowerCase() === wanted ? [position] : []));
  const [position] = positions;
  if (position !== undefined && positions.length === 1) return { position, of: names.length };
  throw new IcehouseError({
    code: position === undefined ? 'receive/no-such-member' : 'receive/ambiguous-member',
    kind: 'usage',
    message: position === undefined ? 'the charter has no member of this name' : 'two members have this name',
    found: visible(member),
    expected: names.map((name) => visible(name)).join(', '),
  });
}

/** The first index of a turn behind all that were given out here or paid anywhere. */
export function nextIndex(
  { handedOut, used }: Pick<KeychainState, 'handedOut' | 'used'>,
  { position, of }: Turn,
): number {
  const first = Math.max(handedOut, used) + 1;
  return first + ((((position - first) % of) + of) % of);
}
