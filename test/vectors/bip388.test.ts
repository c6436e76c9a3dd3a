/** BIP-0388: every template expands to its descriptor and back as text; what Icehouse cannot run yet is refused by name. */
import { describe, expect, it } from 'vitest';
import { expandPolicy, policyOfDescriptor } from '../../src/exchange/wallets/policy-template.ts';
import { codeOf } from '../support/errors.ts';
import { importSample, sampleJson } from '../support/imports.ts';

interface Policy {
  readonly name: string;
  readonly template: string;
  readonly keys_info: readonly string[];
  readonly descriptor: string;
}

const { valid, invalid } = sampleJson<{
  valid: readonly Policy[];
  invalid: readonly { readonly template: string; readonly why: string }[];
}>('descriptors/bip388-wallet-policies.json');

/** Why Icehouse has no wallet for four of the six; the multisig one is the control. */
const CODES = [
  'descriptor/not-a-multisig-wallet',
  'descriptor/not-a-multisig-wallet',
  undefined,
  'descriptor/not-supported-yet',
  'descriptor/not-supported-yet',
  'descriptor/not-supported-yet',
];

describe('wallet policies', () => {
  it('are 6 valid and 5 invalid', () => expect([valid.length, invalid.length]).toEqual([6, 5]));

  it.each(valid)('$name', ({ template, keys_info: keys, descriptor }) => {
    expect(expandPolicy({ template, keys })).toBe(descriptor);
    expect(policyOfDescriptor(descriptor)).toEqual({ template, keys });
  });

  it.each(invalid)('$template: $why', ({ template }) => {
    const keys = Array.from({ length: 3 }, (_, index) => valid[3]!.keys_info[index]!);
    expect(codeOf(() => expandPolicy({ template, keys }))).toBe('exchange/policy-template');
  });

  it.each(valid.map((policy, index) => ({ ...policy, code: CODES[index] })))('$name as a wallet: $code', (policy) => {
    const { name, template, keys_info } = policy;
    const read = () => importSample(JSON.stringify({ name, descriptor_template: template, keys_info }));
    if (policy.code !== undefined) expect(codeOf(read)).toBe(policy.code);
    else {
      expect(read().wallet.m).toBe(2);
      expect(read().name).toBe(name);
    }
  });

  it('need as many keys as they name', () => {
    const { template, keys_info: keys } = valid[2]!;
    expect(codeOf(() => expandPolicy({ template, keys: keys.slice(1) }))).toBe('exchange/policy-keys');
    expect(codeOf(() => expandPolicy({ template, keys: [...keys, keys[0]!] }))).toBe('exchange/policy-keys');
  });
});
