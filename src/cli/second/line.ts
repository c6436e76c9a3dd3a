/** The way to the second thread, and the patience with it. */
import type { Request } from './answers.ts';
import type { Board } from './board.ts';

export interface Line {
  readonly serves: () => boolean;
  readonly post: (request: Request) => void;
  /** Ends the thread before its time. */
  readonly giveUp: () => void;
}

/** An answer takes less than a millisecond: a thread that owes one for so long is given up. */
const PATIENCE = 10_000;

/** Fewer questions than this are answered sooner than they are posted. */
const FEWEST = 8;

export function isWorthPosting(line: Line, questions: number): boolean {
  return line.serves() && questions >= FEWEST;
}

/** Waits until the other thread has settled a question; false where the own libwally has to answer it. */
export function isAnswered(line: Line, board: Board, position: number): boolean {
  if (!line.serves()) return false;
  const outcome = board.outcome(position, PATIENCE);
  if (outcome === 'lost') line.giveUp();
  return outcome === 'answered';
}
