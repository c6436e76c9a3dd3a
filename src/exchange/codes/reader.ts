/**
 * Reads codes one by one as a camera sees them, of any kind and in any order. Every animated code is gathered by itself,
 * so that two of them in one view, or a wrong one in between, spoil nothing: what does not belong is left aside with the
 * reason, and what was seen stays. The camera is the surface's matter.
 */
import { IcehouseError } from '../../core/errors.ts';
import { addBbqrPart, finishBbqr, missingBbqrParts, startBbqr } from '../bbqr/join.ts';
import { BBQR_TYPES, bbqrHead, isBbqr, parseBbqrPart } from '../bbqr/part.ts';
import {
  addFountainPart,
  finishFountain,
  isFountainComplete,
  missingFragments,
  startFountain,
} from '../ur/fountain-decode.ts';
import { decodeUrPart, isUrPart } from '../ur/multipart.ts';
import { decodeUr, isUr } from '../ur/ur.ts';
import type { CodeContent } from './content.ts';

/** How far one animated code is. */
export interface CodeProgress {
  readonly form: 'ur' | 'bbqr';
  /** Such as `crypto-psbt` or `a PSBT`. */
  readonly what: string;
  readonly have: number;
  readonly total: number;
  /** Numbers of parts that would complete it, from 1. Of a UR as many other parts will mostly do as well. */
  readonly missing: () => readonly number[];
}

export type CodeTaken =
  | { readonly outcome: 'complete'; readonly content: CodeContent }
  | { readonly outcome: 'new'; readonly progress: CodeProgress }
  /** Seen before; `progress` of a part. */
  | { readonly outcome: 'repeat'; readonly progress: CodeProgress | undefined }
  /** Nothing was changed by it. */
  | { readonly outcome: 'ignored'; readonly reason: IcehouseError };

export interface CodeReader {
  /**
   * Takes the text of one code. A code that cannot be read is ignored with the reason, whatever it is.
   *
   * @throws IcehouseError where parts that belong together contradict each other, so that going on would be wrong:
   * `bbqr/conflicting-part`, `ur/conflicting-part`, `ur/too-many-parts`, and those of `finishBbqr` and `finishFountain`.
   */
  readonly take: (text: string) => CodeTaken;
  /** Animated codes that are not complete, in the order in which they were first seen. */
  readonly open: () => readonly CodeProgress[];
}

interface Gathering {
  readonly progress: () => CodeProgress;
  readonly isComplete: () => boolean;
  readonly finish: () => CodeContent;
}

/** Nobody shows more codes side by side. */
const MOST_OPEN = 8;

export function createCodeReader(): CodeReader {
  const open = new Map<string, Gathering>();
  /** Kept, so that a part of another file with the same head is seen to contradict. */
  const done = new Map<string, Gathering>();
  /** Texts of codes that were complete by themselves. */
  const wholes = new Set<string>();

  /** Puts a part into its own animated code; `add` says whether it was new. */
  const gather = <G extends Gathering>(id: string, start: () => G, add: (gathering: G) => boolean): CodeTaken => {
    const finished = done.get(id) as G | undefined;
    if (finished !== undefined) {
      add(finished);
      return { outcome: 'repeat', progress: finished.progress() };
    }
    const known = open.get(id) as G | undefined;
    if (known === undefined && open.size >= MOST_OPEN) return ignored(tooMany());
    const gathering = known ?? start();
    const isNew = add(gathering);
    open.set(id, gathering);
    if (!gathering.isComplete()) return { outcome: isNew ? 'new' : 'repeat', progress: gathering.progress() };
    const content = gathering.finish();
    open.delete(id);
    done.set(id, gathering);
    return { outcome: 'complete', content };
  };

  const takeUrPart = (text: string): CodeTaken => {
    const part = decodeUrPart(text);
    const { type, total, messageLength, checksum, data } = part;
    const id = `ur ${type} ${total} ${messageLength} ${checksum} ${data.length}`;
    const start = () => urGathering(type, startFountain(part));
    return gather(id, start, ({ state }) => addFountainPart(state, part));
  };

  const takeBbqrPart = (text: string): CodeTaken => {
    const part = parseBbqrPart(text);
    const start = () => bbqrGathering(startBbqr(part));
    return gather(bbqrHead(part), start, ({ transfer }) => addBbqrPart(transfer, part));
  };

  const takeWhole = (text: string, read: () => CodeContent): CodeTaken => {
    const id = text.trim();
    if (wholes.has(id)) return { outcome: 'repeat', progress: undefined };
    if (open.size > 0) return ignored(anotherCode());
    const content = read();
    wholes.add(id);
    return { outcome: 'complete', content };
  };

  const dispatch = (text: string): CodeTaken => {
    if (isUrPart(text)) return takeUrPart(text);
    if (isBbqr(text)) return takeBbqrPart(text);
    if (isUr(text)) return takeWhole(text, () => ({ form: 'ur', ...decodeUr(text) }));
    return takeWhole(text, () => plainContent(text));
  };

  return {
    take: (text) => {
      try {
        return dispatch(text);
      } catch (error) {
        if (error instanceof IcehouseError && !STOPS.has(error.code)) return ignored(error);
        throw error;
      }
    },
    open: () => [...open.values()].map(({ progress }) => progress()),
  };
}

/** What says more than that one code was read wrong: going on could not help, or would mix what does not belong together. */
const STOPS: ReadonlySet<string> = new Set([
  'bbqr/conflicting-part',
  'bbqr/uneven-parts',
  'compression/damaged',
  'compression/too-large',
  'ur/conflicting-part',
  'ur/wrong-checksum',
]);

function urGathering(what: string, state: ReturnType<typeof startFountain>) {
  return {
    state,
    progress: (): CodeProgress => {
      const { equations, total } = state;
      return { form: 'ur', what, have: equations.size, total, missing: () => missingFragments(state) };
    },
    isComplete: () => isFountainComplete(state),
    finish: (): CodeContent => ({ form: 'ur', type: what, cbor: finishFountain(state) }),
  };
}

function bbqrGathering(transfer: ReturnType<typeof startBbqr>) {
  const { type, total } = transfer.first;
  return {
    transfer,
    progress: (): CodeProgress => {
      const missing = () => missingBbqrParts(transfer);
      return { form: 'bbqr', what: BBQR_TYPES[type], have: transfer.parts.size, total, missing };
    },
    isComplete: () => transfer.parts.size === total,
    finish: (): CodeContent => ({ form: 'bbqr', ...finishBbqr(transfer) }),
  };
}

/** The largest code holds 7,089 digits. */
const MOST_PLAIN = 7_089;

function plainContent(text: string): CodeContent {
  const trimmed = text.trim();
  if (trimmed !== '' && trimmed.length <= MOST_PLAIN) return { form: 'plain', text: trimmed };
  throw new IcehouseError({
    code: trimmed === '' ? 'codes/empty' : 'codes/too-long',
    message: trimmed === '' ? 'this code is empty' : 'this is longer than any code',
  });
}

function ignored(reason: IcehouseError): CodeTaken {
  return { outcome: 'ignored', reason };
}

/** Of a code that has nothing to do with the one that is wanted. */
export function anotherCode(): IcehouseError {
  return new IcehouseError({
    code: 'codes/another-code',
    message: 'this is another code than the one that is being read',
    next: 'point the camera at that one alone; to take the other, begin anew',
  });
}

function tooMany(): IcehouseError {
  return new IcehouseError({
    code: 'codes/too-many-codes',
    message: 'too many animated codes are in view',
    expected: `at most ${MOST_OPEN}`,
    next: 'show one at a time',
  });
}
