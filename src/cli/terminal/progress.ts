/** One line of progress on a terminal, redrawn in place; nothing where nobody looks. */
import type { SyncProgress } from '../../watch/sync/progress.ts';
import type { Io } from '../io.ts';

export interface ProgressLine {
  readonly show: (progress: SyncProgress) => void;
  readonly clear: () => void;
}

const CLEAR_LINE = '\r\x1b[2K';

export function progressLine(io: Io, silent: boolean): ProgressLine {
  if (silent || !io.interactive) return { show: () => undefined, clear: () => undefined };
  return {
    show: ({ stage, done, total }) => {
      io.stderr.write(`${CLEAR_LINE}${stage}: ${done} of ${total} (ctrl-C stops; nothing is lost)`);
    },
    clear: () => {
      io.stderr.write(CLEAR_LINE);
    },
  };
}
