/**
 * Shapes that key data and values of PSBT fields must have: lengths, prefixes and inner layout. Whether a public key is
 * on the curve or a signature verifies is decided where it is used, as both cost far more than reading.
 */
import { LOCKTIME_THRESHOLD } from '../tx/locktime.ts';
import { createReader, type ReaderContext } from '../tx/reader.ts';
import { decodeCompactSize, decodeOutput, decodeUint32, decodeWitness } from './values.ts';

export interface Shape {
  /** Completes the sentence "expected …". */
  readonly expected: string;
  /** May throw a typed error of its own where it can tell more precisely what is wrong. */
  readonly fits: (bytes: Uint8Array, context: ReaderContext) => boolean;
}

export const NONE: Shape = { expected: 'no key data', fits: (bytes) => bytes.length === 0 };

export const ANY: Shape = { expected: 'any bytes', fits: () => true };

export function exactly(...lengths: readonly number[]): Shape {
  return { expected: `${lengths.join(' or ')} bytes`, fits: (bytes) => lengths.includes(bytes.length) };
}

/** A number of blocks of equal length, possibly after a head of another length. */
export function blocks(length: number, { head = 0, atLeast = 0, atMost = Number.MAX_SAFE_INTEGER } = {}): Shape {
  return {
    expected: `${head === 0 ? '' : `${head} bytes and `}${atLeast} or more times ${length} bytes`,
    fits: ({ length: total }) => {
      const count = (total - head) / length;
      return Number.isInteger(count) && count >= atLeast && count <= atMost;
    },
  };
}

export function between(least: number, most: number): Shape {
  return { expected: `${least} to ${most} bytes`, fits: ({ length }) => length >= least && length <= most };
}

export const UINT8: Shape = exactly(1);
export const UINT32: Shape = exactly(4);
export const INT64: Shape = exactly(8);

/** What a decoder can read from the first byte to the last; it throws otherwise, and says more precisely what is wrong. */
function readable(expected: string, decode: (bytes: Uint8Array, context: ReaderContext) => unknown): Shape {
  return {
    expected,
    fits: (bytes, context) => {
      decode(bytes, context);
      return true;
    },
  };
}

export const COMPACT_SIZE: Shape = readable('a compact size', decodeCompactSize);

/** An ECDSA public key, compressed or not; its prefix is checked, the curve is not. */
export const PUBLIC_KEY: Shape = {
  expected: 'a public key of 33 or 65 bytes',
  fits: (bytes) => isCompressed(bytes) || (bytes.length === 65 && bytes[0] === 0x04),
};

export const COMPRESSED_KEY: Shape = { expected: 'a compressed public key of 33 bytes', fits: isCompressed };

function isCompressed(bytes: Uint8Array): boolean {
  return bytes.length === 33 && (bytes[0] === 0x02 || bytes[0] === 0x03);
}

export const X_ONLY_KEY: Shape = exactly(32);

/** 78 bytes of BIP-0032; the version bytes and the key inside are read where an extended key is used. */
export const EXTENDED_KEY: Shape = exactly(78);

/** A path of at most 255 steps, as BIP-0032 counts its depth in one byte. */
export const KEY_ORIGIN: Shape = blocks(4, { head: 4, atMost: 255 });

/** DER with its sighash byte; 9 bytes is the shortest that DER allows. Its content is checked when it is verified. */
export const ECDSA_SIGNATURE: Shape = between(9, 73);

export const SCHNORR_SIGNATURE: Shape = exactly(64, 65);

/** BIP-0341: leaf version and parity, internal key, up to 128 steps of the merkle path. */
export const CONTROL_BLOCK: Shape = blocks(32, { head: 1, atLeast: 1, atMost: 129 });

export const WITNESS_OUTPUT: Shape = readable('an amount and a script', decodeOutput);

export const WITNESS_STACK: Shape = readable('a witness stack', decodeWitness);

/** BIP-0370 has the threshold of BIP-0065 between heights and times. */
export const TIME_LOCKTIME: Shape = {
  expected: `4 bytes, at least ${LOCKTIME_THRESHOLD}`,
  fits: (bytes) => bytes.length === 4 && decodeUint32(bytes) >= LOCKTIME_THRESHOLD,
};

export const HEIGHT_LOCKTIME: Shape = {
  expected: `4 bytes, above 0 and below ${LOCKTIME_THRESHOLD}`,
  fits: (bytes) => bytes.length === 4 && decodeUint32(bytes) > 0 && decodeUint32(bytes) < LOCKTIME_THRESHOLD,
};

/** BIP-0371: the leaf hashes in which the key appears, then its origin. */
export const TAPROOT_KEY_ORIGIN: Shape = {
  expected: 'a count of leaf hashes, the hashes and a key origin',
  fits: (bytes, context) => {
    const reader = createReader(bytes, context);
    reader.bytes(32 * reader.compactSize());
    return KEY_ORIGIN.fits(reader.bytes(reader.remaining()), context);
  },
};

/** BIP-0371: leaves depth first, each with its depth, version and script; together they must fill the tree. */
export const TAPROOT_TREE: Shape = {
  expected: 'a complete tree with at least one leaf',
  fits: (bytes, context) => {
    const reader = createReader(bytes, context);
    // Depths of the finished subtrees that still wait for their sibling. A leaf that has no place in the tree leaves
    // more than one of them behind, or one above the root, whatever follows.
    const open: number[] = [];
    while (reader.remaining() > 0) {
      let depth = reader.uint8();
      const leafVersion = reader.uint8();
      reader.sizedBytes();
      if (depth > 128 || leafVersion % 2 !== 0) return false;
      for (; open.at(-1) === depth; depth--) open.pop();
      open.push(depth);
    }
    return open.length === 1 && open[0] === 0;
  },
};

/** BIP-0174: an identifier with its length, a subtype, and whatever its owner likes. */
export const PROPRIETARY: Shape = {
  expected: 'an identifier and a subtype',
  fits: (bytes, context) => {
    const reader = createReader(bytes, context);
    reader.sizedBytes();
    reader.compactSize();
    return true;
  },
};
