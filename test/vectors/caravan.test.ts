/** Caravan's wallet configurations and its Coldcard texts: each the wallet that its keys make, with placeholders told. */
import { describe, expect, it } from 'vitest';
import { codeOf } from '../support/errors.ts';
import {
  type ExpectedFile,
  expectWallet,
  importSample,
  networkOf,
  noteCodes,
  sample,
  sampleJson,
} from '../support/imports.ts';

const { files } = sampleJson<{ files: readonly ExpectedFile[] }>('caravan/expected.json');

describe('Caravan files', () => {
  it('are 14', () => expect(files).toHaveLength(14));

  it.each(files)('$file', async (expected) => {
    const network = networkOf(expected.network);
    const imported = importSample(sample(`caravan/${expected.file}`), { network });
    expect(imported.format).toBe(expected.file.endsWith('.txt') ? 'coldcard' : 'caravan');
    expect(imported.wallet.network).toBe(network);
    expect(imported.wallet.keys.every(({ origin }) => origin !== undefined)).toBe(true);
    expect(noteCodes(imported)).toEqual([]);
    await expectWallet(imported, expected);
  });

  it.each(files.filter(({ file }) => file.endsWith('.json')))('$file is no wallet of the other network', (expected) => {
    const network = expected.network === 'testnet' ? 'main' : 'testnet3';
    expect(codeOf(() => importSample(sample(`caravan/${expected.file}`), { network }))).toBe(
      'exchange/network-differs',
    );
  });
});
