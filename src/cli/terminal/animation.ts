/**
 * Shows pictures in turn on the terminal's second screen until the person presses Enter, then puts the first one back as it
 * was: also on ctrl-C.
 */
import type { Io } from '../io.ts';
import { withKeys } from '../secret/keys.ts';

const ENTER = '\x1b[?1049h\x1b[?25l\x1b[2J';
const LEAVE = '\x1b[?25h\x1b[?1049l';
const HOME = '\x1b[H';
const CLEAR_LINE = '\x1b[K';

export interface Animation {
  /** Lines of the picture of a number, counted from 1 without end. */
  readonly frame: (number: number) => readonly string[];
  readonly milliseconds: number;
}

/** @returns how many pictures were shown. */
export async function playUntilEnter(io: Io, { frame, milliseconds }: Animation): Promise<number> {
  let number = 0;
  const show = () => {
    number++;
    io.stdout.write(`${HOME}${frame(number).join(`${CLEAR_LINE}\r\n`)}${CLEAR_LINE}`);
  };
  const leave = () => void io.stdout.write(LEAVE);
  // The program ends right after this signal, before anything else could put the screen back.
  io.signal.addEventListener('abort', leave);
  io.stdout.write(ENTER);
  show();
  const timer = setInterval(show, milliseconds);
  try {
    await withKeys(io, (key) => (key.kind === 'enter' || key.kind === 'end' ? true : undefined));
  } finally {
    clearInterval(timer);
    io.signal.removeEventListener('abort', leave);
    leave();
  }
  return number;
}
