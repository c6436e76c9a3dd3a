/** How questions to the second thread and its answers lie in the records of a board. */
import type { SignatureQuestion } from '../../cold/second/types.ts';
import { concatBytes } from '../../core/bytes.ts';
import type { DerivedOutput } from '../../core/wallet/types.ts';
import type { BoardShape } from './board.ts';

/** The longest script of a wallet has 34 bytes; the longest address in use (bech32m on regtest) has 64 letters. */
const TEXT_AT = 40;
const OUTPUT_WIDTH = TEXT_AT + 100;

const KEY_AT = 0;
const DIGEST_AT = 32;
const PUBLIC_KEY_AT = 64;
const SIGNATURE_AT = 97;
const VERIFIES_AT = 161;
const SIGNATURE_WIDTH = VERIFIES_AT + 1;

export function outputShape(records: number): BoardShape {
  return { records, width: OUTPUT_WIDTH };
}

export function signatureShape(records: number): BoardShape {
  return { records, width: SIGNATURE_WIDTH };
}

export type ScriptAndAddress = Pick<DerivedOutput, 'scriptPubKey' | 'address'>;

/** Throws a RangeError for what does not fit, which no wallet has. */
export function writeOutput(record: Uint8Array, { scriptPubKey, address }: ScriptAndAddress): void {
  const letters = Uint8Array.from(address, (letter) => letter.charCodeAt(0));
  record.set(concatBytes(Uint8Array.of(scriptPubKey.length), scriptPubKey));
  record.set(concatBytes(Uint8Array.of(letters.length), letters), TEXT_AT);
}

export function readOutput(record: Uint8Array): ScriptAndAddress {
  const letters = record.subarray(TEXT_AT + 1, TEXT_AT + 1 + record[TEXT_AT]!);
  return { scriptPubKey: record.slice(1, 1 + record[0]!), address: String.fromCharCode(...letters) };
}

export interface SignatureAnswer {
  readonly signature: Uint8Array;
  readonly verifies: boolean;
}

export function writeQuestion(record: Uint8Array, { privateKey, digest, publicKey }: SignatureQuestion): void {
  record.set(privateKey, KEY_AT);
  record.set(digest, DIGEST_AT);
  record.set(publicKey, PUBLIC_KEY_AT);
}

/** Copies the question out and overwrites the private key where it lay; the copy is the caller's to overwrite. */
export function takeQuestion(record: Uint8Array): SignatureQuestion {
  const privateKey = record.slice(KEY_AT, DIGEST_AT);
  record.fill(0, KEY_AT, DIGEST_AT);
  return {
    privateKey,
    digest: record.slice(DIGEST_AT, PUBLIC_KEY_AT),
    publicKey: record.slice(PUBLIC_KEY_AT, SIGNATURE_AT),
  };
}

export function writeAnswer(record: Uint8Array, { signature, verifies }: SignatureAnswer): void {
  record.set(signature, SIGNATURE_AT);
  record[VERIFIES_AT] = verifies ? 1 : 0;
}

export function readAnswer(record: Uint8Array): SignatureAnswer {
  return { signature: record.slice(SIGNATURE_AT, VERIFIES_AT), verifies: record[VERIFIES_AT] === 1 };
}
