import { secp256k1 } from '@noble/curves/secp256k1.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { HDKey } from '@scure/bip32';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ColdSecondOpinion } from '../../../src/cold/second/types.ts';
import { loadColdSecondOpinion } from '../../../src/cold/second/wally.ts';
import { toHex, utf8ToBytes } from '../../../src/core/bytes.ts';
import { extendedKeyFromBytes, formatXpub } from '../../../src/core/key/extended-key.ts';
import { parsePath } from '../../../src/core/key/path.ts';
import { loadWally } from '../../../src/core/second/load.ts';
import { codeOf } from '../../support/errors.ts';

let second: ColdSecondOpinion;
let heap: () => Buffer;
beforeAll(async () => {
  second = await loadColdSecondOpinion();
  const { WasmModule } = (await loadWally()) as unknown as { WasmModule: { HEAPU8: Uint8Array } };
  heap = () => Buffer.from(WasmModule.HEAPU8.buffer);
});

const secret = (name: string) => sha256(utf8ToBytes(`${name} for the memory test`));

describe('libwally with secrets', () => {
  it('gives the public key of a private key', () => {
    for (let index = 0; index < 20; index++) {
      const privateKey = secret(`key ${index}`);
      expect(toHex(second.publicKeyOf(privateKey))).toBe(toHex(secp256k1.getPublicKey(privateKey, true)));
    }
  });

  it('signs recoverably as RFC 6979 has it, with the header of a compressed key', () => {
    for (let index = 0; index < 100; index++) {
      const privateKey = secret(`key ${index}`);
      const digest = secret(`digest ${index}`);
      const signature = secp256k1.sign(digest, privateKey, { prehash: false, format: 'recovered' });
      signature[0]! += 31;
      expect(toHex(second.signRecoverable(privateKey, digest))).toBe(toHex(signature));
    }
  });

  it.each(['m', "m/1'", "m/48'/0'/0'/2'", "m/0/2147483647'/1", "m/45'"])('derives %s as @scure/bip32 does', (path) => {
    for (const chain of ['main', 'test'] as const) {
      const seed = new Uint8Array([...secret('seed'), ...secret('more')]);
      const versions = chain === 'main' ? undefined : { private: 0x04358394, public: 0x043587cf };
      const master = HDKey.fromMasterSeed(seed, versions);
      const answer = second.account({ seed, chain, path: parsePath(path) });
      expect(formatXpub(extendedKeyFromBytes(answer.extendedKey).extendedKey)).toBe(
        master.derive(path).publicExtendedKey,
      );
      expect(Number.parseInt(answer.masterFingerprint, 16)).toBe(master.fingerprint);
    }
  });

  it('has the public functions as well', () => {
    expect(second.engine).toBe('libwally 1.5.3');
    const privateKey = secret('key');
    const digest = secret('digest');
    expect(second.verifyEcdsa(second.publicKeyOf(privateKey), digest, second.signEcdsa(privateKey, digest))).toBe(true);
  });

  it('refuses what is no private key with a typed error', () => {
    expect(codeOf(() => second.publicKeyOf(new Uint8Array(32)))).toBe('second-opinion/failed');
    expect(codeOf(() => second.signEcdsa(new Uint8Array(32).fill(0xff), secret('digest')))).toBe(
      'second-opinion/failed',
    );
    expect(codeOf(() => second.signRecoverable(new Uint8Array(31).fill(1), secret('digest')))).toBe(
      'second-opinion/failed',
    );
    expect(codeOf(() => second.account({ seed: new Uint8Array(8), chain: 'main', path: [] }))).toBe(
      'second-opinion/failed',
    );
  });

  it('leaves no trace of a key or seed in its memory', () => {
    const privateKey = secret('hidden key');
    const seed = new Uint8Array([...secret('hidden'), ...secret('seed')]);
    second.signEcdsa(privateKey, secret('digest'));
    second.signRecoverable(privateKey, secret('digest'));
    second.publicKeyOf(privateKey);
    second.account({ seed, chain: 'main', path: parsePath("48'/0'/0'/2'") });
    const account = HDKey.fromMasterSeed(seed).derive("m/48'/0'/0'/2'");
    // The allocator writes its own pointers over the start of a freed block, so the ends of the secrets are looked for.
    for (const trace of [privateKey, seed, account.privateKey!, HDKey.fromMasterSeed(seed).privateKey!]) {
      expect(heap().includes(Buffer.from(trace.subarray(-20)))).toBe(false);
    }
  });

  it('would show a trace if there were one: the package’s own wrapper leaves a copy', async () => {
    const wally = await loadWally();
    const privateKey = secret('exposed key');
    wally.ec_public_key_from_private_key(privateKey);
    expect(heap().includes(Buffer.from(privateKey.subarray(-20)))).toBe(true);
  });

  it('can be asked ten thousand times without running out of memory', () => {
    const seed = new Uint8Array(64).fill(5);
    for (let index = 0; index < 10_000; index++) second.account({ seed, chain: 'main', path: [] });
    expect(second.account({ seed, chain: 'main', path: [] }).masterFingerprint).toMatch(/^[0-9a-f]{8}$/);
  });
});
