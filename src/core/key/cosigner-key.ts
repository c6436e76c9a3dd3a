/**
 * Makes a {@link CosignerKey}: an extended public key with its holder's name, its origin and its network. This is where
 * a key's chain (`xpub` or `tpub`) meets the network it is meant for; what keys mean to each other is `wallet/wallet.ts`.
 */
import { IcehouseError } from '../errors.ts';
import type { NetworkName } from '../network.ts';
import { formatXpub, parseExtendedPublicKey } from './extended-key.ts';
import { checkSlip132ScriptType } from './slip132.ts';
import type { CosignerKey, ExtendedPublicKey, KeyOrigin, ScriptType } from './types.ts';

/** Longest name taken over from a foreign file, in UTF-16 code units; charters are stricter (`text/name.ts`). */
const MAX_NAME_LENGTH = 100;

interface CosignerKeyParts {
  readonly name: string;
  readonly origin: KeyOrigin | undefined;
  readonly network: NetworkName;
  /** Where the key stands in its document, for errors. */
  readonly at?: string;
}

interface FromText extends CosignerKeyParts {
  readonly xpubText: string;
  /** When given, the prefix of the text must not contradict it. */
  readonly scriptType?: ScriptType;
}

interface FromKey extends CosignerKeyParts {
  readonly extendedKey: ExtendedPublicKey;
}

/**
 * Joins a key with its name, origin and network. Not checked: whether the origin is true (nobody can, without the
 * private key; a key card's proof comes closest), and whether the depth of the key fits its path, as both are claims.
 * The name is foreign text and to be escaped before it is shown.
 *
 * @throws IcehouseError `key/network-differs`, `key/name-too-long`, `key/slip132-script-type` and those of
 * `parseExtendedPublicKey`.
 */
export function cosignerKey(parts: FromText | FromKey): CosignerKey {
  const extendedKey = 'extendedKey' in parts ? parts.extendedKey : readKey(parts);
  const { name, origin, network, at } = parts;
  const place = at === undefined ? {} : { at };
  if (name.length > MAX_NAME_LENGTH) {
    throw new IcehouseError({
      code: 'key/name-too-long',
      message: 'the name of the holder is too long',
      found: `${name.length} characters`,
      expected: `at most ${MAX_NAME_LENGTH}`,
      ...place,
    });
  }
  if ((extendedKey.chain === 'main') !== (network === 'main')) {
    throw new IcehouseError({
      code: 'key/network-differs',
      message: 'the key was made for another network',
      found: extendedKey.chain === 'main' ? 'a key of the main network' : 'a key of a test network',
      expected: `a key for ${network}`,
      next: 'ask the holder for the key of the account on this network',
      ...place,
    });
  }
  return { name, origin, extendedKey, xpub: formatXpub(extendedKey), network };
}

function readKey({ xpubText, scriptType, at }: FromText): ExtendedPublicKey {
  const { extendedKey, slip132 } = parseExtendedPublicKey(xpubText, at);
  if (scriptType !== undefined) checkSlip132ScriptType(slip132, scriptType, at);
  return extendedKey;
}
