/**
 * Electrum: a watch-only wallet file of a multisig wallet, as Electrum 4 opens it. Electrum upgrades the file when it
 * opens it first. It knows `sortedmulti` only, and its keys carry SLIP-0132 versions that declare the script type.
 */
import { IcehouseError } from '../core/errors.ts';
import { formatSlip132 } from '../core/key/extended-key.ts';
import { formatPath } from '../core/key/path.ts';
import { slip132FormFor } from '../core/key/slip132.ts';
import type { ExportFormat } from './format.ts';

/** A version of the file that every Electrum from 4.2 on upgrades by itself. */
const SEED_VERSION = 50;

/** Electrum has no wallets of more cosigners. */
const MOST_COSIGNERS = 15;

/** @throws IcehouseError `exchange/electrum-order`, `exchange/electrum-size`, `exchange/electrum-branches`. */
export const electrumWallet: ExportFormat = {
  name: 'electrum',
  purpose: 'a watch-only wallet file for Electrum: save it and open it there',
  write: ({ wallet }) => {
    if (wallet.keyOrder !== 'sorted') throw unsupported('order', 'Electrum sorts keys; this wallet does not');
    if (wallet.keys.length > MOST_COSIGNERS) throw unsupported('size', 'Electrum takes at most 15 cosigners');
    if (wallet.branches.receive !== 0 || wallet.branches.change !== 1) {
      throw unsupported('branches', 'Electrum knows the keychains 0 and 1 only');
    }
    const form = slip132FormFor(wallet.scriptType, wallet.network === 'main' ? 'main' : 'test');
    const keystores = wallet.keys.map((key, position) => [
      `x${position + 1}/`,
      {
        type: 'bip32',
        pw_hash_version: 1,
        label: key.name,
        xpub: formatSlip132(key.extendedKey, form),
        ...(key.origin && {
          derivation: key.origin.path.length === 0 ? 'm' : `m/${formatPath(key.origin.path, { hardenedMark: "'" })}`,
          root_fingerprint: key.origin.fingerprint,
        }),
      },
    ]);
    const file = {
      seed_version: SEED_VERSION,
      wallet_type: `${wallet.m}of${wallet.keys.length}`,
      use_encryption: false,
      ...Object.fromEntries(keystores),
    };
    return `${JSON.stringify(file, null, 4)}\n`;
  },
};

function unsupported(what: 'order' | 'size' | 'branches', message: string): IcehouseError {
  return new IcehouseError({
    code: `exchange/electrum-${what}`,
    message,
    next: 'use a program that reads output descriptors, such as Sparrow or Bitcoin Core',
  });
}
