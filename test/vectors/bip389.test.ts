/** BIP-0389: one descriptor that stands for several. */
import { describe, expect, it } from 'vitest';
import { formatDescriptorBody } from '../../src/core/descriptor/format.ts';
import { expandMultipath } from '../../src/core/descriptor/multipath.ts';
import { parseDescriptor } from '../../src/core/descriptor/parse.ts';
import { loadVectors } from '../support/descriptors.ts';
import { codeOf } from '../support/errors.ts';

const vectors = loadVectors<{
  valid: { descriptor: string; expands_to: string[] }[];
  invalid: { descriptor: string; why: string }[];
}>('descriptors/bip389-multipath.json');

describe('BIP-0389', () => {
  it.each(vectors.valid)('$descriptor expands in order', ({ descriptor, expands_to }) => {
    expect(expandMultipath(parseDescriptor(descriptor)).map(formatDescriptorBody)).toEqual(expands_to);
    expect(formatDescriptorBody(parseDescriptor(descriptor))).toBe(descriptor);
  });

  it('leaves a descriptor without alternatives as it is', () => {
    const single = parseDescriptor(vectors.valid[0]!.expands_to[0]!);
    expect(expandMultipath(single)).toEqual([single]);
  });

  it('refuses what is malformed, two of the texts for the private keys in them', () => {
    const found = vectors.invalid.map(({ descriptor, why }) => `${why}: ${codeOf(() => parseDescriptor(descriptor))}`);
    expect(found).toEqual([
      'Multiple multipath specifiers: descriptor/private-key-refused',
      'Multipath specifier in origin: descriptor/multipath',
      'Multipath specifiers of mismatched lengths: descriptor/multipath',
      'Multipath specifiers of mismatched lengths: descriptor/private-key-refused',
      'Empty multipath specifier: descriptor/derivation',
      'Missing multipath start: descriptor/derivation',
      'Missing multipath end: descriptor/derivation',
      'Missing index in multipath specifier: descriptor/derivation',
    ]);
  });
});
