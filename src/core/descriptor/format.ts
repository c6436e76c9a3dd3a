/**
 * Prints a descriptor as text: hardened steps marked `h`, hexadecimal in lower case, extended keys as `xpub` or `tpub`, the
 * order of keys and annotations kept. What is printed reads back as the same value.
 */
import { toHex } from '../bytes.ts';
import { formatXpub } from '../key/extended-key.ts';
import { formatOrigin } from '../key/origin.ts';
import { formatPath } from '../key/path.ts';
import { formatAnnotations } from './annotations.ts';
import { addChecksum } from './checksum.ts';
import { isAlternatives } from './multipath.ts';
import type { Descriptor, KeyExpression, KeyStep, ScriptExpression, TapTree, Wildcard } from './types.ts';

/** The descriptor with its checksum: the form to hand on. */
export function formatDescriptor(descriptor: Descriptor): string {
  return addChecksum(formatDescriptorBody(descriptor));
}

/** The descriptor without checksum, annotations included. */
export function formatDescriptorBody(descriptor: Descriptor): string {
  return formatScript(descriptor.script) + formatAnnotations(descriptor.annotations);
}

function formatScript(script: ScriptExpression): string {
  switch (script.kind) {
    case 'sh':
    case 'wsh':
      return `${script.kind}(${formatScript(script.inner)})`;
    case 'tr':
      return `tr(${[formatKey(script.internalKey), ...(script.tree === undefined ? [] : [formatTree(script.tree)])].join(',')})`;
    case 'raw':
      return `raw(${toHex(script.script)})`;
    case 'addr':
      return `addr(${script.address})`;
    case 'multi':
    case 'sortedmulti':
    case 'multi_a':
    case 'sortedmulti_a':
      return `${script.kind}(${[script.threshold, ...script.keys.map(formatKey)].join(',')})`;
    default:
      return `${script.kind}(${formatKey(script.key)})`;
  }
}

function formatTree(tree: TapTree): string {
  return 'leaf' in tree ? formatScript(tree.leaf) : `{${tree.branches.map(formatTree).join(',')}}`;
}

const WILDCARDS: { readonly [wildcard in Wildcard]: readonly string[] } = {
  none: [],
  unhardened: ['*'],
  hardened: ['*h'],
};

/** Prints one key expression with its origin and path. */
export function formatKey(key: KeyExpression): string {
  const origin = key.origin === undefined ? '' : formatOrigin(key.origin);
  if (key.kind === 'single') return origin + toHex(key.publicKey);
  return origin + [formatXpub(key.extendedKey), ...key.steps.map(formatStep), ...WILDCARDS[key.wildcard]].join('/');
}

function formatStep(step: KeyStep): string {
  if (!isAlternatives(step)) return formatPath([step]);
  return `<${step.alternatives.map((alternative) => formatPath([alternative])).join(';')}>`;
}
