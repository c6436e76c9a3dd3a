/** How a command is told what fee to pay: a rate, or a number of blocks that servers are asked about; and the caps. */
import { formatBtc, parseBtc, type Sats } from '../../core/amount.ts';
import type { Charter } from '../../core/charter/types.ts';
import { IcehouseError } from '../../core/errors.ts';
import { wrapped } from '../../core/text/columns.ts';
import { adviseFeeRate, type FeeAdvice, type FeeVoice, voiceText } from '../../watch/fees/advise.ts';
import { hearVoices, MOST_BLOCKS } from '../../watch/fees/voices.ts';
import { DEFAULT_MAX_FEE, refuseRateOverCap } from '../../watch/spend/fee-cap.ts';
import { type FeeRate, formatFeeRate, parseFeeRate } from '../../watch/spend/fee-rate.ts';
import type { Context, Options } from '../command.ts';
import { readWholeNumber } from './numbers.ts';
import { CHAINS_OPTIONS, withChains } from './several-servers.ts';
import type { WatchFolder } from './watch-folder.ts';

export const FEE_OPTIONS: Options = {
  'fee-rate': { kind: 'text', value: 'SAT/VB', help: 'fee rate, such as 5 or 1.5' },
  'confirm-within': { kind: 'text', value: 'BLOCKS', help: 'in its place: ask the servers, such as 6 for an hour' },
  'max-fee-rate': { kind: 'text', value: 'SAT/VB', help: 'pay no higher rate' },
  'max-fee': { kind: 'text', value: 'BTC', help: `pay no higher fee; ${formatBtc(DEFAULT_MAX_FEE)} by default` },
  ...CHAINS_OPTIONS,
};

export interface Fee {
  readonly rate: FeeRate;
  readonly maxFeeRate: FeeRate | undefined;
  readonly maxFee: Sats;
  /** What was heard about fees and what was made of it; empty for a rate that the person gave. */
  readonly lines: readonly string[];
  /** The same in JSON, or null. */
  readonly json: Record<string, unknown> | null;
}

/** Part of the `--json` shape of commands that take {@link FEE_OPTIONS}. */
export const FEE_SHAPE =
  '"feeAdvice": { "rate", "cappedFrom", "voices": [{ "where", "kind": "estimate" | "mempool", "rate", "doubt" }] } in ' +
  'sat/vB as text, or null';

/**
 * Reads the options, asking the servers where the person gave a number of blocks.
 *
 * @throws IcehouseError `usage/arguments`, `fee-rate/…`, `spend/fee-over-cap`, `amount/…`, and those of `withChains`.
 */
export async function readFee(context: Context, folder: WatchFolder, charter: Charter): Promise<Fee> {
  const { args, io } = context;
  const [given, blocks] = [args.text('fee-rate'), args.text('confirm-within')];
  const cap = args.text('max-fee-rate');
  const maxFeeRate = cap === undefined ? undefined : parseFeeRate(cap);
  const most = args.text('max-fee');
  const maxFee = most === undefined ? DEFAULT_MAX_FEE : parseBtc(most, '--max-fee');
  if ((given === undefined) === (blocks === undefined)) throw oneOfBoth();
  if (given !== undefined) {
    const rate = parseFeeRate(given);
    refuseRateOverCap(rate, maxFeeRate);
    return { rate, maxFeeRate, maxFee, lines: [], json: null };
  }
  const target = readWholeNumber(blocks ?? '', 'confirm-within', [1, MOST_BLOCKS]);
  const advice = await withChains(context, folder, charter, async (chains) =>
    adviseFeeRate(await hearVoices(chains, target, { signal: io.signal }), maxFeeRate),
  );
  return { rate: advice.rate, maxFeeRate, maxFee, lines: adviceLines(advice, target), json: adviceJson(advice) };
}

function adviceLines({ rate, cappedFrom, voices }: FeeAdvice, blocks: number): string[] {
  const doubts = voices.filter(({ doubt }) => doubt !== undefined);
  const within = blocks === 1 ? 'the next block' : `${blocks} blocks`;
  const capped =
    cappedFrom === undefined
      ? ''
      : `; for ${within} it would take ${formatFeeRate(cappedFrom)}, which is over your cap: it may take longer`;
  return [
    ...wrapped(`Fee rate ${formatFeeRate(rate)} sat/vB for ${within}, of ${voices.length} told${capped}.`),
    ...doubts.flatMap((voice) => {
      const why = voice.doubt === 'out-of-bounds' ? 'out of all bounds' : 'far from the others';
      return wrapped(`! ${why}: ${voiceText(voice)}`, { indent: '    ', first: '  ' });
    }),
  ];
}

function adviceJson({ rate, cappedFrom, voices }: FeeAdvice): Record<string, unknown> {
  return {
    rate: formatFeeRate(rate),
    cappedFrom: cappedFrom === undefined ? null : formatFeeRate(cappedFrom),
    voices: voices.map((voice) => ({ ...voiceJson(voice), doubt: voice.doubt ?? null })),
  };
}

function voiceJson({ where, kind, rate }: FeeVoice) {
  return { where, kind, rate: formatFeeRate(rate) };
}

function oneOfBoth(): IcehouseError {
  return new IcehouseError({
    code: 'usage/arguments',
    kind: 'usage',
    message: 'a payment needs either a fee rate or a number of blocks to be confirmed within',
    at: '--fee-rate, --confirm-within',
    expected: 'one of both, such as --fee-rate 5 or --confirm-within 6',
  });
}
