/** What the second thread does with a request: every record of the board gets libwally's answer or is given back. */
import type { ColdSecondOpinion } from '../../cold/second/types.ts';
import type { Keychain, Wallet } from '../../core/wallet/types.ts';
import { type Board, openBoard } from './board.ts';
import { outputShape, signatureShape, takeQuestion, writeAnswer, writeOutput } from './records.ts';

/** What is posted: public values, and the memory of a board. Private keys lie on the board alone. */
export type Request = OutputsRequest | SignaturesRequest;

export interface OutputsRequest {
  readonly kind: 'outputs';
  readonly memory: SharedArrayBuffer;
  readonly wallet: Wallet;
  readonly places: readonly { readonly keychain: Keychain; readonly index: number }[];
}

export interface SignaturesRequest {
  readonly kind: 'signatures';
  readonly memory: SharedArrayBuffer;
  readonly count: number;
}

function settle(board: Board, position: number, answer: () => void): void {
  let isAnswered = false;
  try {
    answer();
    isAnswered = true;
  } catch {
    // The first thread asks its own libwally, and tells what that says.
  }
  board.settle(position, isAnswered);
}

/** Settles all records of the board, one after another. */
export function answer(second: ColdSecondOpinion, request: Request): void {
  if (request.kind === 'outputs') answerOutputs(second, request);
  else answerSignatures(second, request);
}

function answerOutputs(second: ColdSecondOpinion, { memory, wallet, places }: OutputsRequest): void {
  const board = openBoard(memory, outputShape(places.length));
  for (const [position, { keychain, index }] of places.entries()) {
    settle(board, position, () => writeOutput(board.record(position), second.output(wallet, keychain, index)));
  }
}

function answerSignatures(second: ColdSecondOpinion, { memory, count }: SignaturesRequest): void {
  const board = openBoard(memory, signatureShape(count));
  for (let position = 0; position < count; position++) {
    settle(board, position, () => sign(second, board.record(position)));
  }
}

function sign(second: ColdSecondOpinion, record: Uint8Array): void {
  const { privateKey, digest, publicKey } = takeQuestion(record);
  try {
    const signature = second.signEcdsa(privateKey, digest);
    writeAnswer(record, { signature, verifies: second.verifyEcdsa(publicKey, digest, signature) });
  } finally {
    privateKey.fill(0);
  }
}
