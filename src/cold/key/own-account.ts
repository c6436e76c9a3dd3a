/**
 * Finds which key of a charter a seed holds. A mistyped extension gives another seed without any complaint; here it
 * shows at once, as no key of the charter comes out of it.
 */
import { IcehouseError } from '../../core/errors.ts';
import { sameKey } from '../../core/key/identity.ts';
import { parsePath } from '../../core/key/path.ts';
import type { DerivationPath } from '../../core/key/types.ts';
import type { Wallet } from '../../core/wallet/types.ts';
import type { ColdSecondOpinion } from '../second/types.ts';
import type { Seed } from '../seed.ts';
import { type AccountSecret, deriveAccount, wipeAccount } from './account.ts';

export interface OwnAccount {
  /** Position in `wallet.keys`. */
  readonly me: number;
  readonly account: AccountSecret;
}

/** Tried where a foreign file names no origin: account 0 of every published scheme, by coin type. */
const USUAL_PATHS = ['48h/Ch/0h/2h', '48h/Ch/0h/1h', '87h/Ch/0h', '45h', '1h', ''] as const;

/**
 * Derives the seed's key at the origin path of each of the wallet's keys, and compares public key and chain code.
 *
 * @throws IcehouseError `seed/not-a-key-of-this-wallet` when none fits; those of `deriveAccount`.
 */
export function findOwnAccount(wallet: Wallet, seed: Seed, second: ColdSecondOpinion): OwnAccount {
  for (const [me, key] of wallet.keys.entries()) {
    for (const path of key.origin ? [key.origin.path] : usualPaths(wallet)) {
      const account = deriveAccount({
        seed,
        network: wallet.network,
        scriptType: wallet.scriptType,
        name: key.name,
        second,
        scheme: 'other',
        path,
      });
      if (sameKey(account.key.extendedKey, key.extendedKey)) return { me, account };
      wipeAccount(account);
    }
  }
  throw new IcehouseError({
    code: 'seed/not-a-key-of-this-wallet',
    kind: 'refused',
    message: 'this seed with this extension holds no key of this wallet',
    expected: `the seed of ${wallet.keys.map((key) => key.name).join(', ')}`,
    next: 'check the extension letter by letter (case and spaces count), and that these are the words of this wallet',
  });
}

function usualPaths(wallet: Wallet): DerivationPath[] {
  const coin = wallet.network === 'main' ? '0' : '1';
  return USUAL_PATHS.map((path) => parsePath(path.replace('C', coin)));
}
