/**
 * Attacks between reading and signing: changed bytes, forged or careless approvals, a patched library, somebody else's
 * key. Each with the honest way beside it.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { deriveAccount, wipeAccount } from '../../src/cold/key/account.ts';
import type { ColdSecondOpinion } from '../../src/cold/second/types.ts';
import { seedFromBytes } from '../../src/cold/seed.ts';
import { signReview } from '../../src/cold/sign/sign.ts';
import { sats } from '../../src/core/amount.ts';
import { parsePath } from '../../src/core/key/path.ts';
import { approveReview, reviewedHash } from '../../src/core/review/approve.ts';
import { reviewText } from '../../src/core/review/describe.ts';
import type { ReviewPolicy } from '../../src/core/review/policy.ts';
import { reviewPsbt } from '../../src/core/review/review.ts';
import type { ApprovedReview, Review } from '../../src/core/review/types.ts';
import { seedOfMember } from '../review/group.ts';
import { globalXpubsOf, ownInput, ownOutput, payTo, strangerScript } from '../review/payment.ts';
import { changed, type Fixture, loadFixture, NOW } from './fixture.ts';
import { attempt, warningsOf } from './run/attempt.ts';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await loadFixture();
});

function reviewed(psbtBytes = changed(fixture.base, {}), policy: Partial<ReviewPolicy> = {}): Review {
  const { second } = fixture.group;
  return reviewPsbt({ psbtBytes, registered: fixture.alice.registered, second, now: NOW, policy });
}

function approved(review = reviewed()): ApprovedReview {
  return approveReview(review, { acknowledged: [], confirmedAmount: '1.5' });
}

const sign = (approval: ApprovedReview, second: ColdSecondOpinion = fixture.group.second) =>
  signReview(approval, fixture.alice.account, second);

describe('44 changed after review', () => {
  it('signs what was shown, whatever becomes of the caller’s array', () => {
    const bytes = changed(fixture.base, {});
    const review = reviewed(bytes);
    bytes.fill(0);
    expect(sign(approved(review)).psbtBytes).toEqual(sign(approved()).psbtBytes);
  });

  it('refuses an approval that nobody gave, though it has the right form and hash', () => {
    const review = reviewed();
    const forged = { review, reviewedHash: reviewedHash(review.psbtBytes), acknowledged: [] };
    expect(() => sign(forged as unknown as ApprovedReview)).toThrow(
      expect.objectContaining({ code: 'review/not-approved' }),
    );
    expect(() => sign({ ...approved() })).toThrow(expect.objectContaining({ code: 'review/not-approved' }));
    expect(sign(approved(review)).added).toBe(2);
  });
});

describe('an approval', () => {
  const withForeignXpub = () => changed(fixture.base, { xpubs: globalXpubsOf(fixture.mallory.charter.wallet) });

  it('never passes a stop, not even one that is acknowledged', () => {
    const review = reviewed(changed(fixture.base, { inputs: [fixture.base.inputs[0]!, fixture.base.inputs[0]!] }));
    const stops = review.findings.filter(({ severity }) => severity === 'stop').map(({ code }) => code);
    expect(stops).toContain('duplicate-outpoint');
    expect(() => approveReview(review, { acknowledged: stops, confirmedAmount: '1.5' })).toThrow(
      expect.objectContaining({ code: 'review/stopped' }),
    );
  });

  it('asks for every warning by its code, and for no other', () => {
    const review = reviewed(withForeignXpub());
    expect(warningsOf(review)).toEqual(['global-xpub-foreign']);
    const confirmedAmount = '1.5';
    expect(() => approveReview(review, { acknowledged: [], confirmedAmount })).toThrow(
      expect.objectContaining({ code: 'review/not-acknowledged', expected: 'global-xpub-foreign' }),
    );
    for (const extra of ['unknown-script', 'proposal-missing', 'anything']) {
      const acknowledged = ['global-xpub-foreign', extra];
      expect(() => approveReview(review, { acknowledged, confirmedAmount })).toThrow(
        expect.objectContaining({ code: 'review/acknowledged-too-much' }),
      );
    }
    expect(approveReview(review, { acknowledged: ['global-xpub-foreign'], confirmedAmount }).acknowledged).toEqual([
      'global-xpub-foreign',
    ]);
  });

  it('asks for the very amount that leaves', () => {
    const review = reviewed();
    for (const wrong of ['1.4', '1.50000001', '15', '0', '1.6']) {
      expect(() => approveReview(review, { acknowledged: [], confirmedAmount: wrong })).toThrow(
        expect.objectContaining({ code: 'review/amount-differs' }),
      );
    }
    for (const odd of ['1,5', '1.5 BTC', '', '+1.5', '1.5e0', '٫1.5']) {
      expect(() => approveReview(review, { acknowledged: [], confirmedAmount: odd })).toThrow(
        expect.objectContaining({ code: 'amount/not-a-bitcoin-amount' }),
      );
    }
    for (const right of ['1.5', '1.50', '1.50000000', ' 1.5 ']) {
      expect(approveReview(review, { acknowledged: [], confirmedAmount: right }).reviewedHash).toMatch(
        /^[0-9a-f]{64}$/,
      );
    }
  });
});

describe('45 a cap raised on purpose', () => {
  const costly = () =>
    changed(fixture.base, {
      outputs: [
        payTo(strangerScript('Acme'), 150_000_000n),
        ownOutput(fixture.wallet, { keychain: 'change', index: 2, amount: 8_000_000n }),
      ],
    });

  it('holds for one signing and is still told', () => {
    expect(attempt(fixture, costly()).error?.code).toBe('review/stopped');
    const policy = { feeCap: sats(3_000_000n), feeRateCap: 10_000 };
    const raised = attempt(fixture, costly(), { policy });
    expect(raised.error).toBeUndefined();
    expect(raised.review && warningsOf(raised.review)).toEqual(['fee-cap-raised']);
    expect(raised.signed?.added).toBe(2);
    expect(attempt(fixture, costly()).signed).toBeUndefined();
  });

  it('does not weaken the checks on change', () => {
    const far = ownOutput(fixture.wallet, { keychain: 'change', index: 100_000, amount: 9_990_000n });
    const bytes = changed(fixture.base, { outputs: [fixture.base.outputs[0]!, far] });
    const policy = { indexGap: 2 ** 31, lowered: ['unknown-script', 'foreign-input'] } as const;
    const { review, signed } = attempt(fixture, bytes, { policy });
    expect(review?.findings.map(({ code }) => code)).toContain('index-beyond-gap');
    expect(signed).toBeUndefined();
  });

  it('cannot lower a check that the catalogue does not allow to be lowered', () => {
    for (const code of ['change-not-ours', 'input-not-ours', 'no-such-code', 'toString']) {
      const policy = { lowered: [code] } as unknown as Partial<ReviewPolicy>;
      expect(() => reviewed(undefined, policy)).toThrow(expect.objectContaining({ code: 'review/bad-policy' }));
    }
    for (const bad of [Number.NaN, -1, Number.POSITIVE_INFINITY]) {
      expect(() => reviewed(undefined, { feeRateCap: bad })).toThrow(
        expect.objectContaining({ code: 'review/bad-policy', at: 'feeRateCap' }),
      );
    }
  });

  it('lets foreign inputs through only when asked to, and signs none of them', () => {
    const bytes = changed(fixture.base, {
      inputs: [
        ...fixture.base.inputs,
        ownInput(fixture.mallory.charter.wallet, { keychain: 'receive', index: 1, amount: 10_000n }),
      ],
    });
    expect(attempt(fixture, bytes).error?.code).toBe('review/stopped');
    const joint = attempt(fixture, bytes, { policy: { lowered: ['foreign-input'] } });
    expect(joint.review && warningsOf(joint.review)).toEqual(['foreign-input']);
    expect(joint.signed?.added).toBe(2);
  });
});

describe('31 two files that swap their true amounts', () => {
  it('refuses both, as neither proves its amounts', () => {
    const claims = [150_000_000n, 60_000_000n].map((claim, victim) => {
      const inputs = fixture.base.inputs.map((input, index) => {
        const { nonWitnessUtxo: _, ...fields } = input.fields;
        const witnessUtxo = { ...fields.witnessUtxo!, amount: sats(claim) };
        return index === victim ? { ...input, fields: { ...fields, witnessUtxo } } : input;
      });
      return attempt(fixture, changed(fixture.base, { inputs }));
    });
    for (const { review, signed } of claims) {
      expect(signed).toBeUndefined();
      expect(review?.totals).toBeUndefined();
      expect(review?.findings.map(({ code }) => code)).toContain('previous-transaction-missing');
    }
  });
});

describe('55 nonces chosen by a patched signer', () => {
  const differing = expect.objectContaining({ code: 'second-opinion/differs', kind: 'refused' });

  it('gives out nothing when the last input alone fails', () => {
    let calls = 0;
    const { second } = fixture.group;
    const failing: ColdSecondOpinion = {
      ...second,
      signEcdsa: (key, digest) => (++calls === 2 ? new Uint8Array(64) : second.signEcdsa(key, digest)),
    };
    expect(() => sign(approved(), failing)).toThrow(differing);
    expect(calls).toBe(2);
  });

  it('stops at an address on which the libraries differ', () => {
    const { second } = fixture.group;
    const other: ColdSecondOpinion = {
      ...second,
      output: (wallet, keychain, index) =>
        second.output(wallet, keychain, keychain === 'change' && index === 2 ? 3 : index),
    };
    const psbtBytes = changed(fixture.base, {});
    const review = reviewPsbt({ psbtBytes, registered: fixture.alice.registered, second: other, now: NOW });
    const doubts = review.findings.filter(({ code }) => code === 'second-opinion');
    expect(doubts.map(({ severity, at }) => [severity, at])).toEqual([['stop', 'outputs[1]']]);
    expect(reviewText(review)).toContain('NOT CONFIRMED by the second library');
  });

  it('stops at a recipient whose address the libraries write differently', () => {
    const { second } = fixture.group;
    const other: ColdSecondOpinion = {
      ...second,
      addressOf: (script, network) => second.addressOf(script.with(5, script[5]! ^ 0x01), network),
    };
    const psbtBytes = changed(fixture.base, {});
    const review = reviewPsbt({ psbtBytes, registered: fixture.alice.registered, second: other, now: NOW });
    const doubts = review.findings.filter(({ code }) => code === 'second-opinion');
    expect(doubts.map(({ severity, at }) => [severity, at])).toEqual([['stop', 'outputs[0]']]);
  });
});

describe('somebody else’s key', () => {
  it('does not sign for a charter that was registered with another one', () => {
    const { second } = fixture.group;
    expect(() => signReview(approved(), fixture.bob.account, second)).toThrow(
      expect.objectContaining({ code: 'sign/not-your-key', kind: 'refused' }),
    );
    expect(() => signReview(approved(), fixture.mallory.members[0]!.account, second)).toThrow(
      expect.objectContaining({ code: 'sign/not-your-key' }),
    );
  });

  it('does not sign with an account that was wiped', () => {
    const { second } = fixture.group;
    const { key, scriptType } = fixture.alice.account;
    const account = deriveAccount({
      seed: seedFromBytes(seedOfMember('Alice')),
      network: key.network,
      scriptType,
      name: 'Alice',
      second,
      scheme: 'other',
      path: parsePath('48h/0h/0h/2h'),
    });
    wipeAccount(account);
    expect(() => signReview(approved(), account, second)).toThrow(expect.objectContaining({ code: 'account/wiped' }));
  });
});
