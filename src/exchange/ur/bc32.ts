/**
 * BC32 (BCR-2020-004): the coding of Uniform Resources before bytewords, which Cobo Vault, BlueWallet and others wrote until
 * 2021. It is Bech32 without a human-readable part; read only.
 */
import { bech32 } from '@scure/base';
import { IcehouseError } from '../../core/errors.ts';

const ALPHABET = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';
const GENERATOR = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];
/** What the checksum comes to; Bech32 has 1, Bech32m another number. */
const RESIDUE = 0x3fff_ffff;
const CHECKSUM = 6;
/** Old codes of one part held a set-up text or a key. */
const MAX_LETTERS = 40_000;

/**
 * Decodes to bytes.
 *
 * @throws IcehouseError `ur/bad-bc32`.
 */
export function decodeBc32(text: string): Uint8Array {
  const letters = text.toLowerCase();
  if (letters.length > MAX_LETTERS || letters.length <= CHECKSUM) throw bad();
  const digits = Array.from(letters, (letter) => {
    const digit = ALPHABET.indexOf(letter);
    if (digit < 0) throw bad();
    return digit;
  });
  if (polymod(digits) !== RESIDUE) throw bad();
  const bytes = bech32.fromWordsUnsafe(digits.slice(0, -CHECKSUM));
  if (bytes === undefined) throw bad();
  return bytes;
}

function polymod(digits: readonly number[]): number {
  let value = 1;
  // A zero stands for the human-readable part that there is not.
  for (const digit of [0, ...digits]) {
    const top = value >>> 25;
    value = ((value & 0x1ff_ffff) << 5) ^ digit;
    for (let bit = 0; bit < GENERATOR.length; bit++) if ((top >>> bit) & 1) value ^= GENERATOR[bit]!;
  }
  return value >>> 0;
}

function bad(): IcehouseError {
  return new IcehouseError({
    code: 'ur/bad-bc32',
    message: 'this code of the old kind (UR 1) was read wrong or cut short',
    next: 'scan or copy the code again',
  });
}
