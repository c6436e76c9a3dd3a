/** What a review says of files that are honest but unusual, and the doubts that no attack file raises. */
import { beforeAll, describe, expect, it } from 'vitest';
import { signReview } from '../../src/cold/sign/sign.ts';
import { fromHex } from '../../src/core/bytes.ts';
import { createCharter } from '../../src/core/charter/charter.ts';
import { fingerprintOf } from '../../src/core/key/identity.ts';
import { HARDENED } from '../../src/core/key/types.ts';
import type { Proposal } from '../../src/core/proposal/types.ts';
import { parsePsbt } from '../../src/core/psbt/parse.ts';
import type { Bip32Derivation } from '../../src/core/psbt/types.ts';
import { approveReview } from '../../src/core/review/approve.ts';
import { reviewText } from '../../src/core/review/describe.ts';
import { DEFAULT_POLICY } from '../../src/core/review/policy.ts';
import { provenOutput } from '../../src/core/review/previous-output.ts';
import { type ReviewRequest, reviewPsbt } from '../../src/core/review/review.ts';
import type { Finding, Review } from '../../src/core/review/types.ts';
import { encodeAddress } from '../../src/core/wallet/address.ts';
import type { Keychain } from '../../src/core/wallet/types.ts';
import { foundGroup, type Group } from './group.ts';
import {
  derivationsAt,
  ownInput,
  ownOutput,
  type Payment,
  type ProposalWords,
  payTo,
  plainPayment,
  previousTransaction,
  proposed,
  psbtBytes,
  strangerScript,
} from './payment.ts';

/** 1 January 2026. */
const NOW = 1_767_225_600;
const DAY = 86_400;

let group: Group;
let base: Payment;

beforeAll(async () => {
  group = await foundGroup();
  base = plainPayment(group.charter.wallet);
});

type Options = Partial<Omit<ReviewRequest, 'psbtBytes'>>;

function reviewed(changes: Partial<Payment> = {}, options: Options = {}): Review {
  const { members, second } = group;
  const bytes = psbtBytes({ ...base, ...changes });
  return reviewPsbt({ psbtBytes: bytes, registered: members[0]!.registered, second, now: NOW, ...options });
}

/** Findings beside the one that every file without a proposal has. */
function doubts(review: Review): Finding[] {
  return review.findings.filter(({ code }) => code !== 'proposal-missing');
}

const brief = (findings: readonly Finding[]) =>
  findings.map(({ code, severity, at }) => `${severity} ${code} ${at}`.trim());

describe('a plain payment', () => {
  it('adds up, names its roles and raises nothing', () => {
    const review = reviewed();
    expect(doubts(review)).toEqual([]);
    expect(review.totals).toMatchObject({
      inputs: 160_000_000n,
      leaving: 150_000_000n,
      returning: 9_990_000n,
      fee: 10_000n,
      virtualSize: 294,
      feeRateMilli: 34_013n,
    });
    expect(review.outputs.map(({ role, known }) => [role, known])).toEqual([
      ['payment', false],
      ['change', false],
    ]);
    expect(review.outputs[1]?.owned).toMatchObject({ keychain: 'change', index: 2 });
    expect(review.inputs.map(({ owned, amount }) => [owned?.keychain, owned?.index, amount])).toEqual([
      ['receive', 3, 100_000_000n],
      ['change', 1, 60_000_000n],
    ]);
  });

  it('knows addresses that the caller knows', () => {
    const address = encodeAddress(strangerScript('Acme'), 'main')!;
    expect(reviewed({}, { knownAddresses: [address] }).outputs.map(({ known }) => known)).toEqual([true, false]);
  });

  it('says the same of version 2', () => {
    const second = reviewed({ psbtVersion: 2 });
    const first = reviewed();
    expect(second.totals).toEqual(first.totals);
    expect(second.psbt.txid).toBe(first.psbt.txid);
    expect(brief(second.findings)).toEqual(brief(first.findings));
  });

  it('names a file that cannot be read by the error of its parser', () => {
    const { members, second } = group;
    const request = { registered: members[0]!.registered, second };
    expect(() => reviewPsbt({ ...request, psbtBytes: fromHex('00') })).toThrow(
      expect.objectContaining({ code: 'psbt/not-a-psbt' }),
    );
  });
});

describe('derivation records', () => {
  const withRecords = (change: (records: Bip32Derivation[]) => readonly Bip32Derivation[]): Partial<Payment> => {
    const bip32Derivations = change(derivationsAt(group.charter.wallet, 'receive', 3));
    const [first, ...others] = base.inputs;
    return { inputs: [{ ...first!, fields: { ...first!.fields, bip32Derivations } }, ...others] };
  };

  it('are found by key where all fingerprints are zero', () => {
    const review = reviewed(withRecords((records) => records.map((each) => ({ ...each, fingerprint: '00000000' }))));
    expect(brief(doubts(review))).toEqual(
      [0, 1, 2].map((number) => `note fingerprint-differs inputs[0].bip32Derivations[${number}]`),
    );
    expect(review.inputs[0]?.owned?.index).toBe(3);
  });

  it('may start at the account key, as Bitcoin Core writes them for a key without origin', () => {
    const fingerprints = group.charter.wallet.keys.map(({ extendedKey }) => fingerprintOf(extendedKey.publicKey));
    const review = reviewed(
      withRecords((records) =>
        records.map((each, key) => ({ ...each, path: each.path.slice(-2), fingerprint: fingerprints[key]! })),
      ),
    );
    expect(doubts(review)).toEqual([]);
  });

  it('of one member alone suffice', () => {
    expect(doubts(reviewed(withRecords((records) => records.slice(2))))).toEqual([]);
  });

  it('of a key without part in the script are told', () => {
    const stranger = derivationsAt(group.charter.wallet, 'receive', 9)[0]!;
    const review = reviewed(
      withRecords((records) => [...records, { ...stranger, fingerprint: 'deadbeef', path: [HARDENED, 1] }]),
    );
    expect(brief(doubts(review))).toEqual([expect.stringMatching(/^warn derivation-foreign-key inputs\[0\]/)]);
  });

  it('may have any length without harm', () => {
    const long = Array.from({ length: 255 }, (_, index) => index);
    const review = reviewed(withRecords((records) => records.map((each) => ({ ...each, path: long }))));
    expect(brief(doubts(review))).toContain('stop foreign-input inputs[0]');
  });
});

describe('where change may return', () => {
  const at = (index: number, keychain: Keychain = 'change'): Partial<Payment> => ({
    outputs: [base.outputs[0]!, ownOutput(group.charter.wallet, { keychain, index, amount: 9_990_000n })],
  });
  const codes = (review: Review) => doubts(review).map(({ code }) => code);

  it('is anywhere below 1,000 when no history is known', () => {
    expect(codes(reviewed(at(1_000)))).toEqual([]);
    expect(codes(reviewed(at(1_001)))).toEqual(['index-beyond-gap']);
  });

  it('is within the gap limit of the highest known index', () => {
    const highestUsed = { receive: 30, change: 40 };
    expect(codes(reviewed(at(60), { highestUsed }))).toEqual([]);
    expect(codes(reviewed(at(61), { highestUsed }))).toEqual(['index-beyond-gap']);
    expect(codes(reviewed(at(50, 'receive'), { highestUsed }))).toEqual([]);
    expect(codes(reviewed(at(51, 'receive'), { highestUsed }))).toEqual(['index-beyond-gap']);
    expect(codes(reviewed(at(61), { highestUsed, policy: { indexGap: 21 } }))).toEqual([]);
  });

  it('counts the proven inputs as known, up to the fixed bound', () => {
    const { wallet } = group.charter;
    const inputs = [ownInput(wallet, { keychain: 'change', index: 5_000, amount: 160_000_000n })];
    expect(codes(reviewed({ ...at(5_020), inputs }))).toEqual([]);
    expect(codes(reviewed({ ...at(5_021), inputs }))).toEqual(['index-beyond-gap']);
    const far = [ownInput(wallet, { keychain: 'change', index: 2_000_000, amount: 160_000_000n })];
    expect(codes(reviewed({ ...at(2_000_001), inputs: far }))).toEqual(['index-beyond-gap']);
    expect(codes(reviewed({ ...at(99_999), inputs: far }))).toEqual([]);
  });

  it('is not where its recorded scripts say otherwise', () => {
    const [payment, change] = base.outputs;
    for (const field of ['witnessScript', 'redeemScript'] as const) {
      const lying = { ...change!, fields: { ...change!.fields, [field]: fromHex('51') } };
      const review = reviewed({ outputs: [payment!, lying] });
      expect(brief(doubts(review))).toEqual([`stop output-script-mismatch outputs[1].${field}`]);
    }
  });
});

describe('sums and sizes', () => {
  it('tells a transfer to ourselves, confirmed by the amount 0', () => {
    const outputs = [ownOutput(group.charter.wallet, { keychain: 'receive', index: 9, amount: 159_990_000n })];
    const review = reviewed({ outputs });
    expect(review.outputs[0]?.role).toBe('self-transfer');
    expect(brief(doubts(review))).toEqual(['note nothing-leaves']);
    expect(approveReview(review, { acknowledged: [], confirmedAmount: '0' }).reviewedHash).toHaveLength(64);
  });

  it('refuses a transaction without inputs or outputs', () => {
    expect(brief(doubts(reviewed({ inputs: [], outputs: [] })))).toEqual(
      expect.arrayContaining(['stop no-inputs', 'stop no-outputs']),
    );
  });

  it('tells a fee below what nodes relay', () => {
    const [payment, change] = base.outputs;
    const outputs = [payment!, { ...change!, amount: 9_999_800n }];
    expect(brief(doubts(reviewed({ outputs })))).toEqual(['note fee-rate-low']);
  });

  it('tells dust, paid and returned', () => {
    const [payment, change] = base.outputs;
    const outputs = [
      { ...payment!, amount: 159_989_500n },
      { ...change!, amount: 999n },
      payTo(strangerScript('x'), 293n),
    ];
    expect(brief(doubts(reviewed({ outputs })))).toEqual([
      'warn dust-change outputs[1]',
      'warn dust-payment outputs[2]',
    ]);
    const enough = [
      { ...payment!, amount: 159_989_000n },
      { ...change!, amount: 1_000n },
      payTo(strangerScript('x'), 294n),
    ];
    expect(doubts(reviewed({ outputs: enough }))).toEqual([]);
  });

  it('tells a transaction that nodes do not relay for its size', () => {
    const policy = { relayedVirtualSize: 293 };
    expect(brief(doubts(reviewed({}, { policy })))).toEqual(['warn transaction-large']);
    expect(DEFAULT_POLICY.relayedVirtualSize).toBe(100_000);
  });
});

describe('locks', () => {
  const codes = (changes: Partial<Payment>, options: Options = {}) => brief(doubts(reviewed(changes, options)));

  it('are explained where they are past or near', () => {
    expect(codes({ lockTime: 925_000 })).toEqual(['note lock-time lockTime']);
    expect(codes({ lockTime: NOW - 1 })).toEqual(['note lock-time lockTime']);
    expect(codes({ lockTime: 930_100 }, { tipHeight: 930_000 })).toEqual(['note lock-time lockTime']);
  });

  it('are a warning in the future and a stop in the far future, which may be lowered', () => {
    expect(codes({ lockTime: 930_200 }, { tipHeight: 930_000 })).toEqual(['warn lock-time-future lockTime']);
    expect(codes({ lockTime: NOW + DAY })).toEqual(['warn lock-time-future lockTime']);
    const far = { lockTime: NOW + 400 * DAY };
    expect(codes(far)).toEqual(['stop lock-time-far lockTime']);
    expect(codes(far, { policy: { lowered: ['lock-time-far'] } })).toEqual(['warn lock-time-far lockTime']);
  });

  it('are left to the person where the present is not known', () => {
    const { members, second } = group;
    const unknown = (lockTime: number) => {
      const bytes = psbtBytes({ ...base, lockTime });
      return brief(doubts(reviewPsbt({ psbtBytes: bytes, registered: members[0]!.registered, second })));
    };
    expect(unknown(925_000)).toEqual(['warn lock-time-unjudged lockTime']);
    expect(unknown(NOW)).toEqual(['warn lock-time-unjudged lockTime']);
  });

  it('of single coins are told, unless they hold nothing', () => {
    const withSequence = (sequence: number): Partial<Payment> => ({
      inputs: base.inputs.map((input) => ({ ...input, sequence })),
    });
    expect(codes(withSequence(6))).toEqual([0, 1].map((index) => `warn relative-lock inputs[${index}].sequence`));
    expect(codes(withSequence(0x0040_0001))).toHaveLength(2);
    for (const free of [0, 0x0040_0000, 0x8000_0006, 0xffff_fffe, 0xffff_ffff])
      expect(codes(withSequence(free))).toEqual([]);
    expect(codes({ ...withSequence(6), version: 1 })).toEqual([]);
  });
});

describe('what a proposal says', () => {
  const words: ProposalWords = { purpose: 'Rent', payees: [], expires: undefined };
  const acme = () => ({ address: encodeAddress(strangerScript('Acme'), 'main')!, name: 'Acme', source: undefined });
  const named = (): ProposalWords => ({ ...words, payees: [acme()] });

  function proposal(
    spoken: ProposalWords,
    {
      changes = {},
      tamper,
      options = {},
    }: { changes?: Partial<Payment>; tamper?: (each: Proposal) => Proposal; options?: Options } = {},
  ): Review {
    const { charter, members, second } = group;
    const payment = { ...base, ...changes };
    return reviewed(proposed(payment, spoken, { charter, member: members[1]!, second }, tamper), options);
  }

  it('is proven by the proposer’s signature', () => {
    const review = proposal(named());
    expect(review.findings).toEqual([]);
    expect(group.charter.wallet.keys[review.proposedBy!]?.name).toBe('Bob');
    expect(review.outputs.map(({ payee }) => payee)).toEqual(['Acme', undefined]);
  });

  it('is only a claim without one', () => {
    const review = proposal(named(), { tamper: (each) => ({ ...each, signature: undefined }) });
    expect(brief(review.findings)).toEqual(['note proposal-unsigned proposal.signature']);
    expect(review.proposedBy).toBeUndefined();
  });

  it('is refused when a word of it was changed, or when another member is named', () => {
    const other = (each: Proposal) => ({ ...each, purpose: 'Rent and more' });
    expect(brief(proposal(named(), { tamper: other }).findings)[0]).toMatch(/^stop proposal-signature-invalid/);
    const asCarol = (each: Proposal) => ({ ...each, proposer: 'Carol' });
    expect(brief(proposal(named(), { tamper: asCarol }).findings)[0]).toMatch(/^stop proposal-signature-invalid/);
    const asNobody = (each: Proposal) => ({ ...each, proposer: 'Dave' });
    expect(brief(proposal(named(), { tamper: asNobody }).findings)[0]).toMatch(/^stop proposal-signature-invalid/);
  });

  it('does not go over to another transaction', () => {
    const { charter, members, second } = group;
    const { unknown } = proposed(base, named(), { charter, member: members[1]!, second });
    const review = reviewed({ unknown, lockTime: 1 });
    expect(brief(review.findings)).toContain('stop proposal-signature-invalid proposal.signature');
  });

  it('must be made for this charter', () => {
    const cards = group.charter.wallet.keys.map((key) => ({
      key,
      scriptType: 'p2wsh' as const,
      scheme: 'bip48' as const,
      software: 'x',
      proof: undefined,
    }));
    const allowUnproven = cards.map(({ key }) => key.name);
    const charter = createCharter({ name: 'Another', m: 2, cards, birthdayHeight: 0, allowUnproven });
    const { members, second } = group;
    const review = reviewed(proposed(base, named(), { charter, member: members[1]!, second }));
    expect(brief(review.findings)).toEqual(['stop proposal-other-charter proposal.charter']);
  });

  it('must be readable', () => {
    const { charter, members, second } = group;
    const { unknown } = proposed(base, named(), { charter, member: members[1]!, second });
    const [record] = unknown;
    const review = reviewed({ unknown: [{ key: record!.key, value: record!.value.with(5, 0x20) }] });
    expect(brief(review.findings)).toEqual(['stop proposal-unreadable proposal']);
    expect(review.proposal).toBeUndefined();
  });

  it('must name whom the transaction pays, each name once', () => {
    const twice: ProposalWords = { ...words, payees: [acme(), { ...acme(), name: 'Charity' }] };
    expect(brief(proposal(twice).findings)).toEqual(['stop proposal-payee-missing proposal.payees']);
    const elsewhere: ProposalWords = {
      ...words,
      payees: [acme(), { ...acme(), address: '1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2' }],
    };
    expect(brief(proposal(elsewhere).findings)).toEqual(['stop proposal-payee-missing proposal.payees']);
    const nonsense: ProposalWords = { ...words, payees: [acme(), { ...acme(), address: 'bc1qnotanaddressatall' }] };
    expect(brief(proposal(nonsense).findings)).toEqual(['stop proposal-payee-missing proposal.payees']);
    expect(brief(proposal(words).findings)).toEqual(['warn proposal-payee-unnamed outputs[0]']);
    const upper: ProposalWords = { ...words, payees: [{ ...acme(), address: acme().address.toUpperCase() }] };
    expect(proposal(upper).findings).toEqual([]);
  });

  it('must not call the wallet itself a recipient without a question', () => {
    const { address } = reviewed().outputs[1]!;
    const ours: ProposalWords = { ...words, payees: [acme(), { ...acme(), address: address!, name: 'Charity' }] };
    expect(brief(proposal(ours).findings)).toEqual(['warn proposal-payee-is-ours outputs[1]']);
  });

  it('may promise a fee, which is held against the payment', () => {
    const promising = (maxFeeRate: string) => proposal({ ...named(), maxFeeRate });
    const milli = promising('500').totals!.feeRateMilli;
    expect(promising('500').findings).toEqual([]);
    expect(reviewText(promising('500'))).toContain('  fee          not more than 500 sat/vB\n');
    const above = `${milli / 1000n + 1n}`;
    expect(promising(above).findings).toEqual([]);
    const below = `${milli / 1000n - 1n}`;
    expect(brief(promising(below).findings)).toEqual(['warn proposal-fee-rate proposal.maxFeeRate']);
  });

  it('may expire', () => {
    const until = (expires: string) => ({ ...named(), expires });
    expect(proposal(until('2026-01-01')).findings).toEqual([]);
    expect(brief(proposal(until('2025-12-31')).findings)).toEqual(['warn proposal-expired proposal.expires']);
    const { charter, members, second } = group;
    const bytes = psbtBytes(proposed(base, until('2025-12-31'), { charter, member: members[1]!, second }));
    const timeless = reviewPsbt({ psbtBytes: bytes, registered: members[0]!.registered, second });
    expect(brief(timeless.findings)).toEqual(['note proposal-expiry-unjudged proposal.expires']);
  });

  it('is asked for where it is missing', () => {
    expect(brief(reviewed().findings)).toEqual(['note proposal-missing']);
  });
});

describe('who has signed', () => {
  it('is told to the one who signs again', () => {
    const [alice] = group.members;
    const first = reviewed();
    const approved = approveReview(first, { acknowledged: [], confirmedAmount: '1.5' });
    const signed = signReview(approved, alice!.account, group.second);
    const again = reviewPsbt({
      psbtBytes: signed.psbtBytes,
      registered: alice!.registered,
      second: group.second,
      now: NOW,
    });
    expect(brief(doubts(again))).toEqual(['note already-signed']);
    const twice = signReview(
      approveReview(again, { acknowledged: [], confirmedAmount: '1.5' }),
      alice!.account,
      group.second,
    );
    expect(twice.added).toBe(0);
    expect(twice.psbtBytes).toEqual(signed.psbtBytes);
  });
});

describe('the coin of an input', () => {
  // The parser refuses such files already; the review does not rely on it.
  const input = () => parsePsbt(psbtBytes(base)).inputs[0]!;

  it('must come from the transaction that the input names', () => {
    const other = { transaction: previousTransaction(strangerScript('x'), 1n, 'x'), txid: 'ab'.repeat(32) };
    const { value, findings } = provenOutput({ ...input(), nonWitnessUtxo: other }, 'inputs[0]');
    expect(value).toBeUndefined();
    expect(brief(findings)).toEqual(['stop previous-transaction-mismatch inputs[0].nonWitnessUtxo']);
  });

  it('must be an output of it', () => {
    const { value, findings } = provenOutput({ ...input(), vout: 2 }, 'inputs[0]');
    expect(value).toBeUndefined();
    expect(brief(findings)).toEqual(['stop previous-output-missing inputs[0].nonWitnessUtxo']);
    expect(provenOutput(input(), 'inputs[0]')).toMatchObject({ value: { amount: 100_000_000n }, findings: [] });
  });
});
