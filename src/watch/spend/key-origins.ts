/** What the PSBT of a proposal tells signers about the wallet's keys: BIP-0174 derivations and global extended keys. */
import { extendedKeyToBytes } from '../../core/key/extended-key.ts';
import { fingerprintOf } from '../../core/key/identity.ts';
import type { CosignerKey, KeyOrigin } from '../../core/key/types.ts';
import type { Bip32Derivation, GlobalXpub } from '../../core/psbt/types.ts';
import type { DerivedOutput, Wallet } from '../../core/wallet/types.ts';

/** The derivations of all keys at one place. A key without a known origin is its own master, as in descriptors. */
export function derivationsAt(wallet: Wallet, output: DerivedOutput): readonly Bip32Derivation[] {
  const { keychain, index } = output;
  return wallet.keys.map((key, position) => {
    const { fingerprint, path } = originOf(key);
    const publicKey = output.publicKeys[position]!;
    return { publicKey, fingerprint, path: [...path, wallet.branches[keychain], index] };
  });
}

/** The wallet's extended keys, those with a known origin: the field demands a path as long as the key is deep. */
export function globalXpubs(wallet: Wallet): readonly GlobalXpub[] {
  return wallet.keys.flatMap((key) => {
    const { fingerprint, path } = originOf(key);
    const { extendedKey } = key;
    return path.length === extendedKey.depth
      ? [{ extendedKey: extendedKeyToBytes(extendedKey), fingerprint, path }]
      : [];
  });
}

function originOf({ origin, extendedKey }: CosignerKey): KeyOrigin {
  return origin ?? { fingerprint: fingerprintOf(extendedKey.publicKey), path: [] };
}
