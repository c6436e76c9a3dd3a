/**
 * Everything a command may touch outside its arguments: streams, folder, clock, randomness, network interfaces. The
 * real one is made in `main.ts`; practice and tests hand in others, and the commands cannot tell.
 */
import type { Readable, Writable } from 'node:stream';

export interface Io {
  readonly stdin: Readable;
  readonly stdout: Writable;
  readonly stderr: Writable;
  /** Whether a person sits at it: standard input and output are both a terminal. */
  readonly interactive: boolean;
  /** Columns to wrap at. */
  readonly columns: number;
  /** Whether to use bold and dim (a terminal that has not asked for plain text by NO_COLOR). */
  readonly styled: boolean;
  /** Paths on the command line are relative to it. */
  readonly folder: string;
  /** `ICEHOUSE_DATABASE`: the PostgreSQL database of the watching side; a file in its folder when undefined. */
  readonly database: string | undefined;
  readonly now: () => Date;
  /** The system's randomness; cold code checks its health before use. */
  readonly random: (length: number) => Uint8Array;
  /** Names of network interfaces other than loopback that are up. */
  readonly activeInterfaces: () => readonly string[];
  /** Raised when the person asks to stop (ctrl-C). */
  readonly signal: AbortSignal;
}
