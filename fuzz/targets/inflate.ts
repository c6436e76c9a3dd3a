/** Our inflate against zlib's: what is taken is taken by both and comes out the same, and never beyond the limit. */
import { constants, deflateRawSync, deflateSync, inflateRawSync, inflateSync } from 'node:zlib';
import { equalBytes } from '../../src/core/bytes.ts';
import { IcehouseError } from '../../src/core/errors.ts';
import { inflateRaw, inflateZlib } from '../../src/exchange/compression/inflate.ts';
import { bytesEdits } from '../edits/bytes.ts';
import { type BytesTarget, holds } from '../engine/target.ts';

const LIMITS = { maxBytes: 1 << 18 };

const TEXT = Buffer.from('{"keys":["one","two","three"],"keys of keys":[[1,2,3],[1,2,3],[1,2,3]]}'.repeat(6));

const ENVELOPE = 2;

export const target: BytesTarget = {
  kind: 'bytes',
  name: 'inflate',
  pace: 'light',
  seeds: () => [
    deflateSync(TEXT),
    ...[TEXT, new Uint8Array(100_000), new Uint8Array()].map((bytes) => deflateRawSync(bytes)),
    deflateRawSync(TEXT, { level: 0 }),
    deflateRawSync(TEXT, { strategy: constants.Z_FIXED }),
    deflateRawSync(TEXT, { strategy: constants.Z_HUFFMAN_ONLY }),
  ],
  edits: bytesEdits,
  run: (bytes) => [
    attempt('raw', () => requireSame(inflateRaw(bytes, LIMITS), () => inflateRawSync(bytes))),
    attempt('zlib', () => {
      const inflated = inflateZlib(bytes, LIMITS);
      requireSame(inflated, () => inflateSync(bytes));
      requireSame(inflated, () => inflateRaw(bytes.subarray(ENVELOPE), LIMITS));
    }),
  ],
};

function requireSame(inflated: Uint8Array, other: () => Uint8Array): void {
  holds(inflated.length <= LIMITS.maxBytes, 'no more comes out than the limit');
  holds(equalBytes(inflated, other()), 'two programs inflate to the same');
}

function attempt(mark: string, step: () => void): string {
  try {
    step();
    return mark;
  } catch (error) {
    if (error instanceof IcehouseError) return `${mark}: ${error.code}`;
    throw error;
  }
}
