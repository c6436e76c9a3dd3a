/**
 * A wallet's outputs as libwally derives them from the descriptor's text with its own parser. Because that parser would
 * derive both steps of `/0/*` anew for every key and index, libwally is first made to derive the branch keys, and then
 * given the same descriptor with those in place: half the work, 800 outputs of a 2-of-3 in about 0.45 s.
 */
import { equalBytes } from '../bytes.ts';
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

/** A key at the branch of the keychain, in libwally's memory. */
export type BranchKey = ReturnType<Wally['bip32_key_from_parent']>;

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

/**
 * Prepares one keychain. libwally also parses the whole descriptor as it stands, with its checksum and both paths, and
 * the short form must give the same first script.
 *
 * @throws IcehouseError `second-opinion/failed`.
 */
export function descriptorSource(wally: Wally, keychain: KeychainText): ScriptSource {
  const network = wallyNetwork(keychain.network);
  const { text, branchKeys } = textAtBranch(wally, keychain);
  const script = (handle: ReturnType<Wally['descriptor_parse']>, path: number, index: number): Uint8Array =>
    guarded('derive a script', () => new Uint8Array(wally.descriptor_to_script(handle, 0, 0, 0, path, index, 0)));

  const whole = guarded('parse the descriptor', () => wally.descriptor_parse(keychain.descriptor, null, network, 0));
  let firstScript: Uint8Array;
  try {
    if (wally.descriptor_get_num_keys(whole) !== branchKeys.length) {
      throw secondOpinionFailed('find every key of the descriptor');
    }
    firstScript = script(whole, keychain.position, 0);
  } finally {
    wally.descriptor_free(whole);
  }

  const short = guarded('parse the descriptor', () => wally.descriptor_parse(text, null, network, 0));
  const source: ScriptSource = {
    scriptPubKey: (index) => script(short, 0, index),
    free: () => wally.descriptor_free(short),
  };
  if (equalBytes(source.scriptPubKey(0), firstScript)) return source;
  source.free();
  throw secondOpinionFailed('read its own form of the descriptor');
}
