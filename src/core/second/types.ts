/**
 * The second opinion: what an independent implementation says about the public side of a wallet. `wallet/verified.ts`
 * and `review/` hold it against the primary engine; the secret counterpart, which signs again, is in `cold/second/`.
 */
import type { Sats } from '../amount.ts';
import type { NetworkName } from '../network.ts';
import type { DerivedOutput, Keychain, Wallet } from '../wallet/types.ts';

/** What a signature of BIP-0143 or of the old kind is made over, as SIGHASH_ALL. */
export interface SighashRequest {
  /** The transaction without witnesses. Kept from one call to the next: not to be changed in place. */
  readonly transactionBytes: Uint8Array;
  readonly inputIndex: number;
  /** Witness script, or the redeem script of a P2SH input. */
  readonly scriptCode: Uint8Array;
  /** What the input spends; the old digest does not cover it. */
  readonly amount: Sats;
  readonly segwit: boolean;
}

/** A coin of the wallet that a final transaction spends. */
export interface SpentCoin {
  readonly keychain: Keychain;
  readonly index: number;
  readonly amount: Sats;
}

export interface FinalQuestion {
  readonly wallet: Wallet;
  /** With witnesses. Kept from one call to the next: not to be changed in place. */
  readonly transactionBytes: Uint8Array;
  /** In the order of the inputs. */
  readonly coins: readonly SpentCoin[];
}

/** A final transaction under another interpretation. */
export interface FinalOpinion {
  readonly txid: string;
  /** The id with every script signature taken out: that of the PSBT it came from. */
  readonly unsignedTxid: string;
  /** In vbytes. */
  readonly virtualSize: number;
  /** For each input what is wrong with it; undefined when m of the wallet's keys have signed as the rules want it. */
  readonly problems: readonly (string | undefined)[];
}

/** Public functions only. Implementations throw typed errors alone. */
export interface SecondOpinion {
  /** Library and version, for reports such as `libwally 1.5.3`. */
  readonly engine: string;
  /** Script and address at a place, derived from the text of the wallet's descriptor. */
  output(wallet: Wallet, keychain: Keychain, index: number): Pick<DerivedOutput, 'scriptPubKey' | 'address'>;
  /**
   * Tells which outputs will be asked for, each once, so that another thread may begin with them. Changes no answer;
   * missing where there is no other thread.
   */
  readonly foreseeOutputs?: (wallet: Wallet, places: readonly Pick<DerivedOutput, 'keychain' | 'index'>[]) => void;
  /**
   * The address of a script with one in common use (P2PKH, P2SH, P2WPKH, P2WSH, P2TR), such as a recipient's: what a
   * person compares must not hang on one encoder.
   */
  addressOf(scriptPubKey: Uint8Array, network: NetworkName): string;
  /**
   * Whether a signature verifies. One in high-S form (BIP-0146) does not, nor does anything malformed.
   *
   * @param publicKey 33 bytes.
   * @param digest 32 bytes.
   * @param signature 64 bytes, r and s.
   */
  verifyEcdsa(publicKey: Uint8Array, digest: Uint8Array, signature: Uint8Array): boolean;
  /** The 32-byte digest. */
  sighashAll(request: SighashRequest): Uint8Array;
  /** Reads a final transaction and judges each of its inputs. */
  finalTransaction(question: FinalQuestion): FinalOpinion;
}
