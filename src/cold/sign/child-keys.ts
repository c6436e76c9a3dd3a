/**
 * Private child keys of an account, derived at the places that the review rebuilt from the charter: a path in a PSBT
 * never reaches this file. A key is lent for one signature and overwritten.
 */
import type { DerivedOutput, Keychain, Wallet } from '../../core/wallet/types.ts';
import { type AccountSecret, withPrivateKey } from '../key/account.ts';
import { createPrivateChildDeriver, type PrivateChildDeriver } from '../key/derive-private.ts';

export interface ChildKeys {
  /**
   * Lends the private key (32 bytes) of a place. That it belongs to the public key which the charter gives there is
   * proven by verifying what was signed; nothing else may be done with it.
   */
  readonly use: <T>(place: Pick<DerivedOutput, 'keychain' | 'index'>, sign: (privateKey: Uint8Array) => T) => T;
}

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
  const branches: { readonly [keychain in Keychain]: PrivateChildDeriver } = {
    receive: derive('receive'),
    change: derive('change'),
  };
  try {
    return use({ use: ({ keychain, index }, sign) => lend(branches[keychain].privateKey(index), sign) });
  } finally {
    branches.receive.wipe();
    branches.change.wipe();
  }
}

function lend<T>(privateKey: Uint8Array, sign: (privateKey: Uint8Array) => T): T {
  try {
    return sign(privateKey);
  } finally {
    privateKey.fill(0);
  }
}
