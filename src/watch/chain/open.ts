/** Finds the back end for a server's address and connects to it. */

import { IcehouseError } from '../../core/errors.ts';
import { parseServerAddress } from './address.ts';
import type { Chain, ConnectOptions } from './chain.ts';
import { connectCore } from './core/connect.ts';
import { connectElectrum } from './electrum/connect.ts';
import { connectEsplora } from './esplora/connect.ts';

export interface OpenOptions extends ConnectOptions {
  /** The wallet's charter; Bitcoin Core keeps a wallet under its id. */
  readonly charterId: string;
  /** File with `user:password`; Bitcoin Core only. */
  readonly cookieFile?: string | undefined;
}

/**
 * Connects to a server of any kind, on the wallet's network.
 *
 * @throws IcehouseError `chain/bad-server-url`, `core/no-password`, and those of the back ends.
 */
export async function openChain({ charterId, cookieFile, ...options }: OpenOptions): Promise<Chain> {
  const { kind, where } = parseServerAddress(options.url);
  switch (kind) {
    case 'electrum':
      return connectElectrum(options);
    case 'esplora':
      return connectEsplora(options);
    case 'core':
      if (cookieFile === undefined) throw noPassword(where);
      return connectCore({ ...options, cookieFile, walletName: `icehouse-${charterId.slice(0, 16)}` });
  }
}

function noPassword(where: string): IcehouseError {
  return new IcehouseError({
    code: 'core/no-password',
    kind: 'usage',
    message: 'a Bitcoin Core node asks for a password, and it is not known where to find it',
    at: where,
    next: 'add --rpc-cookie FILE (the node’s .cookie, or a file of yours with user:password), or use --own-node',
  });
}
