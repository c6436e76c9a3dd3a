/** QR codes as squares, dark or light, from a library; and how many letters a code of a size holds. */
import { encodeQR } from 'qr';
import { IcehouseError } from '../../core/errors.ts';

/** Version 1 has 21 squares on a side, each further one four more. */
export const MOST_VERSION = 40;
/** Light squares around a code, without which many cameras do not find it (ISO/IEC 18004). */
const QUIET = 4;

/** Bytes for data, headers included, at the lowest correction: ISO/IEC 18004, table 7. */
const DATA_BYTES = [
  19, 34, 55, 80, 108, 136, 156, 194, 232, 274, 324, 370, 428, 461, 523, 589, 647, 721, 795, 861, 932, 1006, 1094, 1174,
  1276, 1370, 1468, 1531, 1631, 1735, 1843, 1955, 2071, 2191, 2306, 2434, 2566, 2702, 2812, 2956,
];

/**
 * How many letters of the alphabet of codes (`0-9A-Z $%*+-./:`) a code of a version holds. Parts of animated codes have the
 * lowest correction: a part that is not read comes again, and larger squares are worth more.
 */
export function lettersInVersion(version: number): number {
  const bits = (DATA_BYTES[version - 1] ?? 0) * 8 - 4 - (version < 10 ? 9 : version < 27 ? 11 : 13);
  return Math.floor(bits / 11) * 2 + (bits % 11 >= 6 ? 1 : 0);
}

/** Squares on a side, quiet zone included. */
export function sideOfVersion(version: number): number {
  return 17 + 4 * version + 2 * QUIET;
}

/**
 * The squares of a code with its quiet zone, row by row; true is dark.
 *
 * @param text letters of the alphabet of codes.
 * @param version all parts of an animated code have the same.
 * @throws IcehouseError `codes/too-long` for text that does not fit.
 */
export function codeMatrix(text: string, version: number): readonly (readonly boolean[])[] {
  if (text.length > lettersInVersion(version)) {
    throw new IcehouseError({
      code: 'codes/too-long',
      message: 'the text does not fit into one code of this size',
      found: `${text.length} letters`,
      expected: `at most ${lettersInVersion(version)}`,
    });
  }
  return encodeQR(text, 'raw', { ecc: 'low', encoding: 'alphanumeric', version, border: QUIET });
}
