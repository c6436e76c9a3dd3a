/** Electrum's own multisig keys: every seed, mnemonic and private key of its tests gives the extended key it gives there. */
import { readFileSync } from 'node:fs';
import { HDKey } from '@scure/bip32';
import { createBase58check } from '@scure/base';
import { sha256 } from '@noble/hashes/sha2.js';
import { beforeAll, describe, expect, it } from 'vitest';
import { deriveAccount } from '../../src/cold/key/account.ts';
import { readMnemonic } from '../../src/cold/mnemonic/read.ts';
import type { ColdSecondOpinion } from '../../src/cold/second/types.ts';
import { loadColdSecondOpinion } from '../../src/cold/second/wally.ts';
import { seedOf } from '../../src/cold/seed.ts';
import { formatXpub, parseExtendedPublicKey } from '../../src/core/key/extended-key.ts';
import { fingerprintOf } from '../../src/core/key/identity.ts';
import { formatOrigin } from '../../src/core/key/origin.ts';
import { parsePath } from '../../src/core/key/path.ts';
import { derivePublicPath } from '../../src/core/key/derive-public.ts';
import { cosignerKey } from '../../src/core/key/cosigner-key.ts';
import type { CosignerKey, ExtendedPublicKey, ScriptType } from '../../src/core/key/types.ts';
import { deriveOutput } from '../../src/core/wallet/output.ts';
import { createWallet } from '../../src/core/wallet/wallet.ts';

interface Cosigner {
  readonly kind: 'electrum_seed' | 'bip39' | 'xprv' | 'xpub';
  readonly seed?: string;
  readonly mnemonic?: string;
  readonly passphrase?: string;
  readonly derivation?: string;
  readonly xprv?: string;
  readonly xpub?: string;
}

interface Case {
  readonly test: string;
  readonly network: 'mainnet' | 'testnet';
  readonly policy: string;
  readonly script_type: 'p2sh' | 'p2wsh' | 'p2wsh-p2sh';
  readonly cosigners: readonly Cosigner[];
  readonly receive_0: string;
  readonly change_0: string;
}

interface Flow {
  readonly test: string;
  readonly wallets: Record<string, { readonly cosigners: readonly Cosigner[] }>;
  readonly steps: readonly { readonly descriptor?: string }[];
}

const read = (name: string) => JSON.parse(readFileSync(new URL(`electrum/${name}`, import.meta.url), 'utf8'));
const { cases }: { cases: Case[] } = read('electrum-multisig-addresses.json');
const { flows }: { flows: Flow[] } = read('electrum-multisig-psbt-flows.json');
const { single }: { single: { script_type: string; cosigners: Cosigner[] }[] } = read('electrum-singlesig-and-2fa.json');

let second: ColdSecondOpinion;
beforeAll(async () => {
  second = await loadColdSecondOpinion();
});

const networkOf = ({ network }: Case) => (network === 'mainnet' ? 'main' : 'testnet3');
const scriptTypeOf = ({ script_type }: Case): ScriptType => (script_type === 'p2wsh-p2sh' ? 'p2sh-p2wsh' : script_type);

function derive(cosigner: Cosigner, network: 'main' | 'testnet3', scriptType: ScriptType): CosignerKey {
  const parts = { network, scriptType, name: '', second } as const;
  if (cosigner.kind === 'electrum_seed') {
    const seed = seedOf(readMnemonic(cosigner.seed!, { kind: 'electrum' }), cosigner.passphrase ?? '');
    return deriveAccount({ ...parts, seed, scheme: 'electrum' }).key;
  }
  const seed = seedOf(readMnemonic(cosigner.mnemonic!, { kind: 'bip39' }), cosigner.passphrase ?? '');
  return deriveAccount({ ...parts, seed, scheme: 'other', path: parsePath(cosigner.derivation!) }).key;
}

/** The public part of an xprv in any SLIP-0132 form, by a library of others. */
function publicOf(xprv: string): ExtendedPublicKey {
  const coder = createBase58check(sha256);
  const main = /^[xYZ]/.test(xprv);
  const bytes = coder.decode(xprv);
  bytes.set(main ? [0x04, 0x88, 0xad, 0xe4] : [0x04, 0x35, 0x83, 0x94]);
  const versions = main ? undefined : { private: 0x04358394, public: 0x043587cf };
  return parseExtendedPublicKey(HDKey.fromExtendedKey(coder.encode(bytes), versions).publicExtendedKey).extendedKey;
}

describe('Electrum multisig cosigners', () => {
  it('are 8 wallets with 6 secrets to derive from', () => {
    const kinds = cases.flatMap(({ cosigners }) => cosigners.map(({ kind }) => kind));
    expect(cases).toHaveLength(8);
    expect(kinds.filter((kind) => kind === 'electrum_seed' || kind === 'bip39')).toHaveLength(6);
  });

  it.each(cases.map((each, index) => ({ ...each, title: `${index} ${each.test}` })))('$title', (each) => {
    const network = networkOf(each);
    const scriptType = scriptTypeOf(each);
    const keys = each.cosigners.map((cosigner): CosignerKey => {
      const expected = parseExtendedPublicKey(cosigner.xpub!).extendedKey;
      if (cosigner.kind === 'xpub') return cosignerKey({ name: '', origin: undefined, extendedKey: expected, network });
      if (cosigner.kind === 'xprv') {
        expect(formatXpub(publicOf(cosigner.xprv!))).toBe(formatXpub(expected));
        return cosignerKey({ name: '', origin: undefined, extendedKey: expected, network });
      }
      const key = derive(cosigner, network, scriptType);
      expect(key.xpub).toBe(formatXpub(expected));
      return key;
    });
    const wallet = createWallet({ network, scriptType, m: Number(each.policy.split('of')[0]), keys });
    expect(deriveOutput(wallet, 'receive', 0).address).toBe(each.receive_0);
    expect(deriveOutput(wallet, 'change', 0).address).toBe(each.change_0);
  });

  it('has BIP-0045 one step above the key that Electrum calls m/45h/0', () => {
    const bip45 = cases.find(({ test }) => test.endsWith('bip45_standard'))!;
    const { mnemonic, xpub } = bip45.cosigners[0]!;
    const seed = seedOf(readMnemonic(mnemonic!, { kind: 'bip39' }), '');
    const { key } = deriveAccount({ seed, network: 'main', scriptType: 'p2sh', scheme: 'bip45', name: '', second });
    expect(formatXpub(derivePublicPath(key.extendedKey, [0]))).toBe(xpub);
  });
});

describe('Electrum key origins', () => {
  it('name the master fingerprint and 1h for segwit seeds, as Electrum’s descriptors do', () => {
    const flow = flows.find(({ test }) => test.endsWith('p2wsh_2of3_and_p2wsh_p2sh_2of2'))!;
    const descriptor = flow.steps.find((step) => step.descriptor?.startsWith('wsh('))!.descriptor!;
    const seeds = Object.values(flow.wallets).flatMap(({ cosigners }) => cosigners.filter(({ kind }) => kind === 'electrum_seed'));
    expect(seeds).toHaveLength(2);
    for (const seed of seeds) {
      const key = derive(seed, 'testnet3', 'p2wsh');
      expect(descriptor).toContain(`${formatOrigin(key.origin!)}${key.xpub}/0/0`);
      expect(formatOrigin(key.origin!)).toMatch(/^\[[0-9a-f]{8}\/1h\]$/);
    }
  });

  it('name the key itself for standard seeds, whose key is the master key', () => {
    const standard = single.find(({ script_type }) => script_type === 'p2pkh')!.cosigners[0]!;
    const key = derive(standard, 'main', 'p2sh');
    expect(key.xpub).toBe(standard.xpub);
    const { publicKey } = parseExtendedPublicKey(standard.xpub!).extendedKey;
    expect(formatOrigin(key.origin!)).toBe(`[${fingerprintOf(publicKey)}]`);
  });
});
