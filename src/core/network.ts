/**
 * The five bitcoin networks with the prefixes and numbers that tell them apart. Extended keys tell only main from test:
 * testnet3, testnet4, signet and regtest share `tpub`, which is why cards and charters name their network.
 */
import { IcehouseError } from './errors.ts';

export type NetworkName = 'main' | 'testnet3' | 'testnet4' | 'signet' | 'regtest';

export interface Network {
  readonly name: NetworkName;
  /** BIP-0044 coin type: 0 on main, 1 on every test network (SLIP-0044). */
  readonly coinType: 0 | 1;
  /** BIP-0173 human-readable part. */
  readonly bech32: 'bc' | 'tb' | 'bcrt';
  /** Base58Check version bytes of addresses and private keys. */
  readonly p2pkh: number;
  readonly p2sh: number;
  readonly wif: number;
  /** Hash of block 0 in the order that people read; a server that names another one serves another network. */
  readonly genesisHash: string;
}

const testPrefixes = { coinType: 1, p2pkh: 0x6f, p2sh: 0xc4, wif: 0xef } as const;

export const NETWORKS: { readonly [name in NetworkName]: Network } = {
  main: {
    name: 'main',
    coinType: 0,
    bech32: 'bc',
    p2pkh: 0x00,
    p2sh: 0x05,
    wif: 0x80,
    genesisHash: '000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f',
  },
  testnet3: {
    ...testPrefixes,
    name: 'testnet3',
    bech32: 'tb',
    genesisHash: '000000000933ea01ad0ee984209779baaec3ced90fa3f408719526f8d77f4943',
  },
  testnet4: {
    ...testPrefixes,
    name: 'testnet4',
    bech32: 'tb',
    genesisHash: '00000000da84f2bafbbc53dee25a72ae507ff4914b867c565be350b0da8bf043',
  },
  signet: {
    ...testPrefixes,
    name: 'signet',
    bech32: 'tb',
    genesisHash: '00000008819873e925422c1ff0f99f7cc9bbb232af63a077a480a3633bee1ef6',
  },
  regtest: {
    ...testPrefixes,
    name: 'regtest',
    bech32: 'bcrt',
    genesisHash: '0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e2206',
  },
};

export const NETWORK_NAMES = Object.keys(NETWORKS) as readonly NetworkName[];

/**
 * Finds a network by its name.
 *
 * @throws IcehouseError `network/unknown`.
 */
export function network(name: string): Network {
  const known = NETWORK_NAMES.find((each) => each === name);
  if (known === undefined) {
    throw new IcehouseError({
      code: 'network/unknown',
      message: 'this network is not known',
      expected: NETWORK_NAMES.join(', '),
    });
  }
  return NETWORKS[known];
}
