/**
 * What the fuzzer needs to know about a part of Icehouse: where to start, how to change an input, and what must hold. A
 * new target is one file in `fuzz/targets/` and one line in `fuzz/targets.ts`; the engine knows nothing else about it.
 */
import type fc from 'fast-check';

export type Input = Uint8Array | string;

/** Inputs are cut to this length (bytes or UTF-16 units): the size up to which the limits of time and memory must hold. */
export const MAX_INPUT = 1 << 20;

/**
 * One change of an input. It may take pieces from other inputs of the corpus; positions inside it are numbers of any size
 * and are taken modulo what is there, so that every edit fits every input.
 */
export type Edit<I extends Input> = (input: I, corpus: Pool<I>) => I;

/** Gives an input of the corpus; any number will do. */
export type Pool<I extends Input> = (number: number) => I;

/**
 * What a run showed, as words such as `signed` or the codes of findings. A word that was never heard before makes an
 * input worth keeping, as new coverage does.
 */
export type Marks = readonly string[];

export interface TargetOf<I extends Input> {
  /** Unique; also the name of its folder in `fuzz/corpus/`. */
  readonly name: string;
  /** `heavy` when one run takes milliseconds: fewer runs between two looks at the coverage. */
  readonly pace: 'light' | 'heavy';
  /** Part of the address of the modules whose coverage counts; `/src/` unless said. */
  readonly watched?: string;
  /** Valid inputs, and some that are nearly so. */
  readonly seeds: () => readonly I[];
  readonly edits: fc.Arbitrary<Edit<I>>;
  /** Whole inputs made up anew, where the form is known well enough. */
  readonly fresh?: fc.Arbitrary<I>;
  /**
   * Runs the code under test and holds its result against what must be true. An `IcehouseError` means that the input was
   * refused; every other exception is a finding.
   */
  readonly run: (input: I) => Marks;
}

export interface BytesTarget extends TargetOf<Uint8Array> {
  readonly kind: 'bytes';
}

export interface TextTarget extends TargetOf<string> {
  readonly kind: 'text';
}

export type Target = BytesTarget | TextTarget;

/** A property that a target states does not hold. */
export class BrokenProperty extends Error {
  override readonly name = 'BrokenProperty';
}

/** @throws BrokenProperty when the condition does not hold: always a finding. */
export function holds(condition: boolean, property: string): asserts condition {
  if (!condition) throw new BrokenProperty(property);
}
