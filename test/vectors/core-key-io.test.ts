/** Bitcoin Core's key_io vectors: addresses both ways, private keys refused in their place, malformed texts refused. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { toHex } from '../../src/core/bytes.ts';
import { NETWORK_NAMES, NETWORKS, type NetworkName } from '../../src/core/network.ts';
import { decodeAddress, encodeAddress } from '../../src/core/wallet/address.ts';
import { codeOf, refusalOf } from '../support/errors.ts';

interface Details {
  readonly chain: 'main' | 'test' | 'testnet4' | 'signet' | 'regtest';
  readonly isPrivkey: boolean;
  readonly tryCaseFlip?: boolean;
}

function load<Case>(name: string): readonly Case[] {
  return JSON.parse(readFileSync(new URL(`core/${name}`, import.meta.url), 'utf8')).cases;
}

const valid = load<readonly [text: string, hex: string, details: Details]>('core-key-io-valid.json');
const invalid = load<readonly [text: string]>('core-key-io-invalid.json').map(([text]) => text);
const addresses = valid.filter(([, , { isPrivkey }]) => !isPrivkey);
const privateKeys = valid.filter(([, , { isPrivkey }]) => isPrivkey).map(([text]) => text);

const networkOf = (chain: Details['chain']): NetworkName => (chain === 'test' ? 'testnet3' : chain);
const flipCase = (text: string) => (text === text.toLowerCase() ? text.toUpperCase() : text.toLowerCase());

describe('Bitcoin Core key_io vectors', () => {
  it('has 50 valid and 55 invalid texts', () => {
    expect([valid.length, invalid.length, addresses.length, privateKeys.length]).toEqual([50, 55, 40, 10]);
  });

  it.each(addresses)('%s is read and written', (text, hex, { chain, tryCaseFlip }) => {
    const network = networkOf(chain);
    const script = decodeAddress(text, network);
    expect(toHex(script)).toBe(hex);
    expect(encodeAddress(script, network)).toBe(text);
    if (tryCaseFlip) expect(decodeAddress(flipCase(text), network)).toEqual(script);
  });

  it.each(addresses)('%s is refused on networks with other prefixes', (text, _, { chain }) => {
    const own = NETWORKS[networkOf(chain)];
    const isBech32 = /^(?:bc|tb|bcrt)1/.test(text);
    const others = NETWORK_NAMES.map((name) => NETWORKS[name]).filter((other) =>
      isBech32 ? other.bech32 !== own.bech32 : other.p2pkh !== own.p2pkh,
    );
    expect(others.length).toBeGreaterThan(0);
    for (const { name } of others) {
      const error = refusalOf(() => decodeAddress(text, name));
      expect(error.code).toBe('address/wrong-network');
      expect(error.found).toContain(own.name);
    }
  });

  it.each(privateKeys)('a private key is refused on every network and not repeated', (text) => {
    for (const name of NETWORK_NAMES) {
      const error = refusalOf(() => decodeAddress(text, name));
      expect(error.code).toBe('key/wif-refused');
      expect(JSON.stringify(error) + error.stack).not.toContain(text.slice(3));
    }
  });

  it.each(invalid)('%s is refused on every network', (text) => {
    for (const name of NETWORK_NAMES) {
      expect(codeOf(() => decodeAddress(text, name))).toMatch(/^(?:address\/|key\/wif-refused$)/);
    }
  });
});
