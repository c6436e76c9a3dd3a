/** Finds a Bitcoin Core node on this machine by its cookie file, in the folders where the node puts it by default. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { IcehouseError } from '../../../core/errors.ts';
import type { NetworkName } from '../../../core/network.ts';

export interface OwnNode {
  readonly url: string;
  readonly cookieFile: string;
}

export interface Machine {
  /** As Node names it, such as `linux`. */
  readonly platform: string;
  readonly home: string;
  /** `APPDATA` and `LOCALAPPDATA` on Windows. */
  readonly appData: readonly string[];
}

/** Bitcoin Core's `chainparamsbase.cpp`: the port of its RPC and the folder of each network. */
const PLACES: { readonly [name in NetworkName]: { readonly port: number; readonly folder: string } } = {
  main: { port: 8332, folder: '.' },
  testnet3: { port: 18332, folder: 'testnet3' },
  testnet4: { port: 48332, folder: 'testnet4' },
  signet: { port: 38332, folder: 'signet' },
  regtest: { port: 18443, folder: 'regtest' },
};

/** @throws IcehouseError `core/no-own-node` with the files that were looked for. */
export function findOwnNode(network: NetworkName, machine: Machine): OwnNode {
  const { port, folder } = PLACES[network];
  const candidates = dataFolders(machine).map((data) => join(data, folder, '.cookie'));
  const cookieFile = candidates.find((path) => existsSync(path));
  if (cookieFile !== undefined) return { url: `core+http://127.0.0.1:${port}`, cookieFile };
  throw new IcehouseError({
    code: 'core/no-own-node',
    kind: 'environment',
    message: `no Bitcoin Core node on ${network} was found on this machine`,
    expected: `one of the files ${candidates.join(', ')}`,
    next: 'start the node, or name it with --server core+http://host:port --rpc-cookie FILE',
  });
}

function dataFolders({ platform, home, appData }: Machine): string[] {
  if (platform === 'win32') return appData.map((folder) => join(folder, 'Bitcoin'));
  if (platform === 'darwin') return [join(home, 'Library', 'Application Support', 'Bitcoin')];
  return [join(home, '.bitcoin'), join(home, 'snap', 'bitcoin-core', 'common', '.bitcoin'), '/var/lib/bitcoind'];
}
