/** The files that Sparrow's tests import: each accepted or refused as they say, with policy, keys and first addresses. */
import { describe, expect, it } from 'vitest';
import { formatXpub, parseExtendedPublicKey } from '../../src/core/key/extended-key.ts';
import { formatOrigin } from '../../src/core/key/origin.ts';
import { decryptStorage } from '../../src/exchange/electrum/storage.ts';
import { importKey } from '../../src/exchange/keys/import-key.ts';
import { codeOf } from '../support/errors.ts';
import {
  addressAt,
  type ExpectedFile,
  expectWallet,
  importSample,
  networkOf,
  sample,
  sampleJson,
} from '../support/imports.ts';

interface SparrowFile extends ExpectedFile {
  readonly expect?: string;
  readonly keystores?: readonly {
    script_type: 'p2sh' | 'p2wsh';
    fingerprint: string;
    path: string;
    xpub?: string;
    slip132?: string;
  }[];
  readonly keystore_0?: { fingerprint: string; path: string; xpub?: string };
  readonly password?: string;
  readonly wrong_password?: string;
}

const { files } = sampleJson<{ files: readonly SparrowFile[] }>('sparrow/expected.json');
const own = files.filter(({ file }) => !file.startsWith('bsms/'));
const fileOf = (name: string) => own.find(({ file }) => file === name)!;
const read = (name: string) => sample(`sparrow/${name}`);

describe('multisig wallets', () => {
  const wallets = own.filter(({ policy }) => policy !== undefined);

  it('are 4, of 13 files', () => expect([wallets.length, own.length]).toEqual([4, 13]));

  it.each(wallets)('$file', async (expected) => {
    const imported = importSample(read(expected.file), { network: networkOf(expected.network) });
    await expectWallet(imported, expected);
    if (expected.name !== undefined) expect(imported.name).toBe(expected.name);
    if (expected.keystore_0 === undefined) return;
    const { fingerprint, path, xpub } = expected.keystore_0;
    // Sparrow's first keystore is the first in the file's text; ours is `x1/`.
    const key = imported.wallet.keys.find(({ origin }) => origin?.fingerprint === fingerprint)!;
    expect([`m${formatOrigin(key.origin!, { hardenedMark: "'" }).slice(9, -1)}`, key.xpub]).toEqual([path, xpub]);
  });

  it('gives each key of a text the path that stood before it', () => {
    const { keys } = importSample(read('cc-multisig-export-multideriv.txt')).wallet;
    expect(keys.map(({ origin }) => formatOrigin(origin!))).toEqual([
      '[06b57041/48h/0h/0h/2h]',
      '[4b569672/48h/0h/0h/2h]',
      '[ca9a2b19/47h/0h/0h/1h]',
    ]);
  });
});

describe('cosigners’ keys', () => {
  it('come out of Coldcard’s export, each for its script type', () => {
    const { file, keystores = [] } = fileOf('cc-multisig-keystore-2.json');
    expect(keystores).toHaveLength(2);
    for (const { script_type: scriptType, fingerprint, path, xpub, slip132 } of keystores) {
      const { card } = importKey(read(file), { name: 'Anna', network: 'testnet3', scriptType });
      expect(card.key.xpub).toBe(formatXpub(parseExtendedPublicKey(xpub ?? slip132!).extendedKey));
      expect(formatOrigin(card.key.origin!, { hardenedMark: "'" })).toBe(`[${fingerprint}${path.slice(1)}]`);
      expect(card.proof).toBeUndefined();
    }
  });

  it.each([
    'electrum-singlesig-wallet.json',
    'electrum-singlesig-seed-wallet.json',
  ])('%s is no multisig wallet, and its key says that it is for a single one', (file) => {
    expect(codeOf(() => importSample(read(file)))).toBe('exchange/single-key-wallet');
    expect(codeOf(() => importKey(read(file), { name: 'Anna', network: 'main', scriptType: 'p2wsh' }))).toBe(
      'exchange/no-key-for-script-type',
    );
  });
});

describe('an encrypted Electrum file', () => {
  const { password, wrong_password: wrong, keystore_0: key } = fileOf('electrum-encrypted');
  const text = read('electrum-encrypted');

  it('asks for its password, and refuses a wrong one', () => {
    expect(codeOf(() => importSample(text))).toBe('exchange/password-needed');
    expect(codeOf(() => importSample(text, { password: wrong! }))).toBe('exchange/wrong-password');
  });

  it('opens to the keystore that Sparrow finds, which is no multisig wallet', () => {
    const { keystore } = JSON.parse(decryptStorage(text, password)) as { keystore: { xpub: string } };
    expect(formatXpub(parseExtendedPublicKey(keystore.xpub).extendedKey)).toBe(key!.xpub);
    expect(codeOf(() => importSample(text, { password: password! }))).toBe('exchange/single-key-wallet');
  });

  it('is refused with any part of it changed', () => {
    for (const place of [10, 60, 400, text.trimEnd().length - 4]) {
      const other = text[place] === 'A' ? 'B' : 'A';
      const changed = text.slice(0, place) + other + text.slice(place + 1);
      expect(codeOf(() => importSample(changed, { password: password! }))).toMatch(
        /^exchange\/(?:wrong-password|damaged-storage)$/,
      );
    }
    expect(codeOf(() => importSample(text.slice(0, 80), { password: password! }))).toBe('exchange/damaged-storage');
  });
});

describe('what is no multisig wallet', () => {
  it('is refused by its reason', () => {
    expect(codeOf(() => importSample(read('caravan-multisig-export-2.json')))).toBe('json/out-of-range');
    for (const file of ['receive-change1', 'receive-change2', 'multipath', 'labelled']) {
      expect(codeOf(() => importSample(read(`descriptor-${file}.txt`)))).toBe('descriptor/not-a-multisig-wallet');
    }
  });
});

interface WatchCase {
  readonly test: string;
  readonly descriptor_or_xpub: string;
  readonly receive: Readonly<Record<string, string>>;
  readonly change: Readonly<Record<string, string>>;
  readonly only_address?: string;
}

describe('descriptors that Sparrow’s library watches', () => {
  const { cases } = sampleJson<{ cases: readonly WatchCase[] }>('sparrow/drongo-watch-wallets.json');
  const multisig = cases.filter(({ descriptor_or_xpub: text }) => text.startsWith('wsh('));

  it('are 3 multisig and 6 single keys', () => expect([multisig.length, cases.length]).toEqual([3, 9]));

  it.each(multisig)('$test asks for the chains, keeps the order of multi and converts Zpub', async (each) => {
    expect(codeOf(() => importSample(each.descriptor_or_xpub))).toBe('exchange/ask-chains');
    const { wallet, notes } = importSample(each.descriptor_or_xpub, { answers: { chains: '0,1' } });
    expect(wallet.keyOrder).toBe('given');
    const receive = each.only_address ?? each.receive['0'];
    expect(await addressAt(wallet, 'receive', 0)).toBe(receive);
    if (each.change['0'] !== undefined) expect(await addressAt(wallet, 'change', 0)).toBe(each.change['0']);
    expect(notes.filter(({ code }) => code === 'import/converted-key')).toHaveLength(
      each.descriptor_or_xpub.includes('Zpub') ? 2 : 0,
    );
  });

  it.each(cases.filter((each) => !multisig.includes(each)))('$test is the key of one, no wallet', (each) => {
    expect(codeOf(() => importSample(each.descriptor_or_xpub))).toMatch(
      /^exchange\/(?:key-not-wallet|unknown-format)$/,
    );
  });
});
