/**
 * Two small JSON forms: one key with fingerprint and path, as Cobo Vault and Keystone write it, and Specter's device with a
 * list of keys, as it exports Trezor, Ledger and other devices that are connected by cable.
 */
import { arrayField, asObject, optionalString, stringField } from '../../core/json/fields.ts';
import type { JsonObject, JsonValue } from '../../core/json/strict.ts';
import type { ScriptType } from '../../core/key/types.ts';
import { objectOf } from '../document.ts';
import { claimedOrigin } from '../origins.ts';
import type { KeyFormat, OfferedKey } from './format.ts';
import { useOf } from './lines.ts';

const MAX_TEXT = 4_000;
const MAX_KEYS = 200;

export const singleJsonKey: KeyFormat = {
  name: 'keystone',
  program: 'Keystone key export',
  recognises: (document) => {
    const object = objectOf(document);
    return object !== undefined && typeof object.xpub === 'string' && typeof object.path === 'string';
  },
  read: (document) => {
    const object = objectOf(document) ?? {};
    return [readKey(object, '', { fingerprint: 'xfp', path: 'path', use: undefined })];
  },
};

/** Specter's names for what a key is for. */
const SPECTER_TYPES: ReadonlyMap<string, ScriptType | 'single'> = new Map<string, ScriptType | 'single'>([
  ['wsh', 'p2wsh'],
  ['sh-wsh', 'p2sh-p2wsh'],
  ['sh', 'p2sh'],
  ['wpkh', 'single'],
  ['sh-wpkh', 'single'],
  ['pkh', 'single'],
  ['tr', 'single'],
]);

export const specterDevice: KeyFormat = {
  name: 'specter-device',
  program: 'Specter device',
  recognises: (document) => {
    const keys = objectOf(document)?.keys;
    const [first] = Array.isArray(keys) ? keys : [];
    return typeof first === 'object' && first !== null && 'xpub' in first && 'derivation' in first;
  },
  read: (document) =>
    arrayField(objectOf(document) ?? {}, 'keys', '', MAX_KEYS).map((value: JsonValue, index) => {
      const object = asObject(value, `keys[${index}]`);
      const type = optionalString(object, 'type', `keys[${index}]`, MAX_TEXT);
      const use = type === undefined ? undefined : SPECTER_TYPES.get(type);
      return readKey(object, `keys[${index}]`, { fingerprint: 'fingerprint', path: 'derivation', use });
    }),
};

interface Fields {
  readonly fingerprint: string;
  readonly path: string;
  readonly use: OfferedKey['use'];
}

function readKey(object: JsonObject, at: string, { fingerprint, path, use }: Fields): OfferedKey {
  const place = at === '' ? 'xpub' : `${at}.xpub`;
  const xpub = stringField(object, 'xpub', at, MAX_TEXT);
  const origin = (field: string): string | undefined => optionalString(object, field, at, MAX_TEXT);
  return {
    xpub,
    claim: claimedOrigin(origin(fingerprint), origin(path), place),
    use: use ?? useOf(xpub, place),
    at: place,
  };
}
