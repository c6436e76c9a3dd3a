/** `review`: the whole truth about a payment for one member, without her secret. */

import { loadSecondOpinion } from '../../core/second/wally.ts';
import type { Command } from '../command.ts';
import { EARLIER_OPTIONS, readEarlier } from '../documents/earlier.ts';
import { reviewJson, reviewLines } from '../documents/review-output.ts';
import { prepareReview, REVIEW_OPTIONS, registeredByName } from '../documents/reviews.ts';

export const review: Command = {
  name: 'review',
  summary: 'tell the whole truth about a payment',
  positionals: 'PSBT',
  arity: [1, 1],
  options: {
    charter: { kind: 'text', value: 'FILE', help: 'the charter with your receipt', required: true },
    me: { kind: 'text', value: 'NAME', help: 'whose review it is, as the charter names her', required: true },
    ...EARLIER_OPTIONS,
    ...REVIEW_OPTIONS,
  },
  description: [
    'Rebuilds inputs, change and amounts from the charter, never from the file, and lists every finding. Exit code 1 when ' +
      'one of them forbids signing.',
  ],
  example: 'icehouse review payment.psbt --charter family.json --me Bob',
  shape:
    '{ "txid", "reviewedHash", "verdict": "stop" | "warn" | "clear", "findings": [{ code, severity, at, message }], ' +
    '"totals": { inputs, leaving, returning, fee, virtualSize, feeRateMilli } or null, "outputs": [{ role, address, ' +
    'amount, payee, known }], "signedBy": [names], "review": [lines] }',
  run: async (context) => {
    const { args } = context;
    const registered = registeredByName(context, args.required('charter'), args.required('me'));
    const second = await loadSecondOpinion();
    const remembered = readEarlier(context, registered, second, { begin: false });
    const result = prepareReview(context, { registered, second, remembered });
    const json = reviewJson(result);
    return { json, lines: reviewLines(result), exitCode: json.verdict === 'stop' ? 1 : 0 };
  },
};
