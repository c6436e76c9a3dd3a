/** Multisig wallets for tests out of public data: descriptors of vectors, and keys of seeds that everybody knows. */
import { HDKey } from '@scure/bip32';
import { mnemonicToSeedSync } from '@scure/bip39';
import { cosignerKey } from '../../src/core/key/cosigner-key.ts';
import { fingerprintOf } from '../../src/core/key/identity.ts';
import { formatPath } from '../../src/core/key/path.ts';
import { accountPath } from '../../src/core/key/schemes.ts';
import type { CosignerKey } from '../../src/core/key/types.ts';
import type { NetworkName } from '../../src/core/network.ts';
import type { Wallet } from '../../src/core/wallet/types.ts';
import { createWallet } from '../../src/core/wallet/wallet.ts';

/** Three mnemonics of the BIP-0039 vectors, with the master fingerprints of their seeds. */
export const KNOWN_MNEMONICS = [
  'abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about',
  'legal winner thank year wave sausage worth useful legal winner thank yellow',
  'letter advice cage absurd amount doctor acoustic avoid letter advice cage above',
] as const;

const NAMES = ['Ana', 'Boris', 'Chidi', 'Dana', 'Emil', 'Fumiko'];

/** The BIP-0048 P2WSH key of a root key. */
export function bip48Key(root: HDKey, name: string, network: NetworkName): CosignerKey {
  const path = accountPath({ scheme: 'bip48', network, scriptType: 'p2wsh' });
  const account = root.derive(`m/${formatPath(path, { hardenedMark: "'" })}`);
  return cosignerKey({
    name,
    network,
    origin: { fingerprint: fingerprintOf(root.publicKey!), path },
    extendedKey: {
      publicKey: account.publicKey!,
      chainCode: account.chainCode!,
      depth: account.depth,
      parentFingerprint: account.parentFingerprint.toString(16).padStart(8, '0'),
      childNumber: account.index,
      chain: network === 'main' ? 'main' : 'test',
    },
  });
}

/** The 2-of-3 P2WSH wallet of {@link KNOWN_MNEMONICS}; Electrum and Bitcoin Core derive the same addresses from it. */
export function knownWallet(network: NetworkName = 'main'): Wallet {
  const keys = KNOWN_MNEMONICS.map((mnemonic, position) =>
    bip48Key(HDKey.fromMasterSeed(mnemonicToSeedSync(mnemonic)), NAMES[position]!, network),
  );
  return createWallet({ network, scriptType: 'p2wsh', m: 2, keys });
}

/** Any number of different keys, from seeds that are all one byte. */
export function manyKeys(count: number, network: NetworkName = 'main'): readonly CosignerKey[] {
  return Array.from({ length: count }, (_, position) =>
    bip48Key(HDKey.fromMasterSeed(new Uint8Array(32).fill(position + 1)), NAMES[position] ?? '', network),
  );
}
