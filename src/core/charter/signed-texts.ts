/**
 * What the members' keys have signed in a charter's file, in the form that other programs verify: address, message and
 * signature, as `verifymessage` of Bitcoin Core and of Electrum take them (BIP-0137). Nobody has to believe Icehouse that the
 * proofs hold.
 */
import { concatBytes } from '../bytes.ts';
import { hash160 } from '../hash.ts';
import { parseExtendedPublicKey } from '../key/extended-key.ts';
import { bsmsKeyMessage } from '../message/bsms-key.ts';
import type { NetworkName } from '../network.ts';
import { encodeAddress } from '../wallet/address.ts';
import { confirmationMessage } from './confirmation.ts';
import { keyCardMessage } from './key-card.ts';
import { receiptMessage } from './receipt.ts';
import type { CharterFile, KeyCard } from './types.ts';

export type SignedKind = 'key-card' | 'bsms-record' | 'receipt' | 'confirmation';

export interface SignedText {
  /** Whose key has signed. */
  readonly name: string;
  readonly kind: SignedKind;
  /** Pay-to-public-key-hash address of the very key, by which verifying programs name it. Never pay to it. */
  readonly address: string;
  readonly message: string;
  /** 65 bytes in Base64. */
  readonly signature: string;
}

/** All proofs of a file, card by card, then receipts and confirmations. A charter's file verifies them itself when it is read. */
export function signedTexts({ charter, cards, receipts, confirmations = [] }: CharterFile): readonly SignedText[] {
  const { network, keys } = charter.wallet;
  const byKey = (xpub: string, kind: SignedKind, message: string, signature: string): SignedText => ({
    name: keys.find((key) => key.xpub === xpub)?.name ?? '',
    kind,
    address: addressOfKey(parseExtendedPublicKey(xpub).extendedKey.publicKey, network),
    message,
    signature,
  });
  return [
    ...cards.flatMap((card) =>
      card.proof === undefined ? [] : [byKey(card.key.xpub, kindOf(card), textOf(card), card.proof)],
    ),
    ...receipts.map((receipt) => byKey(receipt.xpub, 'receipt', receiptMessage(receipt), receipt.signature)),
    ...confirmations.map((each) => byKey(each.xpub, 'confirmation', confirmationMessage(each), each.signature)),
  ];
}

function kindOf({ bsms }: KeyCard): SignedKind {
  return bsms === undefined ? 'key-card' : 'bsms-record';
}

function textOf(card: KeyCard): string {
  return card.bsms === undefined ? keyCardMessage(card) : bsmsKeyMessage(card.bsms);
}

function addressOfKey(publicKey: Uint8Array, network: NetworkName): string {
  const script = concatBytes(Uint8Array.of(0x76, 0xa9, 20), hash160(publicKey), Uint8Array.of(0x88, 0xac));
  return encodeAddress(script, network) ?? '';
}
