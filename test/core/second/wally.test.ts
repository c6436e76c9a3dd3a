import { spawnSync } from 'node:child_process';
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { Transaction } from '@scure/btc-signer';
import { script as bitcoinjsScript, payments } from 'bitcoinjs-lib';
import { beforeAll, describe, expect, it } from 'vitest';
import { sats } from '../../../src/core/amount.ts';
import { sha256 } from '../../../src/core/hash.ts';
import { loadWally, type Wally } from '../../../src/core/second/load.ts';
import type { SecondOpinion } from '../../../src/core/second/types.ts';
import { createSecondOpinion, loadSecondOpinion } from '../../../src/core/second/wally.ts';
import { parseTransaction } from '../../../src/core/tx/parse.ts';
import { createSighasher } from '../../../src/core/tx/sighash.ts';
import { deriveOutput } from '../../../src/core/wallet/output.ts';
import { sortPublicKeys } from '../../../src/core/wallet/script.ts';
import { verifiedOutput } from '../../../src/core/wallet/verified.ts';
import { createWallet } from '../../../src/core/wallet/wallet.ts';
import { codeOf } from '../../support/errors.ts';
import { knownWallet, manyKeys } from '../../support/multisig.ts';

let second: SecondOpinion;
beforeAll(async () => {
  second = await loadSecondOpinion();
});

describe('loading libwally', () => {
  it('gives one engine that names itself', async () => {
    expect(second.engine).toBe('libwally 1.5.3');
    expect(await loadSecondOpinion()).toBe(second);
  });

  it('leaves no handler behind that prints it on an uncaught exception', () => {
    const program = `
      const { loadWally } = await import('${new URL('../../../src/core/second/load.ts', import.meta.url)}');
      const mine = () => process.exit(7);
      process.on('uncaughtException', mine);
      await loadWally();
      if (process.listenerCount('uncaughtException') !== 1) process.exit(8);
      process.removeListener('uncaughtException', mine);
      throw new Error('a short one');`;
    const { stderr, status } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
      encoding: 'utf8',
    });
    expect(status).toBe(1);
    expect(stderr).toContain('a short one');
    expect(stderr.length).toBeLessThan(2_000);
  });
});

describe('outputs of wallets for which libwally writes no script', () => {
  it.each([
    ['p2wsh', 'sorted', 16],
    ['p2wsh', 'given', 17],
    ['p2sh-p2wsh', 'sorted', 20],
    ['p2wsh', 'sorted', 20],
  ] as const)('%s, %s, %i keys: both engines and bitcoinjs agree', (scriptType, keyOrder, n) => {
    for (const m of [1, n]) {
      const wallet = createWallet({ network: 'main', scriptType, m, keys: manyKeys(n), keyOrder });
      const output = verifiedOutput(wallet, 'change', 21, second);
      const keys = keyOrder === 'sorted' ? sortPublicKeys(output.publicKeys) : [...output.publicKeys];
      const number = (count: number) => (count > 16 ? Uint8Array.of(count) : 0x50 + count);
      const redeem = { output: bitcoinjsScript.compile([number(m), ...keys, number(n), 0xae]) };
      const inner = payments.p2wsh({ redeem });
      const expected = scriptType === 'p2wsh' ? inner : payments.p2sh({ redeem: inner });
      expect(output.address).toBe(expected.address);
    }
  });
});

describe('outputs', () => {
  const wallet = knownWallet();

  it('come from the text of the descriptor: another one is noticed', () => {
    const other = createWallet({ network: 'main', scriptType: 'p2wsh', m: 1, keys: wallet.keys });
    const mixed = { ...wallet, descriptor: other.descriptor };
    expect(codeOf(() => verifiedOutput(mixed, 'receive', 0, second))).toBe('second-opinion/differs');
    const swapped = { ...wallet, branches: { receive: 1, change: 0 } };
    expect(codeOf(() => verifiedOutput(swapped, 'receive', 0, second))).toBe('second-opinion/differs');
  });

  it('are refused where the descriptor is not whole', () => {
    const descriptors = [
      wallet.descriptor.slice(0, -1),
      wallet.descriptor.replace(/#.{8}$/, '#qqqqqqqq'),
      wallet.descriptor.replace('sortedmulti(2', 'sortedmulti(3'),
      wallet.descriptor.replace(/<0;1>/, '<0;2>'),
      '',
      'x'.repeat(100_000),
    ];
    for (const descriptor of descriptors) {
      expect(codeOf(() => second.output({ ...wallet, descriptor }, 'receive', 0))).toBe('second-opinion/failed');
    }
    expect(second.output(wallet, 'receive', 0).address).toBe(deriveOutput(wallet, 'receive', 0).address);
    const large = createWallet({ network: 'main', scriptType: 'p2wsh', m: 2, keys: manyKeys(16) });
    const broken = { ...large, descriptor: large.descriptor.replace('multi(2', 'multi(3') };
    expect(codeOf(() => second.output(broken, 'receive', 0))).toBe('second-opinion/failed');
  });

  it('exist on every network and keychain', () => {
    for (const network of ['testnet3', 'testnet4', 'signet', 'regtest'] as const) {
      for (const scriptType of ['p2wsh', 'p2sh-p2wsh', 'p2sh'] as const) {
        const keys = manyKeys(2, network);
        const branches = { receive: 4, change: 7 };
        const made = createWallet({ network, scriptType, m: 2, keys, branches });
        expect(verifiedOutput(made, 'change', 1, second).address).toBe(deriveOutput(made, 'change', 1).address);
      }
    }
  });
});

describe('verifyEcdsa', () => {
  const secretKey = new Uint8Array(32).fill(11);
  const publicKey = secp256k1.getPublicKey(secretKey);
  const digest = sha256(Uint8Array.of(1));
  const signature = secp256k1.sign(digest, secretKey, { prehash: false });

  it('accepts a signature by @noble/curves and nothing near it', () => {
    expect(second.verifyEcdsa(publicKey, digest, signature)).toBe(true);
    for (const place of [0, 31, 32, 63]) {
      const wrong = signature.map((byte, index) => (index === place ? byte ^ 1 : byte));
      expect(second.verifyEcdsa(publicKey, digest, wrong)).toBe(false);
    }
    expect(second.verifyEcdsa(publicKey, sha256(digest), signature)).toBe(false);
    expect(second.verifyEcdsa(secp256k1.getPublicKey(digest), digest, signature)).toBe(false);
  });

  it('says no to what is malformed or not in low-S form', () => {
    const { r, s } = secp256k1.Signature.fromBytes(signature, 'compact');
    const highS = new secp256k1.Signature(r, secp256k1.Point.Fn.ORDER - s).toBytes('compact');
    for (const bad of [
      highS,
      new Uint8Array(64),
      new Uint8Array(64).fill(0xff),
      signature.slice(1),
      new Uint8Array(),
    ]) {
      expect(second.verifyEcdsa(publicKey, digest, bad)).toBe(false);
    }
    expect(second.verifyEcdsa(new Uint8Array(33), digest, signature)).toBe(false);
    expect(second.verifyEcdsa(publicKey, new Uint8Array(31), signature)).toBe(false);
  });
});

describe('sighashAll', () => {
  const scriptCode = deriveOutput(knownWallet(), 'receive', 0).multisigScript;
  const made = (inputs: number, lockTime: number) => {
    const transaction = new Transaction({ version: 2, lockTime, allowUnknownOutputs: true });
    for (let index = 0; index < inputs; index++) {
      transaction.addInput({ txid: sha256(Uint8Array.of(index)), index, sequence: 0xffff_fffd - index });
    }
    transaction.addOutput({ script: deriveOutput(knownWallet(), 'change', 1).scriptPubKey, amount: 12_345n });
    transaction.addOutput({ script: Uint8Array.of(0x6a, 1, 7), amount: 0n });
    return transaction;
  };
  const unsigned = (transaction: Transaction) => transaction.toBytes(false, false);

  it('is the digest of BIP-0143, as @scure/btc-signer has it, and the old one', () => {
    for (const transaction of [made(1, 0), made(3, 840_000)]) {
      const transactionBytes = unsigned(transaction);
      for (let inputIndex = 0; inputIndex < transaction.inputsLength; inputIndex++) {
        const amount = sats(2_100_000_000_000_000n - BigInt(inputIndex));
        const request = { transactionBytes, inputIndex, scriptCode, amount };
        const segwit = transaction.preimageWitnessV0(inputIndex, scriptCode, 1, amount);
        expect(second.sighashAll({ ...request, segwit: true })).toEqual(segwit);
        const legacy = createSighasher(parseTransaction(transactionBytes)).legacy(inputIndex, scriptCode);
        expect(second.sighashAll({ ...request, segwit: false })).toEqual(legacy);
      }
    }
  });

  it('is refused for an input that is not there and bytes that are no transaction', () => {
    const request = { transactionBytes: unsigned(made(1, 0)), inputIndex: 1, scriptCode, amount: sats(1n) };
    expect(codeOf(() => second.sighashAll({ ...request, segwit: true }))).toBe('second-opinion/failed');
    expect(codeOf(() => second.sighashAll({ ...request, segwit: false }))).toBe('second-opinion/failed');
    const garbage = { ...request, transactionBytes: Uint8Array.of(1, 2, 3), inputIndex: 0, segwit: true };
    expect(codeOf(() => second.sighashAll(garbage))).toBe('second-opinion/failed');
    const bomb = { ...request, inputIndex: 0, transactionBytes: new Uint8Array(20_000_000), segwit: true };
    expect(codeOf(() => second.sighashAll(bomb))).toBe('second-opinion/failed');
    expect(second.sighashAll({ ...request, inputIndex: 0, segwit: true })).toHaveLength(32);
  });
});

describe('libwally’s memory', () => {
  /** The functions of libwally with a count of what they hold. */
  function counting(wally: Wally): { readonly wally: Wally; readonly held: Map<string, number> } {
    const held = new Map<string, number>();
    const change = (kind: string, by: number) => held.set(kind, (held.get(kind) ?? 0) + by);
    const makers: Record<string, string> = {
      descriptor_parse: 'descriptor',
      bip32_key_from_base58: 'key',
      bip32_key_from_parent: 'key',
      tx_from_bytes: 'transaction',
      map_init: 'map',
    };
    const enders: Record<string, string> = {
      descriptor_free: 'descriptor',
      bip32_key_free: 'key',
      tx_free: 'transaction',
      map_free: 'map',
    };
    const counted = Object.entries(wally).map(([name, value]) => {
      const kind = makers[name] ?? enders[name];
      if (kind === undefined || typeof value !== 'function') return [name, value];
      const call = value as (...given: unknown[]) => unknown;
      return [
        name,
        (...given: unknown[]) => {
          const result = call(...given);
          change(kind, name in makers ? 1 : -1);
          return result;
        },
      ];
    });
    return { wally: Object.fromEntries(counted) as Wally, held };
  }

  it('is freed but for the last few wallets and the last transaction', async () => {
    const { wally, held } = counting(await loadWally());
    const opinion = createSecondOpinion(wally);
    const known = knownWallet();
    const wallets = Array.from({ length: 12 }, (_, k) =>
      createWallet({ ...known, branches: { receive: 2 * k, change: 2 * k + 1 } }),
    );
    for (const wallet of [...wallets, ...wallets]) {
      opinion.output(wallet, 'receive', 3);
      opinion.output(wallet, 'change', 3);
    }
    const keysOfKept = 8 * known.keys.length;
    expect([held.get('descriptor'), held.get('key')]).toEqual([0, keysOfKept]);
    const large = createWallet({ network: 'main', scriptType: 'p2wsh', m: 2, keys: manyKeys(16) });
    opinion.output(large, 'receive', 0);
    expect([held.get('descriptor'), held.get('key')]).toEqual([0, keysOfKept - known.keys.length + 16]);
    for (const wallet of wallets.slice(0, 4))
      for (const keychain of ['receive', 'change'] as const) opinion.output(wallet, keychain, 0);
    expect([held.get('descriptor'), held.get('key')]).toEqual([0, keysOfKept]);

    const scriptCode = deriveOutput(known, 'receive', 0).multisigScript;
    for (let count = 0; count < 20; count++) {
      const transaction = new Transaction();
      transaction.addInput({ txid: sha256(Uint8Array.of(count)), index: 0 });
      transaction.addOutput({ script: deriveOutput(known, 'change', 0).scriptPubKey, amount: 1_000n });
      const transactionBytes = transaction.toBytes(false, false);
      for (const segwit of [true, false]) {
        opinion.sighashAll({ transactionBytes, inputIndex: 0, scriptCode, amount: sats(5n), segwit });
      }
    }
    expect([held.get('transaction'), held.get('map')]).toEqual([1, 1]);
  });
});
