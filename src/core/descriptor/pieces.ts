/**
 * Pieces of a descriptor: slices that remember where they stood, so that each error can name its column. Brackets are
 * balanced once for the whole text; from then on every function and every branch of a tree is a plain slice.
 */
import { type ErrorCode, IcehouseError } from '../errors.ts';
import type { PlaceNamer } from './checksum.ts';
import { MAX_NESTING } from './limits.ts';

/** A slice of the descriptor. */
export interface Piece {
  readonly text: string;
  /** Index of its first character in the descriptor. */
  readonly start: number;
}

export function slicePiece(piece: Piece, from: number, to?: number): Piece {
  return { text: piece.text.slice(from, to), start: piece.start + from };
}

/** Splits at every separator, brackets or not. */
export function splitPiece(piece: Piece, separator: string): readonly [Piece, ...Piece[]] {
  const [first = '', ...others] = piece.text.split(separator);
  let start = piece.start + first.length + separator.length;
  const rest = others.map((text) => {
    const part = { text, start };
    start += text.length + separator.length;
    return part;
  });
  return [{ text: first, start: piece.start }, ...rest];
}

/** Splits at the commas that stand in no brackets. */
export function splitArguments(piece: Piece): readonly [Piece, ...Piece[]] {
  const parts: Piece[] = [];
  let depth = 0;
  let from = 0;
  for (let index = 0; index < piece.text.length; index++) {
    const character = piece.text.charAt(index);
    if (character === '(' || character === '{') depth++;
    if (character === ')' || character === '}') depth--;
    if (character !== ',' || depth > 0) continue;
    parts.push(slicePiece(piece, from, index));
    from = index + 1;
  }
  const [first = slicePiece(piece, from), ...rest] = [...parts, slicePiece(piece, from)];
  return [first, ...rest];
}

/** A call `name(inside)`, or undefined where there is none. What follows its closing parenthesis is in `after`. */
export function readCall(piece: Piece): { name: Piece; inside: Piece; after: Piece } | undefined {
  const open = piece.text.indexOf('(');
  if (open === -1) return undefined;
  let depth = 0;
  let close = open;
  for (; close < piece.text.length; close++) {
    const character = piece.text.charAt(close);
    if (character === '(') depth++;
    if (character === ')') depth--;
    if (depth === 0) break;
  }
  return {
    name: slicePiece(piece, 0, open),
    inside: slicePiece(piece, open + 1, close),
    after: slicePiece(piece, close + 1),
  };
}

/**
 * Requires that every bracket has its partner.
 *
 * @throws IcehouseError `descriptor/syntax`, `descriptor/too-deep`.
 */
export function requireBalanced(text: string, place: PlaceNamer): void {
  const open: { readonly index: number; readonly closes: string }[] = [];
  for (let index = 0; index < text.length; index++) {
    const character = text.charAt(index);
    if (character === '(') open.push({ index, closes: ')' });
    else if (character === '{') open.push({ index, closes: '}' });
    else if ((character === ')' || character === '}') && open.pop()?.closes !== character) {
      throw syntax('this bracket closes none', { found: character }, place(index));
    }
    if (open.length > MAX_NESTING) {
      throw syntax('the brackets are nested too deep', { code: 'descriptor/too-deep' }, place(index));
    }
  }
  const unclosed = open.at(-1);
  if (unclosed !== undefined) {
    throw syntax('this bracket is never closed', { expected: unclosed.closes }, place(unclosed.index));
  }
}

/** The error for text that the grammar has no place for. `found` and `expected` are ours, never a slice of the input. */
export function syntax(
  message: string,
  details: { readonly code?: ErrorCode; readonly found?: string; readonly expected?: string },
  at: string,
): IcehouseError {
  return new IcehouseError({ code: 'descriptor/syntax', message, at, ...details });
}
