/** What BlueWallet's tests import: its own files and those of seven other programs, and cosigners' keys in all their forms. */
import { describe, expect, it } from 'vitest';
import { deriveAccount } from '../../src/cold/key/account.ts';
import { readMnemonic } from '../../src/cold/mnemonic/read.ts';
import { loadColdSecondOpinion } from '../../src/cold/second/wally.ts';
import { seedOf } from '../../src/cold/seed.ts';
import { formatXpub, parseExtendedPublicKey } from '../../src/core/key/extended-key.ts';
import { formatOrigin } from '../../src/core/key/origin.ts';
import { formatPath, parsePath } from '../../src/core/key/path.ts';
import type { Keychain } from '../../src/core/wallet/types.ts';
import { createWallet } from '../../src/core/wallet/wallet.ts';
import type { ImportAnswers } from '../../src/exchange/format.ts';
import { importKey } from '../../src/exchange/keys/import-key.ts';
import { codeOf } from '../support/errors.ts';
import { addressAt, importSample, noteCodes, sampleJson } from '../support/imports.ts';

interface WalletCase {
  readonly test: string;
  readonly format: string;
  readonly input?: string;
  readonly decoded_text?: string;
  readonly receive?: Readonly<Record<string, string>>;
  readonly change?: Readonly<Record<string, string>>;
  readonly expect: {
    readonly m?: number;
    readonly n?: number;
    readonly cosigner?: Readonly<Record<string, string>>;
    readonly fingerprint?: Readonly<Record<string, string>>;
    readonly customDerivationPathForCosigner?: Readonly<Record<string, string>>;
    readonly derivationPath?: string;
    readonly label?: string;
    readonly isLegacy?: boolean;
    readonly isNativeSegwit?: boolean;
    readonly isWrappedSegwit?: boolean;
  };
  readonly cosigners?: readonly (readonly [mnemonic: string, null, null, passphrase: string])[];
  readonly settings?: { readonly setDerivationPath: string; readonly setM: number };
}

interface CosignerCase {
  readonly test: string;
  readonly input: string;
  readonly expect: {
    readonly isValid?: boolean;
    readonly xpub?: string;
    readonly fp?: string;
    readonly path?: string;
    readonly howManyCosignersWeHave?: number;
  };
}

const { wallets, cosigners } = sampleJson<{ wallets: readonly WalletCase[]; cosigners: readonly CosignerCase[] }>(
  'bluewallet/bluewallet-multisig-imports.json',
);
const numbered = wallets.map((each, index) => ({ ...each, title: `${index} ${each.format}` }));
const files = numbered.filter(({ input, receive }) => input !== undefined && receive !== undefined);

/** Electrum’s file in case 5 has main keys under the paths of a test network: nobody should pass that over in silence. */
const COIN_TYPE_MIXED_UP = 5;
const MENDED: ImportAnswers = {
  origins: new Map([
    [1, 'none'],
    [2, 'none'],
  ]),
};

describe('wallets', () => {
  it('are 13 files, 2 lists of seeds and 1 key', () => {
    expect([wallets.length, files.length, numbered.filter((each) => each.cosigners).length]).toEqual([16, 13, 2]);
  });

  it.each(files)('$title', async (each) => {
    const isMixedUp = each === files.find(({ title }) => title.startsWith(`${COIN_TYPE_MIXED_UP} `));
    if (isMixedUp) expect(codeOf(() => importSample(each.input!))).toBe('exchange/origin-coin-type');
    const imported = importSample(each.input!, { answers: isMixedUp ? MENDED : {} });
    const { wallet } = imported;
    for (const keychain of ['receive', 'change'] as const satisfies readonly Keychain[]) {
      for (const [index, address] of Object.entries(each[keychain] ?? {})) {
        expect(await addressAt(wallet, keychain, Number(index))).toBe(address);
      }
    }
    const expected = each.expect;
    if (expected.m !== undefined) expect([wallet.m, wallet.keys.length]).toEqual([expected.m, expected.n]);
    if (expected.label !== undefined) expect(imported.name).toBe(expected.label);
    const type = expected.isLegacy
      ? 'p2sh'
      : expected.isWrappedSegwit
        ? 'p2sh-p2wsh'
        : expected.isNativeSegwit
          ? 'p2wsh'
          : wallet.scriptType;
    expect(wallet.scriptType).toBe(type);
    for (const [number, xpub] of Object.entries(expected.cosigner ?? {})) {
      expect(wallet.keys[Number(number) - 1]?.xpub).toBe(formatXpub(parseExtendedPublicKey(xpub).extendedKey));
    }
    for (const [number, fingerprint] of Object.entries(expected.fingerprint ?? {})) {
      const origin = wallet.keys[Number(number) - 1]?.origin;
      // A fingerprint without a path, and one of zeros, is no origin; the note tells what the file had.
      if (origin === undefined) expect(noteCodes(imported)).toContain('import/no-origin');
      else expect(origin.fingerprint).toBe(fingerprint.toLowerCase());
    }
    for (const [number, path] of Object.entries(expected.customDerivationPathForCosigner ?? {})) {
      const origin = wallet.keys[Number(number) - 1]?.origin;
      if (!isMixedUp) expect(`m/${formatPath(origin!.path, { hardenedMark: "'" })}`).toBe(path);
    }
  });

  it('tells of the seeds in an Electrum file, and reads none of them', () => {
    const withSeeds = files.filter(({ input }) => input!.includes('"xprv"'));
    expect(withSeeds).toHaveLength(2);
    for (const { input } of withSeeds) {
      const imported = importSample(input!);
      expect(noteCodes(imported)).toContain('import/secret-in-file');
      const secrets = input!.match(/[xyzYZ]prv\w+|"seed":"[^"]+"/g)!;
      for (const secret of secrets) expect(JSON.stringify(imported)).not.toContain(secret);
    }
  });

  it.each(numbered.filter((each) => each.cosigners))('$title: the seeds give the wallet', async (each) => {
    const second = await loadColdSecondOpinion();
    const path = parsePath(each.settings!.setDerivationPath);
    const keys = each.cosigners!.map(([mnemonic, , , passphrase]) => {
      const seed = seedOf(readMnemonic(mnemonic, { kind: 'bip39', language: 'english' }), passphrase);
      return deriveAccount({ seed, network: 'main', scriptType: 'p2wsh', scheme: 'other', path, name: '', second }).key;
    });
    const wallet = createWallet({ network: 'main', scriptType: 'p2wsh', m: each.settings!.setM, keys });
    expect(await addressAt(wallet, 'receive', 0)).toBe(each.receive!['0']);
    if (each.change !== undefined) expect(await addressAt(wallet, 'change', 0)).toBe(each.change['0']);
  });

  it('says of a Coldcard key that it is no wallet', () => {
    const key = numbered.find(({ format }) => format === 'Coldcard cosigner export')!;
    expect(codeOf(() => importSample(key.input!))).toBe('exchange/key-not-wallet');
    const { card } = importKey(key.input!, { name: 'Anna', network: 'main', scriptType: 'p2wsh' });
    expect(card.key.xpub).toBe(formatXpub(parseExtendedPublicKey(key.expect.cosigner!['1']!).extendedKey));
  });
});

describe('cosigners', () => {
  const valid = cosigners.filter((each) => each.expect.isValid && each.input !== '');
  const single = valid.filter((each) => each.expect.xpub !== '');
  const read = (input: string) => importKey(input, { name: 'Anna', network: 'main', scriptType: 'p2wsh' });

  it('are 8, of which 4 have one key and 3 have several; one is empty here and one is none', () => {
    expect([cosigners.length, valid.length, single.length]).toEqual([9, 7, 4]);
  });

  it.each(single)('$test ($expect.fp)', ({ input, expect: expected }) => {
    const { card } = read(input);
    expect(card.key.xpub).toBe(formatXpub(parseExtendedPublicKey(expected.xpub!).extendedKey));
    expect(card.proof).toBeUndefined();
    // BlueWallet fills in zeros and the usual path for a key without origin; here it has none.
    if (expected.fp === '00000000') expect(card.key.origin).toBeUndefined();
    else {
      const origin = formatOrigin(card.key.origin!, { hardenedMark: "'" });
      expect(origin).toBe(`[${expected.fp!.toLowerCase()}${expected.path!.slice(1)}]`);
    }
  });

  it.each(valid.filter((each) => each.expect.xpub === ''))('$test: each script type has its key', ({ input }) => {
    const keys = (['p2wsh', 'p2sh-p2wsh', 'p2sh'] as const).map(
      (scriptType) => importKey(input, { name: 'Anna', network: 'main', scriptType }).card.key,
    );
    expect(keys.map(({ origin }) => formatPath(origin!.path))).toEqual(['48h/0h/0h/2h', '48h/0h/0h/1h', '45h']);
    expect(new Set(keys.map(({ xpub }) => xpub)).size).toBe(3);
  });

  it('refuses what is none', () => {
    const nonsense = cosigners.find((each) => each.expect.isValid === undefined)!;
    expect(codeOf(() => read(nonsense.input))).toBe('exchange/unknown-key-format');
    expect(codeOf(() => read(''))).toBe('exchange/unknown-key-format');
  });
});

interface TextCase {
  readonly name: string;
  readonly valid: boolean;
  readonly text: string;
  readonly receive_0_computed?: string;
  readonly change_0_computed?: string;
}

describe('set-up texts of the Krux tests', () => {
  const { cases } = sampleJson<{ cases: readonly TextCase[] }>('bluewallet/bluewallet-multisig-texts.json');
  const REFUSED: Readonly<Record<string, string>> = {
    BLUEWALLET_MULTISIG_WALLET_DATA_INVALID_SCRIPT: 'exchange/setup-line',
    BLUEWALLET_MULTISIG_WALLET_DATA_INVALID_KEYS: 'exchange/key-count',
    BLUEWALLET_MULTISIG_WALLET_DATA_MISSING_KEYS: 'exchange/no-keys',
  };

  it('are 6', () => expect(cases).toHaveLength(6));

  it.each(cases)('$name', async ({ name, valid, text, receive_0_computed: receive, change_0_computed: change }) => {
    if (!valid) {
      expect(codeOf(() => importSample(text))).toBe(REFUSED[name]);
      return;
    }
    const { wallet } = importSample(text);
    expect([await addressAt(wallet, 'receive', 0), await addressAt(wallet, 'change', 0)]).toEqual([receive, change]);
  });
});
