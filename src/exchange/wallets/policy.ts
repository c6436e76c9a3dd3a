/**
 * BIP-0388 wallet policy as JSON: name, template and keys, the three values that Ledger and other devices register a
 * wallet by. The BIP names no file; the fields are called as Ledger's tools call them.
 */
import { IcehouseError } from '../../core/errors.ts';
import { arrayField, stringField } from '../../core/json/fields.ts';
import type { JsonValue } from '../../core/json/strict.ts';
import { keyWithOrigin, policyText } from '../descriptor-text.ts';
import { readForeignDescriptor } from '../descriptor-wallet.ts';
import { objectOf } from '../document.ts';
import type { ExportFormat, ImportFormat } from '../format.ts';
import { expandPolicy } from './policy-template.ts';

const MAX_TEXT = 10_000;
const MAX_KEYS = 128;

export const walletPolicy: ImportFormat = {
  name: 'policy',
  program: 'BIP-0388 wallet policy',
  recognises: (document) => {
    const object = objectOf(document);
    return object?.keys_info !== undefined && templateField(object) !== undefined;
  },
  read: (document, context) => {
    const object = objectOf(document);
    const field = object === undefined ? undefined : templateField(object);
    if (object === undefined || field === undefined) {
      throw new IcehouseError({ code: 'exchange/policy-template', message: 'there is no template of a wallet policy' });
    }
    const keys = arrayField(object, 'keys_info', '', MAX_KEYS).map((key, index) => keyText(key, `keys_info[${index}]`));
    const descriptors = expandPolicy({ template: stringField(object, field, '', MAX_TEXT), keys });
    const name = typeof object.name === 'string' ? object.name : undefined;
    return readForeignDescriptor({ descriptors, name }, context);
  },
};

function keyText(value: JsonValue, at: string): string {
  if (typeof value === 'string' && value.length <= MAX_TEXT) return value;
  throw new IcehouseError({
    code: 'json/wrong-type',
    message: 'a field has the wrong type',
    at,
    expected: 'a key as text',
  });
}

function templateField(object: object): 'descriptor_template' | 'template' | undefined {
  if ('descriptor_template' in object) return 'descriptor_template';
  return 'template' in object ? 'template' : undefined;
}

export const policyExport: ExportFormat = {
  name: 'policy',
  purpose: 'a wallet policy (BIP-0388) as JSON: what Ledger and other devices register',
  write: ({ name, wallet }) => {
    const { receive, change } = wallet.branches;
    const path = receive === 0 && change === 1 ? '/**' : `/<${receive};${change}>/*`;
    const policy = {
      name,
      descriptor_template: policyText(wallet, (_, index) => `@${index}${path}`),
      keys_info: wallet.keys.map(keyWithOrigin),
    };
    return `${JSON.stringify(policy, null, 2)}\n`;
  },
};
