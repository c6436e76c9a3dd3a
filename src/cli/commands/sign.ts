/** `sign`: review, a typed confirmation, and the member's signatures; the only command that signs a payment. */
import { resolve } from 'node:path';
import { type AccountSecret, wipeAccount } from '../../cold/key/account.ts';
import { findOwnAccount } from '../../cold/key/own-account.ts';
import type { ColdSecondOpinion } from '../../cold/second/types.ts';
import { wipe } from '../../cold/seed.ts';
import { registerCharter } from '../../core/charter/register.ts';
import type { CharterFile } from '../../core/charter/types.ts';
import { IcehouseError } from '../../core/errors.ts';
import { approveReview } from '../../core/review/approve.ts';
import { describeSigned } from '../../core/review/describe-signed.ts';
import type { ApprovedReview, Review } from '../../core/review/types.ts';
import { wrapped } from '../../core/text/columns.ts';
import type { Command, Context, Outcome } from '../command.ts';
import { readCharterFile } from '../documents/charters.ts';
import { EARLIER_OPTIONS, journalLines, readEarlier } from '../documents/earlier.ts';
import { reviewJson, reviewLines, verdictOf } from '../documents/review-output.ts';
import { prepareReview, REVIEW_OPTIONS } from '../documents/reviews.ts';
import { readOutputs, type SigningOutputs, signAll, writeAll } from '../documents/signing.ts';
import { withSecond } from '../second/open.ts';
import { MNEMONIC_OPTIONS, readSecret } from '../secret/read-secret.ts';
import { ask } from '../terminal/ask.ts';

export const sign: Command = {
  name: 'sign',
  summary: 'review, confirm and sign a payment (offline)',
  positionals: 'PSBT',
  arity: [1, 1],
  cold: 'asks-secret',
  options: {
    charter: { kind: 'text', value: 'FILE', help: 'the charter with your receipt', required: true },
    out: { kind: 'text', value: 'FILE', help: 'the signed PSBT to write', required: true },
    'confirm-amount': { kind: 'text', value: 'BTC', help: 'the amount that leaves, for scripts; asked on a terminal' },
    'reviewed-hash': { kind: 'text', value: 'HASH', help: 'sign only the file of which icehouse review told this' },
    acknowledge: { kind: 'list', value: 'CODE', help: 'a warning that you have read, for scripts' },
    base64: { kind: 'flag', help: 'write Base64 text instead of the binary form' },
    seen: { kind: 'text', value: 'FILE', help: 'a signed statement of what you saw to write, for combine' },
    ...EARLIER_OPTIONS,
    ...REVIEW_OPTIONS,
    ...MNEMONIC_OPTIONS,
  },
  description: [
    'Finds your key by the seed, shows the review, and signs after you typed the amount that leaves and acknowledged every ' +
      'warning by its code. A finding of severity stop cannot be signed at all.',
    'With --journal or --previous the review also tells what the payment changes of one that you signed before. The ' +
      'journal is begun when it is not there, grows by each payment that is signed, and is signed by your key.',
  ],
  example: 'icehouse sign payment.psbt --charter family.json --out payment.bob.psbt',
  shape:
    'that of icehouse review, and { "psbt": file, "member", "added": inputs signed now, "signedBy": [names], "needed": m, ' +
    '"complete", "status": sentence, "seen": file or null, "journal": { file, entries } or null }',
  run: async (context) => {
    const { args, io } = context;
    const outputs = readOutputs(context);
    const charterFile = readCharterFile(io, args.required('charter'));
    return withSecond(resolve(io.folder, args.positionals[0]!), async ({ second, ready }) => {
      const { seed } = await readSecret(context, { confirm: false });
      const { account } = findOwnAccount(charterFile.charter.wallet, seed, second);
      wipe(seed);
      try {
        await ready;
        return await reviewAndSign(context, { charterFile, account, second, outputs });
      } finally {
        wipeAccount(account);
      }
    });
  },
};

interface Signing {
  readonly charterFile: CharterFile;
  readonly account: AccountSecret;
  readonly second: ColdSecondOpinion;
  readonly outputs: SigningOutputs;
}

async function reviewAndSign(context: Context, { charterFile, account, second, outputs }: Signing): Promise<Outcome> {
  const { args, io, say } = context;
  const { charter, receipts } = charterFile;
  const registered = registerCharter({ charter, receipts, me: account.key });
  const remembered = readEarlier(context, registered, second, { begin: true });
  const review = prepareReview(context, { registered, second, remembered });
  if (verdictOf(review) === 'stop') return { json: reviewJson(review), lines: reviewLines(review), exitCode: 1 };
  for (const line of remembered.journal === undefined ? [] : journalLines(remembered.journal)) say(line);
  const approved = await confirm(context, review);
  const { signed, seen, journal } = signAll({ approved, account, second, io, outputs, remembered });
  writeAll(io, { signed, seen, journal, outputs, remembered });
  const { m, keys } = charter.wallet;
  const status = describeSigned(signed);
  const file = outputs.psbt;
  return {
    json: {
      ...reviewJson(review),
      ...{ psbt: file, member: account.key.name, added: signed.added, needed: m, status: status.join(' ') },
      signedBy: signed.signedBy.map((position) => keys[position]!.name),
      complete: signed.signedBy.length >= m,
      seen: outputs.seen ?? null,
      journal: journal === undefined ? null : { file: args.text('journal'), entries: journal.entries.length },
    },
    lines: [
      ...status,
      `Written to ${file}.`,
      ...(outputs.seen === undefined ? [] : wrapped(`What you saw is stated in ${outputs.seen}: send both back.`)),
    ],
  };
}

/** On a terminal the person reads the review and types; for scripts the options say the same. */
async function confirm({ args, io, say }: Context, review: Review): Promise<ApprovedReview> {
  const given = args.text('confirm-amount');
  const hash = args.text('reviewed-hash');
  const earlier = hash === undefined ? {} : { reviewedHash: hash };
  for (const line of reviewLines(review)) say(line);
  if (given !== undefined) {
    return approveReview(review, { ...earlier, confirmedAmount: given, acknowledged: args.list('acknowledge') });
  }
  if (!io.interactive) {
    throw new IcehouseError({
      code: 'usage/missing-option',
      kind: 'usage',
      message: 'the confirmation is missing',
      at: '--confirm-amount',
      next: 'review the payment and give the amount that leaves, in bitcoin',
    });
  }
  const warnings = review.findings.filter((finding) => finding.severity === 'warn').map((finding) => finding.code);
  const acknowledged: string[] = [];
  for (const code of new Set<string>(warnings)) {
    if ((await ask(io, `Type ${code} to acknowledge this warning:`)) === code) acknowledged.push(code);
  }
  const confirmedAmount = await ask(io, 'Type the amount that leaves, in bitcoin:');
  return approveReview(review, { ...earlier, confirmedAmount, acknowledged });
}
