import { fromHex } from '../../core/bytes.ts';
import { loadSecondOpinion } from '../../core/second/wally.ts';
import { parseTransaction } from '../../core/tx/parse.ts';
import { settleProposals } from '../../watch/proposals/settle.ts';
import { takeSignatures } from '../../watch/proposals/signers.ts';
import { broadcastTransaction } from '../../watch/spend/broadcast.ts';
import type { Command } from '../command.ts';
import { readDocumentText } from '../documents/travelled.ts';
import { findWallet, SERVER_OPTIONS, WATCH_OPTIONS, withChain, withWatchFolder } from '../documents/watch-folder.ts';

export const broadcast: Command = {
  name: 'broadcast',
  summary: 'send a final transaction and ask back for it',
  positionals: 'TRANSACTION WALLET',
  arity: [2, 2],
  options: { ...SERVER_OPTIONS, ...WATCH_OPTIONS },
  description: [
    'Notes the intent, sends the transaction and believes that it is out only when the server shows it on request. Sending ' +
      'it twice is harmless.',
  ],
  example: 'icehouse broadcast payment.tx Family',
  shape: '{ "txid", "outcome": "sent" | "already-known" }',
  run: (context) =>
    withWatchFolder(context, async (folder) => {
      const { args, io } = context;
      const [file = '', wallet = ''] = args.positionals;
      const { charter } = await findWallet(folder, wallet);
      const transaction = fromHex(readDocumentText(io, file).trim(), 'tx/not-hex', file);
      return withChain(context, folder, charter, async (chain) => {
        const { txid, outcome } = await broadcastTransaction({
          ...{ store: folder.store, chain, transaction, now: io.now(), signal: io.signal },
        });
        const second = await loadSecondOpinion();
        const request = { store: folder.store, charter, second, now: io.now() };
        await takeSignatures({ ...request, content: parseTransaction(transaction) });
        await settleProposals(request);
        const told = outcome === 'sent' ? 'The server shows it.' : 'The server had it already.';
        return { json: { txid, outcome }, lines: [`Transaction ${txid}`, told] };
      });
    }),
};
