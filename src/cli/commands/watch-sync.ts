/** `watch sync`: fetches what is new, and proves it; once, until it works, or for as long as a person lets it run. */
import type { Charter } from '../../core/charter/types.ts';
import { IcehouseError } from '../../core/errors.ts';
import type { Chain } from '../../watch/chain/chain.ts';
import { pause } from '../../watch/chain/pause.ts';
import type { OwnScript } from '../../watch/store/store.ts';
import type { Further } from '../../watch/sync/sync.ts';
import type { Arguments, Command, Context, Outcome } from '../command.ts';
import {
  type Connecting,
  patiently,
  prepareServers,
  SECOND_OPTION,
  SERVER_OPTIONS,
  withServers,
} from '../documents/connecting.ts';
import { readWholeNumber } from '../documents/numbers.ts';
import { readServers, rememberServers } from '../documents/servers.ts';
import { syncAndReport } from '../documents/syncing.ts';
import { findWallet, WATCH_OPTIONS, type WatchFolder, withWatchFolder } from '../documents/watch-folder.ts';
import { jsonLine } from '../terminal/json.ts';

export const watchSync: Command = {
  name: 'watch sync',
  summary: 'fetch and prove what is new',
  positionals: 'WALLET',
  arity: [1, 1],
  options: {
    follow: { kind: 'flag', help: 'go on, and report whatever is new, until ctrl-C' },
    retry: { kind: 'flag', help: 'when no server can be asked, try again with growing pauses until ctrl-C' },
    'gap-limit': { kind: 'text', value: 'N', help: 'go on until N addresses in a row are unused' },
    'to-index': { kind: 'text', value: 'N', help: 'look at every address up to this one' },
    ...SERVER_OPTIONS,
    ...SECOND_OPTION,
    ...WATCH_OPTIONS,
  },
  description: [
    'Asks the server about the wallet’s addresses, checks every transaction’s hash and proves confirmed ones by block ' +
      'headers with proof of work. What cannot be proven is shown as such. On any error the store stays as it was.',
    'Several servers are tried in turn. With --follow the server announces blocks and payments; only what has changed is ' +
      'asked for, and a broken connection is made anew.',
    'Looks behind the last address that was used or given out here as far as the charter’s gap limit. When money is missing ' +
      'that was paid to an address given out elsewhere, look further once with --gap-limit or --to-index: what is found is ' +
      'remembered.',
  ],
  example: 'icehouse watch sync Family',
  shape:
    '{ "wallet", "height", "appeared": [txids], "vanished": [txids], "withheld": [txids], "balance": { confirmed, ' +
    'unconfirmed, unproven, immature, total }, "proposals": [{ "id", "before", "state", "reason", "txid" }] that have ' +
    'changed, "again": [{ "proposal", "txid", "error" }] sent once more, "secondLook": { "at", ' +
    '"first", "second", "byBoth", "byOne", "notCompared" } or null, "warnings": [{ "code", "message" }] }; with --follow ' +
    'one such object in a line for each report',
  run: (context) =>
    context.args.flag('follow') || context.args.flag('retry')
      ? goOn(context)
      : withWatchFolder(context, async (folder) => syncOnce(context, folder, await prepare(context, folder))),
};

interface Prepared {
  readonly charter: Charter;
  readonly connecting: Connecting;
  readonly further: Further;
}

async function prepare(context: Context, folder: WatchFolder): Promise<Prepared> {
  const { charter } = await findWallet(folder, context.args.positionals[0]!);
  const connecting = prepareServers(context, folder, charter);
  rememberConsent(folder, charter, connecting);
  return { charter, connecting, further: furtherOf(context.args) };
}

function syncOnce(context: Context, folder: WatchFolder, prepared: Prepared): Promise<Outcome> {
  const { charter, connecting, further } = prepared;
  return withServers(context, folder.path, connecting, charter, (chain) =>
    syncAndReport(context, folder, connecting, chain, charter, further),
  );
}

/** The folder is opened anew for each try, so that others can use it in the pauses. */
async function goOn(context: Context): Promise<Outcome> {
  const { path, prepared } = await withWatchFolder(context, async (folder) => ({
    path: folder.path,
    prepared: await prepare(context, folder),
  }));
  if (context.args.flag('follow')) return follow(context, path, prepared);
  return patiently(context, () => withWatchFolder(context, (folder) => syncOnce(context, folder, prepared)));
}

/** More than any wallet of people has; each address costs the server a look. */
const MOST = 100_000;

function furtherOf(args: Arguments): Further {
  const number = (option: string): number | undefined => {
    const text = args.text(option);
    return text === undefined ? undefined : readWholeNumber(text, option, [1, MOST]);
  };
  return { gapLimit: number('gap-limit'), toIndex: number('to-index') };
}

/** Consent to public servers is given once; the other options hold for this run, those of `watch add` stay. */
function rememberConsent({ path }: WatchFolder, { id }: Charter, { through }: Connecting): void {
  const known = readServers(path)[id];
  if (known !== undefined && through.publicOk && !known.publicOk)
    rememberServers(path, id, { ...known, publicOk: true });
}

/** Before another Icehouse that uses the folder is asked again to be done, in milliseconds. */
const LOCKED_PAUSE_MS = 3_000;

/**
 * Ends only by ctrl-C or by something that a person has to look at. The folder is open while something is stored, not while
 * the server is listened to, so that other commands find it free.
 */
function follow(context: Context, path: string, { charter, connecting, further }: Prepared): Promise<never> {
  const { io, json } = context;

  async function report(chain: Chain): Promise<readonly OwnScript[]> {
    try {
      const { outcome, scripts } = await withWatchFolder(context, async (folder) => ({
        outcome: await syncAndReport(context, folder, connecting, chain, charter, further),
        scripts: await folder.store.addresses.scripts(charter.id),
      }));
      io.stdout.write(`${json ? jsonLine(outcome.json) : outcome.lines.join('\n')}\n`);
      connecting.warnings.length = 0;
      return scripts;
    } catch (error) {
      if (!(error instanceof IcehouseError && error.code === 'store/locked')) throw error;
      await pause(LOCKED_PAUSE_MS, io.signal);
      return report(chain);
    }
  }

  return patiently(context, (progressed) =>
    withServers(context, path, connecting, charter, async (chain): Promise<never> => {
      for (;;) {
        const scripts = await report(chain);
        progressed();
        await chain.news(
          scripts.map(({ scriptPubKey }) => scriptPubKey),
          { signal: io.signal },
        );
      }
    }),
  );
}
