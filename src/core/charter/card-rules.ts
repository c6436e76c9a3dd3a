/**
 * What the cards of one charter must have in common, and what no two of them may: the questions that are asked when a
 * charter is founded. Equal and related keys are `wallet/independence.ts`'s question.
 */
import { IcehouseError } from '../errors.ts';
import type { ScriptType } from '../key/types.ts';
import type { NetworkName } from '../network.ts';
import { cosignerLabel } from '../wallet/label.ts';
import type { KeyCard } from './types.ts';

/**
 * Finds the network and script type that all cards share.
 *
 * @throws IcehouseError `charter/no-cards`, `charter/cards-differ` naming the first card that differs.
 */
export function requireAgreement(cards: readonly KeyCard[]): { network: NetworkName; scriptType: ScriptType } {
  const [first] = cards;
  if (first === undefined) {
    throw new IcehouseError({ code: 'charter/no-cards', message: 'a charter needs the members’ key cards' });
  }
  const kind = ({ key, scriptType }: KeyCard): string => `${key.network}, ${scriptType}`;
  const odd = cards.findIndex((card) => kind(card) !== kind(first));
  if (odd >= 0) {
    throw new IcehouseError({
      code: 'charter/cards-differ',
      message: `the cards are for different wallets: see ${cosignerLabel(cards[odd]!.key, odd)}`,
      at: `cards[${odd}]`,
      found: kind(cards[odd]!),
      expected: kind(first),
      next: 'ask for a card with the network and script type that the others have',
    });
  }
  return { network: first.key.network, scriptType: first.scriptType };
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
    next: 'ask both for the fingerprint that their own device shows; for an old wallet, allow the shared one',
  });
}
