/**
 * One run of a target under watch: what it throws, how much processor time and memory it takes. Time is that of the
 * thread, so that a busy machine makes no finding; whatever looks too slow or too large is run again before it counts.
 */
import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { IcehouseError } from '../../src/core/errors.ts';
import type { Input, Marks, TargetOf } from './target.ts';

export interface Limits {
  /** Processor time of one run in milliseconds. */
  readonly cpuMs: number;
  /** Growth of the memory in one run, in bytes. */
  readonly memoryBytes: number;
}

/** What no input of up to one mebibyte may exceed. */
export const LIMITS: Limits = { cpuMs: 1_000, memoryBytes: 256 * 1024 * 1024 };

export type FindingKind = 'untyped-exception' | 'broken-property' | 'unsafe-error' | 'too-slow' | 'too-much-memory';

/** Thrown for a run that broke a rule. */
export class FuzzFinding extends Error {
  override readonly name = 'FuzzFinding';
  readonly kind: FindingKind;

  constructor(kind: FindingKind, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.kind = kind;
  }
}

/**
 * Runs a target once. A refusal by a typed error is a good end, and its code is the mark.
 *
 * @throws FuzzFinding
 */
export function observe<I extends Input>(target: TargetOf<I>, input: I, limits: Limits = LIMITS): Marks {
  const before = { cpu: cpuMs(), memory: memoryBytes() };
  const marks = judged(target, input);
  const spent = cpuMs() - before.cpu;
  if (spent > limits.cpuMs) requireFast(target, input, limits, spent);
  const peakGrowth = growthOfPeak();
  const grown = memoryBytes() - before.memory;
  if (peakGrowth > limits.memoryBytes) throw tooMuchMemory(peakGrowth, limits);
  if (grown > limits.memoryBytes) requireLean(target, input, limits);
  return marks;
}

function judged<I extends Input>(target: TargetOf<I>, input: I): Marks {
  try {
    return target.run(input);
  } catch (error) {
    if (error instanceof IcehouseError) {
      requireSafeError(error);
      return [error.code];
    }
    if (error instanceof Error && error.name === 'BrokenProperty') {
      throw new FuzzFinding('broken-property', error.message, error);
    }
    throw new FuzzFinding('untyped-exception', String(error), error);
  }
}

const CODE = /^[a-z0-9-]+\/[a-z0-9-]+$/;
const HIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;
const LONGEST_TEXT = 4_000;

/** An error is shown on terminals and pages: nothing in it may act on them or bury the message. */
function requireSafeError(error: IcehouseError): void {
  if (!CODE.test(error.code)) throw new FuzzFinding('unsafe-error', `the code ${error.code} has another form`, error);
  const { message, at, found, expected, next } = error;
  for (const [name, text] of Object.entries({ message, at, found, expected, next })) {
    if (text === undefined) continue;
    const where = `${error.code}: its ${name}`;
    if (HIDDEN.test(text)) throw new FuzzFinding('unsafe-error', `${where} holds a hidden character`, error);
    if (text.length > LONGEST_TEXT) throw new FuzzFinding('unsafe-error', `${where} is ${text.length} long`, error);
  }
}

/** The fastest of three counts: the first run may have compiled code. */
function requireFast<I extends Input>(target: TargetOf<I>, input: I, limits: Limits, first: number): void {
  let fastest = first;
  for (let again = 0; again < 2; again++) {
    const start = cpuMs();
    judged(target, input);
    fastest = Math.min(fastest, cpuMs() - start);
    if (fastest <= limits.cpuMs) return;
  }
  const message = `${input.length} bytes or characters took ${Math.round(fastest)} ms of at most ${limits.cpuMs}`;
  throw new FuzzFinding('too-slow', message);
}

/** Counts anew from a swept heap, so that earlier runs leave nothing behind to be swept in this one. */
function requireLean<I extends Input>(target: TargetOf<I>, input: I, limits: Limits): void {
  collectGarbage();
  const before = memoryBytes();
  judged(target, input);
  const grown = memoryBytes() - before;
  if (grown > limits.memoryBytes) throw tooMuchMemory(grown, limits);
}

function tooMuchMemory(grown: number, { memoryBytes }: Limits): FuzzFinding {
  const mebibytes = (bytes: number) => `${Math.round(bytes / 1024 / 1024)} MiB`;
  return new FuzzFinding(
    'too-much-memory',
    `the memory grew by ${mebibytes(grown)} of at most ${mebibytes(memoryBytes)}`,
  );
}

function cpuMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}

function memoryBytes(): number {
  const { used_heap_size, external_memory } = getHeapStatistics();
  return used_heap_size + external_memory;
}

let peakBytes = process.resourceUsage().maxRSS * 1024;

/**
 * How much the largest resident size that the process ever had has grown since the last run: it shows what was freed again
 * before the run ended.
 */
function growthOfPeak(): number {
  const before = peakBytes;
  peakBytes = process.resourceUsage().maxRSS * 1024;
  return peakBytes - before;
}

let gc: (() => void) | undefined;

function collectGarbage(): void {
  if (gc === undefined) {
    setFlagsFromString('--expose-gc');
    gc = runInNewContext('gc') as () => void;
  }
  gc();
}
