/**
 * The second thread: libwally once more, with memory of its own. It answers on the boards of `thread.ts` and tells
 * nothing to anybody else. Runs nothing on being imported anywhere else than in a worker.
 */
import { parentPort } from 'node:worker_threads';
import { loadColdSecondOpinion } from '../../cold/second/wally.ts';
import { answer, type Request } from './answers.ts';

if (parentPort !== null) {
  const second = await loadColdSecondOpinion();
  parentPort.on('message', (request: Request) => answer(second, request));
  parentPort.postMessage('ready');
}
