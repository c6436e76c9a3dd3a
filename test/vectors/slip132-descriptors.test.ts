/** Descriptor pairs with checksums: receive and change make one wallet, and one multipath descriptor. */
import { describe, expect, it } from 'vitest';
import { verifyChecksum } from '../../src/core/descriptor/checksum.ts';
import { formatDescriptorBody } from '../../src/core/descriptor/format.ts';
import { expandMultipath } from '../../src/core/descriptor/multipath.ts';
import { parseDescriptor } from '../../src/core/descriptor/parse.ts';
import { walletFromDescriptor } from '../../src/core/descriptor/wallet-reader.ts';
import { loadVectors } from '../support/descriptors.ts';
import { codeOf } from '../support/errors.ts';

const { descriptors } = loadVectors<{ descriptors: { name: string; descriptors: string[] }[] }>(
  'slip132/slip132-and-conversions.json',
);
const pairOf = (name: string): readonly [string, string] => {
  const [receive = '', change = ''] = descriptors.find((each) => each.name === name)!.descriptors;
  return [receive, change];
};

describe('descriptor pairs', () => {
  it('carry right checksums', () => {
    const texts = descriptors.flatMap((each) => each.descriptors);
    expect(texts).toHaveLength(5);
    for (const text of texts) expect(verifyChecksum(text, { checksum: 'required' })).toBe(text.slice(0, -9));
  });

  it('make one wallet, whose descriptor expands to the two again', () => {
    const pair = pairOf('nested1of3');
    const wallet = walletFromDescriptor(pair, { network: 'testnet3' });
    expect([wallet.scriptType, wallet.m, wallet.keys.length, wallet.keyOrder]).toEqual(['p2sh-p2wsh', 1, 3, 'sorted']);
    const expanded = expandMultipath(parseDescriptor(wallet.descriptor)).map(formatDescriptorBody);
    expect(expanded).toEqual(pair.map((text) => text.slice(0, -9).replaceAll("'", 'h')));
  });

  it('are refused by name when they are no multisig wallet', () => {
    const refusals = [
      codeOf(() => walletFromDescriptor(pairOf('legacySingle'), { network: 'testnet3' })),
      codeOf(() => walletFromDescriptor(pairOf('nativeEscrow2of2')[0], { network: 'testnet3' })),
    ];
    expect(refusals).toEqual(['descriptor/not-a-multisig-wallet', 'descriptor/not-a-multisig-wallet']);
  });
});
