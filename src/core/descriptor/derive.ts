/**
 * From a descriptor and an index to output scripts. Serves the whole language, hence also wallets that Icehouse only
 * recognises; the wallets it runs derive through `wallet/output.ts`. Scripts are assembled by @scure/btc-signer.
 */
import { Script } from '@scure/btc-signer/script.js';
import { compareBytes } from '../bytes.ts';
import { invariant } from '../errors.ts';
import { hash160 } from '../hash.ts';
import { payToScriptHash, payToWitnessScriptHash } from '../wallet/script.ts';
import { deriveKey, isRanged } from './derive-key.ts';
import { type ScriptTree, taprootOutputKey } from './taproot.ts';
import type { Descriptor, KeyExpression, KeyScript, MultisigScript, ScriptExpression, TapTree } from './types.ts';
import { keysOf } from './walk.ts';

/** Whether the descriptor stands for other scripts at each index. */
export function isRangedDescriptor(descriptor: Pick<Descriptor, 'script'>): boolean {
  return keysOf(descriptor.script).some(isRanged);
}

/**
 * The output scripts at an index: one, or two to four for `combo()` in the order of BIP-0384. A descriptor without
 * wildcard gives the same at every index.
 *
 * @param index the child number in place of `*`
 * @throws IcehouseError `descriptor/hardened-derivation`, `descriptor/multipath-not-expanded`, `descriptor/index`.
 */
export function outputScripts(descriptor: Pick<Descriptor, 'script'>, index = 0): readonly Uint8Array[] {
  const { script } = descriptor;
  return script.kind === 'combo' ? comboScripts(deriveKey(script.key, index)) : [scriptOf(script, index)];
}

function comboScripts(publicKey: Uint8Array): readonly Uint8Array[] {
  const legacy = [payToPublicKey(publicKey), payToPublicKeyHash(publicKey)];
  if (publicKey.length !== 33) return legacy;
  const segwit = payToWitnessPublicKeyHash(publicKey);
  return [...legacy, segwit, payToScriptHash(segwit)];
}

function scriptOf(script: ScriptExpression, index: number): Uint8Array {
  switch (script.kind) {
    case 'pk':
      return payToPublicKey(deriveKey(script.key, index));
    case 'pkh':
      return payToPublicKeyHash(deriveKey(script.key, index));
    case 'wpkh':
      return payToWitnessPublicKeyHash(deriveKey(script.key, index));
    case 'sh':
      return payToScriptHash(scriptOf(script.inner, index));
    case 'wsh':
      return payToWitnessScriptHash(scriptOf(script.inner, index));
    case 'tr':
      return payToTaproot(taprootOutputKey(xOnly(script.internalKey, index), scriptTree(script.tree, index)));
    case 'rawtr':
      return payToTaproot(xOnly(script.key, index));
    case 'raw':
      return script.script;
    case 'addr':
      return script.scriptPubKey;
    default:
      invariant('keys' in script, 'functionAt lets combo() stand at the top only');
      return multisig(script, keysAt(script, index, deriveKey));
  }
}

function scriptTree(tree: TapTree | undefined, index: number): ScriptTree | undefined {
  return tree === undefined ? undefined : leavesAsBytes(tree, index);
}

function leavesAsBytes(tree: TapTree, index: number): ScriptTree {
  if ('leaf' in tree) return { leaf: leafScript(tree.leaf, index) };
  const [left, right] = tree.branches;
  return { branches: [leavesAsBytes(left, index), leavesAsBytes(right, index)] };
}

/** Inside a tree the same functions mean scripts with x-only keys (BIP-0342). */
function leafScript(leaf: KeyScript | MultisigScript, index: number): Uint8Array {
  if ('keys' in leaf) return multisigByAddition(leaf.threshold, keysAt(leaf, index, xOnly));
  const key = xOnly(leaf.key, index);
  return leaf.kind === 'pkh' ? payToPublicKeyHash(key) : payToPublicKey(key);
}

type Derive = (key: KeyExpression, index: number) => Uint8Array;

/** The keys as the script holds them: in their own order, or sorted at this index (BIP-0067, BIP-0387). */
function keysAt(script: MultisigScript, index: number, derive: Derive): readonly Uint8Array[] {
  const keys = script.keys.map((key) => derive(key, index));
  return script.kind.startsWith('sorted') ? keys.toSorted(compareBytes) : keys;
}

function xOnly(key: KeyExpression, index: number): Uint8Array {
  const publicKey = deriveKey(key, index);
  return publicKey.length === 32 ? publicKey : publicKey.slice(1);
}

function multisig({ threshold }: MultisigScript, keys: readonly Uint8Array[]): Uint8Array {
  return Script.encode([threshold, ...keys, keys.length, 'CHECKMULTISIG']);
}

function multisigByAddition(threshold: number, keys: readonly Uint8Array[]): Uint8Array {
  const checks = keys.flatMap((key, position) => [key, position === 0 ? 'CHECKSIG' : 'CHECKSIGADD'] as const);
  return Script.encode([...checks, threshold, 'NUMEQUAL']);
}

function payToPublicKey(publicKey: Uint8Array): Uint8Array {
  return Script.encode([publicKey, 'CHECKSIG']);
}

function payToPublicKeyHash(publicKey: Uint8Array): Uint8Array {
  return Script.encode(['DUP', 'HASH160', hash160(publicKey), 'EQUALVERIFY', 'CHECKSIG']);
}

function payToWitnessPublicKeyHash(publicKey: Uint8Array): Uint8Array {
  return Script.encode(['OP_0', hash160(publicKey)]);
}

function payToTaproot(outputKey: Uint8Array): Uint8Array {
  return Script.encode(['OP_1', outputKey]);
}
