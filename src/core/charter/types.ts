/**
 * The group's documents: key card, charter and receipt. Each is canonical JSON (RFC 8785) in one file. A charter is
 * worth what its receipts are worth: `Charter` is a checked document, `RegisteredCharter` one that a certain member has
 * compared with the others and signed for.
 */

import type { CosignerKey, KeyOrigin, ScriptType } from '../key/types.ts';
import type { BsmsKeyClaim } from '../message/bsms-key.ts';
import type { DerivedOutput, Wallet } from '../wallet/types.ts';

/** Which published scheme the key's path follows. */
export type PathScheme = 'bip48' | 'bip87' | 'bip45' | 'electrum' | 'other';

/** What a member gives to the others: a key, where it comes from, and a signature by that very key. */
export interface KeyCard {
  readonly key: CosignerKey;
  readonly scriptType: ScriptType;
  readonly scheme: PathScheme;
  /** Name and version of the program that made the card. */
  readonly software: string;
  /** BIP-0137 signature (65 bytes, Base64) by the extended key's own private key over `keyCardMessage`; undefined for a key from elsewhere: "not proven". */
  readonly proof: string | undefined;
  /** For a card made of a BSMS key record (BIP-0129): the lines that `proof` signs in place of the card's own text. */
  readonly bsms?: BsmsKeyClaim;
}

/** The wallet's one document. Its order of keys is canonical, so two people who add the cards in another order agree. */
export interface Charter {
  readonly name: string;
  readonly wallet: Wallet;
  /** Block height below which the wallet cannot have coins. */
  readonly birthdayHeight: number;
  readonly gapLimit: number;
  /** How many members' receipts must verify before a deposit address is shown; n by default, at least 2 where n ≥ 2. */
  readonly receiptsRequired: number;
  /** Tagged SHA-256 of the canonical JSON, 64 hex digits. */
  readonly id: string;
  /** 16 words in four groups of four: the first 176 bits of the id. */
  readonly code: readonly (readonly string[])[];
  /** Receive address 0 by the primary engine; the second opinion is asked where it is shown. */
  readonly firstOutput: DerivedOutput;
  /** The canonical JSON text that the id is made of. */
  readonly canonicalText: string;
}

/** A member's signature that she compared this charter: over its id and first receive address. */
export interface Receipt {
  readonly charterId: string;
  readonly firstAddress: string;
  /** The signer's account key, `xpub…` or `tpub…`. */
  readonly xpub: string;
  /** Where the key comes from, by its holder's word; only where the charter names no origin or another one. */
  readonly origin?: KeyOrigin;
  /** BIP-0137 signature (65 bytes, Base64) over `receiptMessage`. */
  readonly signature: string;
}

/** How a member whose device signs no receipt was asked. */
export type ConfirmationWay = 'voice' | 'in-person';

/**
 * One member's signed word that another one, whose device cannot sign a receipt, has told her the charter's code words and
 * first address. Weaker than a receipt: it shows nothing of the other key.
 */
export interface Confirmation {
  readonly charterId: string;
  readonly firstAddress: string;
  /** Name and account key of the member who was asked. */
  readonly memberName: string;
  readonly memberXpub: string;
  readonly how: ConfirmationWay;
  /** The day of the comparison, `YYYY-MM-DD`. */
  readonly date: string;
  /** The account key of the member who asked and signs. */
  readonly xpub: string;
  /** BIP-0137 signature (65 bytes, Base64) over `confirmationMessage`. */
  readonly signature: string;
}

/** What a member gives out before her card, where a group's addresses hold 160 bits only. */
export interface Commitment {
  /** Whose it is, by its own word. */
  readonly name: string;
  /** 64 hex digits. */
  readonly hash: string;
}

/** What shows, together with the card, that a commitment was to this card. */
export interface Opening {
  /** The card's key, `xpub…` or `tpub…`. */
  readonly xpub: string;
  /** 32 random bytes as 64 hex digits. */
  readonly nonce: string;
}

/** A charter with what travels along in its file: proofs of possession and who has confirmed it so far. None is in the id. */
export interface CharterFile {
  readonly charter: Charter;
  readonly cards: readonly KeyCard[];
  readonly receipts: readonly Receipt[];
  /** Members asked by voice or in person; left out where there are none. */
  readonly confirmations?: readonly Confirmation[];
  /** What opens the members' commitments; left out where there were none. */
  readonly openings?: readonly Opening[];
}

declare const registered: unique symbol;

/** A charter for which the member at `me` has signed a receipt that verifies. The only thing a review accepts. */
export interface RegisteredCharter {
  readonly [registered]: true;
  readonly charter: Charter;
  /** Position of the own key in `charter.wallet.keys`. */
  readonly me: number;
}
