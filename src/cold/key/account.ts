/**
 * From a seed to the one key that a member brings into a wallet: BIP-0032 down to the account, computed by two
 * libraries that must agree. What comes out is the public key for everybody and, beside it, the private one for
 * `cold/sign` and `cold/charter`.
 */
import { HDKey } from '@scure/bip32';
import { equalBytes } from '../../core/bytes.ts';
import type { PathScheme } from '../../core/charter/types.ts';
import { IcehouseError } from '../../core/errors.ts';
import { cosignerKey } from '../../core/key/cosigner-key.ts';
import { extendedKeyToBytes } from '../../core/key/extended-key.ts';
import { accountPath, readAccountPath } from '../../core/key/schemes.ts';
import type { CosignerKey, DerivationPath, ExtendedPublicKey, Fingerprint, ScriptType } from '../../core/key/types.ts';
import type { NetworkName } from '../../core/network.ts';
import type { ColdSecondOpinion } from '../second/types.ts';
import type { Seed } from '../seed.ts';

/** BIP-0032 version bytes of main and of every test network, as @scure/bip32 takes them. */
const VERSIONS = {
  main: { private: 0x0488ade4, public: 0x0488b21e },
  test: { private: 0x04358394, public: 0x043587cf },
} as const;

/** A member's account with its private key. It exists in memory only; {@link wipeAccount} ends it. */
export interface AccountSecret {
  readonly key: CosignerKey;
  readonly scheme: PathScheme;
  readonly scriptType: ScriptType;
  /**
   * The account's extended private key. Not enumerable: printing, copying or serializing the account leaves it out, for
   * `HDKey` itself would print its `xprv`.
   */
  readonly hdKey: HDKey;
}

interface AccountParts {
  readonly seed: Seed;
  readonly network: NetworkName;
  readonly scriptType: ScriptType;
  /** The holder's name, as the others will see it. */
  readonly name: string;
  readonly second: ColdSecondOpinion;
}

export interface SchemeAccount extends AccountParts {
  readonly scheme: Exclude<PathScheme, 'other'>;
  /** Account number, 0 when left out. */
  readonly account?: number;
}

/** For wallets whose keys follow no scheme: the path is told outright. */
export interface PathAccount extends AccountParts {
  readonly scheme: 'other';
  readonly path: DerivationPath;
}

/**
 * Derives the account key of a seed. The path follows the scheme (`core/key/schemes.ts`): BIP-0048 for P2WSH and
 * P2SH-P2WSH, BIP-0087 for every script type, BIP-0045 `45h` for P2SH, and Electrum's `1h` (segwit seeds) or the empty
 * path (standard seeds, P2SH); an Electrum seed must come with the script type of its kind, which the seed's bytes do not
 * tell. The origin names the master key's fingerprint, as Electrum does too.
 *
 * Not checked here: whether the key is one of a certain wallet (`core/charter/register.ts`).
 *
 * @throws IcehouseError those of `accountPath`, and `second-opinion/differs` (refused) when the libraries disagree.
 */
export function deriveAccount(request: SchemeAccount | PathAccount): AccountSecret {
  const { seed, network, scriptType, name, second } = request;
  const path = 'path' in request ? request.path : accountPath(request);
  const chain = network === 'main' ? 'main' : 'test';
  const derived = deriveFromSeed(seed, path, chain);
  const other = second.account({ seed, chain, path });
  if (
    derived.fingerprint !== other.masterFingerprint ||
    !equalBytes(extendedKeyToBytes(derived.extendedKey), other.extendedKey)
  ) {
    derived.hdKey.wipePrivateData();
    throw new IcehouseError({
      code: 'second-opinion/differs',
      kind: 'refused',
      message: 'two libraries derive different keys from this seed',
      next: 'do not use this computer for keys: one of the libraries is broken or was altered',
    });
  }
  const origin = { fingerprint: derived.fingerprint, path };
  const key = cosignerKey({ name, origin, extendedKey: derived.extendedKey, network });
  const scheme = readAccountPath(path).scheme;
  const account = { key, scheme, scriptType };
  Object.defineProperty(account, 'hdKey', { value: derived.hdKey, enumerable: false });
  return Object.freeze(account) as AccountSecret;
}

/**
 * Lends the account's private key (32 bytes) for one use and overwrites the copy. `HDKey` gives out a fresh copy at each
 * reading, so whoever reads `hdKey.privateKey` directly has to clear it.
 *
 * @throws IcehouseError `account/wiped`.
 */
export function withPrivateKey<T>(account: AccountSecret, use: (privateKey: Uint8Array) => T): T {
  const { privateKey } = account.hdKey;
  if (privateKey === null) {
    throw new IcehouseError({
      code: 'account/wiped',
      message: 'the private key of this account is no longer in memory',
      next: 'enter the seed again',
    });
  }
  try {
    return use(privateKey);
  } finally {
    privateKey.fill(0);
  }
}

/**
 * Overwrites the account's private key with zeros; signing with the account fails from then on. JavaScript gives no way
 * to reach what it copied on its own (numbers inside the curve arithmetic, arrays of intermediate steps already
 * discarded): those stay in memory until the garbage collector reuses it. Ending the program is the complete wipe.
 */
export function wipeAccount(account: AccountSecret): void {
  account.hdKey.wipePrivateData();
}

interface Derived {
  readonly hdKey: HDKey;
  readonly fingerprint: Fingerprint;
  readonly extendedKey: ExtendedPublicKey;
}

/** The primary engine's way: each parent's private key is overwritten as soon as its child is there. */
function deriveFromSeed(seed: Uint8Array, path: DerivationPath, chain: 'main' | 'test'): Derived {
  let hdKey = HDKey.fromMasterSeed(seed, VERSIONS[chain]);
  const fingerprint = hdKey.fingerprint.toString(16).padStart(8, '0');
  for (const step of path) {
    const parent = hdKey;
    hdKey = parent.deriveChild(step);
    parent.wipePrivateData();
  }
  return { hdKey, fingerprint, extendedKey: publicPart(hdKey, chain) };
}

function publicPart(hdKey: HDKey, chain: 'main' | 'test'): ExtendedPublicKey {
  return {
    publicKey: Uint8Array.from(hdKey.publicKey ?? []),
    chainCode: Uint8Array.from(hdKey.chainCode ?? []),
    depth: hdKey.depth,
    parentFingerprint: hdKey.parentFingerprint.toString(16).padStart(8, '0'),
    childNumber: hdKey.index,
    chain,
  };
}
