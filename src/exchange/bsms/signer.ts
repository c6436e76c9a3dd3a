/**
 * A signer in round 2 of BIP-0129: takes the coordinator's file and lets it pass only if it belongs to her session, holds
 * her own key by an exact match, and has the first address that both engines derive. What a person must still compare
 * with the other signers (first address, m, n, paths) comes back as values.
 */
import { IcehouseError } from '../../core/errors.ts';
import { sameKey } from '../../core/key/identity.ts';
import { formatOrigin } from '../../core/key/origin.ts';
import type { CosignerKey } from '../../core/key/types.ts';
import type { NetworkName } from '../../core/network.ts';
import type { SecondOpinion } from '../../core/second/types.ts';
import { parseDescriptorRecord, type RecordReading, walletOfRecord } from './descriptor-record.ts';
import { recordInFile } from './encryption.ts';
import type { BsmsToken } from './token.ts';

export interface WalletDelivery {
  /** Content of the `.bsms`, `.txt` or `.dat` file. */
  readonly content: Uint8Array;
  /** The token of the session that she joined in round 1. */
  readonly token: BsmsToken;
  readonly network: NetworkName;
  /** From her seed or her own key card. */
  readonly mine: Pick<CosignerKey, 'extendedKey' | 'origin'>;
  /** Names of the holders in the order of the keys, where they are known. */
  readonly names?: readonly string[];
  readonly second: SecondOpinion;
}

export interface AcceptedDelivery extends RecordReading {
  /** Where her key stands among the wallet's keys; it matters where they are not sorted. */
  readonly position: number;
}

/**
 * Verifies a descriptor record for one of its signers.
 *
 * @throws IcehouseError (refused) `bsms/bad-mac`, `bsms/mac-stripped`, `bsms/other-round`, `bsms/first-address-differs`,
 * `bsms/my-key-absent`, `bsms/my-fingerprint-other-key`, `bsms/my-origin-differs`, `second-opinion/differs`; and those of
 * `parseDescriptorRecord` and `walletOfRecord`.
 */
export function acceptDelivery({ content, token, network, mine, names, second }: WalletDelivery): AcceptedDelivery {
  const record = parseDescriptorRecord(recordInFile(content, token), { network });
  const reading = walletOfRecord(record, { names, second });
  const { keys } = reading.wallet;
  const position = keys.findIndex((key) => sameKey(key.extendedKey, mine.extendedKey));
  const own = keys[position];
  if (own === undefined) {
    const imitated = keys.some(
      (key) => key.origin !== undefined && key.origin.fingerprint === mine.origin?.fingerprint,
    );
    throw imitated
      ? refused('bsms/my-fingerprint-other-key', 'the record has your fingerprint on a key that is not yours')
      : refused('bsms/my-key-absent', 'your key is not in this record');
  }
  if (mine.origin !== undefined && originText(own) !== originText(mine)) {
    throw refused('bsms/my-origin-differs', 'the record names another origin for your key than you gave');
  }
  return { ...reading, position };
}

function originText({ origin }: Pick<CosignerKey, 'origin'>): string {
  return origin === undefined ? '' : formatOrigin(origin);
}

function refused(code: `bsms/${string}`, message: string): IcehouseError {
  const next = 'do not use this wallet: ask the coordinator, and compare the record with the other signers';
  return new IcehouseError({ code, kind: 'refused', message, next });
}
