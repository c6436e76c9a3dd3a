/**
 * BIP-0389: one text for several descriptors, as a wallet's receive and change chains. `wpkh(xpub/<0;1>/*)` stands for
 * `wpkh(xpub/0/*)` and `wpkh(xpub/1/*)`; keys without alternatives are the same in all of them.
 */
import type { ChildNumber } from '../key/types.ts';
import type { Alternatives, Descriptor, KeyExpression, KeyStep } from './types.ts';
import { keysOf, mapKeys } from './walk.ts';

export function isAlternatives(step: KeyStep): step is Alternatives {
  return typeof step !== 'number';
}

/** The alternatives of a key, of which a parsed one has at most one step. */
export function alternativesOf(key: KeyExpression): readonly ChildNumber[] | undefined {
  return key.kind === 'extended' ? key.steps.find(isAlternatives)?.alternatives : undefined;
}

/**
 * Gives the descriptors that a multipath descriptor stands for, in order; one without alternatives gives itself. Each
 * keeps the annotations.
 */
export function expandMultipath(descriptor: Descriptor): readonly [Descriptor, ...Descriptor[]] {
  const count = keysOf(descriptor.script).map((key) => alternativesOf(key)?.length ?? 1);
  const [first = descriptor, ...others] = Array.from({ length: Math.max(1, ...count) }, (_, choice) => ({
    ...descriptor,
    script: mapKeys(descriptor.script, (key) => chosen(key, choice)),
  }));
  return [first, ...others];
}

function chosen(key: KeyExpression, choice: number): KeyExpression {
  if (key.kind === 'single') return key;
  return { ...key, steps: key.steps.map((step) => (isAlternatives(step) ? step.alternatives[choice]! : step)) };
}
