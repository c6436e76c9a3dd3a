/**
 * Splits a typed text into what looks drawn at random and what does not, by the shortest description of it: each stretch is
 * described by the model that fits it best, and changing models costs bits. A random text is hardly ever described in fewer
 * bits than by even chance (the chance of saving k bits falls as 2^-k), while whatever people write or type nearly always is.
 */
/** How a stretch of the text was described. */
export type StretchKind = 'random' | 'language' | 'keyboard' | 'steps' | 'repeat' | 'few' | 'number' | 'known';

/** The cost in bits of each character under one model, given those before it. */
export interface CharacterModel {
  readonly kind: StretchKind;
  readonly costs: readonly number[];
}

/** A stretch that can be described as a whole, such as a word of a dictionary. */
export interface Shortcut {
  readonly kind: StretchKind;
  readonly start: number;
  /** Behind the last character. */
  readonly end: number;
  /** What guessing it costs in bits, without the cost of saying where it stands. */
  readonly bits: number;
}

export interface Stretch {
  readonly kind: StretchKind;
  readonly start: number;
  readonly end: number;
  /** What it costs by itself, without changing models. */
  readonly bits: number;
}

export interface Segmentation {
  /** Length of the description in bits, changes of model included. */
  readonly bits: number;
  readonly stretches: readonly Stretch[];
}

/** Bits for changing from one model to another within the text. */
const CHANGE = 7;

/** Bits for beginning with another model than the first. */
const OTHER_START = 2;

/** Bits for saying that a shortcut comes next, and from which of some two dozen sources. */
const SHORTCUT = 12;

interface Node {
  readonly bits: number;
  readonly model: number;
  readonly from: Node | undefined;
  readonly last: Stretch | undefined;
}

/**
 * Finds the shortest description.
 *
 * @param models all of the same length; the first is even chance, in which a text begins for free.
 */
export function segment(models: readonly CharacterModel[], shortcuts: readonly Shortcut[]): Segmentation {
  const length = models[0]?.costs.length ?? 0;
  const byEnd = Map.groupBy(shortcuts, ({ end }) => end);
  const nodes: Node[][] = [
    models.map((_, model) => ({ bits: model === 0 ? 0 : OTHER_START, model, from: undefined, last: undefined })),
  ];
  for (let end = 1; end <= length; end++) {
    const reached = models.map(({ kind, costs }, model) => {
      const cost = costs[end - 1]!;
      const step = nodes[end - 1]!.map((from) => ({
        bits: from.bits + cost + (from.model === model ? 0 : CHANGE),
        model,
        from,
        last: { kind, start: end - 1, end, bits: cost },
      }));
      const jumps = (byEnd.get(end) ?? []).map((shortcut) => {
        const from = nodes[shortcut.start]![model]!;
        return { bits: from.bits + shortcut.bits + SHORTCUT, model, from, last: shortcut };
      });
      return cheapest([...step, ...jumps]);
    });
    nodes.push(reached);
  }
  const best = cheapest(nodes[length]!);
  return { bits: best.bits, stretches: joined(best) };
}

function cheapest(nodes: readonly Node[]): Node {
  return nodes.reduce((best, node) => (node.bits < best.bits ? node : best));
}

/** The stretches on the way to a node, neighbours of one kind joined. */
function joined(node: Node): readonly Stretch[] {
  const stretches: Stretch[] = [];
  for (let at: Node | undefined = node; at?.last !== undefined; at = at.from) {
    const [next] = stretches;
    const { kind, start, end, bits } = at.last;
    if (next?.kind === kind) stretches[0] = { kind, start, end: next.end, bits: bits + next.bits };
    else stretches.unshift({ kind, start, end, bits });
  }
  return stretches;
}
