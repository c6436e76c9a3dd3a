import { describe, expect, it } from 'vitest';
import { cosignerKey } from '../../../src/core/key/cosigner-key.ts';
import { formatSlip132, parseExtendedPublicKey } from '../../../src/core/key/extended-key.ts';
import { keyIdentity, sameKey } from '../../../src/core/key/identity.ts';
import { checkSlip132ScriptType, slip132Conversion, slip132FormOfPrefix } from '../../../src/core/key/slip132.ts';
import { codeOf, refusalOf } from '../../support/errors.ts';
import { knownWallet } from '../../support/multisig.ts';

const known = knownWallet().keys[0]!;
const inForm = (prefix: string) => formatSlip132(known.extendedKey, slip132FormOfPrefix(prefix)!);
const parts = { name: 'Ana', origin: known.origin, network: 'main' } as const;

describe('cosignerKey', () => {
  it('keeps a key of any form as xpub', () => {
    for (const prefix of ['xpub', 'Zpub', 'Ypub', 'zpub']) {
      expect(cosignerKey({ ...parts, xpubText: inForm(prefix) })).toEqual(known);
    }
    expect(cosignerKey({ ...parts, extendedKey: known.extendedKey })).toEqual(known);
  });

  it('refuses a prefix that contradicts the script type, to be asked about', () => {
    const given = (prefix: string, scriptType: 'p2wsh' | 'p2sh-p2wsh' | 'p2sh') => () =>
      cosignerKey({ ...parts, xpubText: inForm(prefix), scriptType, at: 'keys[0]' });
    for (const prefix of ['Ypub', 'ypub', 'zpub']) {
      expect(refusalOf(given(prefix, 'p2wsh'))).toMatchObject({ code: 'key/slip132-script-type', at: 'keys[0]' });
    }
    expect(codeOf(given('Zpub', 'p2sh'))).toBe('key/slip132-script-type');
    expect(given('Zpub', 'p2wsh')().xpub).toBe(known.xpub);
    expect(given('Ypub', 'p2sh-p2wsh')().xpub).toBe(known.xpub);
    expect(given('xpub', 'p2sh')().xpub).toBe(known.xpub);
  });

  it('refuses a key of the other chain', () => {
    expect(refusalOf(() => cosignerKey({ ...parts, network: 'signet', xpubText: known.xpub }))).toMatchObject({
      code: 'key/network-differs',
      found: 'a key of the main network',
      expected: 'a key for signet',
    });
    const testKey = { ...known.extendedKey, chain: 'test' } as const;
    expect(codeOf(() => cosignerKey({ ...parts, extendedKey: testKey }))).toBe('key/network-differs');
    expect(cosignerKey({ ...parts, network: 'regtest', extendedKey: testKey }).xpub).toMatch(/^tpub/);
  });

  it('refuses a name that is none', () => {
    expect(codeOf(() => cosignerKey({ ...parts, name: 'x'.repeat(101), xpubText: known.xpub }))).toBe(
      'key/name-too-long',
    );
  });
});

describe('SLIP-0132', () => {
  it('conversions are told in a sentence', () => {
    const { slip132 } = parseExtendedPublicKey(inForm('Zpub'));
    expect(slip132Conversion(slip132)).toBe(
      'the key was given as Zpub, which declares P2WSH (native segwit multisig); it is the same key as the xpub that is kept',
    );
    expect(slip132Conversion(parseExtendedPublicKey(inForm('xpub')).slip132)).toBeUndefined();
  });

  it('contradictions name both sides', () => {
    const { slip132 } = parseExtendedPublicKey(inForm('Ypub'));
    expect(refusalOf(() => checkSlip132ScriptType(slip132, 'p2wsh'))).toMatchObject({
      found: 'Ypub, for P2SH-P2WSH (nested segwit multisig)',
      expected: 'P2WSH (native segwit multisig)',
    });
  });
});

describe('the identity of a key', () => {
  it('is its public key and chain code, whatever else is altered', () => {
    const disguised = {
      ...known.extendedKey,
      depth: 1,
      parentFingerprint: 'deadbeef',
      childNumber: 7,
      chain: 'test',
    } as const;
    expect(sameKey(known.extendedKey, disguised)).toBe(true);
    expect(keyIdentity(disguised)).toBe(keyIdentity(known.extendedKey));
    const other = { ...known.extendedKey, chainCode: known.extendedKey.chainCode.map((byte) => byte ^ 1) };
    expect(sameKey(known.extendedKey, other)).toBe(false);
    expect(keyIdentity(other)).not.toBe(keyIdentity(known.extendedKey));
  });
});
