/**
 * The valid base of every attack on a transaction: Alice, Bob and Carol hold a 2-of-3 P2WSH wallet with sorted keys;
 * Alice has registered the charter and is asked to sign a payment to Acme with change. Mallory is everybody else.
 */
import { HDKey } from '@scure/bip32';
import { fromHex } from '../../src/core/bytes.ts';
import type { CosignerKey } from '../../src/core/key/types.ts';
import { parsePsbt } from '../../src/core/psbt/parse.ts';
import { serializePsbt } from '../../src/core/psbt/serialize.ts';
import type { KeyValue, KeyValueMap } from '../../src/core/psbt/types.ts';
import type { Wallet } from '../../src/core/wallet/types.ts';
import { createWallet } from '../../src/core/wallet/wallet.ts';
import { foundGroup, type Group, type Member, seedOfMember } from '../review/group.ts';
import { type Payment, plainPayment, psbtBytes } from '../review/payment.ts';
import { openWorkshop, type Workshop } from '../support/members.ts';

/** 1 January 2026, the present of every attack. */
export const NOW = 1_767_225_600;

export interface Fixture {
  readonly group: Group;
  readonly wallet: Wallet;
  readonly alice: Member;
  readonly bob: Member;
  readonly carol: Member;
  /** Three keys that Mallory holds, in a wallet of the same form. */
  readonly mallory: Group;
  /** The same people and rule with P2SH, for attacks on legacy inputs. */
  readonly legacy: Group;
  readonly base: Payment;
  /** Anna, Bob and Carol, who are still setting up their wallet. */
  readonly workshop: Workshop;
}

export async function loadFixture(): Promise<Fixture> {
  const group = await foundGroup();
  const mallory = await foundGroup({
    name: 'Family vault',
    members: [{ name: 'Mallory 1' }, { name: 'Mallory 2' }, { name: 'Mallory 3' }],
  });
  const legacy = await foundGroup({ scriptType: 'p2sh', path: '45h' });
  const workshop = await openWorkshop();
  const { wallet } = group.charter;
  const [alice, bob, carol] = group.members;
  return {
    group,
    wallet,
    alice: alice!,
    bob: bob!,
    carol: carol!,
    mallory,
    legacy,
    base: plainPayment(wallet),
    workshop,
  };
}

/** The valid base with other parts in place of its own. */
export function changed(base: Payment, parts: Partial<Payment>): Uint8Array {
  return psbtBytes({ ...base, ...parts });
}

/** The same list with one element replaced. */
export function replaced<T>(list: readonly T[], index: number, change: (element: T) => T): readonly T[] {
  return list.map((element, position) => (position === index ? change(element) : element));
}

/** A wallet like the group's in which one thing differs. */
export function likeWallet(
  wallet: Wallet,
  parts: Partial<Pick<Wallet, 'm' | 'keys' | 'keyOrder' | 'branches'>>,
): Wallet {
  return createWallet({ ...wallet, ...parts });
}

/** Keys of the group with Mallory's first in place of the last one. */
export function withMalloryInside({ wallet, mallory }: Fixture): readonly CosignerKey[] {
  return [...wallet.keys.slice(0, -1), mallory.charter.wallet.keys[0]!];
}

export interface Maps {
  readonly global: KeyValueMap;
  readonly inputs: readonly KeyValueMap[];
  readonly outputs: readonly KeyValueMap[];
}

/** Changes a file below the level of its meaning: what comes out need not be a PSBT that anybody would make. */
export function edited(bytes: Uint8Array, edit: (maps: Maps) => Maps): Uint8Array {
  const psbt = parsePsbt(bytes);
  const maps = edit({
    global: psbt.map,
    inputs: psbt.inputs.map(({ map }) => map),
    outputs: psbt.outputs.map(({ map }) => map),
  });
  const asMaps = (list: readonly KeyValueMap[]) => list.map((map) => ({ map }));
  // Only the maps are looked at when a PSBT is written.
  const raw = { map: maps.global, inputs: asMaps(maps.inputs), outputs: asMaps(maps.outputs) };
  return serializePsbt(raw as unknown as Parameters<typeof serializePsbt>[0]);
}

/** Edits the map of one input. */
export function editedInput(bytes: Uint8Array, index: number, edit: (map: KeyValueMap) => KeyValueMap): Uint8Array {
  return edited(bytes, (maps) => ({ ...maps, inputs: replaced(maps.inputs, index, edit) }));
}

/** A raw record: type and key data in hex, then the value. */
export function rawRecord(keyHex: string, value: Uint8Array): KeyValue {
  return { key: fromHex(keyHex), value };
}

/** A member's master key, for paths outside the account. Only a test may hold it. */
export function masterOf(name: string): HDKey {
  return HDKey.fromMasterSeed(seedOfMember(name));
}
