/**
 * Finds descriptors with a wanted BIP-0380 checksum. The checksum is linear over bits, and octal digits are whole groups
 * of three bits of it, so sixteen free digits solve 38 of its 40 equations and four tries the rest: a matter of
 * milliseconds for anybody.
 */
import { descriptorChecksum } from '../../src/core/descriptor/checksum.ts';
import { CHECKSUM_CHARSET } from '../../src/core/descriptor/polymod.ts';

const asNumber = (checksum: string): bigint =>
  Array.from(checksum).reduce((sum, letter) => (sum << 5n) | BigInt(CHECKSUM_CHARSET.indexOf(letter)), 0n);

/**
 * Chooses the octal digits of a descriptor so that its checksum is `wanted`; undefined where it has no solution, which
 * is three times in four.
 *
 * @param build makes the descriptor's text, without checksum, from `count` digits `0` to `7`.
 */
export function forgeChecksum(wanted: string, count: number, build: (digits: string) => string): string | undefined {
  const digits = (bits: bigint): string => bits.toString(8).padStart(count, '0');
  const checksum = (bits: bigint): bigint => asNumber(descriptorChecksum(build(digits(bits))));
  const base = checksum(0n);
  // Gaussian elimination over single bits: each row is a change of the checksum and the digits that make it.
  const rows: { change: bigint; bits: bigint }[] = [];
  const reduce = (change: bigint, bits: bigint): { change: bigint; bits: bigint } => {
    let rest = { change, bits };
    for (const row of rows) {
      if ((rest.change ^ row.change) < rest.change)
        rest = { change: rest.change ^ row.change, bits: rest.bits ^ row.bits };
    }
    return rest;
  };
  for (let bit = 0n; bit < BigInt(count * 3); bit++) {
    const row = reduce(checksum(1n << bit) ^ base, 1n << bit);
    if (row.change !== 0n) rows.push(row);
    rows.sort((left, right) => (left.change < right.change ? 1 : -1));
  }
  const { change, bits } = reduce(base ^ asNumber(wanted), 0n);
  return change === 0n ? digits(bits) : undefined;
}
