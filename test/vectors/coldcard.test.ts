/** Coldcard's exports: one 2-of-4 wallet in several forms, cosigners' keys, and its PSBT samples. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { toHex } from '../../src/core/bytes.ts';
import { formatXpub, parseExtendedPublicKey } from '../../src/core/key/extended-key.ts';
import { formatOrigin } from '../../src/core/key/origin.ts';
import type { ScriptType } from '../../src/core/key/types.ts';
import { parsePsbt } from '../../src/core/psbt/parse.ts';
import { serializePsbt } from '../../src/core/psbt/serialize.ts';
import { decodePsbt } from '../../src/core/psbt/text.ts';
import { importKey } from '../../src/exchange/keys/import-key.ts';
import { codeOf } from '../support/errors.ts';
import { type ExpectedFile, expectWallet, importSample, noteCodes, sample, sampleJson } from '../support/imports.ts';

interface ColdcardFile extends ExpectedFile {
  readonly kind?: string;
  readonly note?: string;
}

const { files } = sampleJson<{ files: readonly ColdcardFile[] }>('coldcard/expected.json');
const wallets = files.filter(({ policy }) => policy !== undefined);
const read = (file: string) => sample(`coldcard/${file}`);

describe('one wallet in many forms', () => {
  it('is 10 files', () => expect(wallets).toHaveLength(10));

  it.each(wallets)('$file', async (expected) => {
    const isDescriptor = expected.file.startsWith('desc-');
    // Coldcard's older descriptors have the receive chain alone.
    if (isDescriptor) {
      expect(codeOf(() => importSample(read(expected.file), { network: 'testnet3' }))).toBe('exchange/ask-chains');
    }
    const answers = isDescriptor ? ({ chains: '0,1' } as const) : {};
    const imported = importSample(read(expected.file), { network: 'testnet3', answers });
    await expectWallet(imported, expected);
    expect(imported.wallet.keys.map(({ origin }) => origin?.fingerprint)).toEqual([
      '0f056943',
      '6ba6cfd0',
      '747b698e',
      '7bb026be',
    ]);
  });

  it.each(['p2wsh', 'p2sh-p2wsh', 'p2sh'])('all forms of %s are the same wallet', (type) => {
    const descriptors = wallets
      .filter(({ file }) => new RegExp(`^[a-z]+-${type}-myself`).test(file))
      .map(
        ({ file }) => importSample(read(file), { network: 'testnet3', answers: { chains: '0,1' } }).wallet.descriptor,
      );
    expect(descriptors.length).toBeGreaterThan(1);
    expect(new Set(descriptors).size).toBe(1);
  });

  it('is P2SH where no Format line says otherwise, and asks where keys speak for another type', () => {
    const legacy = read('export-p2wsh-myself.txt').replace(/^Format:.*\n/m, '');
    expect(codeOf(() => importSample(legacy, { network: 'testnet3' }))).toBe('exchange/ask-script-type');
    const p2sh = legacy.replace(/^Derivation:.*$/m, "Derivation: m/45'");
    const imported = importSample(p2sh, { network: 'testnet3' });
    expect(imported.wallet.scriptType).toBe('p2sh');
    expect(noteCodes(imported)).toContain('import/script-type-by-rule');
  });

  it('is not taken for another network', () => {
    expect(codeOf(() => importSample(read('setting-p2wsh-myself.json')))).toBe('exchange/network-differs');
    expect(codeOf(() => importSample(read('export-p2wsh-myself.txt')))).toBe('key/network-differs');
  });
});

describe('cosigners’ keys', () => {
  const TYPES = ['p2wsh', 'p2sh-p2wsh', 'p2sh'] as const satisfies readonly ScriptType[];
  const PATHS = { p2wsh: "m/48'/1'/0'/2'", 'p2sh-p2wsh': "m/48'/1'/0'/1'", p2sh: "m/45'" };
  const imported = (file: string, scriptType: ScriptType) =>
    importKey(read(file), { name: 'Anna', network: 'testnet3', scriptType });

  it.each(['6BA6CFD0', '747B698E'])('ccxp-%s.json gives the key that is in the wallet', (fingerprint) => {
    for (const scriptType of TYPES) {
      const { card, notes } = imported(`ccxp-${fingerprint}.json`, scriptType);
      const { wallet } = importSample(read(`setting-${scriptType}-myself.json`), { network: 'testnet3' });
      const key = wallet.keys.find(({ origin }) => origin?.fingerprint === fingerprint.toLowerCase())!;
      expect([card.key.xpub, card.key.origin]).toEqual([key.xpub, key.origin]);
      expect(notes.map(({ code }) => code)).toEqual(scriptType === 'p2sh' ? [] : ['import/converted-key']);
    }
  });

  it('coldcard-export.json gives each account with the master’s fingerprint', () => {
    for (const scriptType of TYPES) {
      const { card } = imported('coldcard-export.json', scriptType);
      expect(formatOrigin(card.key.origin!, { hardenedMark: "'" })).toBe(`[0f056943${PATHS[scriptType].slice(1)}]`);
      expect(card.software).toBe('Coldcard generic export');
    }
    const { bip48_2: account } = JSON.parse(read('coldcard-export.json')) as { bip48_2: { _pub: string } };
    expect(imported('coldcard-export.json', 'p2wsh').card.key.xpub).toBe(
      formatXpub(parseExtendedPublicKey(account._pub).extendedKey),
    );
  });
});

describe('PSBT samples', () => {
  const psbts = files.filter(({ file }) => file.endsWith('.psbt'));
  const bytesOf = (file: string) => readFileSync(new URL(`coldcard/${file}`, import.meta.url));
  const invalid = psbts.filter(({ note }) => note?.startsWith('invalid'));

  it('are 15, of which 3 are invalid', () => expect([psbts.length, invalid.length]).toEqual([15, 3]));

  it.each(psbts)('$file', ({ file, note }) => {
    const parse = () => parsePsbt(decodePsbt(bytesOf(file)));
    if (note?.startsWith('invalid')) expect(codeOf(parse)).toMatch(/^(?:psbt|tx|encoding)\//);
    else expect(toHex(serializePsbt(parse()))).toBe(toHex(decodePsbt(bytesOf(file))));
  });
});
