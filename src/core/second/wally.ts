/**
 * The second opinion by libwally. Keeps what it has parsed for the last few wallets and the last transaction, and frees
 * what falls out, since WebAssembly memory is not collected and this library's cannot grow.
 */
import { NETWORKS, type NetworkName } from '../network.ts';
import type { Keychain, Wallet } from '../wallet/types.ts';
import { branchSource } from './branch-source.ts';
import { type ScriptSource, wallyNetwork } from './descriptor-source.ts';
import { createFinalCheck } from './final-check.ts';
import { guarded, loadWally, type Wally } from './load.ts';
import { createWallySighash } from './sighash.ts';
import type { SecondOpinion } from './types.ts';

/** Keychains kept parsed: both of four wallets, some tens of kilobytes. */
const KEPT = 8;
const EC_FLAG_ECDSA = 1;

let opinion: Promise<SecondOpinion> | undefined;

/**
 * Loads the second engine once and gives its public functions.
 *
 * @throws IcehouseError `second-opinion/unavailable`, kind environment.
 */
export function loadSecondOpinion(): Promise<SecondOpinion> {
  opinion ??= loadWally().then(createSecondOpinion);
  return opinion;
}

/** Builds the second opinion on a loaded libwally; `loadSecondOpinion` is what programs call. */
export function createSecondOpinion(wally: Wally): SecondOpinion {
  const sources = createSources(wally);
  const scriptPubKeyOf = (wallet: Wallet, keychain: Keychain, index: number): Uint8Array =>
    sources(wallet, keychain).scriptPubKey(index);
  const sighashAll = createWallySighash(wally);
  const verifyEcdsa = createVerify(wally);
  return {
    engine: `libwally ${versionText(wally.get_build_version())}`,
    output(wallet, keychain, index) {
      const scriptPubKey = scriptPubKeyOf(wallet, keychain, index);
      return { scriptPubKey, address: addressOf(wally, scriptPubKey, wallet.network) };
    },
    addressOf: (scriptPubKey, network) => addressOf(wally, scriptPubKey, network),
    verifyEcdsa,
    sighashAll,
    finalTransaction: createFinalCheck(wally, { scriptPubKeyOf, sighashAll, verifyEcdsa }),
  };
}

function createVerify(wally: Wally): SecondOpinion['verifyEcdsa'] {
  return (publicKey, digest, signature) => {
    if (publicKey.length !== 33 || digest.length !== 32 || signature.length !== 64) return false;
    try {
      wally.ec_sig_verify(publicKey, digest, EC_FLAG_ECDSA, signature);
      return true;
    } catch {
      // libwally says no to a wrong signature and to bytes that are none with the same number.
      return false;
    }
  };
}

/** Finds or makes the source of a wallet's keychain; the least recently used one makes room. */
function createSources(wally: Wally): (wallet: Wallet, keychain: Keychain) => ScriptSource {
  const kept = new Map<string, ScriptSource>();
  return (wallet, keychain) => {
    const name = `${keychain} ${wallet.network} ${wallet.descriptor}`;
    const known = kept.get(name);
    if (known !== undefined) {
      kept.delete(name);
      kept.set(name, known);
      return known;
    }
    const text = {
      descriptor: wallet.descriptor,
      position: keychain === 'receive' ? 0 : 1,
      network: wallet.network,
    } as const;
    const source = branchSource(wally, text);
    kept.set(name, source);
    for (const oldest of kept.keys()) {
      if (kept.size <= KEPT) break;
      kept.get(oldest)?.free();
      kept.delete(oldest);
    }
    return source;
  };
}

function addressOf(wally: Wally, scriptPubKey: Uint8Array, network: NetworkName): string {
  return guarded('write an address', () =>
    isWitnessProgram(scriptPubKey)
      ? wally.addr_segwit_from_bytes(scriptPubKey, NETWORKS[network].bech32, 0)
      : wally.scriptpubkey_to_address(scriptPubKey, wallyNetwork(network)),
  );
}

/** Version 0 or 1 with its program; no script of the older kinds begins so. */
function isWitnessProgram([version]: Uint8Array): boolean {
  return version === 0x00 || version === 0x51;
}

/** libwally gives its version as three bytes. */
function versionText(version: number): string {
  return [version >> 16, (version >> 8) & 0xff, version & 0xff].join('.');
}
