/** Both libraries write the same address for every script that Bitcoin Core's own vectors know. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fromHex } from '../../../src/core/bytes.ts';
import type { NetworkName } from '../../../src/core/network.ts';
import { scriptKind } from '../../../src/core/review/script-kind.ts';
import { loadSecondOpinion } from '../../../src/core/second/wally.ts';
import { encodeAddress } from '../../../src/core/wallet/address.ts';

type KeyIo = readonly [text: string, hex: string, { readonly chain: string; readonly isPrivkey: boolean }];

const FILE = join(import.meta.dirname, '../../vectors/core/core-key-io-valid.json');
const { cases } = JSON.parse(readFileSync(FILE, 'utf8')) as { readonly cases: readonly KeyIo[] };
const NETWORKS: Readonly<Record<string, NetworkName>> = {
  main: 'main',
  test: 'testnet3',
  testnet4: 'testnet4',
  signet: 'signet',
  regtest: 'regtest',
};

describe('addresses of standard scripts', () => {
  it('are written alike by both libraries and by Bitcoin Core', async () => {
    const second = await loadSecondOpinion();
    const scripts = cases.filter(([, hex, { isPrivkey }]) => !isPrivkey && scriptKind(fromHex(hex)) !== 'unknown');
    for (const [text, hex, { chain }] of scripts) {
      const network = NETWORKS[chain]!;
      expect(encodeAddress(fromHex(hex), network), text).toBe(text);
      expect(second.addressOf(fromHex(hex), network), text).toBe(text);
    }
    const kinds = new Set(scripts.map(([, hex]) => scriptKind(fromHex(hex))));
    expect([...kinds].toSorted()).toEqual(['p2pkh', 'p2sh', 'p2tr', 'p2wpkh', 'p2wsh']);
    expect(scripts.length).toBeGreaterThan(30);
  });

  it('of no standard script are told to be none', async () => {
    const second = await loadSecondOpinion();
    expect(() => second.addressOf(fromHex('51'), 'main')).toThrow(
      expect.objectContaining({ code: 'second-opinion/failed' }),
    );
  });
});
