/**
 * Addresses of 111 wallets by a real Bitcoin Core, of every shape up to 15 keys: the primary engine, libwally and both
 * bulk engines must give each of them, and the descriptor must come back as Core printed it.
 */
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { walletFromDescriptor } from '../../src/core/descriptor/wallet-reader.ts';
import type { SecondOpinion } from '../../src/core/second/types.ts';
import { loadSecondOpinion } from '../../src/core/second/wally.ts';
import { verifiedOutput } from '../../src/core/wallet/verified.ts';
import { bulkEngine, nobleEngine } from '../../src/watch/derive/engine.ts';
import { deriveRange } from '../../src/watch/derive/range.ts';

interface CoreWallet {
  readonly id: number;
  readonly m: number;
  readonly n: number;
  readonly type: 'wsh' | 'sh-wsh' | 'sh';
  readonly fn: 'multi' | 'sortedmulti';
  readonly descriptor: string;
  readonly receive: readonly string[];
  readonly change: readonly string[];
  readonly receive_99999: string;
}

const { wallets }: { readonly wallets: readonly CoreWallet[] } = JSON.parse(
  readFileSync(new URL('core/core-addresses.json', import.meta.url), 'utf8'),
);
const scriptTypes = { wsh: 'p2wsh', 'sh-wsh': 'p2sh-p2wsh', sh: 'p2sh' } as const;

const read = (core: CoreWallet) => walletFromDescriptor(core.descriptor, { network: 'regtest' });

describe('Bitcoin Core multisig addresses', () => {
  let second: SecondOpinion;
  beforeAll(async () => {
    second = await loadSecondOpinion();
  });

  it('are of 111 wallets', () => {
    expect(wallets).toHaveLength(111);
    expect(new Set(wallets.map(({ n }) => n))).toEqual(new Set(Array.from({ length: 15 }, (_, n) => n + 1)));
    expect(wallets.every(({ receive, change }) => receive.length === 5 && change.length === 5)).toBe(true);
  });

  it.each(wallets)('wallet $id: $m of $n, $type, $fn', (core) => {
    const wallet = read(core);
    expect(wallet).toMatchObject({ m: core.m, scriptType: scriptTypes[core.type] });
    expect(wallet.keys).toHaveLength(core.n);
    expect(wallet.keyOrder).toBe(core.fn === 'multi' ? 'given' : 'sorted');
    expect(wallet.descriptor).toBe(core.descriptor);
    const verified = (keychain: 'receive' | 'change', index: number) =>
      verifiedOutput(wallet, keychain, index, second).address;
    expect(core.receive.map((_, index) => verified('receive', index))).toEqual(core.receive);
    expect(core.change.map((_, index) => verified('change', index))).toEqual(core.change);
    expect(verified('receive', 99_999)).toBe(core.receive_99999);
    const bulk = (keychain: 'receive' | 'change', from: number, count: number) =>
      deriveRange(wallet, keychain, from, count).map(({ address }) => address);
    expect(bulk('receive', 0, 5)).toEqual(core.receive);
    expect(bulk('change', 0, 5)).toEqual(core.change);
    expect(bulk('receive', 99_999, 1)).toEqual([core.receive_99999]);
  });

  it('come from the pure bulk engine as well', () => {
    for (const core of wallets.filter(({ n }) => n === 3)) {
      const outputs = deriveRange(read(core), 'change', 0, 5, nobleEngine);
      expect(outputs.map(({ address }) => address)).toEqual(core.change);
    }
  });

  it('were derived natively where the add-on exists', () => {
    const hasPrebuilt = ['linux-x64', 'darwin-arm64', 'win32-x64'].includes(`${process.platform}-${process.arch}`);
    const possible = ['native libsecp256k1', ...(hasPrebuilt ? [] : ['@noble/curves'])];
    expect(possible).toContain(bulkEngine().name);
  });
});
