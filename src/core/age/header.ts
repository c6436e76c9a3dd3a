/**
 * The header of an age file (age-encryption.org/v1): for whom it is encrypted, and how much work opening it takes. Public
 * text, read before any key or passphrase is used, so that a file cannot make this machine work or remember without end.
 * Encryption itself is the package `age-encryption`, called in `exchange/age` and `cold/keystore`.
 */
import { IcehouseError } from '../errors.ts';

const VERSION_LINE = 'age-encryption.org/v1\n';
const ARMOR_LINE = '-----BEGIN AGE ENCRYPTED FILE-----';

/** Sixty recipients of the largest kind take some 100,000 bytes. */
const MAX_HEADER = 131_072;
const MAX_RECIPIENTS = 64;

/** 2^20 rounds of scrypt need a gibibyte of memory and several seconds: more is not begun. */
export const MAX_WORK_FACTOR = 20;

export interface AgeHeader {
  /** Kinds of recipients in their order, such as `X25519` or `scrypt`; plug-ins have names of their own. */
  readonly recipients: readonly string[];
  /** Base-2 logarithm of scrypt's cost; set for a file with a passphrase, which then is its only recipient. */
  readonly workFactor: number | undefined;
}

/** Whether bytes are an age file by their looks, in binary or armored form. */
export function looksLikeAge(bytes: Uint8Array): boolean {
  const start = asciiOf(bytes.subarray(0, 64)).trimStart();
  return start.startsWith(VERSION_LINE) || start.startsWith(ARMOR_LINE);
}

/** Whether it is armored: PEM-like text in place of bytes. */
export function isArmored(bytes: Uint8Array): boolean {
  return asciiOf(bytes.subarray(0, 64)).trimStart().startsWith(ARMOR_LINE);
}

/**
 * Reads the header of a binary file.
 *
 * @throws IcehouseError `age/not-an-age-file`, `age/header-too-large`, `age/too-many-recipients`, `age/work-factor` (refused).
 */
export function readAgeHeader(file: Uint8Array): AgeHeader {
  const text = asciiOf(file.subarray(0, MAX_HEADER));
  if (!text.startsWith(VERSION_LINE)) {
    throw new IcehouseError({
      code: 'age/not-an-age-file',
      message: 'this is no age file',
      expected: VERSION_LINE.trim(),
    });
  }
  const end = text.indexOf('\n--- ');
  if (end < 0) throw tooLarge('age/header-too-large', 'the header of this age file has no end in sight');
  const stanzas = text.slice(0, end).split('\n-> ').slice(1);
  if (stanzas.length > MAX_RECIPIENTS)
    throw tooLarge('age/too-many-recipients', 'this age file names too many recipients');
  const recipients = stanzas.map((stanza) => stanza.split(/[ \n]/, 1)[0] ?? '');
  return { recipients, workFactor: workFactorOf(stanzas.find((stanza) => stanza.startsWith('scrypt '))) };
}

function workFactorOf(stanza: string | undefined): number | undefined {
  if (stanza === undefined) return undefined;
  const digits = /^scrypt [0-9A-Za-z+/]{22} ([1-9]\d?)\n/.exec(stanza)?.[1];
  const factor = Number(digits);
  if (digits !== undefined && factor <= MAX_WORK_FACTOR) return factor;
  throw new IcehouseError({
    code: 'age/work-factor',
    kind: 'refused',
    message: 'opening this file would take more time and memory than any honest one needs',
    expected: `a scrypt work factor of at most ${MAX_WORK_FACTOR}`,
  });
}

function tooLarge(code: `age/${string}`, message: string): IcehouseError {
  return new IcehouseError({ code, message, expected: `at most ${MAX_RECIPIENTS} recipients in ${MAX_HEADER} bytes` });
}

/** Bytes as characters of the same number: enough for a header, which is ASCII. */
function asciiOf(bytes: Uint8Array): string {
  let text = '';
  for (let start = 0; start < bytes.length; start += 8_192) {
    text += String.fromCharCode(...bytes.subarray(start, start + 8_192));
  }
  return text;
}
