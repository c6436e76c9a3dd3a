/** `proposal sign`: the proposer's own key says that this payment, purpose and payees are hers. It spends nothing. */
import { resolve } from 'node:path';
import { wipeAccount } from '../../cold/key/account.ts';
import { findOwnAccount } from '../../cold/key/own-account.ts';
import { signProposal } from '../../cold/proposal/sign-proposal.ts';
import { loadColdSecondOpinion } from '../../cold/second/wally.ts';
import { wipe } from '../../cold/seed.ts';
import { registerCharter } from '../../core/charter/register.ts';
import { IcehouseError } from '../../core/errors.ts';
import { proposalRecord } from '../../core/proposal/codec.ts';
import { withGlobalRecord } from '../../core/psbt/edit.ts';
import { serializePsbt } from '../../core/psbt/serialize.ts';
import type { Command } from '../command.ts';
import { readCharterFile } from '../documents/charters.ts';
import { reviewJson, reviewLines, verdictOf } from '../documents/review-output.ts';
import { prepareReview, REVIEW_OPTIONS } from '../documents/reviews.ts';
import { writeNewFile } from '../files/write.ts';
import { MNEMONIC_OPTIONS, readSecret } from '../secret/read-secret.ts';

export const proposalSign: Command = {
  name: 'proposal sign',
  summary: 'sign for your proposal, not for the payment (offline)',
  positionals: 'PSBT',
  arity: [1, 1],
  cold: 'asks-secret',
  options: {
    charter: { kind: 'text', value: 'FILE', help: 'the charter with your receipt', required: true },
    out: { kind: 'text', value: 'FILE', help: 'the PSBT with your word in it, to be sent out', required: true },
    ...REVIEW_OPTIONS,
    ...MNEMONIC_OPTIONS,
  },
  description: [
    'Without it the other members read "only claimed" beside your name. Reviews the payment first and signs purpose, ' +
      'payees, expiry and the transaction’s id with your account key; the payment itself stays unsigned.',
  ],
  example: 'icehouse proposal sign payment.psbt --charter family.json --out proposal.psbt',
  shape: 'that of icehouse review, and { "psbt": file, "proposer" }',
  run: async (context) => {
    const { args, io, say } = context;
    const { charter, receipts } = readCharterFile(io, args.required('charter'));
    const second = await loadColdSecondOpinion();
    const { seed } = await readSecret(context, { confirm: false });
    const { account } = findOwnAccount(charter.wallet, seed, second);
    wipe(seed);
    try {
      const registered = registerCharter({ charter, receipts, me: account.key });
      const review = prepareReview(context, { registered, second });
      if (verdictOf(review) === 'stop') return { json: reviewJson(review), lines: reviewLines(review), exitCode: 1 };
      for (const line of reviewLines(review)) say(line);
      const { psbt, proposal } = review;
      if (proposal === undefined) {
        throw new IcehouseError({
          code: 'proposal/missing',
          message: 'this PSBT carries no proposal',
          next: 'make it with: icehouse propose',
        });
      }
      const signed = signProposal({ proposal, transaction: psbt, charter, account, second });
      const file = args.required('out');
      writeNewFile(resolve(io.folder, file), serializePsbt(withGlobalRecord(psbt, proposalRecord(signed))));
      return {
        json: { ...reviewJson(review), psbt: file, proposer: signed.proposer },
        lines: [`Proposal signed by ${signed.proposer}; written to ${file}. The payment itself is not signed.`],
      };
    } finally {
      wipeAccount(account);
    }
  },
};
