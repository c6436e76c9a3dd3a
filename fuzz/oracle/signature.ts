/** One signature held against one transaction, by bitcoinjs-lib's digest and tiny-secp256k1's verification. */
import { script as scripts, type Transaction } from 'bitcoinjs-lib';
import * as ecc from 'tiny-secp256k1';
import type { ScriptType } from '../../src/core/key/types.ts';
import { holds } from '../engine/target.ts';

const SIGHASH_ALL = 0x01;

export interface SignedCoin {
  readonly inputIndex: number;
  readonly scriptType: ScriptType;
  readonly multisigScript: Uint8Array;
  readonly amount: bigint;
}

/** DER with its sighash byte must be whole, strict, low-S, over this transaction and over no other. */
export function requireSignature(
  transaction: Transaction,
  coin: SignedCoin,
  publicKey: Uint8Array,
  value: Uint8Array,
): void {
  holds(value.at(-1) === SIGHASH_ALL, 'a signature binds the whole transaction');
  const { signature } = scripts.signature.decode(value);
  const digest = digestOf(transaction, coin);
  holds(ecc.verify(digest, publicKey, signature, true), 'a signature is over the transaction described');
  const other = transaction.clone();
  other.locktime = (other.locktime ^ 1) >>> 0;
  holds(!ecc.verify(digestOf(other, coin), publicKey, signature, true), 'a signature is over no other transaction');
}

function digestOf(
  transaction: Transaction,
  { inputIndex, scriptType, multisigScript, amount }: SignedCoin,
): Uint8Array {
  return scriptType === 'p2sh'
    ? transaction.hashForSignature(inputIndex, multisigScript, SIGHASH_ALL)
    : transaction.hashForWitnessV0(inputIndex, multisigScript, amount, SIGHASH_ALL);
}
