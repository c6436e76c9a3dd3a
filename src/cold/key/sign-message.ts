/**
 * Signing the group's texts (key card, receipt, proposal) with an account's own key, in the form of BIP-0137. Only texts
 * with a domain line are signed, so nobody can have a transaction's hash signed as a "message"; transactions are signed
 * in `cold/sign`, with the keys below the account, never with this one.
 */
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { equalBytes, toBase64 } from '../../core/bytes.ts';
import { IcehouseError, invariant } from '../../core/errors.ts';
import { messageDigest, verifyMessage } from '../../core/message/bip137.ts';
import { requireDomain } from '../../core/message/domain.ts';
import type { ColdSecondOpinion } from '../second/types.ts';
import { type AccountSecret, withPrivateKey } from './account.ts';

/** Header of a compressed key in BIP-0137; the recovery number is added to it. */
const COMPRESSED_HEADER = 31;

export interface MessageToSign {
  readonly account: AccountSecret;
  readonly text: string;
  readonly second: ColdSecondOpinion;
}

/**
 * Signs a text and gives the 65 bytes in Base64. The nonce is RFC 6979 without a low-R loop, as Bitcoin Core's
 * `signmessage` has it, so that both libraries, and Core with the same key, give the very same bytes; the signature is
 * verified before it is given out.
 *
 * @throws IcehouseError `message/unknown-domain` (refused), `account/wiped`, `second-opinion/differs` (refused).
 */
export function signMessage({ account, text, second }: MessageToSign): string {
  requireDomain(text);
  const signature = toBase64(
    withPrivateKey(account, (privateKey) => signDigest(privateKey, messageDigest(text), second)),
  );
  invariant(
    verifyMessage({ publicKey: account.key.extendedKey.publicKey, text, signature }),
    'the account and its public key belong together, as deriveAccount made both',
  );
  return signature;
}

function signDigest(privateKey: Uint8Array, digest: Uint8Array, second: ColdSecondOpinion): Uint8Array {
  const signature = secp256k1.sign(digest, privateKey, { prehash: false, lowS: true, format: 'recovered' });
  signature[0] = COMPRESSED_HEADER + signature[0]!;
  if (equalBytes(signature, second.signRecoverable(privateKey, digest))) return signature;
  throw new IcehouseError({
    code: 'second-opinion/differs',
    kind: 'refused',
    message: 'two libraries sign this text differently',
    next: 'do not use this computer for keys: one of the libraries is broken or was altered',
  });
}
