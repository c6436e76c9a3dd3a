/** From files on the command line to a review: the PSBT, the registered charter, and what the person allowed. */
import { sats } from '../../core/amount.ts';
import { registerCharter } from '../../core/charter/register.ts';
import type { RegisteredCharter } from '../../core/charter/types.ts';
import { IcehouseError } from '../../core/errors.ts';
import { FINDING_CODES, isLowerable, type LowerableCode } from '../../core/review/catalogue.ts';
import type { ReviewPolicy } from '../../core/review/policy.ts';
import { reviewPsbt } from '../../core/review/review.ts';
import type { Review } from '../../core/review/types.ts';
import type { SecondOpinion } from '../../core/second/types.ts';
import type { Arguments, Context, Options } from '../command.ts';
import { readCharterFile } from './charters.ts';
import type { Remembered } from './earlier.ts';
import { readWholeNumber } from './numbers.ts';
import { readPsbtFile } from './psbts.ts';

/** What a person may raise or allow on purpose for one payment. Nothing here touches the checks on change. */
export const REVIEW_OPTIONS: Options = {
  'fee-cap': { kind: 'text', value: 'SAT', help: 'largest fee in satoshis, for this payment' },
  'fee-percent-cap': { kind: 'text', value: 'PERCENT', help: 'largest fee in per cent of what leaves' },
  'fee-rate-cap': { kind: 'text', value: 'SAT/VB', help: 'largest fee rate in sat/vB' },
  allow: { kind: 'list', value: 'CODE', help: 'a stop that you allow for this payment: it becomes a warning' },
  'tip-height': { kind: 'text', value: 'HEIGHT', help: 'the present block height, to judge a lock time by' },
  known: { kind: 'list', value: 'ADDRESS', help: 'an address that you know from elsewhere' },
};

/** Registers a charter for the member whom the person names; her receipt in the file must verify. */
export function registeredByName({ io }: Context, charterPath: string, name: string): RegisteredCharter {
  const { charter, receipts } = readCharterFile(io, charterPath);
  const me = charter.wallet.keys.find((key) => key.name.toLowerCase() === name.toLowerCase());
  if (me === undefined) {
    throw new IcehouseError({
      code: 'charter/no-such-member',
      kind: 'usage',
      message: 'the charter names no such member',
      at: '--me',
      expected: charter.wallet.keys.map((key) => key.name).join(', '),
    });
  }
  return registerCharter({ charter, receipts, me });
}

/** What is to be reviewed, and for whom. */
export interface ReviewOf {
  readonly registered: RegisteredCharter;
  readonly second: SecondOpinion;
  /** What the member signed before, where she told. */
  readonly remembered?: Remembered;
}

/** Reviews the PSBT that the command line names first, with the options of {@link REVIEW_OPTIONS}. */
export function prepareReview({ args, io }: Context, { registered, second, remembered }: ReviewOf): Review {
  const tipHeight = args.text('tip-height');
  return reviewPsbt({
    psbtBytes: readPsbtFile(io, args.positionals[0]!),
    registered,
    second,
    earlier: remembered?.earlier ?? [],
    policy: raisedCaps(args),
    now: Math.floor(io.now().getTime() / 1000),
    knownAddresses: [...args.list('known'), ...(remembered?.knownAddresses ?? [])],
    ...(tipHeight === undefined ? {} : { tipHeight: readWholeNumber(tipHeight, 'tip-height', [0, 499_999_999]) }),
  });
}

function raisedCaps(args: Arguments): Partial<ReviewPolicy> {
  const number = (name: string, most: number): number | undefined => {
    const text = args.text(name);
    return text === undefined ? undefined : readWholeNumber(text, name, [0, most]);
  };
  const feeCap = number('fee-cap', 2_100_000_000_000_000);
  const feePercentCap = number('fee-percent-cap', 1_000_000);
  const feeRateCap = number('fee-rate-cap', 1_000_000);
  return {
    ...(feeCap === undefined ? {} : { feeCap: sats(BigInt(feeCap)) }),
    ...(feePercentCap === undefined ? {} : { feePercentCap }),
    ...(feeRateCap === undefined ? {} : { feeRateCap }),
    lowered: args.list('allow').map(readAllowed),
  };
}

/** The catalogue says which stops a person may allow; no check on change is among them. */
function readAllowed(code: string): LowerableCode {
  if (isLowerable(code)) return code;
  throw new IcehouseError({
    code: 'usage/arguments',
    kind: 'usage',
    message: 'this is not the code of a stop that may be allowed',
    at: '--allow',
    expected: FINDING_CODES.filter(isLowerable).join(', '),
  });
}
