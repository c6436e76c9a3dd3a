/**
 * From a mnemonic and its extension to the 64 bytes that all keys grow from (`key/account.ts`). The extension is the
 * "passphrase" of BIP-0039 and the "seed extension" of Electrum; every extension gives a valid seed, so only comparing the
 * key with the charter shows whether the right one was typed.
 */
import { mnemonicToSeedSync } from '@scure/bip39';
import { IcehouseError } from '../core/errors.ts';
import { bip39Candidates, bip39Refusal } from './mnemonic/bip39.ts';
import { electrumVersion, stretchElectrum } from './mnemonic/electrum.ts';
import type { Mnemonic } from './mnemonic/types.ts';

declare const seedBrand: unique symbol;

/** 64 secret bytes, made by {@link seedOf} or {@link seedFromBytes} only. Overwrite with {@link wipe} after use. */
export type Seed = Uint8Array & { readonly [seedBrand]: 'Seed' };

/** Generated extensions have 55 characters at most; a cap keeps a pasted file out. */
const MAX_EXTENSION = 1_000;

/**
 * Stretches mnemonic and extension into the seed: PBKDF2-HMAC-SHA512 with 2,048 rounds, salted with `mnemonic` (BIP-0039)
 * or `electrum` and the extension. Takes some ten milliseconds.
 *
 * The extension is normalised as each scheme demands (BIP-0039: NFKD only, so that case and every space count; Electrum:
 * capitals, accents and repeated spaces vanish). `extensionNotes` in `extension/notes.ts` tells the person. Words and
 * checksum are checked once more, as the library does not.
 *
 * @param extension the empty text for none.
 * @throws IcehouseError `extension/too-long`, `extension/not-unicode`; for a value that no reading has made, the codes of
 * `readMnemonic`.
 */
export function seedOf(mnemonic: Mnemonic, extension: string): Seed {
  checkExtensionText(extension);
  if (mnemonic.kind === 'electrum') {
    if (electrumVersion(mnemonic.phrase) !== mnemonic.seedType) throw changedMnemonic();
    return stretchElectrum(mnemonic.phrase, extension) as Seed;
  }
  const [checked] = bip39Candidates(mnemonic.words, mnemonic.language);
  if (checked === undefined) throw bip39Refusal(mnemonic.words, mnemonic.language);
  return mnemonicToSeedSync(checked.words.join(' '), extension) as Seed;
}

/**
 * Takes a seed that exists as bytes, such as one of a published test vector or of a SLIP-0039 backup. Copies them.
 *
 * @throws IcehouseError `seed/length`: BIP-0032 seeds have 16 to 64 bytes.
 */
export function seedFromBytes(bytes: Uint8Array): Seed {
  if (bytes.length < 16 || bytes.length > 64) {
    throw new IcehouseError({
      code: 'seed/length',
      message: 'a seed has 16 to 64 bytes',
      found: `${bytes.length} bytes`,
      kind: 'usage',
    });
  }
  return Uint8Array.from(bytes) as Seed;
}

/**
 * Overwrites secret bytes with zeros. A lesser protection: JavaScript strings (words, extension) cannot be overwritten, and
 * the runtime may have copied the bytes; the machine itself is to be switched off after use.
 */
export function wipe(...secrets: readonly Uint8Array[]): void {
  for (const secret of secrets) secret.fill(0);
}

/**
 * Checks that an extension can be encoded, for those who need to know before they stretch.
 *
 * @throws IcehouseError `extension/too-long`, `extension/not-unicode`.
 */
export function checkExtensionText(extension: string): void {
  if (extension.length > MAX_EXTENSION) {
    throw new IcehouseError({
      code: 'extension/too-long',
      message: 'this text is too long for an extension',
      found: `${extension.length} characters`,
      expected: `at most ${MAX_EXTENSION} characters`,
    });
  }
  if (!extension.isWellFormed()) {
    throw new IcehouseError({
      code: 'extension/not-unicode',
      message: 'the extension holds half a character and cannot be read as Unicode',
      next: 'type it again instead of pasting it',
    });
  }
}

function changedMnemonic(): IcehouseError {
  return new IcehouseError({
    code: 'mnemonic/electrum-version',
    message: 'these words do not carry the Electrum version that they were read with',
    next: 'read the words again',
  });
}
