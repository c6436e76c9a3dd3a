/**
 * Coldcard's own record of a multisig wallet, as its settings and backups hold it: a JSON list of name, policy, keys and
 * options. The device fills in what is usual: P2SH, the main network, sorted keys.
 */
import { IcehouseError } from '../../core/errors.ts';
import { asObject } from '../../core/json/fields.ts';
import type { JsonObject, JsonValue } from '../../core/json/strict.ts';
import type { ScriptType } from '../../core/key/types.ts';
import type { KeyOrder } from '../../core/wallet/types.ts';
import { listOf } from '../document.ts';
import { checkFileNetwork, completeDraft, type DraftKey, type FileNetwork, MAX_KEYS } from '../draft.ts';
import type { ImportFormat } from '../format.ts';
import { claimedOrigin, coldcardFingerprint } from '../origins.ts';

/** The device's numbers of address formats. */
const FORMATS: ReadonlyMap<JsonValue | undefined, ScriptType> = new Map<JsonValue | undefined, ScriptType>([
  [undefined, 'p2sh'],
  [8, 'p2sh'],
  [14, 'p2wsh'],
  [26, 'p2sh-p2wsh'],
]);

const CHAINS: ReadonlyMap<JsonValue | undefined, FileNetwork> = new Map<JsonValue | undefined, FileNetwork>([
  [undefined, 'main'],
  ['BTC', 'main'],
  ['XTN', 'test'],
  ['XRT', 'regtest'],
]);

export const coldcardSetting: ImportFormat = {
  name: 'coldcard-setting',
  program: 'Coldcard settings',
  recognises: (document) => {
    const [name, policy, keys] = listOf(document) ?? [];
    return typeof name === 'string' && Array.isArray(policy) && Array.isArray(keys);
  },
  read: (document, context) => {
    const [name, policy, keys, more, sorted] = listOf(document) ?? [];
    const options = more === undefined ? {} : asObject(more, '[3]');
    const chain = CHAINS.get(options.ch);
    const scriptType = FORMATS.get(options.ft);
    if (chain === undefined || scriptType === undefined)
      throw malformed('[3]', 'a chain and an address format of Coldcard');
    checkFileNetwork(chain, context.network, '[3].ch');
    const [m, n] = isList(policy) ? policy : [];
    if (typeof m !== 'number' || typeof n !== 'number') throw malformed('[1]', 'a policy such as [2, 3]');
    if (!isList(keys) || keys.length > MAX_KEYS) throw malformed('[2]', `a list of at most ${MAX_KEYS} keys`);
    const draft = {
      name: typeof name === 'string' ? name : undefined,
      scriptType,
      keyOrder: orderOf(sorted),
      m,
      n,
      keys: keys.map((key, index) => readKey(key, options, `[2][${index}]`)),
    };
    return completeDraft(draft, context);
  },
};

/** Newer devices add a mark for BIP-0067; without it keys are sorted. */
function orderOf(sorted: JsonValue | undefined): KeyOrder {
  return sorted === 0 || sorted === false ? 'given' : 'sorted';
}

/** `[fingerprint, xpub]` with one path for all, or `[fingerprint, number of the path, xpub]`. */
function readKey(value: JsonValue, options: JsonObject, at: string): DraftKey {
  const parts = isList(value) ? value : [];
  const [fingerprint] = parts;
  const xpub = parts.at(-1);
  const paths = isList(options.d) ? options.d : [];
  const path = parts.length === 3 && typeof parts[1] === 'number' ? paths[parts[1]] : options.pp;
  if (typeof fingerprint !== 'number' || !Number.isInteger(fingerprint) || typeof xpub !== 'string') {
    throw malformed(at, 'a fingerprint as number and an extended key');
  }
  const claim = claimedOrigin(coldcardFingerprint(fingerprint), typeof path === 'string' ? path : undefined, at);
  return { label: undefined, xpub, claim, at };
}

function isList(value: JsonValue | undefined): value is readonly JsonValue[] {
  return Array.isArray(value);
}

function malformed(at: string, expected: string): IcehouseError {
  return new IcehouseError({
    code: 'exchange/coldcard-setting',
    message: 'this record of a Coldcard wallet cannot be read',
    at,
    expected,
  });
}
