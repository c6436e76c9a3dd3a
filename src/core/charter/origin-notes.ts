/**
 * What a person is told of key origins that are missing, shared, out of place or contradicted, what that costs when a
 * payment is signed, and how it is mended. Icehouse itself finds keys by public key and needs none of them; hardware
 * signers and most other programs look for a master fingerprint and a path, and stall or sign nothing without.
 */
import { formatOrigin } from '../key/origin.ts';
import { formatPath } from '../key/path.ts';
import { readAccountPath } from '../key/schemes.ts';
import { scriptTypeName } from '../key/slip132.ts';
import type { CosignerKey, KeyOrigin } from '../key/types.ts';
import { visible } from '../text/visible.ts';
import type { Wallet } from '../wallet/types.ts';
import { attempt } from './attempt.ts';
import { verifyReceipt } from './receipt.ts';
import type { CharterFile } from './types.ts';

const MEND = 'found the charter anew with it before anything is paid in';

/** Sentences about the wallet's keys, safe to show; none where every origin is there, its own and in its place. */
export function originNotes(wallet: Wallet): readonly string[] {
  return [
    ...wallet.keys.filter(({ origin }) => origin === undefined).map(missingOrigin),
    ...sharedFingerprints(wallet.keys),
    ...wallet.keys.flatMap((key) => pathOfAnotherKind(key, wallet)),
  ];
}

function missingOrigin({ name }: CosignerKey): string {
  return (
    `The origin of ${visible(name)}’s key is not known. Icehouse finds the key nevertheless, but hardware signers and most ` +
    'other programs look for their master fingerprint and would sign nothing. Ask for the fingerprint and the path that ' +
    `the device shows, and ${MEND}.`
  );
}

function sharedFingerprints(keys: readonly CosignerKey[]): readonly string[] {
  const holders = new Map<string, string[]>();
  for (const { name, origin } of keys) {
    if (origin === undefined) continue;
    holders.set(origin.fingerprint, [...(holders.get(origin.fingerprint) ?? []), visible(name)]);
  }
  return [...holders]
    .filter(([, names]) => names.length > 1)
    .map(
      ([fingerprint, names]) =>
        `The keys of ${names.join(' and ')} name the same master key ${fingerprint}: one person or device may hold both. ` +
        'Icehouse tells keys apart by public key; a device that looks for the fingerprint may stall, or sign with one only.',
    );
}

function pathOfAnotherKind({ name, origin }: CosignerKey, { scriptType }: Wallet): readonly string[] {
  const usual = origin === undefined ? undefined : readAccountPath(origin.path).scriptType;
  if (origin === undefined || usual === undefined || usual === scriptType) return [];
  return [
    `The path of ${visible(name)}’s key, ${formatPath(origin.path)}, is the usual one for ${scriptTypeName(usual)}, and this ` +
      `wallet is ${scriptTypeName(scriptType)}. It works, but some devices refuse to sign with such a key.`,
  ];
}

/** An origin that a member has signed for in her receipt, where the charter has none or another one. */
export interface StatedOrigin {
  readonly name: string;
  readonly inCharter: KeyOrigin | undefined;
  readonly inReceipt: KeyOrigin;
}

/**
 * Finds what the receipts say about origins; one that does not verify says nothing, and `charter/deposits.ts` tells why it
 * does not. The charter itself is not changed by it: origins are part of its id, so the group founds it anew.
 */
export function statedOrigins({
  charter,
  receipts,
}: Pick<CharterFile, 'charter' | 'receipts'>): readonly StatedOrigin[] {
  return receipts.flatMap((receipt) => {
    const { origin: inReceipt } = receipt;
    const { value: signer } = attempt(() => verifyReceipt(charter, receipt));
    if (inReceipt === undefined || signer === undefined) return [];
    const { name, origin: inCharter } = charter.wallet.keys[signer]!;
    return [{ name, inCharter, inReceipt }];
  });
}

/** The sentence for a person about one such origin. */
export function statedOriginText({ name, inCharter, inReceipt }: StatedOrigin): string {
  const known = inCharter === undefined ? 'knows none' : `says ${formatOrigin(inCharter)}`;
  return `${visible(name)}’s receipt states the origin ${formatOrigin(inReceipt)} for the key, where the charter ${known}: ${MEND}.`;
}
