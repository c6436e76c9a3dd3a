/** `propose`: from "pay whom, how much, why" to a PSBT that the others can review. */
import { randomInt } from 'node:crypto';
import { resolve } from 'node:path';
import { formatBtc, parseBtc } from '../../core/amount.ts';
import { IcehouseError } from '../../core/errors.ts';
import { loadSecondOpinion } from '../../core/second/wally.ts';
import { pairs } from '../../core/text/columns.ts';
import { groups } from '../../core/text/groups.ts';
import { visible } from '../../core/text/visible.ts';
import { settleProposals } from '../../watch/proposals/settle.ts';
import { buildProposal } from '../../watch/spend/build.ts';
import type { Payment } from '../../watch/spend/payments.ts';
import type { Arguments, Command } from '../command.ts';
import { FEE_OPTIONS, FEE_SHAPE, readFee } from '../documents/fees.ts';
import { readPsbtVersion } from '../documents/psbts.ts';
import { recordAndWrite } from '../documents/recorded.ts';
import { findWallet, WATCH_OPTIONS, withWatchFolder } from '../documents/watch-folder.ts';

export const propose: Command = {
  name: 'propose',
  summary: 'write a payment for the others to review',
  positionals: 'WALLET',
  arity: [1, 1],
  options: {
    pay: { kind: 'list', value: 'ADDRESS=BTC', help: 'whom to pay and how much, in bitcoin', required: true },
    payee: { kind: 'list', value: 'NAME', help: 'who that is, in the order of --pay' },
    source: { kind: 'list', value: 'TEXT', help: 'where the address is from, in the order of --pay' },
    purpose: { kind: 'text', value: 'TEXT', help: 'why, for the other members', required: true },
    proposer: { kind: 'text', value: 'NAME', help: 'you, as the charter names you', required: true },
    ...FEE_OPTIONS,
    expires: { kind: 'text', value: 'DATE', help: 'last day to sign, as YYYY-MM-DD' },
    'psbt-version': { kind: 'text', value: 'NUMBER', help: '0 (default) or 2' },
    xpubs: { kind: 'flag', help: 'put the wallet’s extended keys in, for devices' },
    draft: { kind: 'flag', help: 'reserve nothing yet: proposal add makes it count' },
    out: { kind: 'text', value: 'FILE', help: 'the PSBT to write', required: true },
    ...WATCH_OPTIONS,
  },
  description: [
    'Chooses proven coins as of the last sync, adds change and writes the PSBT with everything that offline signers need: ' +
      'whole previous transactions, all key derivations, purpose and payees. The coins stay reserved for it.',
  ],
  example:
    'icehouse propose Family --pay bc1q…=0.4 --payee Roofer --purpose "new roof" --proposer Alice --fee-rate 5 ' +
    '--out payment.psbt',
  shape:
    '{ "psbt": file, "txid" of the unsigned transaction, "paid", "fee", "virtualSize", "inputs", "change": { address, ' +
    'index, amount } or null, "state": "draft" | "proposed", ' +
    `${FEE_SHAPE} }`,
  run: (context) =>
    withWatchFolder(context, async (folder) => {
      const { store } = folder;
      const { args, io } = context;
      const { charter } = await findWallet(folder, args.positionals[0]!);
      const fee = await readFee(context, folder, charter);
      const now = io.now();
      const second = await loadSecondOpinion();
      await settleProposals({ store, charter, second, now });
      const built = await buildProposal({
        ...{ store, charter, second, now, random: randomInt },
        ...{ purpose: args.required('purpose'), proposer: args.required('proposer'), expires: args.text('expires') },
        payments: readPayments(args),
        ...{ feeRate: fee.rate, maxFeeRate: fee.maxFeeRate, maxFee: fee.maxFee },
        psbtVersion: readPsbtVersion(args.text('psbt-version')),
        withXpubs: args.flag('xpubs'),
      });
      const file = args.required('out');
      const isDraft = args.flag('draft');
      await recordAndWrite({ store, built, now, path: resolve(io.folder, file), isDraft });
      const { paid, virtualSize, inputs, change, payments } = built.summary;
      return {
        json: {
          ...{
            psbt: file,
            txid: built.id,
            paid,
            fee: built.summary.fee,
            virtualSize,
            inputs: inputs.length,
            change: change ?? null,
          },
          state: isDraft ? 'draft' : 'proposed',
          feeAdvice: fee.json,
        },
        lines: [
          `Proposal of ${visible(built.proposal.proposer)}: ${visible(built.proposal.purpose)}`,
          ...pairs([
            ...payments.map(({ address, amount, name }): [string, string] => [
              'pay',
              `${formatBtc(amount)} BTC to ${name === undefined ? '' : `${visible(name)}, `}${groups(address)}`,
            ]),
            ['fee', `${formatBtc(built.summary.fee)} BTC, ${virtualSize} vbytes`],
            ['change', change === undefined ? 'none' : `${formatBtc(change.amount)} BTC to change ${change.index}`],
          ]),
          ...fee.lines,
          isDraft
            ? `Draft written to ${file}; to propose it: icehouse proposal add ${file}`
            : `Written to ${file}. Give it to the members who sign: icehouse sign`,
        ],
      };
    }),
};

function readPayments(args: Arguments): Payment[] {
  const names = args.list('payee');
  const sources = args.list('source');
  const pays = args.list('pay');
  if (names.length > pays.length || sources.length > pays.length) {
    throw new IcehouseError({
      code: 'usage/arguments',
      kind: 'usage',
      message: 'there are more payees or sources than payments',
      at: '--payee',
      expected: 'one for each --pay, in the same order',
    });
  }
  return pays.map((text, index) => {
    const split = text.lastIndexOf('=');
    if (split < 1) {
      throw new IcehouseError({
        code: 'usage/arguments',
        kind: 'usage',
        message: 'a payment needs an address and an amount',
        at: '--pay',
        expected: 'ADDRESS=BTC, such as bc1q…=0.4',
      });
    }
    const amount = parseBtc(text.slice(split + 1), `payments[${index}].amount`);
    return { address: text.slice(0, split), amount, name: names[index], source: sources[index] };
  });
}
