/** `broadcast`: sends a final transaction through one server or several, and asks each back for it. */

import { fromHex } from '../../core/bytes.ts';
import type { Charter } from '../../core/charter/types.ts';
import { IcehouseError } from '../../core/errors.ts';
import { loadSecondOpinion } from '../../core/second/wally.ts';
import { wrapped } from '../../core/text/columns.ts';
import { parseTransaction } from '../../core/tx/parse.ts';
import { type Rebroadcast, rebroadcastLost } from '../../watch/proposals/rebroadcast.ts';
import { settleProposals } from '../../watch/proposals/settle.ts';
import { takeSignatures } from '../../watch/proposals/signers.ts';
import { type BroadcastWay, broadcastTransaction } from '../../watch/spend/broadcast.ts';
import type { Command, Context, Outcome } from '../command.ts';
import { rebroadcastJson, rebroadcastLines, troubleText } from '../documents/rebroadcasts.ts';
import { CHAINS_OPTIONS, withChains } from '../documents/several-servers.ts';
import { readDocumentText } from '../documents/travelled.ts';
import { findWallet, WATCH_OPTIONS, type WatchFolder, withWatchFolder } from '../documents/watch-folder.ts';

export const broadcast: Command = {
  name: 'broadcast',
  summary: 'send a final transaction and ask back for it',
  positionals: '[TRANSACTION] WALLET',
  arity: [1, 2],
  options: {
    again: { kind: 'flag', help: 'send once more what was sent and is not in sight' },
    ...CHAINS_OPTIONS,
    ...WATCH_OPTIONS,
  },
  description: [
    'Notes the intent, sends the transaction and believes that it is out only when a server shows it on request. Sending it ' +
      'twice is harmless. With --also-server it goes out through several servers, and each is asked.',
    'With --again and the wallet alone it sends once more what was sent and is not in sight, as every sync does. A payment ' +
      'that was withdrawn, replaced or cancelled is left alone.',
  ],
  example: 'icehouse broadcast payment.tx Family',
  shape:
    '{ "txid", "outcome": "sent" | "already-known", "ways": [{ "where", "outcome": "sent" | "already-known" | "failed", ' +
    '"error" }] }, and with --again { "again": [{ "proposal", "txid", "error" }] }',
  run: (context) =>
    withWatchFolder(context, async (folder) => {
      const { args } = context;
      const isAgain = args.flag('again');
      if (args.positionals.length !== (isAgain ? 1 : 2)) throw wrongNumber(isAgain);
      const { charter } = await findWallet(folder, args.positionals.at(-1)!);
      return isAgain ? sendAgain(context, folder, charter) : send(context, folder, charter);
    }),
};

async function send(context: Context, folder: WatchFolder, charter: Charter): Promise<Outcome> {
  const { args, io } = context;
  const [file = ''] = args.positionals;
  const transaction = fromHex(readDocumentText(io, file).trim(), 'tx/not-hex', file);
  const about = { store: folder.store, charter, second: await loadSecondOpinion(), now: io.now() };
  return withChains(context, folder, charter, async ([chain, ...also]) => {
    const { txid, outcome, ways } = await broadcastTransaction({
      ...{ ...about, chain, also, transaction, signal: io.signal },
    });
    await takeSignatures({ ...about, content: parseTransaction(transaction) });
    await settleProposals(about);
    return {
      json: { txid, outcome, ways: ways.map((way) => ({ ...way, error: way.error?.toJSON() ?? null })) },
      lines: [`Transaction ${txid}`, ...wayLines(ways)],
    };
  });
}

async function sendAgain(context: Context, folder: WatchFolder, charter: Charter): Promise<Outcome> {
  const { io } = context;
  const about = { store: folder.store, charter, second: await loadSecondOpinion(), now: io.now() };
  const again: readonly Rebroadcast[] = await withChains(context, folder, charter, ([chain, ...also]) =>
    rebroadcastLost({ ...about, chain, also, signal: io.signal }),
  );
  const none = 'Everything that was sent is in sight, replaced or withdrawn: nothing was sent again.';
  return {
    json: { again: again.map(rebroadcastJson) },
    lines: again.length === 0 ? wrapped(none) : rebroadcastLines(again),
    exitCode: again.some(({ error }) => error !== undefined) ? 1 : 0,
  };
}

function wayLines(ways: readonly BroadcastWay[]): string[] {
  if (ways.length === 1) return [ways[0]?.outcome === 'sent' ? 'The server shows it.' : 'The server had it already.'];
  return ways.flatMap(({ where, outcome, error }) => {
    const told = { sent: 'shows it', 'already-known': 'had it already', failed: troubleText(error) }[outcome];
    return wrapped(`${where}: ${told}.`);
  });
}

function wrongNumber(isAgain: boolean): IcehouseError {
  return new IcehouseError({
    code: 'usage/arguments',
    kind: 'usage',
    message: isAgain ? 'with --again only the wallet is named' : 'a transaction and a wallet are needed',
    expected: isAgain ? 'icehouse broadcast --again WALLET' : 'icehouse broadcast TRANSACTION WALLET',
  });
}
