/**
 * Reviewing and signing a 2-of-3 P2WSH payment of 400 inputs: our whole way (every script, digest and signature by two
 * libraries, the own signatures verified, the result read again) beside the bare signing loop of @scure/btc-signer,
 * which checks none of that. Signatures are compared where both grind for a low R in the same way.
 *
 *     node bench/sign.ts [--json FILE] [--check]
 */
import { HDKey } from '@scure/bip32';
import { Transaction } from '@scure/btc-signer';
import { signReview } from '../src/cold/sign/sign.ts';
import { invariant } from '../src/core/errors.ts';
import { parsePsbt } from '../src/core/psbt/parse.ts';
import { approveReview } from '../src/core/review/approve.ts';
import { reviewText } from '../src/core/review/describe.ts';
import { amountToType } from '../src/core/review/describe-verdict.ts';
import { reviewPsbt } from '../src/core/review/review.ts';
import { foundGroup, seedOfMember } from '../test/review/group.ts';
import { ownInput, ownOutput, payTo, plainPayment, psbtBytes, strangerScript } from '../test/review/payment.ts';
import { type Contender, measureInTurns, printReport } from './harness.ts';

const INPUTS = 400;
const MEGABYTE = 1 << 20;

const { charter, members, second } = await foundGroup();
const { wallet } = charter;
const [alice, bob] = members;
invariant(alice && bob, 'the group has three members');

const bytes = psbtBytes({
  ...plainPayment(wallet),
  inputs: Array.from({ length: INPUTS }, (_, index) =>
    ownInput(wallet, { keychain: index % 2 === 0 ? 'receive' : 'change', index, amount: 1_000_000n }),
  ),
  outputs: [
    payTo(strangerScript('Acme'), 399_000_000n),
    ownOutput(wallet, { keychain: 'change', index: INPUTS, amount: 400_000n }),
  ],
});

const review = (psbt: Uint8Array, { registered } = alice) => reviewPsbt({ psbtBytes: psbt, registered, second });

function approved(psbt: Uint8Array) {
  const read = review(psbt);
  const confirmedAmount = amountToType(read);
  invariant(confirmedAmount !== undefined && reviewText(read) !== '', 'the payment is valid and can be told');
  return approveReview(read, { acknowledged: [], confirmedAmount });
}

const approval = approved(bytes);
const bySigned = signReview(approval, alice.account, second).psbtBytes;
const master = HDKey.fromMasterSeed(seedOfMember('Alice'));

/** The library asks for a public key that is never null; one with a seed has it. */
type ScureSigner = Parameters<Transaction['sign']>[0];

function signWithScure(): Uint8Array {
  const transaction = Transaction.fromPSBT(bytes);
  invariant(transaction.sign(master as ScureSigner) === INPUTS, 'every input is signed');
  return transaction.toPSBT();
}

const before = process.memoryUsage().rss;
for (let round = 0; round < 3; round++) signReview(approved(bytes), alice.account, second);
const grown = (process.resourceUsage().maxRSS * 1_024 - before) / MEGABYTE;

const signedCount = parsePsbt(bySigned).inputs.filter((input) => input.partialSignatures.length === 1).length;
invariant(signedCount === INPUTS, 'every input is signed');

const contenders: readonly Contender[] = [
  {
    name: 'Icehouse: review, words, approve, sign',
    units: INPUTS,
    run: () => signReview(approved(bytes), alice.account, second),
  },
  { name: 'Icehouse: review alone', units: INPUTS, run: () => review(bytes) },
  { name: 'Icehouse: review with signatures by Alice', units: INPUTS, run: () => review(bySigned, bob) },
  { name: 'Icehouse: sign what is approved', units: INPUTS, run: () => signReview(approval, alice.account, second) },
  { name: '@scure/btc-signer: parse, sign, print', units: INPUTS, run: signWithScure },
];

const measurements = await measureInTurns(contenders, { rounds: 4 });
const [whole, , , , scure] = measurements;
invariant(whole && scure, 'all contenders were measured');

printReport({
  title: `Review and sign a PSBT of ${INPUTS} inputs, 2-of-3 P2WSH, ${bytes.length} bytes`,
  unit: 'inputs',
  measurements,
  reference: scure,
  targets: [
    { name: 'times as fast as the bare loop, checks included', wanted: 2, measured: whole.perSecond / scure.perSecond },
    { name: 'megabytes left of the 200 that it may take', wanted: 0, measured: 200 - grown },
  ],
  notes: [`The whole way takes ${(INPUTS / whole.perSecond).toFixed(2)} s and ${Math.round(grown)} MB more memory.`],
});
