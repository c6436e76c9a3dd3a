/**
 * From a wallet and a place (keychain and index) to its keys, scripts and address, by the primary engine. What is shown
 * to people goes through `verified.ts`, which asks the second engine as well; bulk look-ups on the watch side have
 * `watch/derive`. The wallet is taken as checked by `wallet.ts`.
 */
import { IcehouseError, invariant } from '../errors.ts';
import { type ChildDeriver, createChildDeriver, toCompressed } from '../key/derive-public.ts';
import { HARDENED } from '../key/types.ts';
import { encodeAddress } from './address.ts';
import { multisigScript, payToScriptHash, payToWitnessScriptHash, sortPublicKeys } from './script.ts';
import { type DerivedOutput, KEYCHAINS, type Keychain, type Wallet } from './types.ts';

/** Derives the outputs of one wallet, keeping what its places share. */
export interface Deriver {
  /** @throws IcehouseError `wallet/unknown-keychain`, `wallet/index-out-of-range`, `wallet/duplicate-child-key`. */
  output(keychain: Keychain, index: number): DerivedOutput;
  /** The same for many indices of one keychain, some tenth to sixth faster than one by one. */
  outputs(keychain: Keychain, indices: readonly number[]): readonly DerivedOutput[];
}

/** Prepares derivation for a wallet; the branch keys are derived when a keychain is first asked for. */
export function createDeriver(wallet: Wallet): Deriver {
  const branches = new Map<Keychain, readonly ChildDeriver[]>();
  const branchOf = (keychain: Keychain): readonly ChildDeriver[] => {
    const known = branches.get(keychain);
    if (known !== undefined) return known;
    const derivers = branchDerivers(wallet, keychain);
    branches.set(keychain, derivers);
    return derivers;
  };
  const outputs: Deriver['outputs'] = (keychain, indices) => {
    checkPlace(keychain, indices);
    const keys = branchOf(keychain);
    const points = indices.flatMap((index) => keys.map((key) => key.child(index).point));
    const publicKeys = toCompressed(points);
    return indices.map((index, position) => {
      const first = position * keys.length;
      return assembleOutput(wallet, { keychain, index, publicKeys: publicKeys.slice(first, first + keys.length) });
    });
  };
  return {
    outputs,
    output(keychain, index) {
      const [output] = outputs(keychain, [index]);
      invariant(output !== undefined, 'one index gives one output');
      return output;
    },
  };
}

function branchDerivers(wallet: Wallet, keychain: Keychain): readonly ChildDeriver[] {
  return wallet.keys.map(({ extendedKey }) => {
    const { point, chainCode } = createChildDeriver(extendedKey).child(wallet.branches[keychain]);
    return createChildDeriver({ publicKey: point.toBytes(true), chainCode });
  });
}

const derivers = new WeakMap<Wallet, Deriver>();

/**
 * Derives one output. What the wallet's places share is kept with the wallet, so calling it in a loop costs little more
 * than a deriver of one's own.
 *
 * @throws IcehouseError as {@link Deriver.output}.
 */
export function deriveOutput(wallet: Wallet, keychain: Keychain, index: number): DerivedOutput {
  const known = derivers.get(wallet);
  if (known !== undefined) return known.output(keychain, index);
  const deriver = createDeriver(wallet);
  derivers.set(wallet, deriver);
  return deriver.output(keychain, index);
}

/** The child keys of one place, in the order of `wallet.keys`. */
export interface PlaceKeys extends Pick<DerivedOutput, 'keychain' | 'index' | 'publicKeys'> {}

/**
 * Puts an output together from its child keys, whoever derived them.
 *
 * @throws IcehouseError `wallet/duplicate-child-key` when two members' keys are the same at this place, as one of them
 * could then sign for both.
 */
export function assembleOutput(wallet: Wallet, { keychain, index, publicKeys }: PlaceKeys): DerivedOutput {
  const sorted = sortPublicKeys(publicKeys);
  refuseEqualKeys(wallet, { keychain, index, publicKeys }, sorted);
  const script = multisigScript(wallet.m, wallet.keyOrder === 'sorted' ? sorted : publicKeys);
  const scripts = wrap(wallet, script);
  const address = encodeAddress(scripts.scriptPubKey, wallet.network);
  invariant(address !== undefined, 'script hashes have addresses');
  return { keychain, index, publicKeys, multisigScript: script, ...scripts, address };
}

function wrap(
  wallet: Wallet,
  script: Uint8Array,
): Pick<DerivedOutput, 'witnessScript' | 'redeemScript' | 'scriptPubKey'> {
  if (wallet.scriptType === 'p2sh') {
    return { witnessScript: undefined, redeemScript: script, scriptPubKey: payToScriptHash(script) };
  }
  const program = payToWitnessScriptHash(script);
  return wallet.scriptType === 'p2wsh'
    ? { witnessScript: script, redeemScript: undefined, scriptPubKey: program }
    : { witnessScript: script, redeemScript: program, scriptPubKey: payToScriptHash(program) };
}

function refuseEqualKeys(wallet: Wallet, place: PlaceKeys, sorted: readonly Uint8Array[]): void {
  const twin = sorted.findIndex((key, position) => position > 0 && equalKeys(key, sorted[position - 1]!));
  if (twin === -1) return;
  const positions = place.publicKeys.flatMap((key, position) => (equalKeys(key, sorted[twin]!) ? [position + 1] : []));
  throw new IcehouseError({
    code: 'wallet/duplicate-child-key',
    kind: 'refused',
    message: `keys ${positions.join(' and ')} are the same at ${place.keychain} ${place.index}, so one member could sign for two`,
    expected: `${wallet.keys.length} different keys at every place`,
    next: 'set the wallet up again with a key of every member',
  });
}

// Compared from the end: sorted neighbours often begin alike, and this runs for every address.
function equalKeys(left: Uint8Array, right: Uint8Array): boolean {
  for (let place = left.length - 1; place >= 0; place--) if (left[place] !== right[place]) return false;
  return true;
}

function checkPlace(keychain: Keychain, indices: readonly number[]): void {
  if (!KEYCHAINS.includes(keychain)) {
    throw new IcehouseError({
      code: 'wallet/unknown-keychain',
      message: 'a wallet has no such keychain',
      expected: KEYCHAINS.join(' or '),
    });
  }
  const bad = indices.find((index) => !Number.isInteger(index) || index < 0 || index >= HARDENED);
  if (bad === undefined) return;
  throw new IcehouseError({
    code: 'wallet/index-out-of-range',
    message: 'an address has no such index',
    found: `${bad}`,
    expected: `a whole number from 0 to ${HARDENED - 1}`,
  });
}
