/**
 * From a key record to a key card: the same key, with the name that the group calls its holder and the wallet's network
 * and script type, which the record does not tell. The card keeps the record's signed lines, so that everybody can verify
 * the proof again.
 */
import { createKeyCard } from '../../core/charter/key-card.ts';
import type { KeyCard } from '../../core/charter/types.ts';
import { IcehouseError } from '../../core/errors.ts';
import { cosignerKey } from '../../core/key/cosigner-key.ts';
import { readAccountPath } from '../../core/key/schemes.ts';
import { checkSlip132ScriptType, slip132Conversion } from '../../core/key/slip132.ts';
import type { ScriptType } from '../../core/key/types.ts';
import type { NetworkName } from '../../core/network.ts';
import type { KeyRecord } from './key-record.ts';

/** What a card of a record says of the program that made it; the record names none. */
const SOFTWARE = 'BSMS 1.0 key record';

export interface CardRequest {
  readonly name: string;
  readonly network: NetworkName;
  readonly scriptType: ScriptType;
}

export interface CardOfRecord {
  readonly card: KeyCard;
  /** The sentence about a converted prefix, to be shown; undefined where nothing was converted. */
  readonly conversion: string | undefined;
}

/**
 * Makes a card that is proven by the record's signature.
 *
 * @throws IcehouseError `bsms/single-key` for a record with a bare public key, `bsms/path-script-type` for a path that
 * names another script type, and those of `cosignerKey`, `checkSlip132ScriptType` and `createKeyCard`.
 */
export function cardOfRecord({ key, claim, signature }: KeyRecord, request: CardRequest): CardOfRecord {
  const { name, network, scriptType } = request;
  if (key.kind === 'single') {
    throw new IcehouseError({
      code: 'bsms/single-key',
      message: 'this record shows a single public key, which makes one address and no wallet',
      expected: 'an extended public key such as xpub…',
      next: 'let the device export the extended key of its multisig account',
    });
  }
  const { origin, extendedKey, slip132 } = key;
  checkSlip132ScriptType(slip132, scriptType, 'line 3');
  const claimed = readAccountPath(origin.path).scriptType;
  if (claimed !== undefined && claimed !== scriptType) {
    throw new IcehouseError({
      code: 'bsms/path-script-type',
      message: 'the path of this key is the one for another script type',
      at: 'line 3',
      found: claimed,
      expected: scriptType,
      next: 'let the device export the key of the account for this script type',
    });
  }
  return {
    card: createKeyCard({
      key: cosignerKey({ name, origin, extendedKey, network, at: 'line 3' }),
      scriptType,
      software: SOFTWARE,
      proof: signature,
      bsms: claim,
    }),
    conversion: slip132Conversion(slip132),
  };
}
