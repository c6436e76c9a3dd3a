/** Rounds of a desk that works, is killed at a named point or at a random moment, and is looked through. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import type { Orders } from './child.ts';
import { type Desk, lookThrough, newDesk, removeDesk } from './desk.ts';
import { kindOf, type Life, openLife } from './life.ts';
import { POINTS } from './points.ts';
import { record } from './recording.ts';
import { type Reference, referenceOf } from './reference.ts';

export interface RoundsOptions {
  readonly rounds: number;
  readonly seed: number;
  /** Deposits and payments in a life. */
  readonly turns?: number;
  /** Desks that work side by side. */
  readonly lanes?: number;
  /** Gives an empty database for each new desk; a file in its folder when left out. */
  readonly database?: () => Promise<Database>;
  readonly signal?: AbortSignal;
  readonly onRound?: (tally: Tally) => void;
}

export interface Database {
  readonly url: string;
  /** Ends when the server has noticed that the desk is gone. */
  settled(): Promise<void>;
}

export interface Tally {
  /** Kills that were followed by a look. */
  rounds: number;
  /** Kills by the point or moment at which they came. */
  readonly byPoint: Map<string, number>;
  /** Kills by the step during which they came. */
  readonly byKind: Map<string, number>;
  /** Steps that were told to be done, all of which were found. */
  steps: number;
}

/** Beside the named points, which the processes themselves know: a moment that nobody chose. */
const MOMENT = 'at a random moment';

/** @throws Error at the first promise that was not kept, with the seed and round to see it again. */
export async function runRounds(options: RoundsOptions): Promise<Tally> {
  const { rounds, seed, turns = 6, lanes = 2 } = options;
  const folder = mkdtempSync(join(tmpdir(), 'icehouse-crash-life-'));
  try {
    const recording = await record(turns);
    const file = join(folder, 'recording.json');
    writeFileSync(file, JSON.stringify(recording));
    const life = await openLife(recording);
    const reference = await referenceOf(life);
    const tally: Tally = { rounds: 0, byPoint: new Map(), byKind: new Map(), steps: 0 };
    let started = 0;
    const next = () => (started < rounds && !options.signal?.aborted ? started++ : undefined);
    const lane = (number: number) =>
      runLane({
        ...options,
        life,
        reference,
        file,
        cache: join(folder, 'cache'),
        tally,
        next,
        random: randomOf(seed + number),
      });
    await Promise.all(Array.from({ length: lanes }, (_, number) => lane(number)));
    return tally;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Lane extends RoundsOptions {
  readonly life: Life;
  readonly reference: Reference;
  readonly file: string;
  readonly cache: string;
  readonly tally: Tally;
  readonly next: () => number | undefined;
  /** From 0 to below 1. */
  readonly random: () => number;
}

async function runLane(lane: Lane): Promise<void> {
  const { life, reference, tally, random } = lane;
  let desk: Desk | undefined;
  let database: Database | undefined;
  let child = startChild(lane);
  try {
    for (let round = lane.next(); round !== undefined; round = lane.next()) {
      for (let isKilled = false; !isKilled; ) {
        const plan = planOf(round, random);
        const isOver = desk !== undefined && (desk.done >= life.steps || (plan.isFresh && desk.done > 0));
        if (isOver && desk) removeDesk(desk);
        if (isOver || !desk) {
          database = await lane.database?.();
          desk = newDesk(database?.url);
        }
        const running = child;
        const outcome = await running.work(desk, plan, life);
        child = startChild(lane);
        await database?.settled();
        const during = kindOf(desk.done);
        const troubles = await lookThrough(desk, life, reference);
        if (troubles.length > 0) {
          throw new Error(`seed ${lane.seed}, round ${round}, killed ${plan.point ?? MOMENT}: ${troubles.join('; ')}`);
        }
        tally.steps += outcome.steps;
        isKilled = outcome.isKilled;
        if (!isKilled) continue;
        tally.rounds++;
        count(tally.byPoint, plan.point ?? MOMENT);
        count(tally.byKind, during);
        lane.onRound?.(tally);
      }
    }
  } finally {
    await child.stop();
    if (desk) removeDesk(desk);
  }
}

function count(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

interface Plan {
  readonly point: string | undefined;
  readonly time: number;
  /** Killed from outside after so many lines and milliseconds. */
  readonly lines: number;
  readonly pauseMs: number;
  /** Whether it needs a desk that begins. */
  readonly isFresh: boolean;
  /** Steps after which the desk closes. */
  readonly steps: number;
}

/** Every second kill comes at a named point, all of them in turn. */
function planOf(round: number, random: () => number): Plan {
  const upTo = (most: number) => Math.floor(random() * most);
  const point = round % 2 === 0 ? POINTS[(round / 2) % POINTS.length] : undefined;
  const isOften = point !== undefined && /insert|update|begin|commit/.test(point);
  const isClose = point?.endsWith('sqlite close');
  return {
    point,
    time: isClose ? 1 : 1 + upTo(isOften ? 12 : 3),
    lines: upTo(8),
    pauseMs: random() * 12,
    isFresh: point !== undefined && /schema|delete/.test(point),
    steps: isClose ? 1 + upTo(3) : Number.POSITIVE_INFINITY,
  };
}

interface Child {
  work(desk: Desk, plan: Plan, life: Life): Promise<{ readonly isKilled: boolean; readonly steps: number }>;
  stop(): Promise<void>;
}

/** Starts at once, so that it is ready when the desk before it has been looked through. */
function startChild({ file, cache }: Lane): Child {
  const child = spawn(process.execPath, ['--no-warnings', join(import.meta.dirname, 'child.ts'), file], {
    env: { ...process.env, NODE_COMPILE_CACHE: cache },
  });
  let complaint = '';
  child.stderr.on('data', (text) => {
    complaint += String(text);
  });
  // Killed before it has read its orders.
  child.stdin.on('error', () => {});
  let isReady: () => void;
  const ready = new Promise<void>((resolve) => {
    isReady = resolve;
  });
  let onLine = (line: string): void => {
    if (line === 'ready') isReady();
  };
  createInterface({ input: child.stdout }).on('line', (line) => onLine(line));
  const ended = new Promise<NodeJS.Signals | null>((resolve) =>
    child.once('close', (_code, signal) => resolve(signal)),
  );
  return {
    async work(desk, plan, life) {
      await Promise.race([ready, ended]);
      const from = desk.done;
      const until = Math.min(life.steps, from + plan.steps);
      const orders: Orders = {
        place: desk.place,
        folder: desk.folder,
        from,
        until,
        point: plan.point,
        time: plan.time,
      };
      let left = plan.lines;
      let isClosed = false;
      const killSoon = async () => {
        await setTimeout(plan.pauseMs);
        child.kill('SIGKILL');
      };
      onLine = (line) => {
        if (line === 'closed') isClosed = true;
        const step = /^done (\d+)$/.exec(line)?.[1];
        if (step !== undefined) desk.done = Number(step) + 1;
        if (plan.point === undefined && left-- === 0) void killSoon();
      };
      child.stdin.write(`${JSON.stringify(orders)}\n`);
      if (plan.point === undefined && left-- === 0) void killSoon();
      const signal = await ended;
      if (signal !== 'SIGKILL' && !isClosed) throw new Error(`a desk ended by itself: ${complaint}`);
      return { isKilled: signal === 'SIGKILL', steps: desk.done - from };
    },
    async stop() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** Small, even and repeatable (mulberry32). */
function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
