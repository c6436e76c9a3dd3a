/** SLIP-0132: the registry, the vectors of the SLIP and one key in all its forms. */
import { readFileSync } from 'node:fs';
import { HDKey } from '@scure/bip32';
import { mnemonicToSeedSync } from '@scure/bip39';
import { describe, expect, it } from 'vitest';
import { concatBytes } from '../../src/core/bytes.ts';
import { hash160 } from '../../src/core/hash.ts';
import { derivePublicPath } from '../../src/core/key/derive-public.ts';
import { formatSlip132, formatXpub, parseExtendedPublicKey } from '../../src/core/key/extended-key.ts';
import { sameKey } from '../../src/core/key/identity.ts';
import { parsePath } from '../../src/core/key/path.ts';
import {
  SLIP132_FORMS,
  slip132Conversion,
  slip132FormOfPrefix,
  slip132FormOfVersion,
} from '../../src/core/key/slip132.ts';
import { encodeAddress } from '../../src/core/wallet/address.ts';
import { payToScriptHash } from '../../src/core/wallet/script.ts';
import { codeOf } from '../support/errors.ts';

interface Form {
  readonly form: string;
  readonly key: string;
}

interface Vectors {
  readonly mnemonic: readonly [string];
  readonly slip132: readonly {
    readonly path: string;
    readonly prv: string;
    readonly pub: string;
    readonly address_path: string;
    readonly address: string;
  }[];
  readonly registry: readonly (readonly [string, string, string, string, string])[];
  readonly same_key_mainnet: readonly Form[];
  readonly same_key_testnet: readonly Form[];
}

const vectors: Vectors = JSON.parse(
  readFileSync(new URL('slip132/slip132-and-conversions.json', import.meta.url), 'utf8'),
);

describe('SLIP-0132 vectors', () => {
  it('the registry is the table of forms', () => {
    const cells = vectors.registry.flatMap(([chain, publicCell, privateCell, scripts]) =>
      [publicCell, privateCell].map((cell) => ({ chain, cell, scripts })),
    );
    expect(cells).toHaveLength(20);
    expect(SLIP132_FORMS).toHaveLength(20);
    const scriptNames: Record<string, string | undefined> = {
      'P2PKH or P2SH': undefined,
      'P2WPKH in P2SH': 'p2sh-p2wpkh',
      P2WPKH: 'p2wpkh',
      'Multi-signature P2WSH in P2SH': 'p2sh-p2wsh',
      'Multi-signature P2WSH': 'p2wsh',
    };
    for (const { chain, cell, scripts } of cells) {
      const [version = '', prefix = ''] = cell.split(' - ');
      const form = slip132FormOfVersion(Number(version));
      expect(form).toEqual(slip132FormOfPrefix(prefix));
      expect(form).toEqual({
        prefix,
        version: Number(version),
        visibility: prefix.endsWith('pub') ? 'public' : 'private',
        chain: chain === 'Bitcoin' ? 'main' : 'test',
        declares: scriptNames[scripts],
      });
    }
  });

  const root = HDKey.fromMasterSeed(mnemonicToSeedSync(vectors.mnemonic[0]));

  it.each(vectors.slip132)('$path: key and address', ({ path, prv, pub, address_path, address }) => {
    const { extendedKey, slip132 } = parseExtendedPublicKey(pub);
    expect(formatXpub(extendedKey)).toBe(root.derive(path).publicExtendedKey);
    expect(formatSlip132(extendedKey, slip132)).toBe(pub);
    expect(codeOf(() => parseExtendedPublicKey(prv))).toBe('key/private-key-refused');
    const below = parsePath(address_path).slice(parsePath(path).length);
    const keyHash = hash160(derivePublicPath(extendedKey, below).publicKey);
    const witnessProgram = concatBytes(Uint8Array.of(0, 20), keyHash);
    const scripts = {
      xpub: concatBytes(Uint8Array.of(0x76, 0xa9, 20), keyHash, Uint8Array.of(0x88, 0xac)),
      ypub: payToScriptHash(witnessProgram),
      zpub: witnessProgram,
    };
    expect(encodeAddress(scripts[slip132.prefix as keyof typeof scripts], 'main')).toBe(address);
  });

  it.each(['same_key_mainnet', 'same_key_testnet'] as const)('%s: every form is the same key', (name) => {
    const forms = vectors[name];
    const [plain] = forms;
    expect(forms).toHaveLength(5);
    const readings = forms.map(({ key }) => parseExtendedPublicKey(key));
    for (const { extendedKey, slip132 } of readings) {
      expect(sameKey(extendedKey, readings[0]!.extendedKey)).toBe(true);
      expect(formatXpub(extendedKey)).toBe(plain!.key);
      expect(slip132Conversion(slip132) === undefined).toBe(slip132.prefix === plain!.form);
      for (const { form, key } of forms) expect(formatSlip132(extendedKey, slip132FormOfPrefix(form)!)).toBe(key);
    }
  });
});
