/**
 * Coldcard's two exports of keys: the one for multisig cosigners (`ccxp-….json`, which Passport, Keystone and Unchained's
 * programs write as well) and the generic one (`coldcard-export.json`), which has all accounts.
 */
import { asObject, stringField } from '../../core/json/fields.ts';
import type { JsonObject } from '../../core/json/strict.ts';
import type { ScriptType } from '../../core/key/types.ts';
import { objectOf } from '../document.ts';
import { claimedOrigin } from '../origins.ts';
import type { KeyFormat, OfferedKey } from './format.ts';

const MAX_TEXT = 4_000;

/** Both spellings of the nested form: older devices had it the other way round. */
const COSIGNER_FIELDS: readonly (readonly [field: string, use: ScriptType])[] = [
  ['p2wsh', 'p2wsh'],
  ['p2sh_p2wsh', 'p2sh-p2wsh'],
  ['p2wsh_p2sh', 'p2sh-p2wsh'],
  ['p2sh', 'p2sh'],
];

export const coldcardCosigner: KeyFormat = {
  name: 'coldcard-cosigner',
  program: 'Coldcard multisig key export',
  recognises: (document) => {
    const object = objectOf(document);
    return object !== undefined && 'xfp' in object && COSIGNER_FIELDS.some(([field]) => `${field}_deriv` in object);
  },
  read: (document) => {
    const object = objectOf(document) ?? {};
    const xfp = stringField(object, 'xfp', '', MAX_TEXT);
    return COSIGNER_FIELDS.filter(([field]) => field in object).map(([field, use]): OfferedKey => {
      const path = stringField(object, `${field}_deriv`, '', MAX_TEXT);
      return { xpub: stringField(object, field, '', MAX_TEXT), claim: claimedOrigin(xfp, path, 'xfp'), use, at: field };
    });
  },
};

const ACCOUNT_FIELDS: readonly (readonly [field: string, use: OfferedKey['use']])[] = [
  ['bip48_2', 'p2wsh'],
  ['bip48_1', 'p2sh-p2wsh'],
  ['bip45', 'p2sh'],
  ['bip44', 'single'],
  ['bip49', 'single'],
  ['bip84', 'single'],
];

export const coldcardGeneric: KeyFormat = {
  name: 'coldcard-generic',
  program: 'Coldcard generic export',
  recognises: (document) => {
    const object = objectOf(document);
    return object !== undefined && 'xfp' in object && ACCOUNT_FIELDS.some(([field]) => field in object);
  },
  read: (document) => {
    const object = objectOf(document) ?? {};
    const xfp = stringField(object, 'xfp', '', MAX_TEXT);
    return ACCOUNT_FIELDS.filter(([field]) => field in object).map(([field, use]) =>
      readAccount(object, xfp, field, use),
    );
  },
};

/** The account's own `xfp` is the fingerprint of its key, not of the master: the outer one counts. */
function readAccount(object: JsonObject, xfp: string, field: string, use: OfferedKey['use']): OfferedKey {
  const account = asObject(object[field], field);
  return {
    xpub: stringField(account, 'xpub', field, MAX_TEXT),
    claim: claimedOrigin(xfp, stringField(account, 'deriv', field, MAX_TEXT), field),
    use,
    at: `${field}.xpub`,
  };
}
