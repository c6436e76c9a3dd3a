/**
 * No lock-in: every wallet that a format can hold goes out and comes back as the same wallet, and a format that cannot hold
 * a wallet says so instead of writing another one.
 */
import { describe, expect, it } from 'vitest';
import { createCharter } from '../../src/core/charter/charter.ts';
import { createKeyCard } from '../../src/core/charter/key-card.ts';
import type { Charter } from '../../src/core/charter/types.ts';
import type { CosignerKey, ScriptType } from '../../src/core/key/types.ts';
import { NETWORK_NAMES, type NetworkName } from '../../src/core/network.ts';
import type { Wallet } from '../../src/core/wallet/types.ts';
import { openDocument } from '../../src/exchange/document.ts';
import type { ExportFormat } from '../../src/exchange/format.ts';
import { EXPORT_FORMATS, IMPORT_FORMATS } from '../../src/exchange/formats.ts';
import { codeOf } from '../support/errors.ts';
import { addressAt, importSample } from '../support/imports.ts';
import { manyKeys } from '../support/multisig.ts';

interface Changes {
  readonly network?: NetworkName;
  readonly scriptType?: ScriptType;
  readonly m?: number;
  readonly n?: number;
  readonly keyOrder?: Wallet['keyOrder'];
  readonly branches?: Wallet['branches'];
  readonly name?: string;
  readonly withoutOrigin?: boolean;
}

const charters = new Map<string, Charter>();

/** A charter with these changes, founded once. */
function charterOf(changes: Changes = {}): Charter {
  const key = JSON.stringify(changes);
  const charter = charters.get(key) ?? foundCharter(changes);
  charters.set(key, charter);
  return charter;
}

function foundCharter(changes: Changes): Charter {
  const {
    network = 'main',
    scriptType = 'p2wsh',
    m = 2,
    n = 3,
    name = 'Family vault',
    withoutOrigin = false,
  } = changes;
  const keys = manyKeys(n, network).map((key, index): CosignerKey => {
    const named = { ...key, name: key.name === '' ? `Member ${index + 1}` : key.name };
    return withoutOrigin && index === 1 ? { ...named, origin: undefined } : named;
  });
  return createCharter({
    name,
    m,
    cards: keys.map((key) => createKeyCard({ key, scriptType, software: 'test', proof: undefined })),
    birthdayHeight: 800_000,
    allowUnproven: keys.map((key) => key.name),
    allowUncommitted: true,
    ...(changes.keyOrder === undefined ? {} : { keyOrder: changes.keyOrder }),
    ...(changes.branches === undefined ? {} : { branches: changes.branches }),
  });
}

const format = (name: string): ExportFormat => EXPORT_FORMATS.find((each) => each.name === name)!;
const FORMATS = EXPORT_FORMATS.map(({ name }) => name);
const TYPES = ['p2wsh', 'p2sh-p2wsh', 'p2sh'] as const satisfies readonly ScriptType[];

/** Formats that keep names of keys, and those that keep the name of the wallet. */
const KEEP_KEY_NAMES = ['electrum', 'specter', 'caravan'];
const KEEP_WALLET_NAMES = ['specter', 'caravan', 'coldcard', 'bluewallet', 'ur-descriptor', 'policy'];
/** Not a text of the format’s own: read back as what it is. */
const READ_AS: Readonly<Record<string, string>> = {
  descriptors: 'descriptor',
  bluewallet: 'coldcard',
  'ur-descriptor': 'ur',
};

describe('every format', () => {
  it('is one of the thirteen that are promised', () => {
    expect(FORMATS).toEqual([
      ...['descriptor', 'descriptors', 'bitcoin-core', 'electrum', 'sparrow', 'specter', 'caravan'],
      ...['coldcard', 'bluewallet', 'bsms', 'ur', 'ur-descriptor', 'policy'],
    ]);
  });

  describe.each(FORMATS)('%s', (name) => {
    it.each(TYPES)('brings a %s wallet back', async (scriptType) => {
      const charter = charterOf({ scriptType });
      const { wallet } = charter;
      const text = format(name).write(charter);
      const imported = importSample(text);
      expect(imported.format).toBe(READ_AS[name] ?? name);
      expect(imported.wallet.descriptor).toBe(wallet.descriptor);
      expect(imported.wallet.network).toBe('main');
      for (const keychain of ['receive', 'change'] as const) {
        expect(await addressAt(imported.wallet, keychain, 7)).toBe(await addressAt(wallet, keychain, 7));
      }
      expect(imported.name).toBe(KEEP_WALLET_NAMES.includes(name) ? 'Family vault' : undefined);
      const names = imported.wallet.keys.map((key) => key.name);
      expect(names).toEqual(wallet.keys.map((key) => (KEEP_KEY_NAMES.includes(name) ? key.name : '')));
    });

    it('is recognised by one reader alone', () => {
      const document = openDocument(format(name).write(charterOf()));
      const readers = IMPORT_FORMATS.filter((each) => each.recognises(document)).map((each) => each.name);
      expect(readers).toEqual([READ_AS[name] ?? name]);
    });

    it('is printable ASCII in lines for a wallet with a plain name', () => {
      expect(format(name).write(charterOf())).toMatch(/^[\x20-\x7e\n]+[\x20-\x7e]\n?$/);
    });

    it.each(NETWORK_NAMES.filter((network) => network !== 'main'))('brings a wallet on %s back', (network) => {
      const charter = charterOf({ network });
      if (name === 'bluewallet') {
        expect(codeOf(() => format(name).write(charter))).toBe('exchange/network-differs');
        return;
      }
      const { wallet } = importSample(format(name).write(charter), { network });
      expect([wallet.descriptor, wallet.network]).toEqual([charter.wallet.descriptor, network]);
    });
  });
});

describe('wallets that not every program can hold', () => {
  const codesOf = (charter: Charter) =>
    Object.fromEntries(
      FORMATS.map((name) => {
        try {
          return [name, importSample(format(name).write(charter)).wallet.descriptor === charter.wallet.descriptor];
        } catch (error) {
          return [name, (error as { code: string }).code];
        }
      }),
    );
  const expected = (codes: Readonly<Record<string, string>>) =>
    Object.fromEntries(FORMATS.map((name) => [name, codes[name] ?? true]));
  const all = (names: readonly string[], code: string) => Object.fromEntries(names.map((name) => [name, code]));

  it('unsorted keys', () => {
    const sorting = ['electrum', 'caravan', 'coldcard', 'bluewallet'];
    expect(codesOf(charterOf({ keyOrder: 'given' }))).toEqual(
      expected(all(sorting, 'exchange/unsorted-not-supported')),
    );
  });

  it('chains of their own', () => {
    const usual = ['electrum', 'specter', 'caravan', 'coldcard', 'bluewallet', 'ur', 'ur-descriptor'];
    expect(codesOf(charterOf({ branches: { receive: 4, change: 7 } }))).toEqual(
      expected(all(usual, 'exchange/chains-not-supported')),
    );
  });

  it('more than 15 keys', () => {
    const small = ['electrum', 'coldcard', 'bluewallet'];
    expect(codesOf(charterOf({ m: 9, n: 17 }))).toEqual(expected(all(small, 'exchange/too-many-keys')));
  });

  it('a key without origin', () => {
    const needing = ['coldcard', 'bluewallet'];
    expect(codesOf(charterOf({ withoutOrigin: true }))).toEqual(expected(all(needing, 'exchange/origin-needed')));
  });

  it('1 of 1 and 15 of 15', () => {
    expect(codesOf(charterOf({ m: 1, n: 1 }))).toEqual(expected({}));
    expect(codesOf(charterOf({ m: 15, n: 15, scriptType: 'p2sh' }))).toEqual(expected({}));
  });
});

describe('names in texts of lines', () => {
  it.each([
    ['Ferienhaus Zürich', 'Ferienhaus Zurich'],
    ['家族の金庫', '2-of-3'],
    ['A name that is much longer than a screen', 'A name that is much'],
    ['Policy: 1 of 3', 'Policy: 1 of 3'],
  ])('%s is %s on a device', (name, onDevice) => {
    const text = format('coldcard').write(charterOf({ name }));
    expect(text.split('\n')).toContain(`Name: ${onDevice}`);
    const { wallet } = importSample(text);
    expect(wallet.m).toBe(2);
  });
});
