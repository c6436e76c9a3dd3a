/** `propose`: from "pay whom, how much, why" to a PSBT that the others can review. */
import { randomInt } from 'node:crypto';
import { resolve } from 'node:path';
import type { Charter } from '../../core/charter/types.ts';
import { loadSecondOpinion } from '../../core/second/wally.ts';
import type { OutPoint } from '../../core/tx/types.ts';
import { walletCoins } from '../../watch/coins/coins.ts';
import { addressFacts } from '../../watch/coins/facts.ts';
import { paymentHints } from '../../watch/hints/payment-hints.ts';
import { settleProposals } from '../../watch/proposals/settle.ts';
import { buildProposal } from '../../watch/spend/build.ts';
import { parseData } from '../../watch/spend/data-output.ts';
import type { Store } from '../../watch/store/store.ts';
import type { Command } from '../command.ts';
import { builtJson, builtLines } from '../documents/built.ts';
import { findCoin } from '../documents/coins.ts';
import { FEE_OPTIONS, FEE_SHAPE, readFee } from '../documents/fees.ts';
import { hintLines, hintsJson } from '../documents/hints.ts';
import { PAYMENT_OPTIONS, readPayments } from '../documents/payments.ts';
import { readPsbtVersion } from '../documents/psbts.ts';
import { recordAndWrite } from '../documents/recorded.ts';
import { findWallet, WATCH_OPTIONS, withWatchFolder } from '../documents/watch-folder.ts';

export const propose: Command = {
  name: 'propose',
  summary: 'write a payment for the others to review',
  positionals: 'WALLET',
  arity: [1, 1],
  options: {
    ...PAYMENT_OPTIONS,
    coin: { kind: 'list', value: 'TXID:INDEX', help: 'spend exactly these coins; chosen by itself otherwise' },
    'keep-together': { kind: 'flag', help: 'spend coins on one address together, whatever it costs' },
    purpose: { kind: 'text', value: 'TEXT', help: 'why, for the other members', required: true },
    proposer: { kind: 'text', value: 'NAME', help: 'you, as the charter names you', required: true },
    ...FEE_OPTIONS,
    expires: { kind: 'text', value: 'DATE', help: 'last day to sign, as YYYY-MM-DD' },
    'psbt-version': { kind: 'text', value: 'NUMBER', help: '0 (default) or 2' },
    xpubs: { kind: 'flag', help: 'put the wallet’s extended keys in, for devices' },
    draft: { kind: 'flag', help: 'reserve nothing yet: proposal add makes it count' },
    'op-return': { kind: 'text', value: 'TEXT', help: 'data for all to see, text or hex:…, 80 bytes at most' },
    'future-version': { kind: 'flag', help: 'pay to a witness version that nobody can spend from yet' },
    'dry-run': { kind: 'flag', help: 'show what would be proposed, and do nothing' },
    out: { kind: 'text', value: 'FILE', help: 'the PSBT to write' },
    ...WATCH_OPTIONS,
  },
  description: [
    'Chooses proven coins as of the last sync, adds change and writes the PSBT with everything that offline signers need: ' +
      'whole previous transactions, all key derivations, purpose and payees. The coins stay reserved for it.',
    'Amounts are in bitcoin unless they name a unit; what could mean two things is refused. docs/paying.md tells more.',
  ],
  example:
    'icehouse propose Family --pay bc1q…=0.4 --payee Roofer --purpose "new roof" --proposer Alice --fee-rate 5 ' +
    '--out payment.psbt',
  shape:
    '{ "psbt": file or null, "txid" of the unsigned transaction, "payments": [{ "address", "amount", "payee" }], "paid", ' +
    '"fee", "virtualSize", "inputs", "coins": [txid:index], "change": { address, index, amount } or null, ' +
    `"state": "draft" | "proposed" | "dry-run", ${FEE_SHAPE}, "hints": [{ "code", "severity", "at", "message", "meaning", ` +
    '"action" }] }',
  run: (context) =>
    withWatchFolder(context, async (folder) => {
      const { store } = folder;
      const { args, io } = context;
      const { charter } = await findWallet(folder, args.positionals[0]!);
      const { payments, remarks } = readPayments(args, io, charter.wallet.network);
      const coins = args.list('coin');
      const data = args.text('op-return');
      const isDryRun = args.flag('dry-run');
      const file = isDryRun ? undefined : args.required('out');
      const fee = await readFee(context, folder, charter);
      const now = io.now();
      const second = await loadSecondOpinion();
      await settleProposals({ store, charter, second, now });
      const built = await buildProposal({
        ...{ store, charter, second, now, random: randomInt },
        ...{ purpose: args.required('purpose'), proposer: args.required('proposer'), expires: args.text('expires') },
        payments,
        data: data === undefined ? undefined : parseData(data),
        ...{ feeRate: fee.rate, maxFeeRate: fee.maxFeeRate, maxFee: fee.maxFee },
        coins: coins.length === 0 ? undefined : await chosenBy(store, charter, coins),
        keepTogether: args.flag('keep-together') ? 'always' : 'when-free',
        futureVersion: args.flag('future-version'),
        psbtVersion: readPsbtVersion(args.text('psbt-version')),
        withXpubs: args.flag('xpubs'),
      });
      const isDraft = args.flag('draft');
      if (file !== undefined) await recordAndWrite({ store, built, now, path: resolve(io.folder, file), isDraft });
      const hints = paymentHints({
        ...{ wallet: charter.wallet, feeRate: fee.rate, summary: built.summary },
        ...{ coins: (await walletCoins(store, charter)).coins, facts: await addressFacts(store, charter) },
      });
      const state = isDryRun ? 'dry-run' : isDraft ? 'draft' : 'proposed';
      return {
        json: { psbt: file ?? null, ...builtJson(built), state, feeAdvice: fee.json, hints: hintsJson(hints) },
        lines: [
          ...[...builtLines(built), ...fee.lines, ...remarks, ...hintLines(hints, 'Worth knowing before it is signed')],
          ...(hints.length === 0 ? [] : ['']),
          ...nextStep(state, file),
        ],
      };
    }),
};

async function chosenBy(store: Store, charter: Charter, names: readonly string[]): Promise<OutPoint[]> {
  const { coins } = await walletCoins(store, charter);
  return names.map((name) => findCoin(coins, name));
}

function nextStep(state: 'dry-run' | 'draft' | 'proposed', file = ''): string[] {
  if (state === 'dry-run') return ['Nothing was written or reserved; other coins may be chosen next time.'];
  if (state === 'draft') return [`Draft written to ${file}; to propose it: icehouse proposal add ${file}`];
  return [`Written to ${file}. Give it to the members who sign: icehouse sign`];
}
