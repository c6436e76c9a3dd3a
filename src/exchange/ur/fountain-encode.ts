/** Cuts a message into fragments and mixes them into parts without end (BCR-2024-001). */
import { IcehouseError } from '../../core/errors.ts';
import { MAX_CBOR_BYTES } from './cbor.ts';
import { crc32 } from './crc32.ts';
import { type FountainPart, MOST_FRAGMENTS } from './fountain-part.ts';
import { chooseFragments } from './fragment-choice.ts';

export interface Fountain {
  readonly messageLength: number;
  readonly checksum: number;
  /** All of one length, the last one filled up with zeros. */
  readonly fragments: readonly Uint8Array[];
}

/** Fragments are no shorter, so that their heads do not outweigh them. */
const LEAST_FRAGMENT = 10;

/** @throws IcehouseError `ur/message-too-large` beyond {@link MOST_FRAGMENTS} parts or what readers take. */
export function createFountain(message: Uint8Array, maxFragment: number): Fountain {
  const length = fragmentLength(message.length, LEAST_FRAGMENT, maxFragment);
  const count = Math.ceil(message.length / length);
  if (count > MOST_FRAGMENTS || message.length > MAX_CBOR_BYTES) {
    throw new IcehouseError({
      code: 'ur/message-too-large',
      message: 'the file is too large for an animated code of this size',
      found: `${message.length} bytes`,
      expected: `at most ${Math.min(MOST_FRAGMENTS * maxFragment, MAX_CBOR_BYTES)} bytes`,
      next: 'take larger codes, or let the file travel as a file',
    });
  }
  const fragments = Array.from({ length: count }, (_, index) => {
    const fragment = new Uint8Array(length);
    fragment.set(message.subarray(index * length, (index + 1) * length));
    return fragment;
  });
  return { messageLength: message.length, checksum: crc32(message), fragments };
}

/** The length that the fewest fragments within the limits have. */
export function fragmentLength(messageLength: number, least: number, most: number): number {
  const mostFragments = Math.max(1, Math.floor(messageLength / least));
  for (let count = 1; count <= mostFragments; count++) {
    const length = Math.ceil(messageLength / count);
    if (length <= most) return length;
  }
  return Math.ceil(messageLength / mostFragments);
}

/** @param sequence counted from 1; beyond the number of fragments the parts are mixes. */
export function fountainPart({ messageLength, checksum, fragments }: Fountain, sequence: number): FountainPart {
  const data = new Uint8Array(fragments[0]?.length ?? 0);
  for (const index of chooseFragments(sequence, fragments.length, checksum)) {
    const fragment = fragments[index]!;
    for (let place = 0; place < data.length; place++) data[place]! ^= fragment[place]!;
  }
  return { sequence, total: fragments.length, messageLength, checksum, data };
}
