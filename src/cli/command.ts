/**
 * What a command is: its words, its options, its help and its action. `registry.ts` lists them, `run.ts` runs one. An
 * action returns what happened as a value; `run.ts` prints it as text or, with `--json`, as one JSON object.
 */
import type { Io } from './io.ts';

export type OptionKind = 'text' | 'flag' | 'list';

export interface OptionSpec {
  readonly kind: OptionKind;
  /** What stands for the value in the help, such as `FILE`. */
  readonly value?: string;
  readonly help: string;
  readonly required?: boolean;
}

export type Options = Readonly<Record<string, OptionSpec>>;

/** Parsed options: flags are boolean, lists arrays, texts strings; absent texts are missing. */
export interface Arguments {
  readonly positionals: readonly string[];
  text(name: string): string | undefined;
  required(name: string): string;
  flag(name: string): boolean;
  list(name: string): readonly string[];
}

export interface Context {
  readonly io: Io;
  readonly args: Arguments;
  readonly json: boolean;
  /** Progress and questions go to standard error, so that standard output holds only the result. */
  readonly say: (line: string) => void;
  /** Runs another command line, for practice. */
  readonly runCommand: (words: readonly string[], io: Io) => Promise<number>;
}

/** The result of a command: `json` is its documented stable shape, `lines` the same for a person. */
export interface Outcome {
  readonly json: Readonly<Record<string, unknown>>;
  readonly lines: readonly string[];
  /** 0 unless said otherwise; 1 for a refusal that is a result and not an error (a review with a `stop`). */
  readonly exitCode?: 0 | 1;
}

export interface Command {
  /** Without the program's name, such as `seed new`. */
  readonly name: string;
  readonly summary: string;
  /** Names of positional arguments for the usage line, such as `CHARTER`. */
  readonly positionals?: string;
  /** Smallest and largest number of positional arguments; none by default. */
  readonly arity?: readonly [number, number];
  readonly options?: Options;
  /** A few lines on what it does and does not do. */
  readonly description: readonly string[];
  /** One command line that works. */
  readonly example: string;
  /** The `--json` shape, as one line of prose or a sketch. */
  readonly shape: string;
  /** Handles secrets, its own or ones it asks for: refuses while a network interface is up, unless `--online-ok`. */
  readonly cold?: 'asks-secret' | 'makes-secret';
  readonly run: (context: Context) => Promise<Outcome>;
}
