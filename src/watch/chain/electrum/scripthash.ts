/**
 * How the Electrum protocol names an output script: SHA-256 of the script, printed in reverse. The server learns which
 * scripts belong together from being asked, not from the hash.
 */
import { hash } from 'node:crypto';

/** @example scripthash(fromHex('76a91462e907b15cbf27d5425399ebf6f0fb50ebb88f1888ac')) // '8b01df4e…' of the genesis key */
export function scripthash(scriptPubKey: Uint8Array): string {
  // Native, as thousands of scripts are named in every sync; nothing depends on it but what the server is asked.
  return hash('sha256', scriptPubKey, 'buffer').reverse().toString('hex');
}
