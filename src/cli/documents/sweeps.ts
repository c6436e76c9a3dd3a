/** Sweeps and consolidations as commands: the plan first, then its next stage as a proposal. */

import { randomInt } from 'node:crypto';
import { resolve } from 'node:path';
import { formatBtc, parseBtc } from '../../core/amount.ts';
import { loadSecondOpinion } from '../../core/second/wally.ts';
import { wrapped } from '../../core/text/columns.ts';
import { counted } from '../../core/text/counted.ts';
import { groups } from '../../core/text/groups.ts';
import { settleProposals } from '../../watch/proposals/settle.ts';
import { formatFeeRate, LONG_TERM_RATE } from '../../watch/spend/fee-rate.ts';
import { buildStage, planSweep, type StageRequest, type SweepPlan } from '../../watch/sweep/build.ts';
import { MOST_INPUTS } from '../../watch/sweep/plan.ts';
import type { Context, Options, Outcome } from '../command.ts';
import { table } from '../terminal/text.ts';
import { FEE_OPTIONS, FEE_SHAPE, type Fee, readFee } from './fees.ts';
import { readWholeNumber } from './numbers.ts';
import { readPsbtVersion } from './psbts.ts';
import { recordAndWrite } from './recorded.ts';
import { findWallet, WATCH_OPTIONS, withWatchFolder } from './watch-folder.ts';

export const SWEEP_OPTIONS: Options = {
  ...FEE_OPTIONS,
  'max-inputs': { kind: 'text', value: 'NUMBER', help: 'coins of a stage at most; 100 by default' },
  below: { kind: 'text', value: 'BTC', help: 'only coins of less than this' },
  proposer: { kind: 'text', value: 'NAME', help: 'you, as the charter names you; needed with --out' },
  purpose: { kind: 'text', value: 'TEXT', help: 'why, for the other members' },
  expires: { kind: 'text', value: 'DATE', help: 'last day to sign, as YYYY-MM-DD' },
  'psbt-version': { kind: 'text', value: 'NUMBER', help: '0 (default) or 2' },
  xpubs: { kind: 'flag', help: 'put the wallet’s extended keys in, for devices' },
  out: { kind: 'text', value: 'FILE', help: 'propose the next stage into this PSBT; only the plan without it' },
  ...WATCH_OPTIONS,
};

export const SWEEP_SHAPE =
  '{ "wallet", "to", "stages": [{ "coins", "amount", "fee", "virtualSize" }], "coins", "amount", "fee", "feeLater", ' +
  '"notWorthIt": { "coins", "amount" }, "overCap": { "coins", "amount" }, "proposed": { "psbt", "txid" } or null, ' +
  `${FEE_SHAPE} }`;

export interface SweepWish {
  readonly to?: StageRequest['to'];
  readonly purpose: string;
}

export function sweepAndReport(context: Context, { to, purpose }: SweepWish): Promise<Outcome> {
  return withWatchFolder(context, async (folder) => {
    const { args, io } = context;
    const { charter } = await findWallet(folder, args.positionals[0]!);
    const [most, below, out] = [args.text('max-inputs'), args.text('below'), args.text('out')];
    const proposer = out === undefined ? '' : args.required('proposer');
    const fee = await readFee(context, folder, charter);
    const request: StageRequest = {
      ...{ store: folder.store, charter, second: await loadSecondOpinion(), now: io.now(), random: randomInt },
      ...{ to, feeRate: fee.rate, maxFee: fee.maxFee, proposer, purpose: args.text('purpose') ?? purpose },
      maxInputs: most === undefined ? 100 : readWholeNumber(most, 'max-inputs', [1, MOST_INPUTS]),
      below: below === undefined ? undefined : parseBtc(below, '--below'),
      ...{ expires: args.text('expires'), withXpubs: args.flag('xpubs') },
      psbtVersion: readPsbtVersion(args.text('psbt-version')),
    };
    await settleProposals(request);
    const plan = await planSweep(request);
    const built = out === undefined ? undefined : await buildStage(request, plan);
    if (built !== undefined && out !== undefined) {
      await recordAndWrite({ ...request, built, path: resolve(io.folder, out) });
    }
    const proposed = built === undefined ? null : { psbt: out, txid: built.id };
    return {
      json: { wallet: charter.name, to: to?.address ?? null, ...planJson(plan), proposed, feeAdvice: fee.json },
      lines: [...planLines(plan, fee, to === undefined), ...nextLines(plan, out)],
    };
  });
}

function planJson({ stages, amount, fee, feeLater, notWorthIt, overCap }: SweepPlan) {
  return {
    stages: stages.map(({ coins, ...stage }) => ({ coins: coins.length, ...stage })),
    ...{ coins: stages.reduce((sum, { coins }) => sum + coins.length, 0), amount, fee, feeLater },
    ...{ notWorthIt: countJson(notWorthIt), overCap: countJson(overCap) },
  };
}

function countJson(coins: readonly { readonly amount: bigint }[]) {
  return { coins: coins.length, amount: coins.reduce((sum, { amount }) => sum + amount, 0n) };
}

function planLines(plan: SweepPlan, fee: Fee, isOwn: boolean): string[] {
  const { stages, amount, feeLater, notWorthIt, overCap, target } = plan;
  const rows = stages.map((stage, index) => [
    `${index + 1}`,
    `${stage.coins.length}`,
    formatBtc(stage.amount),
    formatBtc(stage.fee),
    `${stage.virtualSize}`,
  ]);
  const coins = stages.reduce((sum, stage) => sum + stage.coins.length, 0);
  const usual = formatFeeRate(LONG_TERM_RATE);
  const dearer = plan.fee > feeLater ? ' Fees are higher than that now: waiting may be cheaper.' : '';
  return [
    ...wrapped(isOwn ? `To the wallet itself, change ${target.own?.index}:` : `To ${groups(target.address)}:`),
    ...table(['stage', 'coins', 'arrives, BTC', 'fee, BTC', 'vbytes'], rows, { right: [0, 1, 2, 3, 4] }),
    ...wrapped(
      `In all ${counted(coins, 'coin')}, ${formatBtc(amount)} BTC arrive, ${formatBtc(plan.fee)} BTC of fees at ` +
        `${formatFeeRate(fee.rate)} sat/vB; at ${usual} sat/vB it would be ${formatBtc(feeLater)}.${dearer}`,
    ),
    ...leftOver(notWorthIt, 'not worth their fee at this rate, or alone in a stage'),
    ...leftOver(overCap, 'left for later by your cap on the fee, which counts anew for each plan'),
    ...fee.lines,
  ];
}

function leftOver(coins: readonly { readonly amount: bigint }[], why: string): string[] {
  const { amount } = countJson(coins);
  return coins.length === 0 ? [] : wrapped(`${counted(coins.length, 'coin')} of ${formatBtc(amount)} BTC: ${why}.`);
}

function nextLines({ stages }: SweepPlan, out: string | undefined): string[] {
  if (out === undefined)
    return wrapped('Nothing is proposed yet: --out FILE and --proposer NAME propose the first stage.');
  const left = stages.length - 1;
  return wrapped(
    `Stage 1 is written to ${out}. ${left === 0 ? 'It is the last.' : `${left} more: run the same again with another file.`}`,
  );
}
