/** What two threads share, looked at from outside: who writes what, what is overwritten, and that a liar is caught. */
import { beforeAll, describe, expect, it } from 'vitest';
import { answer, type Request } from '../../../src/cli/second/answers.ts';
import { type Board, createBoard, openBoard } from '../../../src/cli/second/board.ts';
import { foreseenSignatures } from '../../../src/cli/second/foreseen-signatures.ts';
import { isAnswered, type Line } from '../../../src/cli/second/line.ts';
import { signatureShape } from '../../../src/cli/second/records.ts';
import type { ColdSecondOpinion, SignatureQuestion } from '../../../src/cold/second/types.ts';
import { signReview } from '../../../src/cold/sign/sign.ts';
import { sha256 } from '../../../src/core/hash.ts';
import { approveReview } from '../../../src/core/review/approve.ts';
import { reviewPsbt } from '../../../src/core/review/review.ts';
import { foundGroup, type Group } from '../../review/group.ts';
import { ownInput, payTo, plainPayment, psbtBytes, strangerScript } from '../../review/payment.ts';
import { refusalOf } from '../../support/errors.ts';

const COUNT = 10;
let group: Group;
let questions: readonly SignatureQuestion[];
beforeAll(async () => {
  group = await foundGroup();
  questions = Array.from({ length: COUNT }, (_, index) => {
    const privateKey = sha256(Uint8Array.of(index, 1));
    return { privateKey, digest: sha256(Uint8Array.of(index, 2)), publicKey: group.second.publicKeyOf(privateKey) };
  });
});

/** Another thread that is played here: it does with each request what it is told. */
function played(
  other: (request: Request) => void,
): Line & { readonly posted: Request[]; readonly givenUp: () => boolean } {
  const posted: Request[] = [];
  let isGivenUp = false;
  return {
    posted,
    givenUp: () => isGivenUp,
    serves: () => !isGivenUp,
    post: (request) => {
      posted.push(request);
      other(request);
    },
    giveUp: () => {
      isGivenUp = true;
    },
  };
}

const boardOf = (request: Request): Board => openBoard(request.memory, signatureShape(COUNT));

/** Whether any of the private keys stands somewhere in the bytes. */
function holdsKey(memory: SharedArrayBuffer): boolean {
  const text = Buffer.from(new Uint8Array(memory)).toString('hex');
  return questions.some(({ privateKey }) => text.includes(Buffer.from(privateKey).toString('hex')));
}

describe('private keys', () => {
  it('travel in the shared memory alone and are overwritten when the other thread takes them', () => {
    const line = played(() => undefined);
    const { answers } = foreseenSignatures(group.second, line);
    answers.foreseeSignatures(questions);
    const [request] = line.posted;
    expect(holdsKey(request!.memory)).toBe(true);
    expect(Object.keys(request!).sort()).toEqual(['count', 'kind', 'memory']);
    answer(group.second, request!);
    expect(holdsKey(request!.memory)).toBe(false);
    expect(answers.signEcdsa(questions[0]!.privateKey, questions[0]!.digest)).toEqual(
      group.second.signEcdsa(questions[0]!.privateKey, questions[0]!.digest),
    );
  });

  it('are overwritten when signing fails in the other thread', () => {
    let taken: Uint8Array | undefined;
    const failing: ColdSecondOpinion = {
      ...group.second,
      signEcdsa: (privateKey) => {
        taken = privateKey;
        throw new Error('broken');
      },
    };
    const line = played((request) => answer(failing, request));
    foreseenSignatures(group.second, line).answers.foreseeSignatures(questions);
    expect(taken).toEqual(new Uint8Array(32));
    expect(holdsKey(line.posted[0]!.memory)).toBe(false);
  });

  it('are overwritten when nobody took them: at the next questions and at the end', () => {
    const line = played(() => undefined);
    const signatures = foreseenSignatures(group.second, line);
    signatures.answers.foreseeSignatures(questions);
    signatures.answers.foreseeSignatures(questions);
    expect(line.posted.map(({ memory }) => holdsKey(memory))).toEqual([false, true]);
    signatures.wipe();
    expect(line.posted.map(({ memory }) => holdsKey(memory))).toEqual([false, false]);
  });
});

describe('questions of before', () => {
  it('are asked here again once others came, as their answers were overwritten', () => {
    const line = played((request) => answer(group.second, request));
    const { answers } = foreseenSignatures(group.second, line);
    const [{ privateKey, digest }] = questions as [SignatureQuestion];
    answers.foreseeSignatures(questions);
    answers.foreseeSignatures(questions.slice(0, 2));
    expect(line.posted).toHaveLength(1);
    expect(answers.signEcdsa(privateKey, digest)).toEqual(group.second.signEcdsa(privateKey, digest));
  });
});

describe('another thread that lies', () => {
  it.each([
    ['gives another signature', 97, 'second-opinion/differs'],
    ['says that it does not verify', 161, 'second-opinion/differs'],
  ])('and %s stops the signing', (_, at, code) => {
    const { account, registered } = group.members[0]!;
    const { wallet } = group.charter;
    const inputs = Array.from({ length: COUNT }, (_, index) =>
      ownInput(wallet, { keychain: 'receive', index, amount: 10_000_000n }),
    );
    const outputs = [payTo(strangerScript('Acme'), 99_990_000n)];
    const psbt = psbtBytes({ ...plainPayment(wallet), inputs, outputs });
    const review = reviewPsbt({ psbtBytes: psbt, registered, second: group.second });
    const acknowledged = review.findings.filter(({ severity }) => severity === 'warn').map(({ code }) => code);
    const approved = approveReview(review, { acknowledged, confirmedAmount: '0.9999' });
    const sign = (lie: (board: Board) => void) => {
      const line = played((request) => {
        answer(group.second, request);
        lie(boardOf(request));
      });
      return () =>
        signReview(approved, account, { ...group.second, ...foreseenSignatures(group.second, line).answers });
    };
    expect(sign(() => undefined)()).toEqual(signReview(approved, account, group.second));
    const refusal = refusalOf(
      sign((board) => {
        board.record(6)[at]! ^= 1;
      }),
    );
    expect(refusal).toMatchObject({ code, kind: 'refused', at: 'inputs[6]' });
  });
});

describe('patience', () => {
  it('ends the other thread when an answer does not come, and asks it nothing more', () => {
    const line = played(() => undefined);
    const board = createBoard({ records: 2, width: 4 });
    const impatient: Board = { ...board, outcome: (position) => board.outcome(position, 1) };
    board.settle(0, true);
    expect(isAnswered(line, impatient, 0)).toBe(true);
    expect(line.givenUp()).toBe(false);
    expect(isAnswered(line, impatient, 1)).toBe(false);
    expect(line.givenUp()).toBe(true);
    expect(isAnswered(line, impatient, 0)).toBe(false);
    foreseenSignatures(group.second, line).answers.foreseeSignatures(questions);
    expect(line.posted).toEqual([]);
  });
});

describe('a board', () => {
  it('tells apart what is answered, what failed and what nobody settles in time', () => {
    const board = createBoard({ records: 3, width: 4 });
    board.settle(0, true);
    board.settle(1, false);
    expect([0, 1, 2].map((position) => board.outcome(position, 5))).toEqual(['answered', 'failed', 'lost']);
    board.record(2).fill(7);
    expect([...board.record(1)]).toEqual([0, 0, 0, 0]);
    expect(openBoard(board.memory, { records: 3, width: 4 }).record(2)).toEqual(Uint8Array.of(7, 7, 7, 7));
  });
});
