/** Exit codes, as documented in the README and in `icehouse --help`. */
import type { ErrorKind } from '../core/errors.ts';

export const EXIT = {
  done: 0,
  /** A finding of severity stop, a refused confirmation, a signature that may not be made. */
  refused: 1,
  usage: 2,
  /** A file or text that cannot be what it should be. */
  input: 3,
  /** Network up on the cold side, disk, server, missing program. */
  environment: 4,
  /** ctrl-C: the shell's convention, 128 + SIGINT. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

export function exitCodeOf(kind: ErrorKind): ExitCode {
  return EXIT[kind];
}
