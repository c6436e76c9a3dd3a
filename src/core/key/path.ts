/**
 * BIP-0032 paths in text and as numbers. Reading takes the three ways in which the field marks a hardened step (`'`,
 * `h`, `H`) with or without `m/`; printing is always `48h/1h/0h/2h`, which needs no quoting in a shell.
 */
import { IcehouseError } from '../errors.ts';
import { type ChildNumber, type DerivationPath, HARDENED } from './types.ts';

/** BIP-0032 stores the depth in one byte. */
export const MAX_DEPTH = 255;

/** 255 steps of at most eleven characters and a slash, and `m/`. */
const MAX_TEXT = 255 * 12 + 2;

const STEP = /^(0|[1-9]\d{0,9})(['hH]?)$/;

/** Whether the step needs the private key of its parent. */
export function isHardened(step: ChildNumber): boolean {
  return step >= HARDENED;
}

/** The hardened child number of an index below 2^31. */
export function hardened(index: number): ChildNumber {
  return index + HARDENED;
}

/**
 * Reads a path such as `m/48'/0'/0'/2'` or `48h/0h/0h/2h`; `m` and the empty text are the key itself. Wildcards and
 * multipath steps belong to descriptors and are refused here.
 *
 * @throws IcehouseError `path/too-long`, `path/too-deep`, `path/bad-step`, `path/index-out-of-range`.
 */
export function parsePath(text: string, at?: string): DerivationPath {
  const place = at === undefined ? {} : { at };
  if (text.length > MAX_TEXT) {
    throw new IcehouseError({ code: 'path/too-long', message: 'the path is too long', ...place });
  }
  const relative = text.trim().replace(/^m(?:\/|$)/, '');
  // `m/` alone promises a step that does not come.
  if (relative === '' && !text.trim().endsWith('/')) return [];
  const steps = relative.split('/');
  if (steps.length > MAX_DEPTH) {
    throw new IcehouseError({
      code: 'path/too-deep',
      message: 'the path has more steps than BIP-0032 allows',
      found: `${steps.length} steps`,
      expected: `at most ${MAX_DEPTH}`,
      ...place,
    });
  }
  return steps.map((step, position) => parseStep(step, position, place));
}

function parseStep(text: string, position: number, place: { readonly at?: string }): ChildNumber {
  const match = STEP.exec(text);
  if (match === null) {
    throw new IcehouseError({
      code: 'path/bad-step',
      message: `step ${position + 1} of the path is not a child number`,
      expected: "digits, with ' or h after them for a hardened step, as in 48h/0h/0h/2h",
      ...place,
    });
  }
  const index = Number(match[1]);
  if (index >= HARDENED) {
    throw new IcehouseError({
      code: 'path/index-out-of-range',
      message: `step ${position + 1} of the path is too large`,
      found: `${index}`,
      expected: `at most ${HARDENED - 1}`,
      ...place,
    });
  }
  return match[2] === '' ? index : hardened(index);
}

export interface PathStyle {
  /** The mark of a hardened step: `h` by default, `'` for files of programs that know no other. */
  readonly hardenedMark?: 'h' | "'";
}

/** Prints a path without the leading `m/`; the empty path is the empty text. */
export function formatPath(path: DerivationPath, { hardenedMark = 'h' }: PathStyle = {}): string {
  return path.map((step) => (isHardened(step) ? `${step - HARDENED}${hardenedMark}` : `${step}`)).join('/');
}

export function samePath(left: DerivationPath, right: DerivationPath): boolean {
  return left.length === right.length && left.every((step, position) => step === right[position]);
}
