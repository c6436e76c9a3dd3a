/** Animated Uniform Resources (BCR-2020-005, BCR-2024-001) as texts: `ur:crypto-psbt/3-12/lpax…`, one for each code. */
import { IcehouseError, invariant } from '../../core/errors.ts';
import { decodeBytewords, encodeBytewords } from './bytewords.ts';
import { createFountain, fountainPart } from './fountain-encode.ts';
import { decodeFountainPart, encodeFountainPart, type FountainPart, MOST_FRAGMENTS } from './fountain-part.ts';
import type { UniformResource } from './ur.ts';

export interface UrPart extends FountainPart {
  readonly type: string;
}

const PART = /^ur:([a-z0-9-]{1,40})\/(\d{1,10})-(\d{1,10})\/([a-z]+)$/;
const OLD_PART = /^ur:[a-z0-9-]{1,40}\/\d{1,4}of\d{1,4}\//;
const MOST_LETTERS = 8_192;

/** Whether a text is a part of an animated code, of the present or of the old kind. */
export function isUrPart(text: string): boolean {
  return /^\s*ur:[a-z0-9-]{1,40}\/\d{1,10}(?:-|of)\d{1,10}\//i.test(text);
}

/**
 * Reads a part.
 *
 * @throws IcehouseError `ur/old-multipart` for UR 1, `ur/malformed`, `bytewords/…`, and those of `decodeFountainPart`.
 */
export function decodeUrPart(text: string): UrPart {
  const letters = text.length > MOST_LETTERS ? '' : text.trim().toLowerCase();
  if (OLD_PART.test(letters)) {
    throw new IcehouseError({
      code: 'ur/old-multipart',
      message: 'this animated code is of the old kind (UR 1), which is not read',
      next: 'update the program that shows it, or let it export a file',
    });
  }
  const [, type = '', sequence, total, body = ''] = PART.exec(letters) ?? [];
  if (type === '') throw malformed('this is no part of an animated Uniform Resource');
  const part = decodeFountainPart(decodeBytewords(body, 'minimal'));
  if (part.sequence !== Number(sequence) || part.total !== Number(total)) {
    throw malformed('the numbers before this part and inside it differ');
  }
  return { type, ...part };
}

/** Parts of one message, without end; upper case, which makes the smallest codes. */
export interface UrParts {
  /** How many parts suffice when none is missed. */
  readonly total: number;
  /** @param sequence from 1 to {@link MOST_SEQUENCE}. */
  readonly part: (sequence: number) => string;
}

/** Where parts begin anew: the numbers have to fit into a code, and at five a second these take more than three hours. */
export const MOST_SEQUENCE = 0xffff;

/**
 * Bytes beside the fragment, at their most: the list, three bytes each for its number, the total and the fragment's length,
 * five each for the length and the checksum of the message, and the checksum of the part.
 */
const PART_BYTES = 1 + 3 * 3 + 2 * 5 + 4;

/**
 * Splits a resource into parts of at most so many letters.
 *
 * @throws IcehouseError `ur/message-too-large`.
 */
export function splitUr({ type, cbor }: UniformResource, maxLetters: number): UrParts {
  const head = `ur:${type}/${MOST_SEQUENCE}-${MOST_FRAGMENTS}/`.length;
  const maxFragment = Math.floor((maxLetters - head) / 2) - PART_BYTES;
  invariant(maxFragment > 0, 'a code has room for the head of a part and some letters');
  const fountain = createFountain(cbor, maxFragment);
  const total = fountain.fragments.length;
  return {
    total,
    part: (sequence) => {
      const body = encodeBytewords(encodeFountainPart(fountainPart(fountain, sequence)), 'minimal');
      return `ur:${type}/${sequence}-${total}/${body}`.toUpperCase();
    },
  };
}

function malformed(message: string): IcehouseError {
  return new IcehouseError({
    code: 'ur/malformed',
    message,
    expected: 'such as ur:crypto-psbt/1-12/lpad…',
    next: 'scan the code again',
  });
}
