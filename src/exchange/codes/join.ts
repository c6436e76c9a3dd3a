/** Joins what was scanned and written down as text: one code a line, UR, BBQr or anything else. */
import { IcehouseError } from '../../core/errors.ts';
import { isBbqr } from '../bbqr/part.ts';
import { isUr } from '../ur/ur.ts';
import { type CodeContent, contentName, fileOfContent } from './content.ts';
import { anotherCode, type CodeProgress, type CodeTaken, createCodeReader } from './reader.ts';

export interface JoinedCodes {
  readonly content: CodeContent;
  /** How many codes gave something new. */
  readonly taken: number;
  /** Lines that were left aside, counted from 1, with the reason. */
  readonly ignored: readonly { readonly line: number; readonly reason: IcehouseError }[];
  /** Other animated codes that were seen in part. */
  readonly open: readonly CodeProgress[];
}

const MOST_LINES = 100_000;

/** A join under way, for lines that come one by one. */
export interface Join {
  /** Takes a line; undefined for an empty one. @throws IcehouseError `codes/too-many-lines`, those of `CodeReader.take`. */
  readonly add: (line: string) => CodeTaken | undefined;
  /** @throws IcehouseError as {@link joinCodes}. */
  readonly finish: () => JoinedCodes;
}

export function openJoin(): Join {
  const reader = createCodeReader();
  const found: { line: number; content: CodeContent }[] = [];
  const ignored: { line: number; reason: IcehouseError }[] = [];
  let line = 0;
  let taken = 0;
  return {
    add: (text) => {
      line++;
      if (line > MOST_LINES) {
        throw new IcehouseError({ code: 'codes/too-many-lines', message: 'this is more than any camera has seen' });
      }
      if (text.trim() === '') return undefined;
      const result = reader.take(text);
      if (result.outcome === 'ignored') ignored.push({ line, reason: result.reason });
      else if (result.outcome !== 'repeat') taken++;
      if (result.outcome === 'complete') found.push({ line, content: result.content });
      return result;
    },
    finish: () => {
      const open = reader.open();
      // Beside a document, a plain text is a code that happened to be in view.
      const documents = found.filter(({ content }) => content.form !== 'plain');
      const [wanted, ...others] = documents.length > 0 ? documents : open.length > 0 ? [] : found;
      if (others.length > 0) throw several(found.map(({ content }) => content));
      if (wanted === undefined && open.length > 0) throw incomplete(open);
      if (wanted === undefined) throw ignored[0]?.reason ?? nothing();
      const beside = found
        .filter((each) => each !== wanted)
        .map(({ line: at }) => ({ line: at, reason: anotherCode() }));
      const left = [...ignored, ...beside].toSorted((one, other) => one.line - other.line);
      return { content: wanted.content, taken: taken - beside.length, ignored: left, open };
    },
  };
}

/**
 * Joins lines of text.
 *
 * @throws IcehouseError `codes/incomplete` with what is missing, `codes/several` for two documents, `codes/nothing` for no
 * lines at all, `codes/too-many-lines`, the first reason where no line can be read, and those of `CodeReader.take`.
 */
export function joinCodes(lines: readonly string[]): JoinedCodes {
  const join = openJoin();
  for (const line of lines) join.add(line);
  return join.finish();
}

/**
 * Takes codes off a file that is the text of some, and gives any other file back as it is: so that every command takes what
 * was scanned. A record that its readers know as text (an account, a wallet) becomes the text of one Uniform Resource.
 *
 * @throws IcehouseError as {@link joinCodes} and `fileOfContent` do.
 */
export function openCodes(file: Uint8Array): Uint8Array {
  const text = startsLikeCodes(file) ? asciiOf(file) : undefined;
  return text === undefined ? file : fileOfContent(joinCodes(text.split(/\r?\n/)).content);
}

function startsLikeCodes(file: Uint8Array): boolean {
  const start = String.fromCharCode(...file.subarray(0, 64)).replace(/^\u00ef\u00bb\u00bf/, '');
  return isUr(start) || isBbqr(start);
}

/** Codes of both kinds are ASCII; their letters fit a few megabytes. */
const MOST_LETTERS = 1 << 23;

function asciiOf(file: Uint8Array): string | undefined {
  if (file.length > MOST_LETTERS) return undefined;
  const start = file[0] === 0xef ? 3 : 0;
  const pieces: string[] = [];
  for (let place = start; place < file.length; place += 8_192) {
    pieces.push(String.fromCharCode(...file.subarray(place, place + 8_192)));
  }
  return pieces.join('');
}

/** @example '7 of 12 parts of crypto-psbt' */
export function shortProgress({ what, have, total }: CodeProgress): string {
  return `${have} of ${total} parts of ${what}`;
}

const LISTED = 20;

/** @example '7 of 12 parts of crypto-psbt; missing: 3, 8, 9, 11, 12' */
export function progressText(progress: CodeProgress): string {
  const missing = progress.missing();
  const rest = missing.length - LISTED;
  const more = rest > 0 ? ` and ${rest} more` : '';
  return `${shortProgress(progress)}; missing: ${missing.slice(0, LISTED).join(', ')}${more}`;
}

function incomplete(open: readonly CodeProgress[]): IcehouseError {
  const isUrToo = open.some(({ form }) => form === 'ur');
  return new IcehouseError({
    code: 'codes/incomplete',
    message: 'the code is not complete yet',
    found: open.map(progressText).join('; '),
    next: isUrToo
      ? 'scan on: the missing parts, or as many others that were not seen yet'
      : 'scan on until the missing parts were seen',
  });
}

function several(contents: readonly CodeContent[]): IcehouseError {
  const names = [...new Set(contents.map(contentName))];
  return new IcehouseError({
    code: 'codes/several',
    message: 'these codes hold more than one thing',
    found: `${contents.length} (${names.slice(0, LISTED).join(', ')})`,
    next: 'give the codes of one of them alone',
  });
}

function nothing(): IcehouseError {
  return new IcehouseError({
    code: 'codes/nothing',
    message: 'there is no code to join',
    next: 'scan one code a line',
  });
}
