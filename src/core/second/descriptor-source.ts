/**
 * What libwally reads from the text of a wallet's descriptor: the branch key of each cosigner, and by its own parser the
 * first script of a keychain. `branch-source.ts` derives all others from the former and is held against the latter.
 */
import type { NetworkName } from '../network.ts';
import { guarded, secondOpinionFailed, type Wally } from './load.ts';

/** Output scripts of one keychain. Holds memory of libwally's until `free` is called. */
export interface ScriptSource {
  scriptPubKey(index: number): Uint8Array;
  free(): void;
}

/** What a keychain is to be derived from. */
export interface KeychainText {
  /** A multipath descriptor with checksum, in the form that `descriptorOfWallet` writes. */
  readonly descriptor: string;
  /** Which of the two paths of the multipath step. */
  readonly position: 0 | 1;
  readonly network: NetworkName;
}

/** A key of the descriptor with its multipath step; the origin before it is not touched. */
const KEY_WITH_PATHS = /(?<xpub>[xt]pub[1-9A-HJ-NP-Za-km-z]{100,112})\/<(?<receive>\d{1,10});(?<change>\d{1,10})>\/\*/g;
const ORIGIN = /\[[0-9a-f]{8}(?:\/[0-9]{1,10}h?)*\]/g;

const BIP32_FLAG_KEY_PUBLIC = 1;

/**
 * libwally's JavaScript wrapper puts texts on WebAssembly's stack of 64 KiB without looking: a longer one overwrites its
 * memory. Twenty keys with ordinary origins take 4,000 characters.
 */
const MAX_DESCRIPTOR_LENGTH = 20_000;

/** libwally's number of a network: the test networks share their prefixes but for regtest. */
export function wallyNetwork(network: NetworkName): number {
  if (network === 'main') return 1;
  return network === 'regtest' ? 255 : 2;
}

/** The text with every key at its branch, and how many keys there are. */
export interface BranchText {
  readonly text: string;
  readonly branchKeys: readonly string[];
}

/**
 * Has libwally derive the branch of every key in the text. The checksum, no longer true, is left out.
 *
 * @throws IcehouseError `second-opinion/failed`.
 */
export function textAtBranch(wally: Wally, { descriptor, position }: KeychainText): BranchText {
  if (descriptor.length > MAX_DESCRIPTOR_LENGTH) throw secondOpinionFailed('read so long a descriptor');
  const branchKeys: string[] = [];
  const [body = ''] = descriptor.split('#');
  const text = body.replace(ORIGIN, '').replace(KEY_WITH_PATHS, (_, xpub: string, receive: string, change: string) => {
    const branch = Number(position === 0 ? receive : change);
    const branchKey = guarded('derive a branch of a key', () => branchXpub(wally, xpub, branch));
    branchKeys.push(branchKey);
    return `${branchKey}/*`;
  });
  return { text, branchKeys };
}

function branchXpub(wally: Wally, xpub: string, branch: number): string {
  const key = wally.bip32_key_from_base58(xpub);
  try {
    const child = wally.bip32_key_from_parent(key, branch, BIP32_FLAG_KEY_PUBLIC);
    try {
      return wally.bip32_key_to_base58(child, BIP32_FLAG_KEY_PUBLIC);
    } finally {
      wally.bip32_key_free(child);
    }
  } finally {
    wally.bip32_key_free(key);
  }
}

/** The most keys for which libwally writes the script of a descriptor itself. */
export const MOST_KEYS_BY_DESCRIPTOR = 15;

/**
 * Has libwally parse the whole descriptor as it stands, with its checksum and both paths, and gives the keychain's first
 * script; undefined where there are too many keys for libwally to write one.
 *
 * @throws IcehouseError `second-opinion/failed`, also when libwally finds another number of keys than `textAtBranch`.
 */
export function scriptByParser(wally: Wally, keychain: KeychainText, keyCount: number): Uint8Array | undefined {
  const { descriptor, position } = keychain;
  const network = wallyNetwork(keychain.network);
  const whole = guarded('parse the descriptor', () => wally.descriptor_parse(descriptor, null, network, 0));
  try {
    if (wally.descriptor_get_num_keys(whole) !== keyCount)
      throw secondOpinionFailed('find every key of the descriptor');
    if (keyCount > MOST_KEYS_BY_DESCRIPTOR) return undefined;
    return guarded('derive a script', () => new Uint8Array(wally.descriptor_to_script(whole, 0, 0, 0, position, 0, 0)));
  } finally {
    wally.descriptor_free(whole);
  }
}
