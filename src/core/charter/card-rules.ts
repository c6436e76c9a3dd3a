/**
 * What the cards of one charter must have in common, and what no two of them may: the questions that are asked when a
 * charter is founded. Equal and related keys are `wallet/independence.ts`'s question.
 */
import { IcehouseError } from '../errors.ts';
import type { ScriptType } from '../key/types.ts';
import type { NetworkName } from '../network.ts';
import { visible } from '../text/visible.ts';
import { cosignerLabel } from '../wallet/label.ts';
import type { KeyCard } from './types.ts';

/**
 * Finds the network and script type that all cards share. Where they differ, the one is named that most others disagree
 * with.
 *
 * @throws IcehouseError `charter/no-cards`, `charter/cards-differ`.
 */
export function requireAgreement(cards: readonly KeyCard[]): { network: NetworkName; scriptType: ScriptType } {
  const [first] = cards;
  if (first === undefined) {
    throw new IcehouseError({ code: 'charter/no-cards', message: 'a charter needs the members’ key cards' });
  }
  const kinds = cards.map(({ key, scriptType }) => `${key.network}, ${scriptType}`);
  const count = (kind: string): number => kinds.filter((each) => each === kind).length;
  const common = kinds.reduce((most, kind) => (count(kind) > count(most) ? kind : most));
  const odd = kinds.findIndex((kind) => kind !== common);
  if (odd >= 0) {
    throw new IcehouseError({
      code: 'charter/cards-differ',
      message: `${cosignerLabel(cards[odd]!.key, odd)} is a key for another network or script type than the others`,
      at: `cards[${odd}]`,
      found: kinds[odd]!,
      expected: common,
      next: 'ask for a card with the network and script type that the others have',
    });
  }
  return { network: first.key.network, scriptType: first.scriptType };
}

/**
 * Refuses a card that was made for another wallet than the one asked for.
 *
 * @throws IcehouseError `charter/card-for-other-wallet`.
 */
export function requireFit(
  { key, scriptType }: KeyCard,
  wanted: { readonly network: NetworkName; readonly scriptType: ScriptType },
): void {
  if (key.network === wanted.network && scriptType === wanted.scriptType) return;
  throw new IcehouseError({
    code: 'charter/card-for-other-wallet',
    message: `the card of ${visible(key.name)} is for another ${key.network === wanted.network ? 'script type' : 'network'}`,
    found: `${key.network}, ${scriptType}`,
    expected: `${wanted.network}, ${wanted.scriptType}`,
    next: 'ask the member for a card of the account that this wallet needs',
  });
}

/**
 * Refuses a card without a proof unless its member is named as accepted: anybody can send a valid key that nobody holds.
 *
 * @throws IcehouseError `charter/unproven-key`, kind refused.
 */
export function requireProofs(cards: readonly KeyCard[], accepted: readonly string[]): void {
  const index = cards.findIndex((card) => card.proof === undefined && !accepted.includes(card.key.name));
  if (index < 0) return;
  throw new IcehouseError({
    code: 'charter/unproven-key',
    kind: 'refused',
    message: `nobody has shown to hold the key of ${cosignerLabel(cards[index]!.key, index)}`,
    at: `cards[${index}].proof`,
    next: 'ask for a key card signed by the key, or accept this member’s key as not proven',
  });
}

/**
 * Refuses two keys that name one master key: one person or device would then hold both, and m people would not be
 * needed. A fingerprint is a claim, so this catches mistakes, not lies; and a device that finds two keys by one
 * fingerprint may sign with the wrong one or not at all.
 *
 * @throws IcehouseError `charter/shared-fingerprint`, kind refused.
 */
export function requireOwnFingerprints(cards: readonly KeyCard[]): void {
  const fingerprints = cards.map((card) => card.key.origin?.fingerprint);
  const index = fingerprints.findIndex((each, place) => each !== undefined && fingerprints.indexOf(each) !== place);
  if (index < 0) return;
  const first = fingerprints.indexOf(fingerprints[index]);
  throw new IcehouseError({
    code: 'charter/shared-fingerprint',
    kind: 'refused',
    message: `${cosignerLabel(cards[first]!.key, first)} and ${cosignerLabel(cards[index]!.key, index)} name the same master key`,
    at: `cards[${index}].origin`,
    found: fingerprints[index]!,
    expected: 'a master key of its own for every member',
    next:
      'ask both for the fingerprint that their own device shows, and give the true one as the key’s origin; if it is truly ' +
      'one, as in some old wallets, allow it knowingly: a device that looks for its key by it may stall',
  });
}
