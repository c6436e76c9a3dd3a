/**
 * Private child keys of an account, derived at the places that the review rebuilt from the charter: a path in a PSBT
 * never reaches this file. Keys are lent for a few signatures and overwritten.
 */
import type { DerivedOutput, Keychain, Wallet } from '../../core/wallet/types.ts';
import { type AccountSecret, withPrivateKey } from '../key/account.ts';
import { createPrivateChildDeriver, type PrivateChildDeriver } from '../key/derive-private.ts';

export interface ChildKeys {
  /**
   * Lends the private keys (32 bytes each) of some places, in their order. That each belongs to the public key which the
   * charter gives there is proven by verifying what was signed; nothing else may be done with them.
   */
  readonly use: <T>(places: readonly Place[], sign: (privateKeys: readonly Uint8Array[]) => T) => T;
}

type Place = Pick<DerivedOutput, 'keychain' | 'index'>;

type Branches = { readonly [keychain in Keychain]: PrivateChildDeriver };

/**
 * Derives each branch of the account once, so that a child key costs one step, and overwrites what it derived.
 *
 * @throws IcehouseError `account/wiped`.
 */
export function withChildKeys<T>(account: AccountSecret, wallet: Wallet, use: (keys: ChildKeys) => T): T {
  // Nothing is done with the key itself: this is where a wiped account is refused.
  withPrivateKey(account, () => undefined);
  const derive = (keychain: Keychain): PrivateChildDeriver => {
    const branch = account.hdKey.deriveChild(wallet.branches[keychain]);
    const deriver = createPrivateChildDeriver(branch);
    branch.wipePrivateData();
    return deriver;
  };
  const branches: Branches = {
    receive: derive('receive'),
    change: derive('change'),
  };
  try {
    return use({ use: (places, sign) => lend(branches, places, sign) });
  } finally {
    branches.receive.wipe();
    branches.change.wipe();
  }
}

function lend<T>(branches: Branches, places: readonly Place[], sign: (privateKeys: readonly Uint8Array[]) => T): T {
  const lent: Uint8Array[] = [];
  try {
    for (const { keychain, index } of places) lent.push(branches[keychain].privateKey(index));
    return sign(lent);
  } finally {
    for (const privateKey of lent) privateKey.fill(0);
  }
}
