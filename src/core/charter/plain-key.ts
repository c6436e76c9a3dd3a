/**
 * A key that comes as plain text, `[73c5da0a/48h/0h/0h/2h]xpub…`, from a device or program that makes no key cards. It
 * becomes a card without a proof: usable, but "not proven" until its member has signed the charter's receipt.
 */
import { IcehouseError } from '../errors.ts';
import { cosignerKey } from '../key/cosigner-key.ts';
import { parseExtendedPublicKey } from '../key/extended-key.ts';
import { parseOrigin } from '../key/origin.ts';
import { refuseSecret } from '../key/secret-guard.ts';
import { checkSlip132ScriptType, slip132Conversion } from '../key/slip132.ts';
import type { ExtendedPublicKey, KeyOrigin, ScriptType } from '../key/types.ts';
import type { NetworkName } from '../network.ts';
import { createKeyCard } from './key-card.ts';
import { requireDepthOfPath, requireSoundOrigin } from './origin-rules.ts';
import type { KeyCard } from './types.ts';

/** More than any origin and key together; longer texts are not looked at. */
const MAX_TEXT = 5_000;

export interface PlainKey {
  /** What the group calls the holder. */
  readonly name: string;
  /** The key with its origin in brackets before it, or the key alone. */
  readonly text: string;
  readonly network: NetworkName;
  readonly scriptType: ScriptType;
  /** What the key came from, such as `Coldcard Mk4`; `unknown` when left out. */
  readonly software?: string;
  /**
   * Asked for the key's true origin, from its holder's device or receipt. What it answers takes the place of what the
   * text says, which may be a placeholder or nothing.
   */
  readonly trueOrigin?: (key: ExtendedPublicKey) => KeyOrigin | undefined;
  /** Where the key stands, for errors; `key` when left out. */
  readonly at?: string;
}

export interface PlainKeyCard {
  readonly card: KeyCard;
  /** The sentence about a converted `Zpub` and its kind, to be shown; undefined where nothing was converted. */
  readonly conversion: string | undefined;
}

/**
 * Reads a key from plain text into a card without proof. A prefix that declares another script type is refused, not
 * reinterpreted; a private key or a seed phrase is refused without being repeated.
 *
 * @throws IcehouseError `key-card/too-long` and those of `parseExtendedPublicKey`, `parseOrigin`,
 * `checkSlip132ScriptType`, `requireSoundOrigin`, `requireDepthOfPath` and `createKeyCard`.
 */
export function readPlainKey(plain: PlainKey): PlainKeyCard {
  const { name, text, network, scriptType, software = 'unknown', at = 'key' } = plain;
  refuseSecret(text, 'an extended public key, with its origin in brackets before it', at);
  if (text.length > MAX_TEXT) {
    throw new IcehouseError({ code: 'key-card/too-long', message: 'the text is too long for a key', at });
  }
  const trimmed = text.trim();
  const bracket = trimmed.startsWith('[') ? trimmed.indexOf(']') + 1 : 0;
  const claimed = bracket > 0 ? parseOrigin(trimmed.slice(0, bracket), at) : undefined;
  const { extendedKey, slip132 } = parseExtendedPublicKey(trimmed.slice(bracket), at);
  checkSlip132ScriptType(slip132, scriptType, at);
  const origin = plain.trueOrigin?.(extendedKey) ?? claimed;
  const key = cosignerKey({ name, origin, extendedKey, network, at });
  requireSoundOrigin(key, at);
  requireDepthOfPath(key, at);
  return {
    card: createKeyCard({ key, scriptType, software, proof: undefined }),
    conversion: slip132Conversion(slip132),
  };
}
