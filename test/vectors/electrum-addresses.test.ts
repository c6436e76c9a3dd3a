/** Electrum's multisig wallets, from the extended public keys that it shows: first receive and change address. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { cosignerKey } from '../../src/core/key/cosigner-key.ts';
import { formatSlip132, parseExtendedPublicKey } from '../../src/core/key/extended-key.ts';
import { slip132FormFor } from '../../src/core/key/slip132.ts';
import { loadSecondOpinion } from '../../src/core/second/wally.ts';
import { verifiedOutput } from '../../src/core/wallet/verified.ts';
import { createWallet } from '../../src/core/wallet/wallet.ts';

interface Case {
  readonly test: string;
  readonly network: 'mainnet' | 'testnet';
  readonly policy: string;
  readonly script_type: 'p2sh' | 'p2wsh-p2sh' | 'p2wsh';
  readonly cosigners: readonly { readonly xpub: string }[];
  readonly receive_0: string;
  readonly change_0: string;
}

const { cases }: { readonly cases: readonly Case[] } = JSON.parse(
  readFileSync(new URL('electrum/electrum-multisig-addresses.json', import.meta.url), 'utf8'),
);
const scriptTypes = { p2sh: 'p2sh', 'p2wsh-p2sh': 'p2sh-p2wsh', p2wsh: 'p2wsh' } as const;

describe('Electrum multisig addresses', () => {
  it('are of 8 wallets', () => {
    expect(cases).toHaveLength(8);
  });

  it.each(cases)('$test, $policy $script_type', async (wallet) => {
    const network = wallet.network === 'mainnet' ? 'main' : 'testnet3';
    const scriptType = scriptTypes[wallet.script_type];
    const keys = wallet.cosigners.map(({ xpub }) =>
      cosignerKey({ name: '', origin: undefined, xpubText: xpub, network, scriptType }),
    );
    const ours = createWallet({ network, scriptType, m: Number(wallet.policy.split('of')[0]), keys });
    expect(`${ours.m}of${ours.keys.length}`).toBe(wallet.policy);
    const second = await loadSecondOpinion();
    expect(verifiedOutput(ours, 'receive', 0, second).address).toBe(wallet.receive_0);
    expect(verifiedOutput(ours, 'change', 0, second).address).toBe(wallet.change_0);
  });

  it('show their keys in the SLIP-0132 form of their script type', () => {
    for (const { cosigners, network, script_type } of cases) {
      const form = slip132FormFor(scriptTypes[script_type], network === 'mainnet' ? 'main' : 'test');
      for (const { xpub } of cosigners) {
        expect(formatSlip132(parseExtendedPublicKey(xpub).extendedKey, form)).toBe(xpub);
      }
    }
  });
});
