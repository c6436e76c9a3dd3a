/** Output scripts: ranges, refusals, and agreement with bitcoinjs-lib and @scure/btc-signer where the vectors are thin. */
import { p2tr, taprootListToTree } from '@scure/btc-signer';
import { Script } from '@scure/btc-signer/script.js';
import { BIP32Factory } from 'bip32';
import { payments } from 'bitcoinjs-lib';
import * as tinysecp from 'tiny-secp256k1';
import { describe, expect, it } from 'vitest';
import { toHex } from '../../../src/core/bytes.ts';
import { isRangedDescriptor, outputScripts } from '../../../src/core/descriptor/derive.ts';
import { deriveKey } from '../../../src/core/descriptor/derive-key.ts';
import { parseDescriptor } from '../../../src/core/descriptor/parse.ts';
import { parseExtendedPublicKey } from '../../../src/core/key/extended-key.ts';
import { XPUBS } from '../../support/descriptor-arbitraries.ts';
import { scriptsAt } from '../../support/descriptors.ts';
import { codeOf } from '../../support/errors.ts';

const bip32 = BIP32Factory(tinysecp);
const childOf = (xpub: string, ...path: number[]): Uint8Array =>
  path.reduce((node, step) => node.derive(step), bip32.fromBase58(xpub)).publicKey;
const [A, B, C] = XPUBS;

describe('multisig scripts', () => {
  it.each([0, 1, 2_147_483_647])('agree with bitcoinjs-lib at index %i', (index) => {
    const pubkeys = [A, B, C].map((xpub) => childOf(xpub, 1, index));
    const bare = payments.p2ms({ m: 2, pubkeys });
    const sorted = payments.p2ms({ m: 2, pubkeys: pubkeys.toSorted((left, right) => Buffer.compare(left, right)) });
    const keys = [A, B, C].map((xpub) => `${xpub}/1/*`).join(',');
    expect(scriptsAt(`multi(2,${keys})`, index)).toEqual([toHex(bare.output!)]);
    expect(scriptsAt(`wsh(sortedmulti(2,${keys}))`, index)).toEqual([
      toHex(payments.p2wsh({ redeem: sorted }).output!),
    ]);
    expect(scriptsAt(`sh(multi(2,${keys}))`, index)).toEqual([toHex(payments.p2sh({ redeem: bare }).output!)]);
    const nested = payments.p2sh({ redeem: payments.p2wsh({ redeem: sorted }) });
    expect(scriptsAt(`sh(wsh(sortedmulti(2,${keys})))`, index)).toEqual([toHex(nested.output!)]);
  });
});

describe('taproot scripts', () => {
  const leaf = (xpub: string, index: number) => Script.encode([childOf(xpub, 0, index).slice(1), 'CHECKSIG']);

  it('agree with @scure/btc-signer on a tree of three leaves', () => {
    const internal = childOf(A, 5).slice(1);
    const [b, c, a] = [leaf(B, 3), leaf(C, 3), leaf(A, 3)];
    const expected = p2tr(internal, [[{ script: b }, { script: c }], { script: a }], undefined, true);
    expect(scriptsAt(`tr(${A}/5,{{pk(${B}/0/*),pk(${C}/0/*)},pk(${A}/0/*)})`, 3)).toEqual([toHex(expected.script)]);
    const single = p2tr(internal, taprootListToTree([{ script: b }]), undefined, true);
    expect(scriptsAt(`tr(${A}/5,pk(${B}/0/*))`, 3)).toEqual([toHex(single.script)]);
  });

  it('do not depend on the order of two branches', () => {
    const [left, right] = [`pk(${B}/0/*)`, `multi_a(2,${C}/0/*,${A}/0/*)`];
    expect(scriptsAt(`tr(${A},{${left},${right}})`, 9)).toEqual(scriptsAt(`tr(${A},{${right},${left}})`, 9));
  });

  it('push thresholds above sixteen as numbers', () => {
    const keys = (order: readonly number[]) => order.map((step) => `${A}/${step}`).join(',');
    const steps = Array.from({ length: 20 }, (_, step) => step);
    const publicKeys = steps.map((step) => childOf(A, step).slice(1));
    const checks = publicKeys.flatMap((key, place) => [key, place === 0 ? 'CHECKSIG' : 'CHECKSIGADD'] as const);
    const script = Script.encode([...checks, Uint8Array.of(17), 'NUMEQUAL']);
    const expected = p2tr(childOf(B).slice(1), { script }, undefined, true);
    expect(scriptsAt(`tr(${B},multi_a(17,${keys(steps)}))`)).toEqual([toHex(expected.script)]);
    expect(scriptsAt(`tr(${B},sortedmulti_a(17,${keys(steps)}))`)).toEqual(
      scriptsAt(`tr(${B},sortedmulti_a(17,${keys(steps.toReversed())}))`),
    );
  });

  it('are the key itself in rawtr()', () => {
    expect(scriptsAt(`rawtr(${A}/0/*)`, 4)).toEqual([`5120${toHex(childOf(A, 0, 4).slice(1))}`]);
  });
});

describe('indices', () => {
  it('matter to ranged descriptors alone', () => {
    expect(isRangedDescriptor(parseDescriptor(`wpkh(${A}/0/*)`))).toBe(true);
    expect(isRangedDescriptor(parseDescriptor(`tr(${A},pk(${B}/*h))`))).toBe(true);
    expect(isRangedDescriptor(parseDescriptor(`wpkh(${A}/0)`))).toBe(false);
    expect(isRangedDescriptor(parseDescriptor('raw(00)'))).toBe(false);
    expect(scriptsAt(`wpkh(${A}/0)`, 5)).toEqual(scriptsAt(`wpkh(${A}/0)`, 6));
    expect(scriptsAt(`wpkh(${A}/*)`, 5)).not.toEqual(scriptsAt(`wpkh(${A}/*)`, 6));
  });

  it.each([-1, 0.5, 2_147_483_648, Number.NaN])('must be child numbers: %d', (index) => {
    expect(codeOf(() => scriptsAt(`wpkh(${A}/*)`, index))).toBe('descriptor/index');
    expect(codeOf(() => scriptsAt(`wpkh(${A})`, index))).toBe('descriptor/index');
  });
});

describe('what takes the private key', () => {
  it.each([
    `wpkh(${A}/0h/*)`,
    `wpkh(${A}/*h)`,
    `wsh(multi(1,${B}/*,${A}/1/2'/*))`,
    `tr(${B},pk(${A}/*'))`,
  ])('is refused: %s', (text) => {
    expect(codeOf(() => outputScripts(parseDescriptor(text), 0))).toBe('descriptor/hardened-derivation');
  });

  it('is not asked for by hardened steps in an origin', () => {
    expect(scriptsAt(`wpkh([d34db33f/84h/0h/0h]${A}/0/*)`, 2)).toEqual(scriptsAt(`wpkh(${A}/0/*)`, 2));
  });
});

describe('a derived key', () => {
  it('is the one of the given bytes, or of the last step', () => {
    const publicKey = childOf(A);
    expect(deriveKey({ kind: 'single', origin: undefined, publicKey }, 3)).toEqual(publicKey);
    const { extendedKey } = parseExtendedPublicKey(A);
    const key = {
      kind: 'extended',
      origin: undefined,
      extendedKey,
      steps: [7],
      wildcard: 'unhardened',
      slip132: undefined,
    } as const;
    expect(deriveKey(key, 3)).toEqual(Uint8Array.from(childOf(A, 7, 3)));
  });
});
