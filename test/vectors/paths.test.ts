/** The path tables of BIP-0048 and BIP-0087, built from their parts and read back into them. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { formatPath, parsePath } from '../../src/core/key/path.ts';
import { accountPath, readAccountPath } from '../../src/core/key/schemes.ts';

interface Row {
  readonly network: 'mainnet' | 'testnet';
  readonly account: 'first' | 'second';
  readonly script?: 'p2wsh' | 'p2sh-p2wsh';
  readonly chain: 'external' | 'change';
  readonly address: 'first' | 'second';
  readonly path: string;
}

const tables: { readonly bip48: readonly Row[]; readonly bip87: readonly Row[] } = JSON.parse(
  readFileSync(new URL('paths/bip48-bip87-paths.json', import.meta.url), 'utf8'),
);
const ordinal = { first: 0, second: 1 } as const;
const branch = { external: 0, change: 1 } as const;

describe.each(['bip48', 'bip87'] as const)('%s', (scheme) => {
  it('has the rows of the BIP', () => {
    expect(tables[scheme]).toHaveLength(scheme === 'bip48' ? 15 : 14);
  });

  it.each(tables[scheme])('$path', ({ network, account, script = 'p2wsh', chain, address, path }) => {
    const ourNetwork = network === 'mainnet' ? 'main' : 'testnet3';
    const base = accountPath({ scheme, network: ourNetwork, scriptType: script, account: ordinal[account] });
    const whole = [...base, branch[chain], ordinal[address]];
    expect(`m/${formatPath(whole, { hardenedMark: "'" })}`).toBe(path);
    const steps = parsePath(path);
    expect(steps).toEqual(whole);
    expect(steps.slice(-2)).toEqual([branch[chain], ordinal[address]]);
    expect(readAccountPath(steps.slice(0, -2))).toEqual({
      scheme,
      coinType: network === 'mainnet' ? 0 : 1,
      account: ordinal[account],
      scriptType: scheme === 'bip48' ? script : undefined,
    });
  });
});
