/**
 * Makes a {@link Wallet} out of cosigner keys: the only way to one. Everything that would let fewer people sign than m
 * says, or make addresses nobody can spend from, is refused here, once, before anything is derived. Who the keys belong
 * to is the charter's affair.
 */
import { descriptorOfWallet } from '../descriptor/wallet-text.ts';
import { type ErrorCode, type ErrorDetails, IcehouseError } from '../errors.ts';
import { MAX_DEPTH } from '../key/path.ts';
import { readAccountPath } from '../key/schemes.ts';
import { type CosignerKey, HARDENED, type ScriptType } from '../key/types.ts';
import { NETWORKS, type NetworkName } from '../network.ts';
import { checkKeysAreIndependent } from './independence.ts';
import { cosignerLabel } from './label.ts';
import { MAX_MULTISIG_KEYS, MAX_REDEEM_SCRIPT_SIZE } from './script.ts';
import type { KeyOrder, Wallet } from './types.ts';

export interface WalletParts {
  readonly network: NetworkName;
  readonly scriptType: ScriptType;
  readonly m: number;
  readonly keys: readonly CosignerKey[];
  /** `sorted` by default, as every multisig wallet of today has it (BIP-0067). */
  readonly keyOrder?: KeyOrder;
  /** Receive 0 and change 1 by default. */
  readonly branches?: Wallet['branches'];
}

/**
 * The most keys of a wallet: 15 fit into the 520 bytes of a P2SH redeem script, 20 is the limit of OP_CHECKMULTISIG,
 * which the segwit forms reach.
 */
export function maxKeys(scriptType: ScriptType): number {
  return scriptType === 'p2sh' ? Math.floor((MAX_REDEEM_SCRIPT_SIZE - 3) / 34) : MAX_MULTISIG_KEYS;
}

/** A branch and an index come below every key of a wallet. */
const STEPS_BELOW_KEY = 2;

/**
 * Checks the parts of a wallet and writes its descriptor. Refused are a threshold outside 1 ≤ m ≤ n, too many keys,
 * keys of another network (main keys with a test coin type in their path count as such), the same key twice however it
 * is disguised, and keys that follow from each other. Not checked: names, origins, or whether anybody holds the
 * private keys; the charter and its proofs do that. Child keys are compared again at every address (`output.ts`).
 *
 * @throws IcehouseError `wallet/no-keys`, `wallet/too-many-keys`, `wallet/threshold`, `wallet/branches`,
 * `wallet/key-network`, `wallet/key-coin-type`, `wallet/key-too-deep`, `wallet/duplicate-key`, `wallet/related-keys`, and
 * `network/unknown`.
 */
export function createWallet(parts: WalletParts): Wallet {
  const { network, scriptType, m, keys, keyOrder = 'sorted', branches = { receive: 0, change: 1 } } = parts;
  checkShape(m, keys.length, scriptType);
  checkBranches(branches);
  keys.forEach((key, position) => {
    checkNetwork(key, position, network);
    checkDepth(key, position);
  });
  checkKeysAreIndependent(keys, branches);
  const checked = { network, scriptType, m, keys: [...keys], keyOrder, branches };
  return { ...checked, descriptor: descriptorOfWallet(checked) };
}

function checkShape(m: number, n: number, scriptType: ScriptType): void {
  if (n === 0) throw problem('wallet/no-keys', 'a wallet needs at least one key');
  const most = maxKeys(scriptType);
  if (n > most) {
    throw problem('wallet/too-many-keys', 'a wallet of this script type cannot have so many keys', {
      found: `${n} keys`,
      expected: `at most ${most}`,
    });
  }
  if (!Number.isInteger(m) || m < 1 || m > n) {
    throw problem('wallet/threshold', 'the number of signatures needed does not fit the number of keys', {
      found: `${m} of ${n}`,
      expected: `a whole number from 1 to ${n}`,
    });
  }
}

function checkBranches({ receive, change }: Wallet['branches']): void {
  const isBranch = (branch: number): boolean => Number.isInteger(branch) && branch >= 0 && branch < HARDENED;
  if (isBranch(receive) && isBranch(change) && receive !== change) return;
  throw problem('wallet/branches', 'receive and change addresses need two different unhardened branches', {
    found: `${receive} and ${change}`,
    expected: '0 and 1 in common wallets',
  });
}

function checkNetwork(key: CosignerKey, position: number, network: NetworkName): void {
  const label = cosignerLabel(key, position);
  const isMain = network === 'main';
  if (key.network !== network || (key.extendedKey.chain === 'main') !== isMain) {
    throw problem('wallet/key-network', `${label} is a key for another network`, {
      at: `keys[${position}]`,
      found: key.network,
      expected: network,
      next: 'ask the holder for the key of the account on this network',
    });
  }
  const coinType = key.origin === undefined ? undefined : readAccountPath(key.origin.path).coinType;
  // Test wallets with coin type 0 exist (those of BIP-0129 among them) and lose nothing; a main one with 1 is a mix-up.
  if (isMain && coinType !== undefined && coinType !== NETWORKS.main.coinType) {
    throw problem('wallet/key-coin-type', `${label} comes from a path for a test network`, {
      at: `keys[${position}].origin`,
      found: `coin type ${coinType}`,
      expected: `coin type ${NETWORKS.main.coinType}`,
      next: 'ask the holder for the key of the account on the main network',
    });
  }
}

function checkDepth(key: CosignerKey, position: number): void {
  if (key.extendedKey.depth + STEPS_BELOW_KEY <= MAX_DEPTH) return;
  throw problem('wallet/key-too-deep', `${cosignerLabel(key, position)} is too deep to have addresses below it`, {
    at: `keys[${position}]`,
    found: `depth ${key.extendedKey.depth}`,
    expected: `depth at most ${MAX_DEPTH - STEPS_BELOW_KEY}`,
  });
}

function problem(
  code: ErrorCode,
  message: string,
  more: Pick<ErrorDetails, 'at' | 'found' | 'expected' | 'next'> = {},
): IcehouseError {
  return new IcehouseError({ code, message, ...more });
}
