/** BIP-0380: checksums, and key expressions inside `pk()`. Keys that are private are valid there and refused here. */
import { describe, expect, it } from 'vitest';
import { parseDescriptor } from '../../src/core/descriptor/parse.ts';
import { expectPrivateRefused, loadVectors, secretsIn } from '../support/descriptors.ts';
import { codeOf } from '../support/errors.ts';

const vectors = loadVectors<{
  checksums: { descriptor: string; case: string; valid: boolean }[];
  key_valid: { key: string; case: string }[];
  key_invalid: { key: string; case: string }[];
}>('descriptors/bip380-checksums-keys.json');

describe('BIP-0380 checksums', () => {
  const refusals: Readonly<Record<string, string>> = {
    'Missing checksum': 'descriptor/checksum',
    'Too long checksum (9 chars)': 'descriptor/checksum',
    'Too short checksum (7 chars)': 'descriptor/checksum',
    'Error in payload': 'descriptor/checksum',
    'Error in checksum': 'descriptor/checksum',
    'Invalid characters in payload': 'descriptor/character',
  };

  it.each(vectors.checksums)('$case', ({ descriptor, case: name, valid }) => {
    if (valid) expect(parseDescriptor(descriptor).script.kind).toBe('raw');
    else expect(codeOf(() => parseDescriptor(descriptor))).toBe(refusals[name]);
  });

  it('are optional unless the caller requires them', () => {
    const { descriptor } = vectors.checksums.find((each) => each.case === 'No checksum')!;
    expect(codeOf(() => parseDescriptor(descriptor, { checksum: 'required' }))).toBe('descriptor/checksum-missing');
  });
});

describe('BIP-0380 key expressions', () => {
  const readable = vectors.key_valid.filter(({ key }) => secretsIn(key).length === 0);
  const secret = vectors.key_valid.filter(({ key }) => secretsIn(key).length > 0);

  it('count seven public and five private ones', () => {
    expect([readable.length, secret.length]).toEqual([7, 5]);
  });

  it.each(readable)('$case', ({ key }) => {
    expect(parseDescriptor(`pk(${key})`).script.kind).toBe('pk');
  });

  it.each(secret)('$case is refused', ({ key }) => {
    expectPrivateRefused(`pk(${key})`);
  });

  it('are refused when malformed', () => {
    expect(
      vectors.key_invalid.map(({ key, case: name }) => [name, codeOf(() => parseDescriptor(`pk(${key})`))]),
    ).toEqual([
      ['Too short fingerprint', 'descriptor/key-origin'],
      ['Too long fingerprint', 'descriptor/key-origin'],
      ['Invalid hardened indicators', 'descriptor/derivation'],
      ['Invalid hardened indicators', 'descriptor/derivation'],
      ['Private key with derivation', 'descriptor/private-key-refused'],
      ['Private key with derivation children', 'descriptor/private-key-refused'],
      ['Multiple key origins', 'descriptor/private-key-refused'],
      ['Missing key origin start', 'descriptor/private-key-refused'],
      ['Non hex fingerprint', 'descriptor/private-key-refused'],
      ['Key origin with no public key', 'descriptor/key'],
    ]);
  });

  it('are refused when malformed with a public key as well', () => {
    const xpub =
      'xpub661MyMwAqRbcFW31YEwpkMuc5THy2PSt5bDMsktWQcFF8syAmRUapSCGu8ED9W6oDMSgv6Zz8idoc4a6mr8BDzTJY47LJhkJ8UB7WEGuduB';
    const codes = vectors.key_invalid
      .map(({ key }) =>
        key
          .replace(/xprv\w+/, xpub)
          .replace(/L4rK1\w+/, '02a34b99f22c790c4e36b2b3c2c35a36db06226e41c692fc82b8b56ac1c540c5bd'),
      )
      .map((key) => codeOf(() => parseDescriptor(`pk(${key})`)));
    expect(codes.slice(4, 9)).toEqual([
      'descriptor/derivation',
      'descriptor/derivation',
      'descriptor/key-origin',
      'descriptor/key-origin',
      'descriptor/key-origin',
    ]);
  });
});
