/** Signatures that the second thread makes and verifies while the primary engine makes them here. */
import type { ColdSecondOpinion, SignatureQuestion } from '../../cold/second/types.ts';
import { equalBytes } from '../../core/bytes.ts';
import { type Board, createBoard } from './board.ts';
import { isAnswered, isWorthPosting, type Line } from './line.ts';
import { readAnswer, type SignatureAnswer, signatureShape, writeQuestion } from './records.ts';

interface Foreseen {
  readonly questions: readonly SignatureQuestion[];
  readonly board: Board;
}

export interface ForeseenSignatures {
  readonly answers: Required<Pick<ColdSecondOpinion, 'signEcdsa' | 'verifyEcdsa' | 'foreseeSignatures'>>;
  /** Overwrites keys that the other thread has not taken. */
  readonly wipe: () => void;
}

/**
 * The other thread overwrites each key in the shared memory before it signs, and its copies after. What it verified counts
 * only for the very signature, key and digest.
 */
export function foreseenSignatures(own: ColdSecondOpinion, line: Line): ForeseenSignatures {
  let last: Foreseen | undefined;
  const answerTo = (isMeant: (question: SignatureQuestion) => boolean): SignatureAnswer | undefined => {
    const position = last?.questions.findIndex(isMeant) ?? -1;
    return last && position >= 0 && isAnswered(line, last.board, position)
      ? readAnswer(last.board.record(position))
      : undefined;
  };
  const wipe = (): void => {
    last?.board.wipe();
    last = undefined;
  };
  return {
    wipe,
    answers: {
      foreseeSignatures: (questions) => {
        wipe();
        if (!isWorthPosting(line, questions.length)) return;
        const board = createBoard(signatureShape(questions.length));
        for (const [position, question] of questions.entries()) writeQuestion(board.record(position), question);
        last = { questions, board };
        line.post({ kind: 'signatures', memory: board.memory, count: questions.length });
      },
      signEcdsa: (privateKey, digest) =>
        answerTo((asked) => asked.privateKey === privateKey && asked.digest === digest)?.signature ??
        own.signEcdsa(privateKey, digest),
      verifyEcdsa: (publicKey, digest, signature) => {
        const answer = answerTo((asked) => asked.publicKey === publicKey && asked.digest === digest);
        return answer !== undefined && equalBytes(answer.signature, signature)
          ? answer.verifies
          : own.verifyEcdsa(publicKey, digest, signature);
      },
    },
  };
}
