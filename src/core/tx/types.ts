/** A bitcoin transaction as values, in the names of Bitcoin Core. Byte arrays are never changed after parsing. */
import type { Sats } from '../amount.ts';

export interface OutPoint {
  /** Transaction id in the order that people read (reversed hash), 64 lower-case hex digits. */
  readonly txid: string;
  readonly vout: number;
}

export interface TxInput extends OutPoint {
  readonly scriptSig: Uint8Array;
  readonly sequence: number;
  /** Witness stack; empty when there is none. */
  readonly witness: readonly Uint8Array[];
}

export interface TxOutput {
  readonly amount: Sats;
  readonly scriptPubKey: Uint8Array;
}

export interface Transaction {
  readonly version: number;
  readonly inputs: readonly TxInput[];
  readonly outputs: readonly TxOutput[];
  readonly lockTime: number;
}
