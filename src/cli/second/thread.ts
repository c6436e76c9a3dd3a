/**
 * The second opinion on a second core: while the primary engine rebuilds and signs here, libwally answers the questions
 * that were foreseen in a worker thread of this process. Every answer is libwally's and is compared as before; where the
 * thread is missing, late or at a loss, the libwally of this thread answers. Not to be used where no secret may be: the
 * worker's code can sign.
 */
import { Worker } from 'node:worker_threads';
import type { ColdSecondOpinion } from '../../cold/second/types.ts';
import { foreseenOutputs } from './foreseen-outputs.ts';
import { foreseenSignatures } from './foreseen-signatures.ts';
import type { Line } from './line.ts';

/** The worker's file beside this one, as it stands in the sources or compiled. */
const WORKER = new URL(import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js', import.meta.url);

export interface SecondThread {
  /** Answers all that the given one answers, foreseen questions from the other thread. */
  readonly second: ColdSecondOpinion;
  /** Whether the thread serves, once that is known. Until then and after a failure everything is computed here. */
  readonly started: Promise<boolean>;
  /** Ends the thread and overwrites what it shared. */
  readonly end: () => Promise<void>;
}

/** Starts the thread. Once it serves it keeps no process alive. */
export function startSecondThread(own: ColdSecondOpinion, file: URL = WORKER): SecondThread {
  const { promise: started, resolve } = Promise.withResolvers<boolean>();
  const worker = new Worker(file, { env: {}, argv: [] });
  let serves = false;
  const turn = (isOn: boolean): void => {
    serves = isOn;
    resolve(isOn);
  };
  const end = async (): Promise<void> => {
    turn(false);
    signatures.wipe();
    await worker.terminate();
  };
  const line: Line = { serves: () => serves, post: (request) => worker.postMessage(request), giveUp: () => void end() };
  const signatures = foreseenSignatures(own, line);

  worker.once('message', () => {
    worker.unref();
    turn(true);
  });
  worker.on('error', () => turn(false));
  worker.on('exit', () => turn(false));
  return { second: { ...own, ...foreseenOutputs(own, line), ...signatures.answers }, started, end };
}
