/** The wallet's server and its second one, and further ones beside them, for what should not hang on one server's word. */
import type { Charter } from '../../core/charter/types.ts';
import { IcehouseError } from '../../core/errors.ts';
import { wrapped } from '../../core/text/columns.ts';
import type { Chain } from '../../watch/chain/chain.ts';
import type { Context, Options } from '../command.ts';
import { connect, prepareServers, SERVER_OPTIONS, withServers } from './connecting.ts';
import type { WatchFolder } from './watch-folder.ts';

export const CHAINS_OPTIONS: Options = {
  ...SERVER_OPTIONS,
  'also-server': { kind: 'list', value: 'URL', help: 'a further server besides the wallet’s own and its second' },
};

/**
 * Connects to the wallet's server, to the second one that it was added with, and to every further one. A further server that cannot be reached is named and left
 * out: it was asked for to be surer, and not to be in the way.
 *
 * @throws IcehouseError those of `prepareServers` and `withServers`.
 */
export function withChains<T>(
  context: Context,
  folder: WatchFolder,
  charter: Charter,
  work: (chains: readonly [Chain, ...Chain[]]) => Promise<T>,
): Promise<T> {
  const { args, say } = context;
  const connecting = prepareServers(context, folder, charter);
  return withServers(context, folder.path, connecting, charter, async (chain) => {
    const further: Chain[] = [];
    try {
      const { second } = connecting.through;
      for (const url of new Set([...(second === undefined ? [] : [second]), ...args.list('also-server')])) {
        const other = await reached(connect(context, folder.path, connecting, charter, url), say);
        if (other !== undefined) further.push(other);
      }
      return await work([chain, ...further]);
    } finally {
      for (const each of further) each.close();
    }
  });
}

async function reached(connection: Promise<Chain>, say: (line: string) => void): Promise<Chain | undefined> {
  try {
    return await connection;
  } catch (error) {
    if (!(error instanceof IcehouseError) || error.kind !== 'environment' || error.code === 'chain/stopped')
      throw error;
    for (const line of wrapped(`Without the server ${error.at ?? ''}: ${error.message} (${error.code}).`)) say(line);
    return undefined;
  }
}
