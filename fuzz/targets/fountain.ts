/**
 * Parts of animated URs below their checksums: bytes that stand for a scan, each part behind its length. Whatever comes
 * out has the checksum that all its parts name, and the same parts in another order give nothing else.
 */
import { concatBytes, equalBytes } from '../../src/core/bytes.ts';
import { IcehouseError } from '../../src/core/errors.ts';
import { encodeBytewords } from '../../src/exchange/ur/bytewords.ts';
import { crc32 } from '../../src/exchange/ur/crc32.ts';
import {
  addFountainPart,
  finishFountain,
  isFountainComplete,
  missingFragments,
  startFountain,
} from '../../src/exchange/ur/fountain-decode.ts';
import { createFountain, fountainPart } from '../../src/exchange/ur/fountain-encode.ts';
import { decodeFountainPart, encodeFountainPart, type FountainPart } from '../../src/exchange/ur/fountain-part.ts';
import { decodeUrPart } from '../../src/exchange/ur/multipart.ts';
import { bytesEdits } from '../edits/bytes.ts';
import { type BytesTarget, holds } from '../engine/target.ts';

function scan(length: number, fragment: number, sequences: readonly number[]): Uint8Array {
  const fountain = createFountain(
    Uint8Array.from({ length }, (_, index) => (index * 31) & 0xff),
    fragment,
  );
  const parts = sequences.map((sequence) => encodeFountainPart(fountainPart(fountain, sequence)));
  return concatBytes(...parts.flatMap((part) => [Uint8Array.of(part.length >> 8, part.length & 0xff), part]));
}

const count = (from: number, length: number): number[] => Array.from({ length }, (_, index) => from + index);

export const target: BytesTarget = {
  kind: 'bytes',
  name: 'fountain',
  pace: 'light',
  seeds: () => [
    scan(100, 100, [1]),
    scan(100, 20, count(1, 5)),
    scan(100, 20, count(6, 12)),
    scan(100, 20, [3, 0xffff_fff0, 9, 2, 2, 11, 40, 1, 5, 4]),
    scan(1_000, 10, count(1, 130)),
  ],
  edits: bytesEdits,
  run: (bytes) => {
    const refusals = new Set<string>();
    const parts = partsIn(bytes, refusals);
    const [first] = parts;
    if (first === undefined) return ['no parts', ...refusals];
    const own = parts.filter((part) => isOfOne(part, first));
    const message = joined(own, refusals);
    const reversed = joined(own.toReversed(), refusals);
    if (message === undefined) return ['incomplete', ...refusals];
    holds(
      message.length === first.messageLength && crc32(message) === first.checksum,
      'the message is what its parts say',
    );
    if (reversed !== undefined) holds(equalBytes(message, reversed), 'the order of the parts does not matter');
    return [`complete from ${own.some(({ sequence }) => sequence > first.total) ? 'mixes' : 'fragments'}`, ...refusals];
  },
};

/** Parts that can be read; each is written as text and read again. */
function partsIn(bytes: Uint8Array, refusals: Set<string>): readonly FountainPart[] {
  const parts: FountainPart[] = [];
  for (let place = 0; place + 2 < bytes.length; ) {
    const length = (bytes[place]! << 8) | bytes[place + 1]!;
    const part = attempt(refusals, () => decodeFountainPart(bytes.subarray(place + 2, place + 2 + length)));
    if (part !== undefined) {
      const words = encodeBytewords(encodeFountainPart(part), 'minimal');
      const again = attempt(refusals, () => decodeUrPart(`ur:bytes/${part.sequence}-${part.total}/${words}`));
      holds(again === undefined || equalBytes(again.data, part.data), 'a part survives being written and read');
      parts.push(part);
    }
    place += 2 + length;
  }
  return parts;
}

function isOfOne(part: FountainPart, first: FountainPart): boolean {
  const isSame = part.total === first.total && part.messageLength === first.messageLength;
  return isSame && part.checksum === first.checksum && part.data.length === first.data.length;
}

function joined(parts: readonly FountainPart[], refusals: Set<string>): Uint8Array | undefined {
  const state = startFountain(parts[0]!);
  return attempt(refusals, () => {
    for (const part of parts) {
      const before = missingFragments(state).length;
      const isNew = addFountainPart(state, part);
      holds(missingFragments(state).length === before - (isNew ? 1 : 0), 'a new part brings the end nearer by one');
    }
    return isFountainComplete(state) ? finishFountain(state) : undefined;
  });
}

/** Undefined for what was refused, whose code is noted. */
function attempt<T>(refusals: Set<string>, step: () => T): T | undefined {
  try {
    return step();
  } catch (error) {
    if (!(error instanceof IcehouseError)) throw error;
    refusals.add(error.code);
    return undefined;
  }
}
