/** Signatures in the form in which they stand in a PSBT. */
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { concatBytes } from '../../core/bytes.ts';
import { SIGHASH_ALL } from '../../core/tx/sighash.ts';

/** Writes r and s (64 bytes) as DER with SIGHASH_ALL at the end, the only kind that is ever made. */
export function derSignature(compact: Uint8Array): Uint8Array {
  const der = secp256k1.Signature.fromBytes(compact, 'compact').toBytes('der');
  return concatBytes(der, Uint8Array.of(SIGHASH_ALL));
}
