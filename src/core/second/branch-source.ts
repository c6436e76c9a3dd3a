/**
 * A wallet's outputs as libwally derives them from the descriptor's text. libwally's own descriptor parser would
 * derive every step of `/0/*` anew for every key and index, so libwally is made to derive the branch keys once; from
 * there on one step is left for each key, and libwally puts the scripts together. The parser still reads the whole
 * descriptor as it stands and must give the same first script.
 */
import { concatBytes, equalBytes } from '../bytes.ts';
import {
  type KeychainText,
  MOST_KEYS_BY_DESCRIPTOR,
  type ScriptSource,
  scriptByParser,
  textAtBranch,
} from './descriptor-source.ts';
import { guarded, secondOpinionFailed, type Wally } from './load.ts';

/** A key at a branch of the wallet, ready to derive unhardened children. Holds memory of libwally's. */
interface BranchKey {
  /** The child's public key, 33 bytes. Throws for an index without a child. */
  readonly publicKey: (index: number) => Uint8Array;
  readonly free: () => void;
}

const FORM = /^(sh\(wsh|wsh|sh)\((sortedmulti|multi)\((\d{1,2}),/;
const BIP32_FLAGS_PUBLIC_WITHOUT_HASH = 0x1 | 0x2;
const MULTISIG_SORTED = 0x8;
const SHA256 = 2;
const HASH160 = 1;

function openBranch(wally: Wally, xpub: string): BranchKey {
  const handle = wally.bip32_key_from_base58(xpub);
  return {
    publicKey: (index) => {
      const child = wally.bip32_key_from_parent(handle, index, BIP32_FLAGS_PUBLIC_WITHOUT_HASH);
      try {
        return new Uint8Array(wally.bip32_key_get_pub_key(child));
      } finally {
        wally.bip32_key_free(child);
      }
    },
    free: () => wally.bip32_key_free(handle),
  };
}

/**
 * Prepares one keychain.
 *
 * @throws IcehouseError `second-opinion/failed`.
 */
export function branchSource(wally: Wally, keychain: KeychainText): ScriptSource {
  const { text, branchKeys } = textAtBranch(wally, keychain);
  const byParser = scriptByParser(wally, keychain, branchKeys.length);
  const form = FORM.exec(text);
  if (form === null) throw secondOpinionFailed('read the descriptor');
  const [, wrapper, order, threshold] = form;
  const frame = { m: Number(threshold), isSorted: order === 'sortedmulti' };

  const branches = branchKeys.map((xpub) => guarded('read a key', () => openBranch(wally, xpub)));
  const source: ScriptSource = {
    scriptPubKey: (index) =>
      guarded('derive a script', () => {
        const script = multisig(
          wally,
          frame,
          branches.map((branch) => branch.publicKey(index)),
        );
        if (wrapper === 'sh') return wrapped(wally, script);
        const program = new Uint8Array(wally.witness_program_from_bytes(script, SHA256));
        return wrapper === 'wsh' ? program : wrapped(wally, program);
      }),
    free: () => {
      for (const branch of branches) branch.free();
    },
  };
  if (byParser === undefined || equalBytes(source.scriptPubKey(0), byParser)) return source;
  source.free();
  throw secondOpinionFailed('read its own form of the descriptor');
}

interface Frame {
  readonly m: number;
  readonly isSorted: boolean;
}

function multisig(wally: Wally, { m, isSorted }: Frame, keys: readonly Uint8Array[]): Uint8Array {
  if (keys.length > MOST_KEYS_BY_DESCRIPTOR) return largeMultisig(wally, { m, isSorted }, keys);
  const flags = isSorted ? MULTISIG_SORTED : 0;
  return new Uint8Array(wally.scriptpubkey_multisig_from_bytes(concatBytes(...keys), m, flags));
}

/** With 16 to 20 keys libwally writes no script: the frame is put around the keys here, apart from the primary engine's. */
function largeMultisig(wally: Wally, { m, isSorted }: Frame, keys: readonly Uint8Array[]): Uint8Array {
  const ordered = isSorted ? [...keys].sort((left, right) => (hex(left) < hex(right) ? -1 : 1)) : keys;
  const pushes = ordered.map((key) => new Uint8Array(wally.script_push_from_bytes(key, 0)));
  return concatBytes(small(m), ...pushes, small(keys.length), Uint8Array.of(0xae));
}

function wrapped(wally: Wally, script: Uint8Array): Uint8Array {
  return new Uint8Array(wally.scriptpubkey_p2sh_from_bytes(script, HASH160));
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function small(count: number): Uint8Array {
  return count > 16 ? Uint8Array.of(1, count) : Uint8Array.of(80 + count);
}
