/**
 * One part of an animated code (BCR-2024-001), inside its Uniform Resource: its number, what is true of the whole message,
 * and the mix of fragments that it carries. What a part claims is held against limits before anything is done with it.
 */
import { IcehouseError } from '../../core/errors.ts';
import { decodeCbor, isList, MAX_CBOR_BYTES } from './cbor.ts';
import { encodeCbor } from './cbor-write.ts';

export interface FountainPart {
  /** Counted from 1, and going on beyond `total`. */
  readonly sequence: number;
  /** How many fragments the message has. */
  readonly total: number;
  /** Bytes of the message. */
  readonly messageLength: number;
  /** CRC-32 of the message. */
  readonly checksum: number;
  readonly data: Uint8Array;
}

/** At five codes a second these take seven minutes. */
export const MOST_FRAGMENTS = 2_048;
const MOST = 0xffff_ffff;

/**
 * Reads a part.
 *
 * @throws IcehouseError `ur/bad-part`, `ur/too-many-parts` and `ur/message-too-large` for claims beyond the limits, `cbor/…`.
 */
export function decodeFountainPart(cbor: Uint8Array): FountainPart {
  const value = decodeCbor(cbor);
  if (!isList(value) || value.length !== 5) throw badPart();
  const [sequence, total, messageLength, checksum, data] = value;
  const isNumber = (each: unknown): each is number => typeof each === 'number' && each <= MOST;
  if (!isNumber(sequence) || !isNumber(total) || !isNumber(messageLength) || !isNumber(checksum)) throw badPart();
  if (!(data instanceof Uint8Array) || sequence === 0 || total === 0 || messageLength === 0) throw badPart();
  requireWithin('too-many-parts', 'this code claims more parts than anybody can scan', total, MOST_FRAGMENTS);
  requireWithin('message-too-large', 'this code claims more data than belongs here', messageLength, MAX_CBOR_BYTES);
  // Fragments are of one length and the last one is filled up: so many, and no other number, hold the message.
  if (total !== Math.ceil(messageLength / data.length)) throw badPart();
  return { sequence, total, messageLength, checksum, data };
}

export function encodeFountainPart({ sequence, total, messageLength, checksum, data }: FountainPart): Uint8Array {
  return encodeCbor([sequence, total, messageLength, checksum, data]);
}

function requireWithin(what: string, message: string, found: number, most: number): void {
  if (found <= most) return;
  throw new IcehouseError({ code: `ur/${what}`, message, found: String(found), expected: `at most ${most}` });
}

function badPart(): IcehouseError {
  return new IcehouseError({
    code: 'ur/bad-part',
    message: 'this part of an animated code contradicts itself',
    next: 'scan the code again',
  });
}
