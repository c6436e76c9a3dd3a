/**
 * From the descriptor of a multisig wallet, as other programs export it, to a {@link Wallet}. Takes `wsh`, `sh(wsh)` and
 * `sh` over `sortedmulti` or `multi`; whatever else the language can say is refused by name. The wallet itself is checked
 * by `wallet/wallet.ts`.
 */
import { IcehouseError } from '../errors.ts';
import { cosignerKey } from '../key/cosigner-key.ts';
import { sameKey } from '../key/identity.ts';
import { isHardened, samePath } from '../key/path.ts';
import { checkSlip132ScriptType, type Slip132Form } from '../key/slip132.ts';
import type { KeyOrigin, ScriptType } from '../key/types.ts';
import type { NetworkName } from '../network.ts';
import type { KeyOrder, Wallet } from '../wallet/types.ts';
import { createWallet } from '../wallet/wallet.ts';
import { needsPrivateKey } from './derive-key.ts';
import { isAlternatives } from './multipath.ts';
import { type DescriptorOptions, parseDescriptor } from './parse.ts';
import type { Annotation, Descriptor, ExtendedKey, KeyExpression, ScriptExpression } from './types.ts';

/** One text with `/<0;1>/*`, or one for receiving and one for change. */
export type WalletDescriptorText = string | readonly [receive: string, change: string];

export interface WalletDescriptorOptions extends Omit<DescriptorOptions, 'network'> {
  /** Extended keys tell only main from test, so the person says which network it is. */
  readonly network: NetworkName;
  /** What the group calls the holders, in the order of the keys; empty names unless given. */
  readonly names?: readonly string[];
  /**
   * What a single text that ends in `/0/*` means for change. Such a text does not say; `ask` (unless said) throws, and
   * `assume-branch-1` is for a person who has confirmed the common custom of `/1/*`.
   */
  readonly change?: 'ask' | 'assume-branch-1';
}

/** A wallet with what its text said besides. */
export interface WalletReading {
  readonly wallet: Wallet;
  /** BIP-0393, of the receive descriptor where there are two. Unsigned hearsay. */
  readonly annotations: readonly Annotation[];
  /** For each key the SLIP-0132 form that it was converted from, to be told to the person. */
  readonly conversions: readonly (Slip132Form | undefined)[];
}

/**
 * Reads a wallet. The order of the keys is kept; where it matters (`multi`), the wallet's `keyOrder` is `given`.
 *
 * Origins may be missing (signing devices then cannot find their key). Not checked: who the keys belong to, which is
 * what the charter and its code are for; a checksum proves nothing about that.
 *
 * @throws IcehouseError `descriptor/not-a-multisig-wallet`, `descriptor/key-path`, `descriptor/branches-differ`,
 *   `descriptor/hardened-derivation`, `descriptor/change-missing`, `descriptor/pair-differs`, `descriptor/names`, and those
 *   of `parseDescriptor`, `checkSlip132ScriptType`, `cosignerKey` and `createWallet`.
 */
export function readWalletDescriptor(text: WalletDescriptorText, options: WalletDescriptorOptions): WalletReading {
  const policies = (typeof text === 'string' ? [text] : text).map((each) => readPolicy(each, options));
  const [policy, changePolicy] = policies;
  const branches =
    changePolicy === undefined
      ? branchesOfOne(policy!, options.change ?? 'ask')
      : branchesOfPair(policy!, changePolicy);
  const { scriptType, m, keyOrder, keys, annotations } = policy!;
  const names = requireNames(options.names ?? keys.map(() => ''), keys.length);
  keys.forEach((key, position) => {
    if (key.slip132 !== undefined) checkSlip132ScriptType(key.slip132, scriptType, `keys[${position}]`);
  });
  const cosignerKeys = keys.map(({ origin, extendedKey }, position) =>
    cosignerKey({ name: names[position]!, origin, extendedKey, network: options.network, at: `keys[${position}]` }),
  );
  const wallet = createWallet({ network: options.network, scriptType, m, keys: cosignerKeys, keyOrder, branches });
  return { wallet, annotations, conversions: keys.map((key) => key.slip132) };
}

/** The wallet alone, for callers who need nothing else of {@link readWalletDescriptor}. */
export function walletFromDescriptor(text: WalletDescriptorText, options: WalletDescriptorOptions): Wallet {
  return readWalletDescriptor(text, options).wallet;
}

/** What one descriptor says of a wallet. Its keys all have the same last steps. */
interface Policy {
  readonly scriptType: ScriptType;
  readonly m: number;
  readonly keyOrder: KeyOrder;
  readonly keys: readonly ExtendedKey[];
  /** One branch, or two for a multipath descriptor. */
  readonly branches: readonly number[];
  readonly annotations: readonly Annotation[];
}

function readPolicy(text: string, options: WalletDescriptorOptions): Policy {
  const descriptor = parseDescriptor(text, options);
  const { scriptType, inner } = unwrap(descriptor);
  if (inner.kind !== 'sortedmulti' && inner.kind !== 'multi') throw notAWallet(descriptor.script);
  const keys = inner.keys.map(requireExtended);
  const [branches = [], ...others] = keys.map(branchesOfKey);
  const odd = others.findIndex((other) => !samePath(other, branches));
  if (odd !== -1) {
    throw new IcehouseError({
      code: 'descriptor/branches-differ',
      message: 'all keys of a wallet must lead through the same steps to its addresses',
      at: `keys[${odd + 1}]`,
      found: showBranches(others[odd]!),
      expected: showBranches(branches),
    });
  }
  const keyOrder = inner.kind === 'multi' ? 'given' : 'sorted';
  return { scriptType, m: inner.threshold, keyOrder, keys, branches, annotations: descriptor.annotations };
}

function unwrap({ script }: Descriptor): { scriptType: ScriptType; inner: ScriptExpression } {
  if (script.kind === 'wsh') return { scriptType: 'p2wsh', inner: script.inner };
  if (script.kind !== 'sh') throw notAWallet(script);
  return script.inner.kind === 'wsh'
    ? { scriptType: 'p2sh-p2wsh', inner: script.inner.inner }
    : { scriptType: 'p2sh', inner: script.inner };
}

function notAWallet(script: ScriptExpression): IcehouseError {
  return new IcehouseError({
    code: 'descriptor/not-a-multisig-wallet',
    message: 'this descriptor is no multisig wallet that Icehouse can run',
    found: outline(script),
    expected: 'wsh(sortedmulti(…)), sh(wsh(sortedmulti(…))) or sh(sortedmulti(…)), or the same with multi',
  });
}

/** The functions without their keys, such as `sh(wpkh(…))`. */
function outline(script: ScriptExpression): string {
  return `${script.kind}(${'inner' in script ? outline(script.inner) : '…'})`;
}

function requireExtended(key: KeyExpression, position: number): ExtendedKey {
  if (key.kind === 'extended') return key;
  throw new IcehouseError({
    code: 'descriptor/not-a-multisig-wallet',
    message: 'a single public key gives a single address, not a wallet',
    at: `keys[${position}]`,
    expected: 'an extended key such as xpub…/<0;1>/*',
  });
}

/** The branch of a key, or both where it has alternatives. */
function branchesOfKey(key: ExtendedKey, position: number): readonly number[] {
  const [step, ...more] = key.steps;
  if (step === undefined || more.length > 0 || key.wildcard === 'none') throw badKeyPath(position);
  const branches = isAlternatives(step) ? step.alternatives : [step];
  if (branches.length > 2) throw badKeyPath(position);
  if (key.wildcard === 'hardened' || branches.some(isHardened)) throw needsPrivateKey(`keys[${position}]`);
  return branches;
}

function badKeyPath(position: number): IcehouseError {
  return new IcehouseError({
    code: 'descriptor/key-path',
    message: 'the addresses of a wallet lie two steps below its keys',
    at: `keys[${position}]`,
    expected: 'a key that ends in /<0;1>/*, or two descriptors whose keys end in /0/* and /1/*',
    next: 'export the wallet again, or ask for the extended key two steps above its addresses',
  });
}

function showBranches(branches: readonly number[]): string {
  return branches.length === 1 ? `/${branches[0]}/*` : `/<${branches.join(';')}>/*`;
}

function branchesOfOne(policy: Policy, change: 'ask' | 'assume-branch-1'): Wallet['branches'] {
  const [receive = 0, second] = policy.branches;
  if (second !== undefined) return { receive, change: second };
  if (receive === 0 && change === 'assume-branch-1') return { receive: 0, change: 1 };
  throw new IcehouseError({
    code: 'descriptor/change-missing',
    kind: 'usage',
    message: 'this descriptor gives one chain of addresses and does not say where change goes',
    found: showBranches(policy.branches),
    expected: 'a descriptor with /<0;1>/*, or a second one for change',
    next:
      receive === 0
        ? 'give the change descriptor as well; if its maker confirms that change is at /1/*, say so'
        : 'give the receive and the change descriptor together',
  });
}

function branchesOfPair(receive: Policy, change: Policy): Wallet['branches'] {
  const alike =
    receive.scriptType === change.scriptType &&
    receive.m === change.m &&
    receive.keyOrder === change.keyOrder &&
    receive.keys.length === change.keys.length;
  if (!alike) throw pairDiffers('script type, threshold, order or number of keys', undefined);
  const odd = receive.keys.findIndex((key, position) => !sameCosigner(key, change.keys[position]!));
  if (odd !== -1) throw pairDiffers('a key or its origin', `keys[${odd}]`);
  const [first, second] = [receive.branches, change.branches].map((each) => (each.length === 1 ? each[0] : undefined));
  if (first === undefined || second === undefined) throw pairDiffers('one of them is a pair by itself', undefined);
  return { receive: first, change: second };
}

function sameCosigner(left: ExtendedKey, right: ExtendedKey): boolean {
  return sameKey(left.extendedKey, right.extendedKey) && sameOrigin(left.origin, right.origin);
}

function sameOrigin(left: KeyOrigin | undefined, right: KeyOrigin | undefined): boolean {
  if (left === undefined || right === undefined) return left === right;
  return left.fingerprint === right.fingerprint && samePath(left.path, right.path);
}

function pairDiffers(found: string, at: string | undefined): IcehouseError {
  return new IcehouseError({
    code: 'descriptor/pair-differs',
    message: 'these two descriptors are not the receive and change chains of one wallet',
    found,
    expected: 'the same descriptor twice but for one step, /0/* and /1/*',
    next: 'export both again from the same wallet',
    ...(at === undefined ? {} : { at }),
  });
}

function requireNames(names: readonly string[], count: number): readonly string[] {
  if (names.length === count) return names;
  throw new IcehouseError({
    code: 'descriptor/names',
    kind: 'usage',
    message: 'there must be one name for each key',
    found: `${names.length} names`,
    expected: `${count} names`,
  });
}
