/** Electrum's own saved wallet files of seven versions, and the files of other kinds that are refused, each by its reason. */
import { describe, expect, it } from 'vitest';
import { formatXpub, parseExtendedPublicKey } from '../../src/core/key/extended-key.ts';
import { codeOf } from '../support/errors.ts';
import { type ExpectedFile, expectWallet, importSample, noteCodes, sample, sampleJson } from '../support/imports.ts';

interface ElectrumFile extends ExpectedFile {
  readonly xpubs: readonly string[];
}

const { files } = sampleJson<{ files: readonly ElectrumFile[] }>('electrum/wallet-files/expected.json');

/** The files of the folder that hold no multisig wallet. */
const REFUSED = {
  client_1_9_8_seeded: 'exchange/electrum-python-literal',
  client_2_9_3_seeded: 'exchange/single-key-wallet',
  client_2_9_3_trezor_singleacc: 'exchange/single-key-wallet',
  client_2_9_3_watchaddresses: 'exchange/electrum-imported',
  client_3_2_3_ledger_standard_keystore_changes: 'exchange/single-key-wallet',
};

describe('Electrum wallet files', () => {
  it('are 7 multisig wallets', () => expect(files).toHaveLength(7));

  it.each(files)('$file', async (expected) => {
    const imported = importSample(sample(`electrum/wallet-files/${expected.file}`));
    expect(imported.format).toBe('electrum');
    expect(imported.wallet.keys.map(({ xpub }) => xpub)).toEqual(
      expected.xpubs.map((text) => formatXpub(parseExtendedPublicKey(text).extendedKey)),
    );
    await expectWallet(imported, expected);
    // Keys at depth 0 name themselves as their own origin, and each of these files holds its maker's seed.
    expect(imported.wallet.keys.every(({ origin }) => origin?.path.length === 0)).toBe(true);
    expect(noteCodes(imported)).toEqual(['import/secret-in-file']);
  });

  it.each(Object.entries(REFUSED))('%s is refused: %s', (file, code) => {
    expect(codeOf(() => importSample(sample(`electrum/wallet-files/${file}`)))).toBe(code);
  });
});
