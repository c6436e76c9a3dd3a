/** BIP-0067: sorted keys, the multisig script of them and its P2SH address. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../src/core/bytes.ts';
import { decodeAddress, encodeAddress } from '../../src/core/wallet/address.ts';
import { multisigScript, payToScriptHash, sortPublicKeys } from '../../src/core/wallet/script.ts';

interface Vector {
  readonly threshold: number;
  readonly list: readonly string[];
  readonly sorted: readonly string[];
  readonly script: string;
  readonly address: string;
}

const { vectors }: { readonly vectors: readonly Vector[] } = JSON.parse(
  readFileSync(new URL('bip67/bip67-sorted-keys.json', import.meta.url), 'utf8'),
);

describe('BIP-0067 vectors', () => {
  it('are four', () => {
    expect(vectors).toHaveLength(4);
  });

  it.each(vectors)('$address', ({ threshold, list, sorted, script, address }) => {
    const given = list.map((key) => fromHex(key));
    const keys = sortPublicKeys(given);
    expect(keys.map(toHex)).toEqual(sorted);
    expect(given.map(toHex)).toEqual(list);
    const redeemScript = multisigScript(threshold, keys);
    expect(toHex(redeemScript)).toBe(script);
    const scriptPubKey = payToScriptHash(redeemScript);
    expect(encodeAddress(scriptPubKey, 'main')).toBe(address);
    expect(decodeAddress(address, 'main')).toEqual(scriptPubKey);
  });
});
