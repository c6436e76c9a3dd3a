/**
 * A label as BIP-0329 has it: a text about a transaction, an address, a key, an input or an output. Labels are foreign text
 * and escaped where they are shown; what they refer to is checked by form alone.
 */
import type { JsonObject } from '../../core/json/strict.ts';

/** The types of the BIP that a multisig wallet has a use for. */
export const LABEL_TYPES = ['tx', 'addr', 'pubkey', 'input', 'output', 'xpub'] as const;

export type LabelType = (typeof LABEL_TYPES)[number];

export interface Label {
  readonly type: LabelType;
  /** Transaction id, address, public key, `txid:index`, or extended key. */
  readonly ref: string;
  readonly label: string;
  /** Key origin of the wallet that it belongs to, such as `wsh([d34db33f/48'/0'/0'/2'])`, for files of several wallets. */
  readonly origin?: string;
  /** Of outputs: whether the coin may be spent; `false` freezes it. */
  readonly spendable?: boolean;
  /** Fields of the BIP or of other programs that are kept and written again, such as `height` and `rate`. */
  readonly more?: JsonObject;
}

export interface LabelFile {
  readonly labels: readonly Label[];
  /** Records of types that are not known, kept whole so that writing the file again loses nothing. */
  readonly others: readonly JsonObject[];
}

/** Most labels of one file. */
export const MAX_LABELS = 100_000;
/** The BIP asks for 255 characters; longer ones exist and are kept up to this. */
export const MAX_LABEL_LENGTH = 10_000;
export const MAX_REF_LENGTH = 300;

const REFS: { readonly [type in LabelType]: RegExp } = {
  tx: /^[0-9a-f]{64}$/,
  addr: /^[0-9A-Za-z]{14,100}$/,
  pubkey: /^[0-9a-f]{64}(?:[0-9a-f]{2})?$/,
  input: /^[0-9a-f]{64}:\d{1,10}$/,
  output: /^[0-9a-f]{64}:\d{1,10}$/,
  xpub: /^[xyztuvYZUV]pub[1-9A-HJ-NP-Za-km-z]{90,120}$/,
};

/** Whether a reference has the form that its type wants. */
export function isRef(type: LabelType, ref: string): boolean {
  return ref.length <= MAX_REF_LENGTH && REFS[type].test(ref);
}

/** The type that a reference of unknown type must have by its form, for files that do not say. */
export function typeOfRef(ref: string): LabelType | undefined {
  return (['tx', 'output', 'xpub', 'addr'] as const).find((type) => isRef(type, ref));
}
