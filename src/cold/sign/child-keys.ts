/**
 * Private child keys of an account, derived at the places that the review rebuilt from the charter: a path in a PSBT
 * never reaches this file. A key is lent for one signature and overwritten.
 */
import type { HDKey } from '@scure/bip32';
import { equalBytes } from '../../core/bytes.ts';
import { invariant } from '../../core/errors.ts';
import { type DerivedOutput, KEYCHAINS, type Keychain, type Wallet } from '../../core/wallet/types.ts';
import { type AccountSecret, withPrivateKey } from '../key/account.ts';

export interface ChildKeys {
  /**
   * Lends the private key (32 bytes) of a place, of which the public key is known from the charter. The two belong
   * together, or our own derivation is broken.
   */
  readonly use: <T>(
    place: Pick<DerivedOutput, 'keychain' | 'index'>,
    publicKey: Uint8Array,
    sign: (privateKey: Uint8Array) => T,
  ) => T;
}

/**
 * Derives each branch of the account once, so that a child key costs one step, and overwrites what it derived.
 *
 * @throws IcehouseError `account/wiped`.
 */
export function withChildKeys<T>(account: AccountSecret, wallet: Wallet, use: (keys: ChildKeys) => T): T {
  // Nothing is done with the key itself: this is where a wiped account is refused.
  withPrivateKey(account, () => undefined);
  const derive = (keychain: Keychain): HDKey => account.hdKey.deriveChild(wallet.branches[keychain]);
  const branches: { readonly [keychain in Keychain]: HDKey } = { receive: derive('receive'), change: derive('change') };
  try {
    return use({
      use: ({ keychain, index }, publicKey, sign) => withChild(branches[keychain].deriveChild(index), publicKey, sign),
    });
  } finally {
    for (const keychain of KEYCHAINS) branches[keychain].wipePrivateData();
  }
}

function withChild<T>(child: HDKey, expected: Uint8Array, sign: (privateKey: Uint8Array) => T): T {
  // `HDKey` gives out a fresh copy at each reading: this one is lent and overwritten, then the original is.
  const { privateKey, publicKey } = child;
  try {
    invariant(privateKey, 'children of a private key have private keys');
    invariant(publicKey && equalBytes(publicKey, expected), 'private and public derivation lead to the same key');
    return sign(privateKey);
  } finally {
    privateKey?.fill(0);
    child.wipePrivateData();
  }
}
