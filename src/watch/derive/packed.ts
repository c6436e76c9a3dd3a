/**
 * How outputs travel between threads: the scripts of a chunk in one transferred buffer and the addresses in one text.
 * Copying thousands of small arrays would cost the main thread more than it gains from the workers.
 */
import { invariant } from '../../core/errors.ts';
import type { DerivedOutput, Keychain } from '../../core/wallet/types.ts';

/** What a scan needs of an output. */
export type DerivedAddress = Pick<DerivedOutput, 'keychain' | 'index' | 'scriptPubKey' | 'address'>;

export interface PackedAddresses {
  readonly keychain: Keychain;
  readonly from: number;
  readonly count: number;
  /** Scripts of equal length, one after another. */
  readonly scripts: Uint8Array<ArrayBuffer>;
  /** Addresses with a space between them. */
  readonly addresses: string;
}

/** Packs outputs with consecutive indices; all outputs of a wallet have scripts of one length. */
export function packAddresses(outputs: readonly DerivedAddress[]): PackedAddresses {
  const [first] = outputs;
  invariant(first !== undefined, 'chunks are never empty');
  const { length } = first.scriptPubKey;
  const scripts = new Uint8Array(length * outputs.length);
  for (const [position, { scriptPubKey }] of outputs.entries()) scripts.set(scriptPubKey, position * length);
  const addresses = outputs.map(({ address }) => address).join(' ');
  return { keychain: first.keychain, from: first.index, count: outputs.length, scripts, addresses };
}

/** Unpacks a chunk. Its scripts are views of one buffer, to be copied by whoever keeps a few of many. */
export function unpackAddresses({ keychain, from, count, scripts, addresses }: PackedAddresses): DerivedAddress[] {
  const length = scripts.length / count;
  return addresses.split(' ').map((address, offset) => ({
    keychain,
    index: from + offset,
    scriptPubKey: scripts.subarray(offset * length, (offset + 1) * length),
    address,
  }));
}
