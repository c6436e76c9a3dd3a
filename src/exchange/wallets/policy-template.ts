/**
 * BIP-0388 templates as text: `wsh(sortedmulti(2,@0/**,@1/**))` with a list of keys in place of `@0` and `@1`. Serves the
 * whole language of the BIP; what Icehouse can run of it is decided when the descriptor is read.
 */
import { IcehouseError } from '../../core/errors.ts';

export interface WalletPolicy {
  readonly template: string;
  /** `[73c5da0a/48'/0'/0'/2']xpub…` each, in the order of their numbers. */
  readonly keys: readonly string[];
}

const MAX_TEMPLATE = 10_000;
const MAX_KEYS = 128;

/** A placeholder with the path after it: none (inside `musig()`), `/**` or `/<a;b>/*`. */
const PLACEHOLDER = /@(0|[1-9]\d{0,3})((?:\/\*\*|\/<\d{1,10};\d{1,10}>\/\*)?)(?=[,)}]|$)/g;
const MUSIG = /musig\(([^()]{0,2000})\)((?:\/\*\*|\/<\d{1,10};\d{1,10}>\/\*)?)/g;

/**
 * Puts the keys into the template.
 *
 * @throws IcehouseError `exchange/policy-template` for a template that the BIP does not allow, `exchange/policy-keys` for
 * another number of keys than it names.
 */
export function expandPolicy({ template, keys }: WalletPolicy): string {
  checkTemplate(template, keys.length);
  return template
    .replace(PLACEHOLDER, (_, number: string, path: string) => `${keys[Number(number)]}${path}`)
    .replaceAll('/**', '/<0;1>/*');
}

function checkTemplate(template: string, keyCount: number): void {
  if (template.length > MAX_TEMPLATE || keyCount > MAX_KEYS) throw badTemplate('it is too long');
  const inMusig = new Set<number>();
  for (const group of template.matchAll(MUSIG)) {
    if (group[2] === '') throw badTemplate('each musig() is followed by /** or /<0;1>/*');
    for (let index = group.index; index < group.index + group[0].length; index++) inMusig.add(index);
  }
  const seen = new Set<string>();
  let next = 0;
  let count = 0;
  for (const { 0: text, 1: number = '', 2: path, index } of template.matchAll(PLACEHOLDER)) {
    count++;
    if ((path === '') !== inMusig.has(index)) throw badTemplate('each @ is followed by its number and /** or /<0;1>/*');
    if (!inMusig.has(index) && seen.has(text)) throw badTemplate('a key is repeated with the same path');
    seen.add(text);
    if (Number(number) > next) throw badTemplate(`@${next} comes before @${number}`);
    if (Number(number) === next) next++;
  }
  if (count !== template.split('@').length - 1) {
    throw badTemplate('each @ is followed by its number and /** or /<0;1>/*');
  }
  if (next === keyCount && next > 0) return;
  throw new IcehouseError({
    code: 'exchange/policy-keys',
    message: 'the wallet policy has another number of keys than its template names',
    found: `${keyCount} keys`,
    expected: `${next} keys`,
  });
}

/** An extended key with its origin, if it has one, as BIP-0388 writes keys. */
const KEY = /(?:\[[0-9a-fA-F]{8}(?:\/\d{1,10}['h]?){0,16}\])?[xt]pub[1-9A-HJ-NP-Za-km-z]{100,112}/g;

/** Takes the keys out of a descriptor without checksum: the inverse of {@link expandPolicy}. */
export function policyOfDescriptor(descriptor: string): WalletPolicy {
  const keys: string[] = [];
  const template = descriptor.replace(KEY, (key) => {
    const known = keys.indexOf(key);
    if (known >= 0) return `@${known}`;
    keys.push(key);
    return `@${keys.length - 1}`;
  });
  return { template: template.replaceAll('/<0;1>/*', '/**'), keys };
}

function badTemplate(rule: string): IcehouseError {
  return new IcehouseError({
    code: 'exchange/policy-template',
    message: `the template of the wallet policy is not as BIP-0388 has it: ${rule}`,
    expected: 'such as wsh(sortedmulti(2,@0/**,@1/**))',
  });
}
