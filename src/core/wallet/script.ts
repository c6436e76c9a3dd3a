/**
 * The scripts of a multisig wallet as bytes: the bare m-of-n script, the hashes that wrap it, and the key order of
 * BIP-0067. Pure assembly; whether m, n and the keys make a good wallet is decided in `wallet.ts`.
 */
import { compareBytes, concatBytes } from '../bytes.ts';
import { invariant } from '../errors.ts';
import { hash160, sha256 } from '../hash.ts';

const OP_0 = 0x00;
const OP_1 = 0x51;
const OP_EQUAL = 0x87;
const OP_HASH160 = 0xa9;
const OP_CHECKMULTISIG = 0xae;

/** Bitcoin's limit for the keys of one OP_CHECKMULTISIG. */
export const MAX_MULTISIG_KEYS = 20;

/** Bitcoin's limit for a pushed element, hence for the redeem script of P2SH: 15 compressed keys fit. */
export const MAX_REDEEM_SCRIPT_SIZE = 520;

/** The keys in the order of BIP-0067: by their bytes. A new array; the given one stays as it is. */
export function sortPublicKeys(publicKeys: readonly Uint8Array[]): Uint8Array[] {
  return [...publicKeys].sort(compareBytes);
}

/**
 * `m <key> … <key> n OP_CHECKMULTISIG` with the keys in the given order: sort them first where the wallet is sorted.
 *
 * @param publicKeys 33 bytes each.
 */
export function multisigScript(m: number, publicKeys: readonly Uint8Array[]): Uint8Array {
  const n = publicKeys.length;
  invariant(
    m >= 1 && m <= n && n <= MAX_MULTISIG_KEYS,
    'a wallet has at least one and at most twenty keys, m of them needed',
  );
  invariant(
    publicKeys.every((key) => key.length === 33),
    'child keys are compressed',
  );
  return concatBytes(
    pushNumber(m),
    ...publicKeys.flatMap((key) => [Uint8Array.of(key.length), key]),
    pushNumber(n),
    Uint8Array.of(OP_CHECKMULTISIG),
  );
}

/** OP_1 to OP_16, and the one-byte push that Bitcoin Core makes of 17 to 20. */
function pushNumber(count: number): Uint8Array {
  return count <= 16 ? Uint8Array.of(OP_1 - 1 + count) : Uint8Array.of(1, count);
}

/** The output script of P2WSH, 34 bytes (BIP-0141). */
export function payToWitnessScriptHash(witnessScript: Uint8Array): Uint8Array {
  return concatBytes(Uint8Array.of(OP_0, 32), sha256(witnessScript));
}

/** The output script of P2SH, 23 bytes (BIP-0016). */
export function payToScriptHash(redeemScript: Uint8Array): Uint8Array {
  return concatBytes(Uint8Array.of(OP_HASH160, 20), hash160(redeemScript), Uint8Array.of(OP_EQUAL));
}
