/** What tests of descriptors share: loading vectors, deriving scripts as text, and proof that a refusal says no secret. */
import { readFileSync } from 'node:fs';
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { createBase58check } from '@scure/base';
import { HDKey } from '@scure/bip32';
import { expect } from 'vitest';
import { toHex } from '../../src/core/bytes.ts';
import { outputScripts } from '../../src/core/descriptor/derive.ts';
import { type DescriptorOptions, parseDescriptor } from '../../src/core/descriptor/parse.ts';
import type { Descriptor } from '../../src/core/descriptor/types.ts';
import { sha256 } from '../../src/core/hash.ts';
import { refusalOf } from './errors.ts';

/** Reads a file of test/vectors. */
export function loadVectors<T>(path: string): T {
  return JSON.parse(readFileSync(new URL(`../vectors/${path}`, import.meta.url), 'utf8')) as T;
}

/** The output scripts at one index, as hexadecimal text. */
export function scriptsAt(descriptor: string | Descriptor, index = 0): string[] {
  const parsed = typeof descriptor === 'string' ? parseDescriptor(descriptor) : descriptor;
  return outputScripts(parsed, index).map(toHex);
}

const SECRET = /(?:[xt]prv[1-9A-HJ-NP-Za-km-z]{20,}|\b[5KL9c][1-9A-HJ-NP-Za-km-z]{50,51}\b)/g;

export function secretsIn(text: string): readonly string[] {
  return text.match(SECRET) ?? [];
}

/** The descriptor is refused for its private keys, and no part of the refusal holds as much as eight letters of one. */
export function expectPrivateRefused(text: string, options?: DescriptorOptions): void {
  const secrets = secretsIn(text);
  expect(secrets).not.toEqual([]);
  const refusal = refusalOf(() => parseDescriptor(text, options));
  expect(refusal.code).toBe('descriptor/private-key-refused');
  expect(refusal.kind).toBe('refused');
  const said = JSON.stringify(refusal) + refusal.message + String(refusal.cause) + refusal.stack;
  for (const secret of secrets) {
    for (let from = 0; from + 8 <= secret.length; from += 4) expect(said).not.toContain(secret.slice(from, from + 8));
  }
}

/**
 * The public form of a private descriptor at one index, made with @scure/bip32: hardened steps are taken with the private
 * key, so that even `/*h` leaves an extended public key behind.
 */
export function publicTwin(text: string, index = 0): string {
  return text
    .replace(/#.*$/, '')
    .replace(/([xt]prv[1-9A-HJ-NP-Za-km-z]+)((?:\/[0-9h'*]+)*)/g, (_, key: string, path: string) =>
      publicKeyWithPath(key, path.split('/').slice(1), index),
    )
    .replace(/\b[5KL9c][1-9A-HJ-NP-Za-km-z]{50,51}\b/g, (wif) => toHex(publicKeyOfWif(wif)));
}

function publicKeyWithPath(key: string, steps: readonly string[], index: number): string {
  const numbered = steps.map((step) => step.replace(/^\*(?=[h'])/, String(index)).replace("'", 'h'));
  const taken = numbered.findLastIndex((step) => step.endsWith('h')) + 1;
  const path = ['m', ...numbered.slice(0, taken).map((step) => step.replace('h', "'"))].join('/');
  const versions = key.startsWith('x')
    ? { private: 0x0488ade4, public: 0x0488b21e }
    : { private: 0x04358394, public: 0x043587cf };
  const parent = HDKey.fromExtendedKey(key, versions).derive(path);
  return [parent.publicExtendedKey, ...numbered.slice(taken)].join('/');
}

function publicKeyOfWif(wif: string): Uint8Array {
  const payload = createBase58check(sha256).decode(wif);
  return secp256k1.getPublicKey(payload.slice(1, 33), payload.length === 34);
}
