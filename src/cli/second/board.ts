/**
 * Memory that two threads share: records of equal length, each with a state. One thread writes questions and hands the
 * board over, the other writes the answers and settles one record after another; whoever needs an answer sleeps until it
 * stands there. Private keys travel only on a board, since what is posted as a message leaves copies that nobody can
 * overwrite.
 */

const OPEN = 0;
const ANSWERED = 1;
const FAILED = 2;

/** What became of a question; `lost` when nobody answered in time. */
export type Outcome = 'answered' | 'failed' | 'lost';

export interface Board {
  /** What the other thread opens, with the same shape. */
  readonly memory: SharedArrayBuffer;
  /** The bytes of one record, shared. */
  readonly record: (position: number) => Uint8Array;
  readonly settle: (position: number, isAnswered: boolean) => void;
  /** Sleeps until the record is settled, at most so many milliseconds. */
  readonly outcome: (position: number, milliseconds: number) => Outcome;
  readonly wipe: () => void;
}

export interface BoardShape {
  readonly records: number;
  /** Bytes of one record. */
  readonly width: number;
}

/** A new board, all of it open. */
export function createBoard(shape: BoardShape): Board {
  return openBoard(new SharedArrayBuffer(shape.records * (Int32Array.BYTES_PER_ELEMENT + shape.width)), shape);
}

export function openBoard(memory: SharedArrayBuffer, { records, width }: BoardShape): Board {
  const states = new Int32Array(memory, 0, records);
  const bytes = new Uint8Array(memory, states.byteLength);
  return {
    memory,
    record: (position) => bytes.subarray(position * width, (position + 1) * width),
    settle: (position, isAnswered) => {
      Atomics.store(states, position, isAnswered ? ANSWERED : FAILED);
      Atomics.notify(states, position);
    },
    outcome: (position, milliseconds) => {
      if (Atomics.wait(states, position, OPEN, milliseconds) === 'timed-out') return 'lost';
      return Atomics.load(states, position) === ANSWERED ? 'answered' : 'failed';
    },
    wipe: () => {
      bytes.fill(0);
    },
  };
}
