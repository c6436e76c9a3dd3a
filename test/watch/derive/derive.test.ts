import { describe, expect, it } from 'vitest';
import { HARDENED } from '../../../src/core/key/types.ts';
import { createDeriver } from '../../../src/core/wallet/output.ts';
import { createWallet } from '../../../src/core/wallet/wallet.ts';
import { bulkEngine, loadNativeEngine, nobleEngine } from '../../../src/watch/derive/engine.ts';
import { packAddresses, unpackAddresses } from '../../../src/watch/derive/packed.ts';
import { createDerivationPool, deriveRangeParallel } from '../../../src/watch/derive/pool.ts';
import { deriveRange } from '../../../src/watch/derive/range.ts';
import { codeOf } from '../../support/errors.ts';
import { knownWallet, manyKeys } from '../../support/multisig.ts';

const wallet = knownWallet();
const rejection = async (promise: Promise<unknown>) => {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return error instanceof Error && 'code' in error ? error.code : error;
};

describe('deriveRange', () => {
  it('gives what the primary engine gives, by each bulk engine', () => {
    const wallets = [
      wallet,
      createWallet({ network: 'regtest', scriptType: 'p2sh', m: 1, keys: manyKeys(2, 'regtest'), keyOrder: 'given' }),
      createWallet({
        network: 'signet',
        scriptType: 'p2sh-p2wsh',
        m: 3,
        keys: manyKeys(5, 'signet'),
        branches: { receive: 8, change: 3 },
      }),
    ];
    const engines = [bulkEngine(), nobleEngine, loadNativeEngine() ?? nobleEngine];
    for (const each of wallets) {
      const expected = createDeriver(each).outputs('change', [40, 41, 42, 43]);
      for (const engine of engines) expect(deriveRange(each, 'change', 40, 4, engine)).toEqual(expected);
    }
  });

  it('reaches the last index and no further', () => {
    expect(deriveRange(wallet, 'receive', HARDENED - 1, 1)[0]?.index).toBe(HARDENED - 1);
    expect(deriveRange(wallet, 'receive', HARDENED, 0)).toEqual([]);
  });

  it.each([
    [HARDENED, 1],
    [HARDENED - 1, 2],
    [-1, 1],
    [0, -1],
    [0.5, 1],
    [0, 0.5],
    [Number.NaN, 1],
    [0, 1_000_001],
  ])('refuses %d and %d more', async (from, count) => {
    expect(codeOf(() => deriveRange(wallet, 'receive', from, count))).toBe('watch/bad-range');
    expect(await rejection(deriveRangeParallel(wallet, 'receive', from, count))).toBe('watch/bad-range');
  });
});

describe('packed addresses', () => {
  it('unpack to what was packed', () => {
    for (const scriptType of ['p2wsh', 'p2sh'] as const) {
      const outputs = deriveRange(createWallet({ ...wallet, scriptType }), 'change', 7, 5);
      const expected = outputs.map(({ keychain, index, scriptPubKey, address }) => ({
        keychain,
        index,
        scriptPubKey,
        address,
      }));
      expect(unpackAddresses(packAddresses(outputs))).toEqual(expected);
    }
  });
});

describe('worker threads', () => {
  it('give the same addresses in the same order, and tell their progress', async () => {
    const told: number[] = [];
    const onProgress = ({ done, total }: { done: number; total: number }) => {
      expect(total).toBe(777);
      told.push(done);
    };
    const derived = await deriveRangeParallel(wallet, 'receive', 5, 777, { workers: 2, onProgress });
    const expected = deriveRange(wallet, 'receive', 5, 777);
    expect(derived.map(({ address }) => address)).toEqual(expected.map(({ address }) => address));
    expect(derived.map(({ index }) => index)).toEqual(expected.map(({ index }) => index));
    expect(derived.at(-1)?.scriptPubKey).toEqual(expected.at(-1)?.scriptPubKey);
    expect(told).toHaveLength(4);
    expect(told.at(-1)).toBe(777);
    expect(told).toEqual([...told].sort((left, right) => left - right));
  });

  it('serve many ranges and wallets at once', async () => {
    const pool = createDerivationPool({ workers: 2 });
    const other = createWallet({ ...wallet, m: 1 });
    const [receive, change, small, none] = await Promise.all([
      pool.deriveRange(wallet, 'receive', 0, 300),
      pool.deriveRange(wallet, 'change', 0, 300),
      pool.deriveRange(other, 'receive', 299, 1),
      pool.deriveRange(other, 'receive', 0, 0),
    ]);
    const last = (each: typeof wallet, keychain: 'receive' | 'change') =>
      deriveRange(each, keychain, 299, 1)[0]?.address;
    expect(receive.at(-1)?.address).toBe(last(wallet, 'receive'));
    expect(change.at(-1)?.address).toBe(last(wallet, 'change'));
    expect(small.map(({ address }) => address)).toEqual([last(other, 'receive')]);
    expect(none).toEqual([]);
    await pool.close();
    expect(await rejection(pool.deriveRange(wallet, 'receive', 0, 1))).toBe('watch/pool-closed');
  });

  it('stop at once when aborted, and go on with the next range', async () => {
    const pool = createDerivationPool({ workers: 1 });
    const controller = new AbortController();
    let told = 0;
    const onProgress = () => {
      told++;
      controller.abort();
    };
    const options = { signal: controller.signal, onProgress };
    expect(await rejection(pool.deriveRange(wallet, 'receive', 0, 100_000, options))).toBe('watch/aborted');
    expect(await rejection(pool.deriveRange(wallet, 'receive', 0, 10, options))).toBe('watch/aborted');
    expect(told).toBe(1);
    expect(await pool.deriveRange(wallet, 'receive', 0, 10)).toHaveLength(10);
    await pool.close();
  });

  it('refuse what is under way when they are ended', async () => {
    const pool = createDerivationPool({ workers: 1 });
    const outcome = rejection(pool.deriveRange(wallet, 'receive', 0, 50_000));
    await pool.close();
    expect(await outcome).toBe('watch/pool-closed');
  });

  it('hand a typed error over, and a mistake of the caller’s back to him', async () => {
    const pool = createDerivationPool({ workers: 1 });
    const [first] = wallet.keys;
    const twins = { ...wallet, keys: [first!, first!] };
    expect(await rejection(pool.deriveRange(twins, 'receive', 0, 10))).toBe('wallet/duplicate-child-key');
    const mistake = new Error('of the caller');
    const onProgress = () => {
      throw mistake;
    };
    expect(await rejection(pool.deriveRange(wallet, 'receive', 0, 10, { onProgress }))).toBe(mistake);
    await pool.close();
  });

  it.each([0, -1, 1.5, 65, Number.NaN])('cannot be %d', (workers) => {
    expect(codeOf(() => createDerivationPool({ workers }))).toBe('watch/bad-pool');
  });

  it('tell when a thread dies', async () => {
    const pool = createDerivationPool({ workers: 1 });
    const broken = { ...wallet, keys: [{}] } as unknown as typeof wallet;
    expect(await rejection(pool.deriveRange(broken, 'receive', 0, 10))).toBe('watch/worker-failed');
    expect(await rejection(pool.deriveRange(wallet, 'receive', 0, 10))).toBe('watch/worker-failed');
    await pool.close();
  });
});
