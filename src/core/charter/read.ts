/**
 * Reading a charter back from JSON. Nothing in it is believed that can be computed: the wallet is built anew, its
 * descriptor compared, and the whole document written again, which must give the same text. So there is exactly one
 * text for each charter and no room to hide anything in it.
 */
import { IcehouseError } from '../errors.ts';
import { canonicalJson } from '../json/canonical.ts';
import {
  arrayField,
  asObject,
  choiceField,
  integerField,
  objectField,
  optionalString,
  place,
  refuseUnknownFields,
  requireFormat,
  stringField,
} from '../json/fields.ts';
import { type JsonObject, type JsonValue, parseStrictJson } from '../json/strict.ts';
import { cosignerKey } from '../key/cosigner-key.ts';
import { parseOrigin } from '../key/origin.ts';
import { type CosignerKey, HARDENED } from '../key/types.ts';
import { NETWORK_NAMES, type NetworkName } from '../network.ts';
import { createWallet } from '../wallet/wallet.ts';
import {
  CHARTER_FORMAT,
  CHARTER_VERSION,
  canonicalOrder,
  completeCharter,
  MAX_BIRTHDAY_HEIGHT,
  MAX_GAP_LIMIT,
} from './charter.ts';
import { KEY_ORDERS, SCRIPT_TYPES } from './choices.ts';
import type { Charter } from './types.ts';

const FIELDS = [
  ...['format', 'version', 'name', 'network', 'scriptType', 'm', 'keyOrder', 'keys', 'branches', 'descriptor'],
  ...['birthdayHeight', 'gapLimit', 'receiptsRequired', 'extensions', 'critical'],
];

/** OP_CHECKMULTISIG takes no more keys. */
const MAX_KEYS = 20;
const MAX_TEXT = 4_000;
const MAX_DESCRIPTOR = 20_000;
const MAX_CRITICAL = 100;

/**
 * Reads a charter from its canonical text (or any other form of the same JSON).
 *
 * @throws IcehouseError as {@link charterFromJson} and `parseStrictJson`.
 */
export function parseCharter(text: string): Charter {
  return charterFromJson(parseStrictJson(text, { maxBytes: 1 << 17, maxDepth: 16 }), '');
}

/**
 * Reads a charter from parsed JSON. What a later version adds stands in `extensions`, which is kept and part of the id;
 * those of its names that `critical` lists must be understood, and this version understands none.
 *
 * @throws IcehouseError `charter/descriptor-differs`, `charter/not-canonical` and `charter/unknown-extension` (all
 * refused), `json/…`, and those of `cosignerKey`, `createWallet` and `completeCharter`.
 */
export function charterFromJson(value: JsonValue, at: string): Charter {
  const object = asObject(value, at);
  requireFormat(object, CHARTER_FORMAT, CHARTER_VERSION, at);
  refuseUnknownFields(object, FIELDS, at);
  refuseCriticalExtensions(object, at);
  const network = choiceField(object, 'network', at, NETWORK_NAMES);
  const keys = arrayField(object, 'keys', at, MAX_KEYS).map((key, index) =>
    readKey(key, place(at, `keys[${index}]`), network),
  );
  const keyOrder = choiceField(object, 'keyOrder', at, KEY_ORDERS);
  if (keyOrder === 'sorted' && canonicalOrder(keys).some((key, index) => key !== keys[index]))
    throw notCanonical(place(at, 'keys'));
  const branches = objectField(object, 'branches', at);
  refuseUnknownFields(branches, ['receive', 'change'], place(at, 'branches'));
  const wallet = createWallet({
    network,
    scriptType: choiceField(object, 'scriptType', at, SCRIPT_TYPES),
    m: integerField(object, 'm', at, { min: 1, max: MAX_KEYS }),
    keyOrder,
    keys,
    branches: { receive: readBranch(branches, 'receive', at), change: readBranch(branches, 'change', at) },
  });
  if (stringField(object, 'descriptor', at, MAX_DESCRIPTOR) !== wallet.descriptor) {
    throw new IcehouseError({
      code: 'charter/descriptor-differs',
      kind: 'refused',
      message: 'the descriptor describes another wallet than the rest of the charter',
      at: place(at, 'descriptor'),
      next: 'do not use this file: get the charter from another member and compare the code words',
    });
  }
  const charter = completeCharter({
    name: stringField(object, 'name', at, MAX_TEXT),
    wallet,
    birthdayHeight: integerField(object, 'birthdayHeight', at, { min: 0, max: MAX_BIRTHDAY_HEIGHT }),
    gapLimit: integerField(object, 'gapLimit', at, { min: 1, max: MAX_GAP_LIMIT }),
    receiptsRequired: integerField(object, 'receiptsRequired', at, { min: 1, max: MAX_KEYS }),
    additions: additionsOf(object, at),
  });
  if (canonicalJson(object) !== charter.canonicalText) throw notCanonical(at);
  return charter;
}

function readKey(value: JsonValue, at: string, network: NetworkName): CosignerKey {
  const object = asObject(value, at);
  refuseUnknownFields(object, ['name', 'origin', 'xpub'], at);
  const origin = optionalString(object, 'origin', at, MAX_TEXT);
  return cosignerKey({
    name: stringField(object, 'name', at, MAX_TEXT),
    origin: origin === undefined ? undefined : parseOrigin(origin, `${at}.origin`),
    xpubText: stringField(object, 'xpub', at, MAX_TEXT),
    network,
    at: `${at}.xpub`,
  });
}

function readBranch(branches: JsonObject, name: string, at: string): number {
  return integerField(branches, name, place(at, 'branches'), { min: 0, max: HARDENED - 1 });
}

function refuseCriticalExtensions(object: JsonObject, at: string): void {
  const length = object.critical === undefined ? 0 : arrayField(object, 'critical', at, MAX_CRITICAL).length;
  if (length === 0) return;
  throw new IcehouseError({
    code: 'charter/unknown-extension',
    kind: 'refused',
    message: 'the charter says that it must not be used by a program that does not know its extensions',
    at: place(at, 'critical'),
    found: `${length} such extensions`,
    next: 'use a newer version of Icehouse',
  });
}

function additionsOf(object: JsonObject, at: string): JsonObject {
  return object.extensions === undefined ? {} : { extensions: objectField(object, 'extensions', at) };
}

function notCanonical(at: string): IcehouseError {
  return new IcehouseError({
    code: 'charter/not-canonical',
    kind: 'refused',
    message: 'the charter writes a value otherwise than charters do',
    at,
    expected: 'sorted keys in the order of their public keys, origins as [73c5da0a/48h/0h/0h/2h], keys as xpub or tpub',
    next: 'get the charter from another member, or found it anew from the key cards',
  });
}
