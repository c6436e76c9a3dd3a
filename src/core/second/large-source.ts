/**
 * Wallets of 16 to 20 keys, for which libwally parses the descriptor but writes no script (it stops at 15 keys). It
 * still derives every key, hashes and encodes; only the frame of the multisig script is put around the keys here, apart
 * from the primary engine's code.
 */
import { concatBytes } from '../bytes.ts';
import {
  type BranchKey,
  type KeychainText,
  type ScriptSource,
  textAtBranch,
  wallyNetwork,
} from './descriptor-source.ts';
import { guarded, secondOpinionFailed, type Wally } from './load.ts';

/** The most keys for which libwally writes the script of a descriptor itself. */
export const MOST_KEYS_BY_DESCRIPTOR = 15;

const SHORT_FORM = /^(sh\(wsh|wsh)\((sortedmulti|multi)\((\d{1,2}),/;
const BIP32_FLAGS_PUBLIC_WITHOUT_HASH = 0x1 | 0x2;
const SHA256 = 2;
const HASH160 = 1;

/**
 * Prepares one keychain of a large wallet.
 *
 * @throws IcehouseError `second-opinion/failed`.
 */
export function largeSource(wally: Wally, keychain: KeychainText): ScriptSource {
  const { text, branchKeys } = textAtBranch(wally, keychain);
  const form = SHORT_FORM.exec(text);
  const whole = guarded('parse the descriptor', () =>
    wally.descriptor_parse(keychain.descriptor, null, wallyNetwork(keychain.network), 0),
  );
  const keyCount = wally.descriptor_get_num_keys(whole);
  wally.descriptor_free(whole);
  if (form === null || keyCount !== branchKeys.length) throw secondOpinionFailed('read the descriptor');

  const [, wrapper, order, m] = form;
  const isSorted = order === 'sortedmulti';
  const isNested = wrapper !== 'wsh';
  const handles = branchKeys.map((xpub) => guarded('read a key', () => wally.bip32_key_from_base58(xpub)));
  const childKey = (handle: BranchKey, index: number): Uint8Array => {
    const child = wally.bip32_key_from_parent(handle, index, BIP32_FLAGS_PUBLIC_WITHOUT_HASH);
    try {
      return new Uint8Array(wally.bip32_key_get_pub_key(child));
    } finally {
      wally.bip32_key_free(child);
    }
  };
  return {
    scriptPubKey: (index) =>
      guarded('derive a script', () => {
        const keys = handles.map((handle) => childKey(handle, index));
        if (isSorted) keys.sort((left, right) => (hex(left) < hex(right) ? -1 : 1));
        const pushes = keys.map((key) => wally.script_push_from_bytes(key, 0));
        const script = concatBytes(small(Number(m)), ...pushes, small(keys.length), Uint8Array.of(0xae));
        const program = wally.witness_program_from_bytes(script, SHA256);
        return new Uint8Array(isNested ? wally.scriptpubkey_p2sh_from_bytes(program, HASH160) : program);
      }),
    free: () => {
      for (const handle of handles) wally.bip32_key_free(handle);
    },
  };
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function small(count: number): Uint8Array {
  return count > 16 ? Uint8Array.of(1, count) : Uint8Array.of(80 + count);
}
