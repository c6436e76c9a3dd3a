/**
 * Ways over the keys of a descriptor, wherever they stand: listing them, and replacing each by another. Used by the checks
 * after parsing, by multipath expansion and by those who read wallets out of descriptors.
 */
import type { KeyExpression, KeyScript, MultisigScript, ScriptExpression, TapTree } from './types.ts';

/** All keys from left to right as the text has them. */
export function keysOf(script: ScriptExpression): readonly KeyExpression[] {
  switch (script.kind) {
    case 'sh':
    case 'wsh':
      return keysOf(script.inner);
    case 'tr':
      return [script.internalKey, ...(script.tree === undefined ? [] : keysOfTree(script.tree))];
    case 'raw':
    case 'addr':
      return [];
    default:
      return 'keys' in script ? script.keys : [script.key];
  }
}

function keysOfTree(tree: TapTree): readonly KeyExpression[] {
  return 'leaf' in tree ? keysOf(tree.leaf) : tree.branches.flatMap(keysOfTree);
}

/** The same script with each key replaced. */
export function mapKeys(script: ScriptExpression, change: (key: KeyExpression) => KeyExpression): ScriptExpression {
  switch (script.kind) {
    case 'sh':
    case 'wsh':
      return { ...script, inner: mapKeys(script.inner, change) };
    case 'tr':
      return {
        ...script,
        internalKey: change(script.internalKey),
        tree: script.tree === undefined ? undefined : mapTree(script.tree, change),
      };
    case 'raw':
    case 'addr':
      return script;
    default:
      return mapLeaf(script, change);
  }
}

function mapTree(tree: TapTree, change: (key: KeyExpression) => KeyExpression): TapTree {
  if ('leaf' in tree) return { leaf: mapLeaf(tree.leaf, change) };
  const [left, right] = tree.branches;
  return { branches: [mapTree(left, change), mapTree(right, change)] };
}

function mapLeaf(
  leaf: KeyScript | MultisigScript,
  change: (key: KeyExpression) => KeyExpression,
): KeyScript | MultisigScript {
  return 'keys' in leaf ? { ...leaf, keys: leaf.keys.map(change) } : { ...leaf, key: change(leaf.key) };
}
