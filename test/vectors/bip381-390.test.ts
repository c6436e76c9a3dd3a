/**
 * BIP-0381 to BIP-0387: the exact output scripts of every public descriptor, the refusal of every private twin and of
 * every invalid text. BIP-0390 (MuSig2) is known by name and not read yet.
 */
import { describe, expect, it } from 'vitest';
import { formatDescriptor, formatDescriptorBody } from '../../src/core/descriptor/format.ts';
import { parseDescriptor } from '../../src/core/descriptor/parse.ts';
import { expectPrivateRefused, loadVectors, publicTwin, scriptsAt, secretsIn } from '../support/descriptors.ts';
import { codeOf } from '../support/errors.ts';

interface Valid {
  readonly descriptor: string;
  readonly scripts: readonly string[];
  readonly children?: readonly (readonly string[])[];
}

interface Invalid {
  readonly descriptor: string;
  readonly why: string;
}

const vectors = loadVectors<Readonly<Record<string, readonly Valid[] & readonly Invalid[]>>>(
  'descriptors/bip381-387-390-descriptors.json',
);
const bips = [381, 382, 383, 384, 385, 386, 387] as const;
const validOf = (bip: number): readonly Valid[] => vectors[`bip${bip}_valid`]!;
const invalidOf = (bip: number): readonly Invalid[] => vectors[`bip${bip}_invalid`]!;
const isPublic = ({ descriptor }: Valid): boolean => secretsIn(descriptor).length === 0;

describe.each(bips)('BIP-0%i', (bip) => {
  it('gives the exact scripts of each public descriptor', () => {
    for (const { descriptor, scripts, children } of validOf(bip).filter(isPublic)) {
      if (children !== undefined) {
        expect(children.map((_, index) => scriptsAt(descriptor, index))).toEqual(children);
      } else if (descriptor.startsWith('combo(')) {
        expect(scriptsAt(descriptor)).toEqual(scripts);
      } else {
        expect(scripts.map((_, index) => scriptsAt(descriptor, index))).toEqual(scripts.map((script) => [script]));
      }
    }
  });

  it('prints each public descriptor as it was, but for the mark of hardened steps', () => {
    for (const { descriptor } of validOf(bip).filter(isPublic)) {
      const printed = formatDescriptorBody(parseDescriptor(descriptor));
      expect(printed).toBe(descriptor.replaceAll("'", 'h'));
      expect(parseDescriptor(formatDescriptor(parseDescriptor(descriptor)))).toEqual(parseDescriptor(descriptor));
    }
  });

  it('gives the same scripts for the public twin of each private descriptor', () => {
    for (const { descriptor, scripts } of validOf(bip).filter((each) => !isPublic(each))) {
      const derived = scripts.map((_, index) => scriptsAt(publicTwin(descriptor, index), index));
      if (descriptor.startsWith('combo(')) expect(derived[0]).toEqual(scripts);
      else expect(derived).toEqual(scripts.map((script) => [script]));
    }
  });

  it('refuses each private twin without a word of it', () => {
    for (const valid of validOf(bip).filter((each) => !isPublic(each))) expectPrivateRefused(valid.descriptor);
  });

  it('refuses each invalid descriptor', () => {
    for (const { descriptor } of invalidOf(bip))
      expect(codeOf(() => parseDescriptor(descriptor))).toMatch(/^descriptor\//);
  });
});

describe('BIP-0381 to BIP-0387', () => {
  it('count 20 public and 20 private valid descriptors', () => {
    const all = bips.flatMap((bip) => validOf(bip));
    expect([all.filter(isPublic).length, all.filter((each) => !isPublic(each)).length]).toEqual([20, 20]);
  });

  it('refuse for the reason that the BIP names', () => {
    const reasons = bips.flatMap((bip) =>
      invalidOf(bip).map(({ descriptor, why }) => `${bip} ${why}: ${codeOf(() => parseDescriptor(descriptor))}`),
    );
    expect(reasons).toMatchInlineSnapshot(`
      [
        "381 pk() only accepts key expressions: descriptor/key",
        "381 sh() only accepts script expressions: descriptor/syntax",
        "381 sh() is top level only: descriptor/not-allowed-here",
        "382 Uncompressed public key in wpkh(): descriptor/private-key-refused",
        "382 Uncompressed public key in wpkh(): descriptor/private-key-refused",
        "382 Uncompressed public key in wpkh(): descriptor/key-form",
        "382 Uncompressed public keys under wsh(): descriptor/private-key-refused",
        "382 Uncompressed public keys under wsh(): descriptor/key-form",
        "382 wpkh() nested in wsh(): descriptor/not-allowed-here",
        "382 wsh() nested in wsh(): descriptor/not-allowed-here",
        "382 wsh() nested in wsh(): descriptor/not-allowed-here",
        "382 Script in wpkh(): descriptor/key",
        "382 Key in wsh(): descriptor/syntax",
        "383 More than 15 keys in P2SH multisig: descriptor/script-too-large",
        "383 Invalid threshold: descriptor/threshold",
        "383 Threshold of 0: descriptor/threshold",
        "383 Threshold larger than keys: descriptor/private-key-refused",
        "384 combo() in sh: descriptor/not-allowed-here",
        "384 combo() in wsh: descriptor/not-allowed-here",
        "385 Non-hex script: descriptor/raw-script",
        "385 Invalid address: descriptor/address",
        "385 raw nested in sh: descriptor/not-allowed-here",
        "385 raw nested in wsh: descriptor/not-allowed-here",
        "385 addr nested in sh: descriptor/not-allowed-here",
        "386 Uncompressed private key: descriptor/private-key-refused",
        "386 tr() nested in wsh: descriptor/not-allowed-here",
        "387 Unsupported sh() context: descriptor/not-allowed-here",
        "387 Invalid threshold: descriptor/threshold",
        "387 Threshold of 0: descriptor/threshold",
        "387 Uncompressed pubkey: descriptor/key-form",
        "387 Threshold larger than keys: descriptor/private-key-refused",
      ]
    `);
  });
});

describe('BIP-0390', () => {
  it('is known by name: three valid descriptors are not supported yet, the private one is refused as such', () => {
    const codes = vectors.bip390_valid!.map(({ descriptor }) => codeOf(() => parseDescriptor(descriptor)));
    expect(codes).toEqual([
      'descriptor/private-key-refused',
      'descriptor/not-supported-yet',
      'descriptor/not-supported-yet',
      'descriptor/not-supported-yet',
    ]);
  });

  it('refuses musig() where it cannot stand, and what else is wrong with one as not supported yet', () => {
    const codes = vectors.bip390_invalid!.map(({ descriptor }) => codeOf(() => parseDescriptor(descriptor)));
    expect(codes.slice(0, 6)).toEqual(Array(6).fill('descriptor/not-allowed-here'));
    expect(codes.slice(6)).toEqual(Array(5).fill('descriptor/not-supported-yet'));
  });
});
