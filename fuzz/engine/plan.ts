/**
 * How the next input comes about, as a value that fast-check can draw and make smaller: an input of the corpus or a fresh
 * one, and the edits done to it. A finding is first explained by as few edits as will do.
 */
import fc from 'fast-check';
import { type Edit, type Input, MAX_INPUT, type Pool, type TargetOf } from './target.ts';

export interface Plan<I extends Input> {
  /** Turned into an input once the corpus of the moment is known. */
  readonly start: (corpus: readonly I[]) => I;
  readonly edits: readonly Edit<I>[];
}

const number = fc.nat();

/** How many of the newest inputs count as young; half of all plans start from one of them. */
const YOUNG = 16;

function fromCorpus<I extends Input>(): fc.Arbitrary<Plan<I>['start']> {
  return fc.tuple(number, fc.boolean()).map(([place, young]) => (corpus: readonly I[]) => {
    const range = young ? Math.min(YOUNG, corpus.length) : corpus.length;
    return corpus[corpus.length - 1 - (place % range)]!;
  });
}

/** Plans for a target. One in eight starts from a fresh input where the target makes such. */
export function plansFor<I extends Input>({ edits, fresh }: TargetOf<I>): fc.Arbitrary<Plan<I>> {
  // Half of the inputs differ from a known one in a single thing: what broke is then plain to see.
  const several = (minLength: number) =>
    fc.oneof(
      fc.array(edits, { minLength, maxLength: 1, size: 'max' }),
      fc.array(edits, { minLength: 2, maxLength: 6, size: 'max' }),
    );
  const changed: fc.Arbitrary<Plan<I>> = fc.record({ start: fromCorpus<I>(), edits: several(1) });
  if (fresh === undefined) return changed;
  const made: fc.Arbitrary<Plan<I>> = fc.record({ start: fresh.map((input) => () => input), edits: several(0) });
  return fc.oneof({ weight: 7, arbitrary: changed }, { weight: 1, arbitrary: made });
}

/** Does what the plan says. */
export function carriedOut<I extends Input>({ start, edits }: Plan<I>, corpus: readonly I[]): I {
  const pool: Pool<I> = (place) => corpus[place % corpus.length]!;
  return edits.reduce((input, edit) => capped(edit(input, pool)), capped(start(corpus)));
}

function capped<I extends Input>(input: I): I {
  return input.length <= MAX_INPUT ? input : (input.slice(0, MAX_INPUT) as I);
}
