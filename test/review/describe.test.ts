/** The words of a review, guarded whole: the terminal, the offline page and the desk show these very lines. */
import { beforeAll, describe, expect, it } from 'vitest';
import { signReview } from '../../src/cold/sign/sign.ts';
import { concatBytes, fromHex, utf8ToBytes } from '../../src/core/bytes.ts';
import { approveReview } from '../../src/core/review/approve.ts';
import { describeReview, reviewText } from '../../src/core/review/describe.ts';
import { describeSigned } from '../../src/core/review/describe-signed.ts';
import { type ReviewRequest, reviewPsbt } from '../../src/core/review/review.ts';
import type { Review } from '../../src/core/review/types.ts';
import { COLUMNS, columnsOf } from '../../src/core/text/columns.ts';
import { encodeAddress } from '../../src/core/wallet/address.ts';
import { foundGroup, type Group } from './group.ts';
import {
  type MadeOutput,
  ownOutput,
  type Payment,
  type ProposalWords,
  payTo,
  plainPayment,
  proposed,
  psbtBytes,
  spend,
  strangerScript,
} from './payment.ts';

const NOW = 1_767_225_600;
let group: Group;
let base: Payment;

beforeAll(async () => {
  group = await foundGroup();
  base = plainPayment(group.charter.wallet);
});

function reviewed(payment: Payment, options: Partial<ReviewRequest> = {}): Review {
  const { members, second } = group;
  return reviewPsbt({
    psbtBytes: psbtBytes(payment),
    registered: members[0]!.registered,
    second,
    now: NOW,
    ...options,
  });
}

const addressOf = (script: Uint8Array): string => encodeAddress(script, 'main') ?? '';

/** Proposed and signed by Bob. */
function byBob(payment: Payment, words: ProposalWords): Payment {
  const [, member] = group.members;
  return proposed(payment, words, { charter: group.charter, member: member!, second: group.second });
}

const ROOF: ProposalWords = {
  purpose: 'Second instalment for the roof',
  payees: [],
  expires: '2026-01-31',
};

function toAcme(): ProposalWords {
  const address = addressOf(strangerScript('Acme'));
  return { ...ROOF, payees: [{ address, name: 'Acme Roofing Ltd', source: 'invoice 12 of 3 December, on paper' }] };
}

function data(text: string, amount = 0n): MadeOutput {
  const bytes = utf8ToBytes(text);
  return payTo(concatBytes(fromHex('6a4c'), Uint8Array.of(bytes.length), bytes), amount);
}

async function expectWords(review: Review, file: string): Promise<void> {
  const text = reviewText(review);
  for (const line of text.split('\n')) expect(columnsOf(line), line).toBeLessThanOrEqual(COLUMNS);
  expect(text).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\u2028\u2029]/u);
  await expect(text).toMatchFileSnapshot(`./words/${file}.txt`);
}

describe('a review in words', () => {
  it('plain payment, proposed and signed by another member, to a known address', async () => {
    const payment = byBob(base, toAcme());
    await expectWords(reviewed(payment, { knownAddresses: [addressOf(strangerScript('Acme'))] }), 'plain');
  });

  it('the same file after another member has signed', async () => {
    const [, bob] = group.members;
    const bobs = reviewed(byBob(base, toAcme()), { registered: bob!.registered });
    const approved = approveReview(bobs, { acknowledged: [], confirmedAmount: '1.5' });
    const signed = signReview(approved, bob!.account, group.second);
    const { members, second } = group;
    const review = reviewPsbt({ psbtBytes: signed.psbtBytes, registered: members[0]!.registered, second, now: NOW });
    await expectWords(review, 'signed-by-another');
  });

  it('with warnings', async () => {
    const { wallet } = group.charter;
    const payment: Payment = {
      ...base,
      lockTime: 940_000,
      inputs: base.inputs.map((input, index) => ({ ...input, sequence: index === 0 ? 144 : input.sequence })),
      outputs: [
        payTo(strangerScript('Acme'), 150_000_000n),
        payTo(strangerScript('small'), 200n),
        data('for the record', 1_000n),
        ownOutput(wallet, { keychain: 'change', index: 2, amount: 9_988_200n }),
        ownOutput(wallet, { keychain: 'receive', index: 4, amount: 600n }),
      ],
      unknown: [{ key: fromHex('fc04636f696e00'), value: fromHex('00ff') }],
    };
    await expectWords(reviewed(byBob(payment, toAcme())), 'warnings');
  });

  it('with stops', async () => {
    const { wallet } = group.charter;
    const foreign = spend(strangerScript('a coin'), 50_000_000n, 'a coin');
    const change = ownOutput(wallet, { keychain: 'change', index: 2, amount: 0n });
    const payment: Payment = {
      ...base,
      inputs: [
        base.inputs[0]!,
        { ...base.inputs[1]!, fields: { ...base.inputs[1]!.fields, sighashType: 0x83 } },
        foreign,
      ],
      outputs: [
        { ...change, amount: 150_000_000n, scriptPubKey: strangerScript('thief') },
        payTo(fromHex(`5220${'11'.repeat(32)}`), 9_000_000n),
      ],
    };
    const words = { ...toAcme(), expires: '2025-12-24' };
    await expectWords(reviewed(byBob(payment, words)), 'stops');
  });

  it('with amounts that are not proven', async () => {
    const { nonWitnessUtxo: _, ...fields } = base.inputs[0]!.fields;
    await expectWords(reviewed({ ...base, inputs: [{ ...base.inputs[0]!, fields }, base.inputs[1]!] }), 'unproven');
  });

  it('a batch of payments', async () => {
    const payees = Array.from({ length: 25 }, (_, index) => `Member ${index + 1} of the club`);
    const outputs = payees.map((name, index) => payTo(strangerScript(name), BigInt(6_000_000 + index)));
    const payment = { ...base, outputs: [...outputs, ...base.outputs.slice(1)] };
    const named = payees.map((name) => ({ name, address: addressOf(strangerScript(name)), source: undefined }));
    const purpose = 'Repayment of the deposits of 2025';
    const review = reviewed(byBob(payment, { purpose, payees: named.slice(0, 24), expires: undefined }));
    await expectWords(review, 'batch');
  });

  it('with hostile texts', async () => {
    const address = addressOf(strangerScript('Acme'));
    const payment: Payment = {
      ...base,
      outputs: [...base.outputs, data('\u001b]52;c;cm0gLXJm\u0007 <b>paid</b>\u202e')],
    };
    const words: ProposalWords = {
      purpose: `rent\u202e tfig \u200bpaid\u001b[2J\n\nFindings\n  none ${'x'.repeat(200)}`,
      payees: [
        { address, name: '<img src=x onerror=alert(1)> Аcme', source: '=HYPERLINK("http://x")\u0000 家賃の支払い' },
      ],
      expires: undefined,
    };
    await expectWords(reviewed(byBob(payment, words)), 'hostile');
  });

  it('tells what is proven of the proposer before a name that claims it', () => {
    const { charter, members, second } = group;
    const name = 'Bob (signed with Bob’s key)';
    const signedBy = { charter, member: members[1]!, second };
    const unsigned = proposed(base, toAcme(), signedBy, (each) => ({ ...each, proposer: name, signature: undefined }));
    const lines = (payment: Payment) => reviewText(reviewed(payment)).split('\n');
    expect(lines(unsigned)).toContain(`  proposed by  only claimed, no valid signature: ${name}`);
    expect(lines(byBob(base, toAcme()))).toContain('  proposed by  Bob (signed with the key of Bob)');
  });

  it('of a transfer to ourselves', async () => {
    const { wallet } = group.charter;
    const outputs = [ownOutput(wallet, { keychain: 'receive', index: 9, amount: 159_990_000n })];
    await expectWords(reviewed({ ...base, outputs }), 'self-transfer');
  });

  it('has its sections in the order in which a careful person asks', () => {
    expect(describeReview(reviewed(base)).map(({ name }) => name)).toEqual([
      'charter',
      'proposal',
      'sum',
      'recipients',
      'returns',
      'fee',
      'findings',
      'confirmation',
    ]);
  });
});

describe('the words after signing', () => {
  const told = (m: number, signedBy: readonly number[], added = 2) => {
    const { wallet } = group.charter;
    const me = wallet.keys.findIndex(({ name }) => name === 'Alice');
    return describeSigned({ wallet: { ...wallet, m }, me, signedBy, added }).join('\n');
  };
  const position = (name: string) => group.charter.wallet.keys.findIndex((key) => key.name === name);

  it('name whose turn it is', () => {
    const alice = position('Alice');
    expect(told(2, [alice])).toMatchInlineSnapshot(
      `"Your signature (Alice) is valid; 1 of 2. Still needed: Bob or Carol."`,
    );
    expect(told(3, [alice])).toMatchInlineSnapshot(
      `"Your signature (Alice) is valid; 1 of 3. Still needed: Bob and Carol."`,
    );
    expect(told(2, [alice, position('Carol')])).toMatchInlineSnapshot(`
      "Your signature (Alice) is valid; 2 of 2. Enough have signed: the transaction can
      be finalized."
    `);
    expect(told(2, [alice], 0)).toMatchInlineSnapshot(
      `"You (Alice) had signed before; 1 of 2. Still needed: Bob or Carol."`,
    );
  });
});
