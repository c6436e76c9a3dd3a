/** Pins a server to the wallet's network by block 0, before any address is told to it. Every back end connects through it. */
import { toHex } from '../../core/bytes.ts';
import { IcehouseError } from '../../core/errors.ts';
import { sha256d } from '../../core/hash.ts';
import { NETWORK_NAMES, NETWORKS, type NetworkName } from '../../core/network.ts';
import { protocolError } from './errors.ts';

/**
 * Compares block 0 of the server with that of the network: the hash that it names and, where given, the header behind it.
 *
 * @throws IcehouseError `chain/wrong-network` naming both networks, `chain/protocol` when hash and header differ.
 */
export function checkGenesis(where: string, wanted: NetworkName, claimed: string, header?: Uint8Array): void {
  if (header !== undefined && toHex(sha256d(header).reverse()) !== claimed)
    throw protocolError(where, 'the server names one genesis block and shows another');
  if (claimed === NETWORKS[wanted].genesisHash) return;
  const served = NETWORK_NAMES.find((name) => NETWORKS[name].genesisHash === claimed);
  throw new IcehouseError({
    code: 'chain/wrong-network',
    kind: 'refused',
    message:
      served === undefined
        ? `this server serves a chain that is not known here, and the wallet is on ${wanted}`
        : `this is a ${served} server, and the wallet is on ${wanted}`,
    at: where,
    found: served ?? `a chain that begins with block ${claimed}`,
    expected: wanted,
    next: `use a server for ${wanted}`,
  });
}
