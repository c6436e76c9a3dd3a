/** Every named format there and back: a sample of the real program comes in, goes out, comes in again, and is one wallet. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FORMATS_PAGE, formatsPage } from '../../scripts/formats-page.ts';
import { createCharter } from '../../src/core/charter/charter.ts';
import { createKeyCard } from '../../src/core/charter/key-card.ts';
import type { Charter } from '../../src/core/charter/types.ts';
import { EXPORT_FORMATS, IMPORT_FORMATS } from '../../src/exchange/formats.ts';
import type { ImportedWallet } from '../../src/exchange/import-wallet.ts';
import { KEY_FORMATS } from '../../src/exchange/keys/formats.ts';
import { importKey } from '../../src/exchange/keys/import-key.ts';
import { codeOf } from '../support/errors.ts';
import { addressAt, importSample } from '../support/imports.ts';
import { KEY_SOURCES, REFUSED_FORMATS, type Sample, WALLET_FORMATS } from './table.ts';

const read = ({ text, network, answers }: Sample): ImportedWallet =>
  importSample(text(), { network, ...(answers === undefined ? {} : { answers }) });

/** The wallet as a charter of three strangers, who sign nothing here. */
function charterOf({ wallet }: ImportedWallet): Charter {
  const cards = wallet.keys.map((key, index) =>
    createKeyCard({
      key: { ...key, name: key.name || `Member ${index + 1}` },
      scriptType: wallet.scriptType,
      software: 'test',
      proof: undefined,
    }),
  );
  return createCharter({
    ...{ name: 'Vault', m: wallet.m, cards, keyOrder: wallet.keyOrder, branches: wallet.branches, birthdayHeight: 0 },
    ...{ allowUnproven: cards.map(({ key }) => key.name), allowUncommitted: true },
  });
}

describe.each(WALLET_FORMATS)('$title', ({ reader, writer, sample }) => {
  it('comes in, goes out and comes in again as the same wallet', async () => {
    const first = read(sample);
    expect(first.format).toBe(reader);
    const charter = charterOf(first);
    const text = EXPORT_FORMATS.find(({ name }) => name === writer)!.write(charter);
    const again = charterOf(importSample(text, { network: sample.network }));
    expect(again.wallet.descriptor).toBe(charter.wallet.descriptor);
    for (const keychain of ['receive', 'change'] as const) {
      for (const index of [0, 1, 19]) {
        const address = await addressAt(first.wallet, keychain, index);
        expect(await addressAt(again.wallet, keychain, index)).toBe(address);
      }
    }
  });
});

describe.each(REFUSED_FORMATS)('$title', ({ code, text }) => {
  it('is refused with the reason', () => {
    expect(codeOf(() => importSample(text()))).toBe(code);
  });
});

describe.each(KEY_SOURCES)('$title', ({ reader, sample, scriptType, fingerprint }) => {
  it('gives a card', () => {
    const { card, format } = importKey(sample.text(), { name: 'Anna', network: sample.network, scriptType });
    expect([format, card.scriptType, card.proof]).toEqual([reader, scriptType, undefined]);
    expect(card.key.origin?.fingerprint).toBe(fingerprint);
  });
});

describe('the table', () => {
  it('has every writer, and every reader or a reason why not', () => {
    const writers = new Set(WALLET_FORMATS.map(({ writer }) => writer));
    expect(EXPORT_FORMATS.map(({ name }) => name).filter((name) => !writers.has(name) && name !== 'sparrow')).toEqual(
      [],
    );
    const readers = new Set(WALLET_FORMATS.map(({ reader }) => reader));
    // Sparrow's own text and lists of keys have no sample by a real program here; their tests are beside the code.
    expect(IMPORT_FORMATS.map(({ name }) => name).filter((name) => !readers.has(name))).toEqual([
      ...['sparrow', 'liana', 'keys'],
    ]);
    // A key in an Electrum wallet of one; its tests are beside the code.
    const keys = new Set(KEY_SOURCES.map(({ reader }) => reader));
    expect(KEY_FORMATS.map(({ name }) => name).filter((name) => !keys.has(name))).toMatchInlineSnapshot(`
      [
        "electrum",
      ]
    `);
  });

  it('is what docs/formats.md says (else: node scripts/formats-page.ts)', () => {
    expect(readFileSync(FORMATS_PAGE, 'utf8')).toBe(formatsPage());
  });
});
