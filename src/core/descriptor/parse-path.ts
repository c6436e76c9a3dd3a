/**
 * The steps of a key expression: those of its origin, and those below an extended key with the BIP-0389 tuple and the
 * wildcard. Stricter than `key/path.ts`, which reads what people type: BIP-0380 knows `h` and `'` as marks, not `H`.
 */
import { IcehouseError } from '../errors.ts';
import { type ChildNumber, type DerivationPath, HARDENED } from '../key/types.ts';
import type { PlaceNamer } from './checksum.ts';
import { MAX_PATH_STEPS } from './limits.ts';
import { type Piece, splitPiece } from './pieces.ts';
import type { KeyStep, Wildcard } from './types.ts';

/** @throws IcehouseError `descriptor/derivation` for the steps of a key origin. */
export function parseOriginPath(pieces: readonly Piece[], place: PlaceNamer): DerivationPath {
  requireFewSteps(pieces, place);
  return pieces.map((piece) => {
    if (piece.text.includes('<')) {
      throw new IcehouseError({
        code: 'descriptor/multipath',
        message: 'a key origin is one path, without alternatives',
        at: place(piece.start),
      });
    }
    return parseStep(piece, place);
  });
}

export interface KeyPath {
  readonly steps: readonly KeyStep[];
  readonly wildcard: Wildcard;
}

/**
 * Reads the steps below an extended key, such as `<0;1>` and `*`.
 *
 * @throws IcehouseError `descriptor/derivation`, `descriptor/multipath`.
 */
export function parseKeyPath(pieces: readonly Piece[], place: PlaceNamer): KeyPath {
  requireFewSteps(pieces, place);
  const last = pieces.at(-1);
  const wildcard = last === undefined ? 'none' : wildcardOf(last, place);
  const steps = (wildcard === 'none' ? pieces : pieces.slice(0, -1)).map((piece) =>
    piece.text.startsWith('<') && piece.text.endsWith('>')
      ? { alternatives: parseAlternatives(piece, place) }
      : parseStep(piece, place),
  );
  const tuples = pieces.filter((piece) => piece.text.startsWith('<'));
  if (tuples.length > 1) {
    throw new IcehouseError({
      code: 'descriptor/multipath',
      message: 'a key has alternatives in one step only',
      at: place(tuples[1]!.start),
      found: `${tuples.length} steps with alternatives`,
    });
  }
  return { steps, wildcard };
}

function requireFewSteps(pieces: readonly Piece[], place: PlaceNamer): void {
  if (pieces.length <= MAX_PATH_STEPS) return;
  throw new IcehouseError({
    code: 'descriptor/derivation',
    message: 'this path has more steps than any wallet uses',
    at: place(pieces[MAX_PATH_STEPS]!.start),
    found: `${pieces.length} steps`,
    expected: `at most ${MAX_PATH_STEPS} steps`,
  });
}

function wildcardOf(piece: Piece, place: PlaceNamer): Wildcard {
  switch (piece.text) {
    case '*':
      return 'unhardened';
    case '*h':
    case "*'":
      return 'hardened';
    case '**':
      throw new IcehouseError({
        code: 'descriptor/derivation',
        message: '/** belongs to a wallet policy (BIP-0388) or a BSMS record (BIP-0129), not to a descriptor',
        at: place(piece.start),
        expected: '/<0;1>/*',
      });
    default:
      return 'none';
  }
}

function parseAlternatives(piece: Piece, place: PlaceNamer): readonly ChildNumber[] {
  const inside = { text: piece.text.slice(1, -1), start: piece.start + 1 };
  const alternatives = splitPiece(inside, ';').map((each) => parseStep(each, place));
  if (alternatives.length < 2 || new Set(alternatives).size < alternatives.length) {
    throw new IcehouseError({
      code: 'descriptor/multipath',
      message: 'alternatives are two or more different child numbers',
      at: place(piece.start),
      expected: 'such as <0;1>',
    });
  }
  return alternatives;
}

const STEP = /^(0|[1-9]\d{0,9})(h|')?$/;

function parseStep(piece: Piece, place: PlaceNamer): ChildNumber {
  const match = STEP.exec(piece.text);
  const index = Number(match?.[1] ?? Number.NaN);
  if (!(index < HARDENED)) {
    throw new IcehouseError({
      code: 'descriptor/derivation',
      message: 'this is not a step of a path',
      at: place(piece.start),
      expected: "a number from 0 to 2147483647, with h or ' after it when hardened",
    });
  }
  return match?.[2] === undefined ? index : index + HARDENED;
}
