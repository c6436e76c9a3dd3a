/** Statements of what was seen: made from an approved review only, read as they were signed, compared field by field. */
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { signSeen } from '../../src/cold/seen/sign-seen.ts';
import { sats } from '../../src/core/amount.ts';
import { proposedFacts } from '../../src/core/completion/proposed-facts.ts';
import { IcehouseError } from '../../src/core/errors.ts';
import { parsePsbt } from '../../src/core/psbt/parse.ts';
import { approveReview } from '../../src/core/review/approve.ts';
import { amountToType } from '../../src/core/review/describe-verdict.ts';
import { reviewPsbt } from '../../src/core/review/review.ts';
import type { ApprovedReview } from '../../src/core/review/types.ts';
import { requireSameSeen } from '../../src/core/seen/agreement.ts';
import { factDifferences } from '../../src/core/seen/differences.ts';
import { factsOfReview } from '../../src/core/seen/facts.ts';
import { formatSeen, parseSeen, seenHash, seenMessage, verifySeen } from '../../src/core/seen/statement.ts';
import type { ReviewFacts, SeenStatement } from '../../src/core/seen/types.ts';
import { encodeAddress } from '../../src/core/wallet/address.ts';
import { openWorld, type World } from '../completion/world.ts';
import type { Member } from '../review/group.ts';
import { type Payment, payTo, plainPayment, proposed, psbtBytes, strangerScript } from '../review/payment.ts';
import { codeOf, refusalOf } from '../support/errors.ts';

let world: World;
/** A payment with a proposal by Carol, and data, so that every kind of field is there. */
let bytes: Uint8Array;
let facts: ReviewFacts;
beforeAll(async () => {
  world = await openWorld();
  bytes = file({});
  facts = factsOfReview(approvedBy(world.bob).review);
});

function file(parts: Partial<Payment>): Uint8Array {
  const { group, wallet, carol } = world;
  const plain = plainPayment(wallet);
  const data = payTo(Uint8Array.of(0x6a, 0x02, 0x68, 0x69), 0n);
  const payment = { ...plain, outputs: [...plain.outputs, data], ...parts };
  const address = encodeAddress(strangerScript('Acme'), wallet.network)!;
  const words = {
    purpose: 'Rent, first half',
    payees: [{ address, name: 'Acme', source: 'invoice 12' }],
    expires: '2031-12-31',
  };
  return psbtBytes(proposed(payment, words, { charter: group.charter, member: carol, second: group.second }));
}

function approvedBy({ registered }: Member, psbt = bytes, now?: number): ApprovedReview {
  const clock = now === undefined ? {} : { now };
  const review = reviewPsbt({ psbtBytes: psbt, registered, second: world.group.second, ...clock });
  const acknowledged = review.findings.filter(({ severity }) => severity === 'warn').map(({ code }) => code);
  return approveReview(review, { acknowledged, confirmedAmount: amountToType(review) ?? '' });
}

function statementBy(member: Member, psbt = bytes, now?: number): SeenStatement {
  return signSeen({
    approved: approvedBy(member, psbt, now),
    account: member.account,
    second: world.group.second,
  });
}

describe('a statement', () => {
  it('holds every fact of the review, comes back from its text, and names its member', () => {
    const statement = statementBy(world.bob);
    expect(statement).toMatchObject({ facts, acknowledged: [] });
    expect(facts).toMatchObject({
      charterId: world.group.charter.id,
      txid: parsePsbt(bytes).txid,
      lockTime: 0,
      fee: 10_000n,
      inputs: [{ vout: 1, sequence: 0xffff_fffd, amount: 100_000_000n }, { amount: 60_000_000n }],
      outputs: [
        { role: 'payment', amount: 150_000_000n, payee: 'Acme', source: 'invoice 12' },
        { role: 'change', amount: 9_990_000n, payee: undefined, source: undefined },
        { role: 'data', amount: 0n, script: '6a026869' },
      ],
      proposal: { proposer: 'Carol', isSigned: true, purpose: 'Rent, first half', expires: '2031-12-31' },
    });
    expect(parseSeen(formatSeen(statement))).toEqual(statement);
    expect(verifySeen(world.group.charter, statement)).toBe(world.bob.registered.me);
  });

  it('is over domain, charter, transaction, hash and key', () => {
    const statement = statementBy(world.bob);
    expect(seenMessage(statement).split('\n')).toEqual([
      'Icehouse seen 1',
      `Charter: ${world.group.charter.id}`,
      `Transaction: ${facts.txid}`,
      `Seen: ${seenHash(statement)}`,
      `Key: ${statement.xpub}`,
    ]);
  });

  it('is made from an approved review of one’s own only', () => {
    const approved = approvedBy(world.bob);
    const { second } = world.group;
    const made = { ...approved } as ApprovedReview;
    expect(codeOf(() => signSeen({ approved: made, account: world.bob.account, second }))).toBe('review/not-approved');
    const asCarol = () => signSeen({ approved, account: world.carol.account, second });
    expect(codeOf(asCarol)).toBe('seen/not-your-review');
    expect(signSeen({ approved, account: world.bob.account, second }).facts).toEqual(facts);
  });

  it('is refused when a word of it was changed, under another charter, and by a stranger', async () => {
    const { charter } = world.group;
    const statement = statementBy(world.bob);
    const changed: readonly SeenStatement[] = [
      { ...statement, facts: { ...facts, fee: sats(10_001n) } },
      { ...statement, facts: { ...facts, txid: '00'.repeat(32) } },
      { ...statement, acknowledged: ['dust-change'] },
      { ...statement, xpub: charter.wallet.keys[world.carol.registered.me]!.xpub },
      { ...statement, signature: statementBy(world.carol).signature },
    ];
    for (const each of changed) expect(codeOf(() => verifySeen(charter, each))).toBe('seen/bad-signature');
    const other = await openWorld({ name: 'Another vault' });
    expect(codeOf(() => verifySeen(other.group.charter, statement))).toBe('seen/other-charter');
    const strangers = await openWorld({ members: [{ name: 'Dave' }, { name: 'Erin' }, { name: 'Frank' }] });
    expect(codeOf(() => verifySeen(strangers.group.charter, statement))).toBe('seen/unknown-key');
    expect(verifySeen(charter, statement)).toBe(world.bob.registered.me);
  });

  it.each([
    ['another document', 'icehouse-seen', 'icehouse-journal', 'json/wrong-format'],
    ['a later version', '"version": 1', '"version": 2', 'json/unknown-version'],
    ['an unknown field', '"acknowledged"', '"note": 1, "acknowledged"', 'json/unknown-field'],
    ['no signature', '"signature": "', '"signature": "A', 'message/not-a-signature'],
    ['a private key', '"xpub": "xpub', '"xpub": "xprv', 'key/private-key-refused'],
    ['a field twice', '"acknowledged": []', '"acknowledged": [], "acknowledged": []', 'json/duplicate-key'],
  ])('with %s is not read', (_, from, to, code) => {
    const text = formatSeen(statementBy(world.bob));
    expect(text).toContain(from);
    expect(codeOf(() => parseSeen(text.replace(from, to)))).toBe(code);
  });
});

describe('a statement changed at random', () => {
  it('is refused with a typed error, or says what it said', () => {
    const { charter } = world.group;
    const statement = statementBy(world.bob);
    const text = formatSeen(statement);
    const edit = fc.record({
      at: fc.nat(text.length),
      cut: fc.nat(3),
      put: fc.oneof(
        fc.constantFrom('0', '1', '"', ',', '}', '[', ' ', '\\u0000', '"fee": 1,'),
        fc.string({ maxLength: 3 }),
      ),
    });
    const outcomes = { believed: 0, refused: 0 };
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 2 }), (edits) => {
        const changed = edits.reduce((all, { at, cut, put }) => all.slice(0, at) + put + all.slice(at + cut), text);
        try {
          const read = parseSeen(changed);
          verifySeen(charter, read);
          outcomes.believed += 1;
          expect({ facts: read.facts, acknowledged: read.acknowledged }).toEqual({ facts, acknowledged: [] });
        } catch (error) {
          if (!(error instanceof IcehouseError)) throw error;
          outcomes.refused += 1;
        }
      }),
      { numRuns: 400, seed: 1 },
    );
    expect(outcomes.believed).toBeGreaterThan(0);
    expect(outcomes.refused).toBeGreaterThan(200);
  });
});

describe('what two members saw', () => {
  const named = (member: Member, psbt?: Uint8Array, now?: number) => ({
    name: `${member.name}.seen`,
    statement: statementBy(member, psbt, now),
  });
  const agreed = (...statements: ReturnType<typeof named>[]) =>
    requireSameSeen({
      charter: world.group.charter,
      proposed: proposedFacts(parsePsbt(bytes), world.group.charter, world.group.second),
      statements,
    });

  it('is the same for all of them and for the stored proposal', () => {
    expect(proposedFacts(parsePsbt(bytes), world.group.charter, world.group.second)).toEqual(facts);
    const seen = agreed(named(world.alice), named(world.bob), named(world.carol));
    expect(seen.map(({ member }) => member)).toEqual(['Alice', 'Bob', 'Carol']);
    expect(agreed()).toEqual([]);
  });

  it('may raise warnings of one’s own: they are told, not compared', () => {
    const late = Date.parse('2032-01-01T00:00:00Z') / 1000;
    const seen = agreed(named(world.alice), named(world.bob, bytes, late));
    expect(seen.map(({ statement }) => statement.acknowledged)).toEqual([[], ['proposal-expired']]);
  });

  it('is an alarm when it differs, whoever comes first, naming both and what', () => {
    const other = file({ lockTime: 500_000_001 });
    const alarm = refusalOf(() => agreed(named(world.alice), named(world.bob), named(world.carol, other)));
    expect(alarm).toMatchObject({
      code: 'seen/differs',
      kind: 'refused',
      at: 'txid',
      message: 'ALARM: what Alice was shown is not what Carol was shown',
    });
    expect(alarm.found).toContain('lockTime: Alice 0, Carol 500000001');
    const all = refusalOf(() => agreed(named(world.alice, other), named(world.bob, other)));
    expect(all.message).toBe('ALARM: what Alice was shown is not the stored proposal');
  });

  it('counts only with a good signature, and the file is named', () => {
    const { name, statement } = named(world.bob);
    const forged = { name, statement: { ...statement, facts: { ...facts, lockTime: 1 } } };
    const refusal = refusalOf(() => agreed(forged));
    expect(refusal).toMatchObject({ code: 'seen/bad-signature', at: 'Bob.seen, signature' });
  });

  it('is read with every kind of difference in it', () => {
    const [input] = facts.inputs;
    const [payment, change, data] = facts.outputs;
    const { proposal } = facts;
    const changes: readonly (readonly [string, Partial<ReviewFacts>])[] = [
      ['charter', { charterId: 'ff'.repeat(32) }],
      ['txid', { txid: 'ff'.repeat(32) }],
      ['lockTime', { lockTime: 1 }],
      ['fee', { fee: sats(1n) }],
      ['inputs', { inputs: [input!] }],
      ['inputs[0].outpoint', { inputs: [{ ...input!, vout: 7 }, facts.inputs[1]!] }],
      ['inputs[0].sequence', { inputs: [{ ...input!, sequence: 0 }, facts.inputs[1]!] }],
      ['inputs[0].amount', { inputs: [{ ...input!, amount: sats(1n) }, facts.inputs[1]!] }],
      ['outputs', { outputs: [payment!, change!] }],
      ['outputs[1].role', { outputs: [payment!, { ...change!, role: 'payment' }, data!] }],
      ['outputs[0].amount', { outputs: [{ ...payment!, amount: sats(1n) }, change!, data!] }],
      ['outputs[2].recipient', { outputs: [payment!, change!, { ...data!, script: '6a026868' }] }],
      ['outputs[0].payee', { outputs: [{ ...payment!, payee: 'Acne' }, change!, data!] }],
      ['outputs[0].source', { outputs: [{ ...payment!, source: undefined }, change!, data!] }],
      ['proposal.proposer', { proposal: { ...proposal!, proposer: 'Bob' } }],
      ['proposal.signature', { proposal: { ...proposal!, isSigned: false } }],
      ['proposal.purpose', { proposal: { ...proposal!, purpose: '' } }],
      ['proposal.expires', { proposal: { ...proposal!, expires: undefined } }],
    ];
    for (const [at, change_] of changes) {
      const found = factDifferences(facts, { ...facts, ...change_ }, world.wallet.network);
      expect(found.map((each) => each.at)).toEqual([at]);
      expect(found[0]!.left).not.toBe(found[0]!.right);
    }
    const silent = factDifferences(facts, { ...facts, proposal: undefined }, world.wallet.network);
    expect(silent).toHaveLength(4);
    expect(factDifferences(facts, facts, world.wallet.network)).toEqual([]);
  });

  it('is compared as it is and shown escaped', () => {
    const [payment, ...rest] = facts.outputs;
    const purposes = ['Rent\u202e', `${'x'.repeat(499)}y`] as const;
    const [hidden] = factDifferences(
      facts,
      { ...facts, proposal: { ...facts.proposal!, purpose: purposes[0] } },
      world.wallet.network,
    );
    expect(hidden?.right).toBe('"Rent\\u{202E}"');
    const long = (last: string) => ({
      ...facts,
      outputs: [{ ...payment!, script: `6a${'00'.repeat(99)}${last}` }, ...rest],
    });
    const [data] = factDifferences(long('00'), long('01'), world.wallet.network);
    expect(data).toMatchObject({ at: 'outputs[0].recipient' });
    expect(data?.left).not.toBe(data?.right);
    expect(data?.left).toContain('and 37 more bytes (SHA-256 ');
  });

  it('tells a few differences and counts the others', () => {
    const { charter } = world.group;
    const other = { txid: '00'.repeat(32), lockTime: 9, fee: sats(1n), inputs: [], outputs: [], proposal: undefined };
    const proposed = { ...facts, ...other };
    expect(factDifferences(facts, proposed, world.wallet.network)).toHaveLength(9);
    const alarm = refusalOf(() => requireSameSeen({ charter, proposed, statements: [named(world.bob)] }));
    expect(alarm.found?.split('; ')).toHaveLength(9);
    expect(alarm.found).toMatch(/; and 1 more$/);
  });
});
