/** Bumps, cancellations and children as commands: their options, how the original is found, and the table of before and after. */
import { resolve } from 'node:path';
import { formatBtc } from '../../core/amount.ts';
import { loadSecondOpinion } from '../../core/second/wally.ts';
import { wrapped } from '../../core/text/columns.ts';
import { visible } from '../../core/text/visible.ts';
import { settleProposals } from '../../watch/proposals/settle.ts';
import { nameOf } from '../../watch/proposals/sight.ts';
import type { BuiltReplacement, Column, ReplaceRequest } from '../../watch/replace/built.ts';
import { markOriginal, sharingOf } from '../../watch/replace/record.ts';
import { formatFeeRate } from '../../watch/spend/fee-rate.ts';
import { viewCoins } from '../../watch/sync/view.ts';
import type { Context, Options, Outcome } from '../command.ts';
import { table } from '../terminal/text.ts';
import { findCoin } from './coins.ts';
import { FEE_OPTIONS, FEE_SHAPE, type Fee, readFee } from './fees.ts';
import { findOriginal } from './originals.ts';
import { readPsbtVersion } from './psbts.ts';
import { recordAndWrite } from './recorded.ts';
import { WATCH_OPTIONS, type WatchedWallet, type WatchFolder, withWatchFolder } from './watch-folder.ts';

export const REPLACE_OPTIONS: Options = {
  ...FEE_OPTIONS,
  proposer: { kind: 'text', value: 'NAME', help: 'you, as the charter names you', required: true },
  purpose: { kind: 'text', value: 'TEXT', help: 'why; the original’s words with a remark by default' },
  expires: { kind: 'text', value: 'DATE', help: 'last day to sign, as YYYY-MM-DD' },
  'add-coin': { kind: 'list', value: 'TXID:INDEX', help: 'a confirmed coin to spend besides' },
  'psbt-version': { kind: 'text', value: 'NUMBER', help: '0 (default) or 2' },
  xpubs: { kind: 'flag', help: 'put the wallet’s extended keys in, for devices' },
  out: { kind: 'text', value: 'FILE', help: 'the PSBT to write', required: true },
  ...WATCH_OPTIONS,
};

export const REPLACE_SHAPE =
  '{ "psbt": file, "txid" of the unsigned transaction, "kind": "bump" | "cancel" | "child", "original": { "proposal", ' +
  '"txid" }, "before": { "fee", "virtualSize", "feeRate", "leaving", "returning", "inputs" }, "after": as before, ' +
  `"package": { "fee", "virtualSize", "feeRate" } or null, "added": [coins], "alsoReplaced": [txids], ${FEE_SHAPE} }`;

/** Builds one kind of replacement out of what the options say. */
export type Builder = (
  request: ReplaceRequest,
  place: { readonly context: Context; readonly folder: WatchFolder; readonly wallet: WatchedWallet },
) => Promise<BuiltReplacement>;

/** Runs a command that replaces or helps along: finds the original, builds, records, writes and tells. */
export function replace(context: Context, build: Builder): Promise<Outcome> {
  return withWatchFolder(context, async (folder) => {
    const { args, io } = context;
    const { wallet, id } = await findOriginal(folder, args.positionals[0]!);
    const { charter } = wallet;
    const fee = await readFee(context, folder, charter);
    const about = { store: folder.store, charter, second: await loadSecondOpinion(), now: io.now() };
    await settleProposals(about);
    const { coins } = await viewCoins(folder.store, charter.id);
    const built = await build(
      {
        ...{ ...about, id, feeRate: fee.rate, maxFeeRate: fee.maxFeeRate, maxFee: fee.maxFee },
        ...{
          proposer: args.required('proposer'),
          purpose: args.text('purpose'),
          expires: args.text('expires'),
          withXpubs: args.flag('xpubs'),
        },
        addCoins: args.list('add-coin').map((name) => findCoin(coins, name)),
        psbtVersion: readPsbtVersion(args.text('psbt-version')),
      },
      { context, folder, wallet },
    );
    const file = args.required('out');
    const sharing = await sharingOf(about, built);
    await recordAndWrite({ ...about, built, path: resolve(io.folder, file), sharing });
    await markOriginal(about, built);
    return { json: replacementJson(built, file, fee), lines: replacementLines(built, file, fee) };
  });
}

function replacementJson(built: BuiltReplacement, file: string, fee: Fee): Record<string, unknown> {
  const { id, kind, proposalId, txid, before, after, added, alsoReplaced } = built;
  return {
    ...{ psbt: file, txid: id, kind, original: { proposal: proposalId ?? null, txid: txid ?? null } },
    ...{ before: columnJson(before), after: columnJson(after) },
    package: built.package === undefined ? null : { ...built.package, feeRate: rateText(built.package) },
    ...{ added: added.map(nameOf), alsoReplaced, feeAdvice: fee.json },
  };
}

function columnJson(column: Column) {
  return { ...column, feeRate: rateText(column) };
}

/** sat/vB with three decimals, rounded down. */
function rateText({ fee, virtualSize }: Pick<Column, 'fee' | 'virtualSize'>): string {
  return formatFeeRate((fee * 1000n) / BigInt(virtualSize));
}

function replacementLines(built: BuiltReplacement, file: string, fee: Fee): string[] {
  const { kind, before, after, added, alsoReplaced, id, txid, proposal } = built;
  const columns = kind === 'child' ? ['', 'what waits', 'the child', 'both'] : ['', 'before', 'after'];
  const both = built.package;
  const row = (name: string, of: (column: Column) => string, together = '') =>
    kind === 'child' ? [name, of(before), of(after), together] : [name, of(before), of(after)];
  return [
    `${TITLES[kind]} ${(txid ?? built.proposalId ?? '').slice(0, 16)}… → proposal ${id.slice(0, 16)}…`,
    `Purpose: ${visible(proposal.purpose, { max: 200 })}`.slice(0, 80),
    ...table(
      columns,
      [
        row('fee, BTC', (column) => formatBtc(column.fee), both && formatBtc(both.fee)),
        row('size, vB', (column) => `${column.virtualSize}`, both && `${both.virtualSize}`),
        row('rate, sat/vB', rateText, both && rateText(both)),
        row('leaves, BTC', (column) => formatBtc(column.leaving)),
        row('returns, BTC', (column) => formatBtc(column.returning)),
        row('coins spent', (column) => `${column.inputs}`),
      ],
      { right: [1, 2, 3] },
    ),
    ...wrapped(DEEDS[kind]),
    ...(added.length === 0
      ? []
      : wrapped(`Coins added, because the change did not suffice or you asked: ${added.length}.`)),
    ...alsoReplaced.flatMap((each) => wrapped(`Transaction ${each}, which spends from it, would vanish with it.`)),
    ...fee.lines,
    ...wrapped(`Written to ${file}. It needs signatures as any payment: icehouse sign`),
  ];
}

const TITLES = { bump: 'Raise the fee of', cancel: 'CANCEL', child: 'Help along' } as const;

const DEEDS = {
  bump: 'The same people are paid the same; only one of both can be confirmed.',
  cancel:
    'NOBODY is paid by this one: everything returns to the wallet, less the fee. Until it is confirmed, the original ' +
    'can still be confirmed in its place; tell those who wait for the money.',
  child: 'The child pays nobody: it spends what waits to the wallet itself, so that miners take both together.',
} as const;
