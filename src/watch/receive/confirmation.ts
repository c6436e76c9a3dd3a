/**
 * Another member's machine confirms a receive address: it derives the address from its own copy of the charter and says so
 * in a small file. What that proves: a second machine, with another store and perhaps another version of the program, came
 * to the same address for the same charter. What it does not prove: who wrote the file, as it is not signed (the watching
 * side has no key; sealed, it comes from whoever sealed it), nor that the screen of this machine tells the truth. Whoever
 * is about to send much compares the address with the other member by voice.
 */
import { depositOutput, type ReceiptsOfCharter } from '../../core/charter/deposits.ts';
import type { Charter } from '../../core/charter/types.ts';
import { IcehouseError } from '../../core/errors.ts';
import { prettyJson } from '../../core/json/canonical.ts';
import { asObject, integerField, refuseUnknownFields, requireFormat, stringField } from '../../core/json/fields.ts';
import { parseStrictJson } from '../../core/json/strict.ts';
import { HARDENED } from '../../core/key/types.ts';
import type { SecondOpinion } from '../../core/second/types.ts';
import { visible } from '../../core/text/visible.ts';
import type { DerivedOutput } from '../../core/wallet/types.ts';
import type { Store } from '../store/store.ts';
import { turnOf } from './turns.ts';

const FORMAT = 'icehouse-address';
const VERSION = 1;
const FIELDS = ['format', 'version', 'charter', 'member', 'index', 'address'];
const MAX_BYTES = 10_000;

export interface AddressConfirmation {
  readonly charterId: string;
  /** The member whose machine derived the address, by the file's word. */
  readonly member: string;
  /** Index of the receive address. */
  readonly index: number;
  readonly address: string;
}

export interface ConfirmRequest {
  readonly store: Store;
  readonly file: ReceiptsOfCharter;
  readonly second: SecondOpinion;
  /** Whose machine this is. */
  readonly member: string;
  readonly index: number;
}

/**
 * Derives an address that another member has given out, by the same rules as one's own, and notes it as given out here too.
 *
 * @throws IcehouseError `receive/beyond-gap-limit` for an index that nobody can have given out within the gap limit,
 * `receive/no-such-member`, and those of `depositOutput`.
 */
export async function confirmAddress({
  store,
  file,
  second,
  member,
  index,
}: ConfirmRequest): Promise<AddressConfirmation> {
  const { charter } = file;
  const { name } = charter.wallet.keys[turnOf(charter, member).position]!;
  const { handedOut, used } = (await store.addresses.keychains(charter.id)).receive;
  const { address } = depositOutput({ ...file, index, second });
  const last = Math.max(handedOut, used + charter.gapLimit);
  if (index > last) {
    throw new IcehouseError({
      code: 'receive/beyond-gap-limit',
      kind: 'refused',
      message: 'an address so far behind the last one that was paid is not looked for by other wallets',
      found: `receive address ${index}`,
      expected: `at most ${last}`,
      next: 'sync first, and ask the other member which address it is about',
    });
  }
  if (index > handedOut) await store.addresses.handOut(charter.id, 'receive', index);
  return { charterId: charter.id, member: name, index, address };
}

export function formatConfirmation({ charterId, member, index, address }: AddressConfirmation): string {
  return prettyJson({ format: FORMAT, version: VERSION, charter: charterId, member, index, address });
}

/** @throws IcehouseError `json/…`. */
export function parseConfirmation(text: string): AddressConfirmation {
  const object = asObject(parseStrictJson(text, { maxBytes: MAX_BYTES, maxDepth: 2 }), '');
  requireFormat(object, FORMAT, VERSION);
  refuseUnknownFields(object, FIELDS, '');
  return {
    charterId: stringField(object, 'charter', '', 64),
    member: stringField(object, 'member', '', 200),
    index: integerField(object, 'index', '', { min: 0, max: HARDENED - 1 }),
    address: stringField(object, 'address', '', 100),
  };
}

/**
 * Holds a confirmation against the address that this machine derives, and gives the name of the member as the charter has
 * it.
 *
 * @throws IcehouseError `receive/other-charter`, `receive/other-address`: the alarm, `receive/no-such-member`.
 */
export function checkConfirmation(
  charter: Charter,
  output: DerivedOutput,
  { charterId, member, index, address }: AddressConfirmation,
): string {
  if (charterId !== charter.id) {
    throw new IcehouseError({
      code: 'receive/other-charter',
      kind: 'refused',
      message: 'that machine confirms an address of another charter',
      found: visible(charterId),
      expected: charter.id,
      next: 'give nobody an address until you have compared the code words of both charters',
    });
  }
  const { name } = charter.wallet.keys[turnOf(charter, member).position]!;
  if (index === output.index && address === output.address) return name;
  throw new IcehouseError({
    code: 'receive/other-address',
    kind: 'refused',
    message: `the machine of ${visible(name)} derives another address than this one`,
    found: `${visible(address)} at ${index}`,
    expected: `${output.address} at ${output.index}`,
    next: 'give this address to nobody: one of the two machines or copies of the charter is wrong',
  });
}
