/**
 * Gets a message out of any parts of an animated code, as soon as they suffice: each part is an equation over fragments,
 * and they are solved by elimination. It does not matter which parts they are, in what order they come and where the
 * camera began.
 */
import { IcehouseError, invariant } from '../../core/errors.ts';
import { crc32 } from './crc32.ts';
import type { FountainPart } from './fountain-part.ts';
import { chooseFragments } from './fragment-choice.ts';

/** What was gathered so far. Parts are put in with {@link addFountainPart}. */
export interface FountainState {
  readonly total: number;
  readonly messageLength: number;
  readonly checksum: number;
  readonly fragmentLength: number;
  /** Numbers of the parts that were seen. */
  readonly seen: Set<number>;
  /**
   * Equations by the lowest fragment in them, no two with the same lowest one. Each is a mask of fragments, 32 to a word,
   * followed by their sum.
   */
  readonly equations: Map<number, Uint32Array>;
}

/** Beyond so many times the fragments, more mixes only keep the machine busy; honest senders need hardly more than once. */
const PATIENCE = 3;

export function startFountain({ total, messageLength, checksum, data }: FountainPart): FountainState {
  const fragmentLength = data.length;
  return { total, messageLength, checksum, fragmentLength, seen: new Set(), equations: new Map() };
}

/**
 * Puts a part in, and says whether it told anything new. The part must be of this message (same total, length and checksum).
 *
 * @throws IcehouseError `ur/conflicting-part` for one that contradicts the others; `ur/too-many-parts` when three times as
 * many parts as fragments did not suffice.
 */
export function addFountainPart(state: FountainState, part: FountainPart): boolean {
  invariant(part.data.length === state.fragmentLength, 'all parts of one message are of one length');
  if (state.seen.has(part.sequence) || isFountainComplete(state)) return false;
  if (state.seen.size >= state.total * PATIENCE + 100) {
    throw new IcehouseError({
      code: 'ur/too-many-parts',
      message: 'so many parts should have been enough: this animated code is not what it says',
      found: `${state.seen.size} parts for ${state.total} fragments`,
      next: 'let the sender show it anew',
    });
  }
  const equation = equationOf(state, part);
  const words = wordsOfMask(state.total);
  for (let word = 0; word < words; word++) {
    while (equation[word] !== 0) {
      const lowest = word * 32 + (31 - Math.clz32(equation[word]! & -equation[word]!));
      const known = state.equations.get(lowest);
      if (known === undefined) {
        state.equations.set(lowest, equation);
        state.seen.add(part.sequence);
        return true;
      }
      add(equation, known, word);
    }
  }
  if (equation.some((each) => each !== 0)) {
    throw new IcehouseError({
      code: 'ur/conflicting-part',
      kind: 'refused',
      message: 'a part of this animated code contradicts those before it',
      next: 'let the sender show the code anew, and scan from the beginning',
    });
  }
  state.seen.add(part.sequence);
  return false;
}

export function isFountainComplete({ total, equations }: FountainState): boolean {
  return equations.size === total;
}

/** Numbers of parts that would complete the message, counted from 1; as many other ones will mostly do as well. */
export function missingFragments({ total, equations }: FountainState): readonly number[] {
  return Array.from({ length: total }, (_, index) => index)
    .filter((index) => !equations.has(index))
    .map((index) => index + 1);
}

/**
 * The message, once the parts suffice.
 *
 * @throws IcehouseError `ur/wrong-checksum`.
 */
export function finishFountain(state: FountainState): Uint8Array {
  const { total, messageLength, fragmentLength, equations } = state;
  invariant(isFountainComplete(state), 'there are equations for all fragments');
  const words = wordsOfMask(total);
  const message = new Uint8Array(total * fragmentLength);
  for (let index = total - 1; index >= 0; index--) {
    const equation = equations.get(index)!;
    for (let other = index + 1; other < total; other++) {
      if (((equation[other >>> 5]! >>> (other & 31)) & 1) === 1) add(equation, equations.get(other)!, index >>> 5);
    }
    const sum = new Uint8Array(equation.buffer, words * 4, fragmentLength);
    message.set(sum, index * fragmentLength);
  }
  const whole = message.subarray(0, messageLength);
  if (crc32(whole) === state.checksum) return whole;
  throw new IcehouseError({
    code: 'ur/wrong-checksum',
    kind: 'refused',
    message: 'the parts of this animated code do not give what its checksum says',
    next: 'let the sender show the code anew, and scan from the beginning',
  });
}

function equationOf({ total, checksum, fragmentLength }: FountainState, { sequence, data }: FountainPart): Uint32Array {
  const words = wordsOfMask(total);
  const equation = new Uint32Array(words + Math.ceil(fragmentLength / 4));
  for (const index of chooseFragments(sequence, total, checksum)) equation[index >>> 5]! |= 1 << (index & 31);
  new Uint8Array(equation.buffer).set(data, words * 4);
  return equation;
}

/** Nothing stands in the words of a mask before `from`. */
function add(equation: Uint32Array, other: Uint32Array, from: number): void {
  for (let word = from; word < equation.length; word++) equation[word]! ^= other[word]!;
}

function wordsOfMask(total: number): number {
  return Math.ceil(total / 32);
}
