/** 111 multisig descriptors by Bitcoin Core: each is read as a wallet, written again as it was, and derives Core's addresses. */
import { describe, expect, it } from 'vitest';
import { outputScripts } from '../../src/core/descriptor/derive.ts';
import { expandMultipath } from '../../src/core/descriptor/multipath.ts';
import { parseDescriptor } from '../../src/core/descriptor/parse.ts';
import { walletFromDescriptor } from '../../src/core/descriptor/wallet-reader.ts';
import { encodeAddress } from '../../src/core/wallet/address.ts';
import { loadVectors } from '../support/descriptors.ts';

const { wallets } = loadVectors<{
  wallets: {
    m: number;
    n: number;
    type: string;
    fn: string;
    descriptor: string;
    receive: string[];
    change: string[];
  }[];
}>('core/core-addresses.json');

const SCRIPT_TYPES: Readonly<Record<string, string>> = { wsh: 'p2wsh', 'sh-wsh': 'p2sh-p2wsh', sh: 'p2sh' };

describe('multisig wallets of Bitcoin Core', () => {
  it('count 111', () => expect(wallets).toHaveLength(111));

  it('are read and written again as they were', () => {
    for (const { m, n, type, fn, descriptor } of wallets) {
      const wallet = walletFromDescriptor(descriptor, { network: 'regtest', checksum: 'required' });
      expect(wallet.descriptor).toBe(descriptor);
      expect([wallet.m, wallet.keys.length]).toEqual([m, n]);
      expect(wallet.keyOrder).toBe(fn === 'sortedmulti' ? 'sorted' : 'given');
      expect(wallet.scriptType).toBe(SCRIPT_TYPES[type] ?? type);
    }
  });

  it('have the first receive and change address that Core derives', () => {
    for (const { descriptor, receive, change } of wallets) {
      const addresses = expandMultipath(parseDescriptor(descriptor)).map((each) =>
        encodeAddress(outputScripts(each, 0)[0]!, 'regtest'),
      );
      expect(addresses).toEqual([receive[0], change[0]]);
    }
  });
});
