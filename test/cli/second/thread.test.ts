/** A real second thread: its answers are libwally's, its absence changes nothing, and a payment is signed to the same bytes. */
import { writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { withSecond } from '../../../src/cli/second/open.ts';
import { type SecondThread, startSecondThread } from '../../../src/cli/second/thread.ts';
import type { ColdSecondOpinion } from '../../../src/cold/second/types.ts';
import { signReview } from '../../../src/cold/sign/sign.ts';
import { sha256 } from '../../../src/core/hash.ts';
import { approveReview } from '../../../src/core/review/approve.ts';
import { reviewPsbt } from '../../../src/core/review/review.ts';
import type { Keychain } from '../../../src/core/wallet/types.ts';
import { foundGroup, type Group } from '../../review/group.ts';
import { ownInput, ownOutput, payTo, plainPayment, psbtBytes, strangerScript } from '../../review/payment.ts';
import { freshFolder } from '../icehouse.ts';

const INPUTS = 24;
const AMOUNT = 1_000_000n;

let group: Group;
let thread: SecondThread | undefined;
beforeAll(async () => {
  group = await foundGroup();
});
afterEach(async () => {
  await thread?.end();
  thread = undefined;
});

/** A libwally of this thread that notes what it is asked: what another thread answers never comes here. */
function noting(calls: string[]): ColdSecondOpinion {
  const { second } = group;
  return {
    ...second,
    output: (...place) => {
      calls.push('output');
      return second.output(...place);
    },
    signEcdsa: (...question) => {
      calls.push('sign');
      return second.signEcdsa(...question);
    },
    verifyEcdsa: (...question) => {
      calls.push('verify');
      return second.verifyEcdsa(...question);
    },
  };
}

async function started(own: ColdSecondOpinion): Promise<ColdSecondOpinion> {
  thread = startSecondThread(own);
  expect(await thread.started).toBe(true);
  return thread.second;
}

function payment(inputs: number): Uint8Array {
  const { wallet } = group.charter;
  const coins = Array.from({ length: inputs }, (_, index) =>
    ownInput(wallet, { keychain: index % 2 === 0 ? 'receive' : 'change', index, amount: AMOUNT }),
  );
  const change = ownOutput(wallet, { keychain: 'change', index: inputs, amount: 99_000n });
  const paid = payTo(strangerScript('Acme'), BigInt(inputs) * AMOUNT - 200_000n);
  return psbtBytes({ ...plainPayment(wallet), inputs: coins, outputs: [paid, change] });
}

function signed(bytes: Uint8Array, second: ColdSecondOpinion): Uint8Array {
  const { account, registered } = group.members[0]!;
  const review = reviewPsbt({ psbtBytes: bytes, registered, second });
  const acknowledged = [...new Set(review.findings.filter((each) => each.severity === 'warn').map(({ code }) => code))];
  const approved = approveReview(review, { acknowledged, confirmedAmount: '0.238' });
  return signReview(approved, account, second).psbtBytes;
}

describe('a payment of many inputs', () => {
  it('is signed to the same bytes, every question of both engines answered by the second thread', async () => {
    const calls: string[] = [];
    const second = await started(noting(calls));
    const bytes = payment(INPUTS);
    const alone = signed(bytes, group.second);
    expect(signed(bytes, second)).toEqual(alone);
    expect(calls).toEqual([]);
    expect(signed(bytes, second)).toEqual(alone);
    expect(calls).toEqual([]);
  });

  it('is signed to the same bytes while the thread is not there yet, and when it is gone', async () => {
    const calls: string[] = [];
    const bytes = payment(INPUTS);
    const alone = signed(bytes, group.second);
    thread = startSecondThread(noting(calls));
    expect(signed(bytes, thread.second)).toEqual(alone);
    expect(new Set(calls)).toEqual(new Set(['output', 'sign', 'verify']));
    await thread.started;
    await thread.end();
    calls.length = 0;
    expect(signed(bytes, thread.second)).toEqual(alone);
    expect(calls.filter((call) => call === 'sign')).toHaveLength(INPUTS);
  });
});

describe('a thread that cannot start', () => {
  it('is said to be none, and everything is computed here', async () => {
    const calls: string[] = [];
    thread = startSecondThread(noting(calls), pathToFileURL(join(freshFolder(), 'nothing.js')));
    expect(await thread.started).toBe(false);
    const bytes = payment(INPUTS);
    expect(signed(bytes, thread.second)).toEqual(signed(bytes, group.second));
    expect(calls.filter((call) => call === 'sign')).toHaveLength(INPUTS);
  });
});

describe('what was not foreseen', () => {
  const places = Array.from({ length: 10 }, (_, index) => ({ keychain: 'receive' as Keychain, index }));

  it('is asked of the libwally of this thread: another place, another wallet', async () => {
    const calls: string[] = [];
    const second = await started(noting(calls));
    const { wallet } = group.charter;
    const other = { ...wallet };
    second.foreseeOutputs?.(wallet, places);
    expect(second.output(wallet, 'receive', 3)).toEqual(group.second.output(wallet, 'receive', 3));
    expect(calls).toEqual([]);
    for (const [of, keychain, index] of [
      [wallet, 'receive', 10],
      [wallet, 'change', 3],
      [other, 'receive', 3],
    ] as const) {
      calls.length = 0;
      expect(second.output(of, keychain, index)).toEqual(group.second.output(wallet, keychain, index));
      expect(calls, `${keychain} ${index}`).toEqual(['output']);
    }
  });

  it('is so for another key, digest or signature, even with the same bytes in another array', async () => {
    const calls: string[] = [];
    const second = await started(noting(calls));
    const questions = Array.from({ length: 10 }, (_, index) => {
      const privateKey = sha256(Uint8Array.of(index, 1));
      return { privateKey, digest: sha256(Uint8Array.of(index, 2)), publicKey: group.second.publicKeyOf(privateKey) };
    });
    second.foreseeSignatures?.(questions);
    const { privateKey, digest, publicKey } = questions[4]!;
    const signature = second.signEcdsa(privateKey, digest);
    expect(signature).toEqual(group.second.signEcdsa(privateKey, digest));
    expect(second.verifyEcdsa(publicKey, digest, signature)).toBe(true);
    expect(calls).toEqual([]);

    expect(second.signEcdsa(Uint8Array.from(privateKey), digest)).toEqual(signature);
    expect(second.signEcdsa(questions[5]!.privateKey, digest)).not.toEqual(signature);
    expect(second.verifyEcdsa(publicKey, digest, Uint8Array.from(signature).fill(1, 40))).toBe(false);
    expect(second.verifyEcdsa(questions[5]!.publicKey, digest, signature)).toBe(false);
    expect(calls).toEqual(['sign', 'sign', 'verify', 'verify']);
  });

  it('is so for a question that the second thread could not answer, and the reason is told', async () => {
    const calls: string[] = [];
    const second = await started(noting(calls));
    const none = { privateKey: new Uint8Array(32), digest: sha256(Uint8Array.of(2)), publicKey: new Uint8Array(33) };
    second.foreseeSignatures?.(Array.from({ length: 10 }, () => ({ ...none })));
    expect(() => second.signEcdsa(none.privateKey, none.digest)).toThrow(
      expect.objectContaining({ code: 'second-opinion/failed' }),
    );
    expect(calls).toEqual(['sign']);
  });
});

describe('whether there is a thread', () => {
  it.each([
    ['a small payment has none', 2, false],
    ['a large one has', 100, true],
  ])('%s', async (_, inputs, isLarge) => {
    const file = join(freshFolder(), 'payment.psbt');
    writeFileSync(file, payment(inputs));
    const isForeseen = await withSecond(file, async ({ second, ready }) => {
      await ready;
      return second.foreseeOutputs !== undefined;
    });
    expect(isForeseen).toBe(isLarge && availableParallelism() > 1);
  });

  it('a payment that is not there has none, so that its reader can tell', async () => {
    expect(await withSecond('/nowhere/a.psbt', async ({ second }) => second.foreseeOutputs)).toBeUndefined();
  });
});
