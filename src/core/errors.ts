/**
 * The three kinds of trouble, of which this file holds two. Bad input throws an {@link IcehouseError} with a stable code;
 * our own mistakes throw through {@link invariant}. The third kind, a doubt about a payment, is no exception but a
 * `Finding` (see `review/finding.ts`), so that a person sees all doubts at once.
 */

/** What a surface does with the error: the CLI turns it into its exit code (1 refused, 2 usage, 3 input, 4 environment). */
export type ErrorKind = 'refused' | 'usage' | 'input' | 'environment';

/** Stable, `area/what-is-wrong`, lower case with hyphens. Never reused for another meaning. */
export type ErrorCode = `${string}/${string}`;

export interface ErrorDetails {
  readonly code: ErrorCode;
  /** What is wrong, as a sentence without a final full stop. Never holds a secret or unescaped foreign text. */
  readonly message: string;
  /** Where: a field, line, file or place such as `inputs[2].witnessScript`. */
  readonly at?: string;
  /** What was found; leave out when it could be a secret. */
  readonly found?: string;
  readonly expected?: string;
  /** The next step for the person. */
  readonly next?: string;
  /** Defaults to `input`. */
  readonly kind?: ErrorKind;
  readonly cause?: unknown;
}

/**
 * Bad input, a refusal or a missing part of the environment, told with a stable code, what was found, what was expected
 * and the next step. Carries no secret: whoever throws it leaves out `found` where the input may be one.
 */
export class IcehouseError extends Error {
  override readonly name = 'IcehouseError';
  readonly code: ErrorCode;
  readonly kind: ErrorKind;
  readonly at: string | undefined;
  readonly found: string | undefined;
  readonly expected: string | undefined;
  readonly next: string | undefined;

  constructor(details: ErrorDetails) {
    super(details.message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = details.code;
    this.kind = details.kind ?? 'input';
    this.at = details.at;
    this.found = details.found;
    this.expected = details.expected;
    this.next = details.next;
  }

  /** The documented `--json` shape of an error. */
  toJSON(): Record<string, string> {
    const shown = { code: this.code, kind: this.kind, message: this.message };
    const optional = { at: this.at, found: this.found, expected: this.expected, next: this.next };
    return { ...shown, ...Object.fromEntries(Object.entries(optional).filter(([, text]) => text !== undefined)) };
  }
}

/** Thrown where our own code broke a promise; never the person's fault and never caught to go on. */
export class InvariantError extends Error {
  override readonly name = 'InvariantError';
}

/**
 * States what always holds, and why.
 *
 * @throws InvariantError when it does not: a defect of Icehouse.
 */
export function invariant(condition: unknown, why: string): asserts condition {
  if (!condition) throw new InvariantError(`Icehouse broke its own rule: ${why}`);
}
