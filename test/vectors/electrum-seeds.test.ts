/** Electrum's own seeds: which type they are, what they stretch to, and which of them Icehouse names and refuses. */
import { readFileSync } from 'node:fs';
import { HDKey } from '@scure/bip32';
import { describe, expect, it } from 'vitest';
import { toHex } from '../../src/core/bytes.ts';
import { electrumVersion, normaliseElectrum, stretchElectrum } from '../../src/cold/mnemonic/electrum.ts';
import { readMnemonic } from '../../src/cold/mnemonic/read.ts';
import { seedOf } from '../../src/cold/seed.ts';
import { codeOf, refusalOf } from '../support/errors.ts';

const utf8 = new TextDecoder();

function load(name: string) {
  return JSON.parse(readFileSync(new URL(`electrum/${name}`, import.meta.url), 'utf8'));
}

interface SeedVector {
  readonly name: string;
  readonly words: string;
  readonly words_hex?: string;
  readonly seed_version?: string;
  readonly passphrase?: string;
  readonly passphrase_hex?: string;
  readonly bip32_seed: string;
}

interface Cosigner {
  readonly kind: 'electrum_seed' | 'bip39';
  readonly seed?: string | null;
  readonly mnemonic?: string;
  readonly passphrase: string;
  readonly derivation?: string;
  readonly xprv?: string;
}

const file: {
  seeds: SeedVector[];
  types: { seed: string; type: string }[];
  old: { seed_hex: string; words: string }[];
  bip39_japanese_and_checksum: { words?: string; words_hex?: string; passphrase_hex?: string; bip39_seed?: string }[];
  can_have_passphrase: { seed: string; can: boolean }[];
} = load('electrum-seeds.json');

const wallets: {
  single: { test: string; network: string; script_type: string; cosigners: Cosigner[] }[];
  two_factor: { test: string; seed: string; seed_type: string }[];
} = load('electrum-singlesig-and-2fa.json');

const fromHexText = (hex: string) => utf8.decode(Buffer.from(hex, 'hex'));

describe('Electrum seeds', () => {
  it.each(file.seeds.filter(({ seed_version }) => seed_version))('$name: type and seed', (vector) => {
    const typed = vector.words_hex ? fromHexText(vector.words_hex) : vector.words;
    const passphrase = vector.passphrase_hex ? fromHexText(vector.passphrase_hex) : (vector.passphrase ?? '');
    const mnemonic = readMnemonic(typed);
    expect(mnemonic).toMatchObject({
      kind: 'electrum',
      seedType: vector.seed_version === '01' ? 'standard' : 'segwit',
      phrase: normaliseElectrum(vector.words),
    });
    expect(toHex(seedOf(mnemonic, passphrase))).toBe(vector.bip32_seed);
  });

  it('are stretched alike even where the text is no seed', () => {
    const [only, ...others] = file.seeds.filter(({ seed_version }) => seed_version === undefined);
    expect(others).toEqual([]);
    expect(toHex(stretchElectrum(normaliseElectrum(only!.words), only!.passphrase!))).toBe(only!.bip32_seed);
    expect(codeOf(() => readMnemonic(only!.words, { kind: 'electrum' }))).toBe('mnemonic/electrum-version');
  });

  it.each(file.types)('$seed is of type "$type"', ({ seed, type }) => {
    expect(electrumVersion(seed) ?? '').toBe(type);
  });

  it('are read when they are standard or segwit and long enough, named and refused otherwise', () => {
    const outcome = (seed: string) => {
      try {
        const read = readMnemonic(seed, { kind: 'electrum' });
        return read.kind === 'electrum' ? read.seedType : read.kind;
      } catch {
        return codeOf(() => readMnemonic(seed, { kind: 'electrum' }));
      }
    };
    const expected: Record<string, string> = {
      old: 'mnemonic/electrum-old',
      '2fa': 'mnemonic/electrum-2fa',
      '2fa_segwit': 'mnemonic/electrum-2fa',
      '': 'mnemonic/electrum-version',
    };
    const tooShort = ['x8', '9dk', 'abandon bike'];
    for (const { seed, type } of file.types) {
      expect(outcome(seed), seed).toBe(tooShort.includes(seed) ? 'mnemonic/electrum-too-short' : (expected[type] ?? type));
    }
  });

  it('of before version 2.0 are recognised by their words and by their hexadecimal digits', () => {
    for (const { words, seed_hex } of file.old) {
      expect(codeOf(() => readMnemonic(words))).toBe('mnemonic/electrum-old');
      expect(codeOf(() => readMnemonic(seed_hex))).toBe('mnemonic/electrum-old');
      expect(codeOf(() => readMnemonic(words, { kind: 'bip39' }))).toBe('mnemonic/electrum-old');
    }
  });

  it('that cannot have an extension are among those refused', () => {
    for (const { seed, can } of file.can_have_passphrase.filter((each) => !each.can)) {
      expect(can).toBe(false);
      expect(['mnemonic/electrum-old', 'mnemonic/electrum-2fa']).toContain(codeOf(() => readMnemonic(seed)));
    }
    expect(file.can_have_passphrase.filter(({ can }) => !can)).toHaveLength(2);
  });
});

describe('BIP-0039 mnemonics in Electrum’s tests', () => {
  const [checksum, ...japanese] = file.bip39_japanese_and_checksum;

  it('hold their checksum', () => {
    expect(readMnemonic(checksum!.words!)).toMatchObject({ kind: 'bip39', language: 'english' });
  });

  it.each(japanese)('give the same seed with ideographic spaces and a Japanese extension', (vector) => {
    const mnemonic = readMnemonic(fromHexText(vector.words_hex!), { kind: 'bip39' });
    expect(toHex(seedOf(mnemonic, fromHexText(vector.passphrase_hex ?? '')))).toBe(vector.bip39_seed);
  });
});

/** Version bytes of the extended private keys in the file (SLIP-0132). */
const PRIVATE_VERSIONS: Record<string, number> = {
  'mainnet p2pkh': 0x0488ade4,
  'mainnet p2wpkh-p2sh': 0x049d7878,
  'mainnet p2wpkh': 0x04b2430c,
  'testnet p2pkh': 0x04358394,
  'testnet p2wpkh-p2sh': 0x044a4e28,
  'testnet p2wpkh': 0x045f18bc,
};

describe('Electrum wallets', () => {
  const cosigners = wallets.single.flatMap(({ test, network, script_type, cosigners: all }) =>
    all.map((cosigner) => ({ title: `${test} ${network} ${script_type}`, network, script_type, ...cosigner })),
  );
  const restorable = cosigners.filter(({ seed, mnemonic }) => seed || mnemonic);

  it('are all here', () => {
    expect(cosigners).toHaveLength(14);
    expect(cosigners.filter(({ seed, mnemonic }) => !seed && !mnemonic).map(({ title }) => title)).toEqual([
      'TestWalletKeystoreAddressIntegrityForMainnet.test_electrum_seed_old mainnet p2pkh',
    ]);
  });

  it.each(restorable)('$title: the words give the account key', (cosigner) => {
    const kind = cosigner.kind === 'bip39' ? 'bip39' : 'electrum';
    const mnemonic = readMnemonic((cosigner.seed ?? cosigner.mnemonic)!, { kind });
    expect(readMnemonic((cosigner.seed ?? cosigner.mnemonic)!)).toEqual(mnemonic);
    const version = PRIVATE_VERSIONS[`${cosigner.network} ${cosigner.script_type}`]!;
    const root = HDKey.fromMasterSeed(seedOf(mnemonic, cosigner.passphrase), { private: version, public: 0 });
    const path = cosigner.derivation ?? (cosigner.script_type === 'p2wpkh' ? "m/0'" : 'm');
    expect(root.derive(path).privateExtendedKey).toBe(cosigner.xprv);
  });

  it.each(wallets.two_factor)('$test: named and refused', ({ seed, seed_type }) => {
    expect(electrumVersion(seed)).toBe(seed_type);
    for (const options of [{}, { kind: 'electrum' }, { kind: 'bip39' }] as const) {
      const refusal = refusalOf(() => readMnemonic(seed, options));
      expect(refusal.code).toBe('mnemonic/electrum-2fa');
      expect(refusal.message).toContain(seed_type);
    }
  });
});
