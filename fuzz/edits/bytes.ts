/** Edits of plain bytes, for every binary form: flips, numbers of ill repute, pieces moved, doubled, cut and inflated. */
import fc from 'fast-check';
import { concatBytes } from '../../src/core/bytes.ts';
import { type Edit, MAX_INPUT } from '../engine/target.ts';

export type BytesEdit = Edit<Uint8Array>;

const place = fc.nat();

/** Lengths, counts and flags at which code has gone wrong before, little-endian and as compact sizes. */
const NUMBERS: readonly (readonly number[])[] = [
  [0x00],
  [0x01],
  [0x7f],
  [0x80],
  [0xfc],
  [0xfd],
  [0xff],
  [0xfd, 0xfc, 0x00],
  [0xfd, 0xfd, 0x00],
  [0xfd, 0xff, 0xff],
  [0xfe, 0x00, 0x00, 0x01, 0x00],
  [0xfe, 0xff, 0xff, 0xff, 0xff],
  [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x1f, 0x00],
  [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
  [0x00, 0x00, 0x00, 0x80],
  [0xff, 0xff, 0xff, 0x7f],
  [0xff, 0xff, 0xff, 0xff],
  [0x00, 0x40, 0x07, 0x5a, 0xf0, 0x75, 0x07, 0x00],
  [0x01, 0x40, 0x07, 0x5a, 0xf0, 0x75, 0x07, 0x00],
  [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f],
];

/** Puts `piece` over what stands at a place, without changing the length. */
export function overwritten(bytes: Uint8Array, at: number, piece: Uint8Array): Uint8Array {
  const copy = Uint8Array.from(bytes);
  copy.set(piece.subarray(0, copy.length - at), at);
  return copy;
}

/** Replaces `length` bytes at a place by a piece of any length. */
export function spliced(bytes: Uint8Array, at: number, length: number, piece: Uint8Array): Uint8Array {
  return concatBytes(bytes.subarray(0, at), piece, bytes.subarray(at + length));
}

/** The piece again and again, up to the largest input. */
export function inflated(piece: Uint8Array, times: number): Uint8Array {
  const length = piece.length * Math.min(times, Math.floor(MAX_INPUT / Math.max(piece.length, 1)));
  const bytes = new Uint8Array(length);
  bytes.set(piece.subarray(0, length));
  // Each step doubles what is there.
  for (let done = piece.length; done > 0 && done < length; done *= 2) bytes.copyWithin(done, 0, done);
  return bytes;
}

const within = (number: number, length: number): number => (length === 0 ? 0 : number % length);

const flip: fc.Arbitrary<BytesEdit> = fc.tuple(place, fc.nat({ max: 7 })).map(([at, bit]) => (bytes) => {
  const index = within(at, bytes.length);
  return overwritten(bytes, index, Uint8Array.of((bytes[index] ?? 0) ^ (1 << bit)));
});

const replace: fc.Arbitrary<BytesEdit> = fc.tuple(place, fc.uint8Array({ minLength: 1, maxLength: 8 })).map(
  ([at, piece]) =>
    (bytes) =>
      overwritten(bytes, within(at, bytes.length), piece),
);

const setByte: fc.Arbitrary<BytesEdit> = fc.tuple(place, fc.nat({ max: 255 })).map(
  ([at, value]) =>
    (bytes) =>
      overwritten(bytes, within(at, bytes.length), Uint8Array.of(value)),
);

const setNumber: fc.Arbitrary<BytesEdit> = fc
  .tuple(place, fc.constantFrom(...NUMBERS), fc.boolean())
  .map(([at, number, insert]) => (bytes) => {
    const piece = Uint8Array.from(number);
    const index = within(at, bytes.length);
    return insert ? spliced(bytes, index, 0, piece) : overwritten(bytes, index, piece);
  });

const insert: fc.Arbitrary<BytesEdit> = fc.tuple(place, fc.uint8Array({ minLength: 1, maxLength: 40 })).map(
  ([at, piece]) =>
    (bytes) =>
      spliced(bytes, within(at, bytes.length + 1), 0, piece),
);

const cut: fc.Arbitrary<BytesEdit> = fc.tuple(place, fc.nat({ max: 64 })).map(
  ([at, length]) =>
    (bytes) =>
      spliced(bytes, within(at, bytes.length), length, new Uint8Array()),
);

const truncate: fc.Arbitrary<BytesEdit> = place.map((at) => (bytes) => bytes.slice(0, within(at, bytes.length)));

const repeat: fc.Arbitrary<BytesEdit> = fc
  .tuple(place, place, fc.nat({ max: 4 }))
  .map(([from, to, times]) => (bytes) => {
    const start = within(from, bytes.length);
    const piece = bytes.subarray(start, start + 1 + within(to, 64));
    return spliced(bytes, start, 0, inflated(piece, times));
  });

const cross: fc.Arbitrary<BytesEdit> = fc.tuple(place, place, place).map(([other, from, to]) => (bytes, corpus) => {
  const source = corpus(other);
  return concatBytes(bytes.subarray(0, within(to, bytes.length + 1)), source.subarray(within(from, source.length + 1)));
});

const move: fc.Arbitrary<BytesEdit> = fc
  .tuple(place, place, fc.nat({ max: 64 }))
  .map(([from, to, length]) => (bytes) => {
    const start = within(from, bytes.length);
    const piece = bytes.slice(start, start + length);
    const rest = spliced(bytes, start, length, new Uint8Array());
    return spliced(rest, within(to, rest.length + 1), 0, piece);
  });

/** Up to a mebibyte out of a few bytes: rare, as such inputs are slow. */
const inflate: fc.Arbitrary<BytesEdit> = fc.tuple(place, place, place).map(([from, to, times]) => (bytes) => {
  const start = within(from, bytes.length);
  const piece = bytes.subarray(start, start + 1 + within(to, 200));
  return spliced(bytes, start, 0, inflated(piece, within(times, MAX_INPUT)));
});

/** Any of them. */
export const bytesEdits: fc.Arbitrary<BytesEdit> = fc.oneof(
  { weight: 40, arbitrary: flip },
  { weight: 40, arbitrary: setByte },
  { weight: 20, arbitrary: replace },
  { weight: 40, arbitrary: setNumber },
  { weight: 30, arbitrary: insert },
  { weight: 30, arbitrary: cut },
  { weight: 10, arbitrary: truncate },
  { weight: 20, arbitrary: repeat },
  { weight: 20, arbitrary: cross },
  { weight: 20, arbitrary: move },
  { weight: 1, arbitrary: inflate },
);
