/** Descriptor fixtures of bitcoinerlab/descriptors, most of them from Bitcoin Core, some with addresses. */
import { describe, expect, it } from 'vitest';
import { outputScripts } from '../../src/core/descriptor/derive.ts';
import { parseDescriptor } from '../../src/core/descriptor/parse.ts';
import type { NetworkName } from '../../src/core/network.ts';
import { encodeAddress } from '../../src/core/wallet/address.ts';
import { expectPrivateRefused, loadVectors, publicTwin, scriptsAt, secretsIn } from '../support/descriptors.ts';
import { codeOf, refusalOf } from '../support/errors.ts';

interface Fixture {
  readonly descriptor: string;
  readonly script?: string;
  readonly address?: string;
  readonly index?: number;
  readonly network?: 'mainnet' | 'testnet' | 'regtest' | null;
  readonly checksumRequired?: boolean;
}

const vectors = loadVectors<
  Readonly<Record<'core_valid' | 'core_invalid' | 'custom_valid' | 'custom_invalid', Fixture[]>>
>('descriptors/bitcoinerlab-descriptors.json');

const NETWORK: Readonly<Record<string, NetworkName>> = { mainnet: 'main', testnet: 'testnet3', regtest: 'regtest' };
const networkOf = (fixture: Fixture): NetworkName => NETWORK[fixture.network ?? 'mainnet']!;
const checksumOf = (fixture: Fixture) => (fixture.checksumRequired === false ? 'optional' : 'required');
const optionsOf = (fixture: Fixture) => ({ network: networkOf(fixture), checksum: checksumOf(fixture) }) as const;
const isMiniscript = ({ descriptor }: Fixture): boolean => /thresh|andor|and_|or_/.test(descriptor);
const hasSecret = ({ descriptor }: Fixture): boolean => secretsIn(descriptor).length > 0;

const valid = [...vectors.core_valid, ...vectors.custom_valid];

describe('valid fixtures', () => {
  const readable = valid.filter((each) => !isMiniscript(each));

  it('count 53: 48 that can be read, 25 of them private, and five of miniscript', () => {
    expect([valid.length, readable.length, readable.filter(hasSecret).length]).toEqual([53, 48, 25]);
  });

  it('give their exact scripts and addresses', () => {
    for (const fixture of readable) {
      const { descriptor, script, address, index = 0 } = fixture;
      const text = hasSecret(fixture) ? publicTwin(descriptor, index) : descriptor;
      const options = hasSecret(fixture) ? { network: networkOf(fixture) } : optionsOf(fixture);
      const [derived] = outputScripts(parseDescriptor(text, options), index);
      if (script !== undefined) expect(scriptsAt(text, index)).toEqual([script]);
      if (address !== undefined) expect(encodeAddress(derived!, networkOf(fixture))).toBe(address);
      expect(script ?? address).toBeDefined();
    }
  });

  it('are refused where they hold private keys', () => {
    for (const fixture of valid.filter(hasSecret)) expectPrivateRefused(fixture.descriptor, optionsOf(fixture));
  });

  it('are not supported yet where they hold miniscript, which Core too does not take in sh()', () => {
    const codes = valid
      .filter((each) => isMiniscript(each) && !hasSecret(each))
      .map(
        (fixture) =>
          `${fixture.descriptor.slice(0, 14)} ${codeOf(() => parseDescriptor(fixture.descriptor, optionsOf(fixture)))}`,
      );
    expect(codes).toEqual([
      'sh(wsh(thresh( descriptor/not-supported-yet',
      'sh(wsh(andor(p descriptor/not-supported-yet',
      'sh(andor(pk(02 descriptor/not-allowed-here',
      'wsh(andor(pk(0 descriptor/not-supported-yet',
    ]);
  });
});

describe('invalid fixtures', () => {
  it.each(['core_invalid', 'custom_invalid'] as const)('of %s are all refused', (group) => {
    for (const fixture of vectors[group]) {
      if (hasSecret(fixture)) expectPrivateRefused(fixture.descriptor, optionsOf(fixture));
      else
        expect(refusalOf(() => parseDescriptor(fixture.descriptor, optionsOf(fixture))).code).toMatch(/^descriptor\//);
    }
  });

  it('hold four public texts that are not supported yet, all miniscript', () => {
    const codes = [...vectors.core_invalid, ...vectors.custom_invalid]
      .filter((each) => !hasSecret(each))
      .map((fixture) => codeOf(() => parseDescriptor(fixture.descriptor, optionsOf(fixture))));
    expect(codes.filter((code) => code === 'descriptor/not-supported-yet')).toHaveLength(4);
  });
});
