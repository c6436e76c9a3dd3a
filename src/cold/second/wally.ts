/**
 * The second opinion by libwally (C and libsecp256k1 compiled to WebAssembly), for questions with a private key in them.
 * The functions of the WebAssembly module are called directly, not through the package's wrapper: the wrapper frees its
 * copies of keys and seeds without clearing them, and here every copy is overwritten first.
 */
import { toHex } from '../../core/bytes.ts';
import type { DerivationPath } from '../../core/key/types.ts';
import { loadWally, secondOpinionFailed } from '../../core/second/load.ts';
import { loadSecondOpinion } from '../../core/second/wally.ts';
import type { AccountAnswer, AccountQuestion, ColdSecondOpinion } from './types.ts';

/** Values of libwally's headers. */
const EC_FLAG_ECDSA = 0x1;
const EC_FLAG_GRIND_R = 0x4;
const EC_FLAG_RECOVERABLE = 0x8;
const BIP32_FLAG_KEY_PRIVATE = 0x0;
const BIP32_FLAG_KEY_PUBLIC = 0x1;
const BIP32_VER_PRIVATE = { main: 0x0488ade4, test: 0x04358394 } as const;

/** The part of the WebAssembly module that is used; each function returns 0 for success. Lengths follow pointers. */
interface WallyWasm {
  readonly HEAPU8: Uint8Array;
  readonly _malloc: (length: number) => number;
  readonly _free: (pointer: number) => void;
  readonly _wally_ec_public_key_from_private_key: (...args: readonly number[]) => number;
  readonly _wally_ec_sig_from_bytes: (...args: readonly number[]) => number;
  readonly _bip32_key_from_seed_alloc: (...args: readonly number[]) => number;
  readonly _bip32_key_from_parent_path_alloc: (...args: readonly number[]) => number;
  readonly _bip32_key_serialize: (...args: readonly number[]) => number;
  readonly _bip32_key_get_fingerprint: (...args: readonly number[]) => number;
  /** Clears the key before it frees it. */
  readonly _bip32_key_free: (pointer: number) => number;
}

/**
 * Loads libwally once and gives its answers, the public ones of `core/second` among them.
 *
 * @throws IcehouseError `second-opinion/unavailable`, kind environment.
 */
export async function loadColdSecondOpinion(): Promise<ColdSecondOpinion> {
  const [open, wally] = await Promise.all([loadSecondOpinion(), loadWally()]);
  // The package exports its WebAssembly module but does not declare its type.
  const { WasmModule: wasm } = wally as unknown as { readonly WasmModule: WallyWasm };
  return {
    ...open,
    publicKeyOf: (privateKey) =>
      withMemory(wasm, (memory) => {
        const out = memory.reserve(33);
        ask('derive a public key', wasm._wally_ec_public_key_from_private_key(...memory.put(privateKey), out, 33));
        return memory.read(out, 33);
      }),
    signEcdsa: (privateKey, digest) =>
      sign(wasm, { privateKey, digest, flags: EC_FLAG_ECDSA | EC_FLAG_GRIND_R, length: 64 }),
    signRecoverable: (privateKey, digest) =>
      sign(wasm, { privateKey, digest, flags: EC_FLAG_ECDSA | EC_FLAG_RECOVERABLE, length: 65 }),
    account: (question) => account(wasm, question),
  };
}

interface SignRequest {
  readonly privateKey: Uint8Array;
  readonly digest: Uint8Array;
  readonly flags: number;
  readonly length: number;
}

function sign(wasm: WallyWasm, { privateKey, digest, flags, length }: SignRequest): Uint8Array {
  return withMemory(wasm, (memory) => {
    const out = memory.reserve(length);
    const status = wasm._wally_ec_sig_from_bytes(...memory.put(privateKey), ...memory.put(digest), flags, out, length);
    ask('sign', status);
    return memory.read(out, length);
  });
}

function account(wasm: WallyWasm, { seed, chain, path }: AccountQuestion): AccountAnswer {
  return withMemory(wasm, (memory) => {
    const keys: number[] = [];
    const result = memory.reserve(4);
    const derive = (status: number): number => {
      ask('derive a key', status);
      const key = memory.readPointer(result);
      keys.push(key);
      return key;
    };
    try {
      const master = derive(wasm._bip32_key_from_seed_alloc(...memory.put(seed), BIP32_VER_PRIVATE[chain], 0, result));
      const key = path.length === 0 ? master : derive(descend(wasm, { memory, master, path, result }));
      const out = memory.reserve(78);
      ask('write a key', wasm._bip32_key_serialize(key, BIP32_FLAG_KEY_PUBLIC, out, 78));
      const extendedKey = memory.read(out, 78);
      ask('take a fingerprint', wasm._bip32_key_get_fingerprint(master, out, 4));
      return { extendedKey, masterFingerprint: toHex(memory.read(out, 4)) };
    } finally {
      for (const key of keys) wasm._bip32_key_free(key);
    }
  });
}

interface Descent {
  readonly memory: Memory;
  readonly master: number;
  readonly path: DerivationPath;
  /** Where the pointer to the new key is written. */
  readonly result: number;
}

function descend(wasm: WallyWasm, { memory, master, path, result }: Descent): number {
  const [steps] = memory.put(new Uint8Array(Uint32Array.from(path).buffer));
  return wasm._bip32_key_from_parent_path_alloc(master, steps, path.length, BIP32_FLAG_KEY_PRIVATE, result);
}

interface Memory {
  /** Copies bytes in; gives pointer and length, as libwally takes them. */
  readonly put: (bytes: Uint8Array) => readonly [pointer: number, length: number];
  readonly reserve: (length: number) => number;
  readonly read: (pointer: number, length: number) => Uint8Array;
  readonly readPointer: (pointer: number) => number;
}

/** Lends memory of the WebAssembly module; every byte of it is zero again before it is given back. */
function withMemory<T>(wasm: WallyWasm, use: (memory: Memory) => T): T {
  const blocks: { readonly pointer: number; readonly length: number }[] = [];
  const reserve = (length: number): number => {
    const pointer = wasm._malloc(length);
    if (pointer === 0) throw secondOpinionFailed('find memory');
    blocks.push({ pointer, length });
    return pointer;
  };
  // HEAPU8 is asked for anew each time: a growing memory gets a new view.
  const read = (pointer: number, length: number): Uint8Array =>
    Uint8Array.from(wasm.HEAPU8.subarray(pointer, pointer + length));
  try {
    return use({
      reserve,
      read,
      put: (bytes) => {
        const pointer = reserve(bytes.length);
        wasm.HEAPU8.set(bytes, pointer);
        return [pointer, bytes.length];
      },
      readPointer: (pointer) => new DataView(read(pointer, 4).buffer).getUint32(0, true),
    });
  } finally {
    for (const { pointer, length } of blocks) {
      wasm.HEAPU8.fill(0, pointer, pointer + length);
      wasm._free(pointer);
    }
  }
}

function ask(what: string, status: number): void {
  if (status !== 0) throw secondOpinionFailed(what, `libwally code ${status}`);
}
