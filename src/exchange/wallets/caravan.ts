/**
 * Caravan (Unchained): the wallet configuration as JSON. Caravan sorts keys and names a network, a quorum and for each key
 * where it comes from, as far as its maker knew.
 */
import {
  arrayField,
  asObject,
  choiceField,
  integerField,
  objectField,
  optionalString,
  stringField,
} from '../../core/json/fields.ts';
import type { JsonValue } from '../../core/json/strict.ts';
import type { ScriptType } from '../../core/key/types.ts';
import type { NetworkName } from '../../core/network.ts';
import { objectOf } from '../document.ts';
import { checkFileNetwork, completeDraft, type DraftKey, type FileNetwork, MAX_KEYS } from '../draft.ts';
import type { ExportFormat, ImportFormat } from '../format.ts';
import { requireFits } from '../limits.ts';
import { claimedOrigin, pathText } from '../origins.ts';

const MAX_TEXT = 4_000;

/** Sparrow writes Caravan's files with an underscore. */
const ADDRESS_TYPES = { P2WSH: 'p2wsh', 'P2SH-P2WSH': 'p2sh-p2wsh', P2SH_P2WSH: 'p2sh-p2wsh', P2SH: 'p2sh' } as const;
const NETWORKS: { readonly [name: string]: FileNetwork } = {
  mainnet: 'main',
  testnet: 'test',
  testnet4: 'test',
  signet: 'signet',
  regtest: 'regtest',
};

export const caravan: ImportFormat = {
  name: 'caravan',
  program: 'Caravan wallet configuration',
  recognises: (document) => {
    const object = objectOf(document);
    return object !== undefined && 'extendedPublicKeys' in object && 'quorum' in object;
  },
  read: (document, context) => {
    const object = objectOf(document) ?? {};
    const quorum = objectField(object, 'quorum', '');
    const network = choiceField(object, 'network', '', Object.keys(NETWORKS));
    checkFileNetwork(NETWORKS[network] ?? 'test', context.network, 'network');
    const type = choiceField(object, 'addressType', '', keysOf(ADDRESS_TYPES));
    const keys = arrayField(object, 'extendedPublicKeys', '', MAX_KEYS);
    return completeDraft(
      {
        name: optionalString(object, 'name', '', MAX_TEXT),
        scriptType: ADDRESS_TYPES[type],
        keyOrder: 'sorted',
        m: integerField(quorum, 'requiredSigners', 'quorum', { min: 1, max: MAX_KEYS }),
        n: integerField(quorum, 'totalSigners', 'quorum', { min: 1, max: MAX_KEYS }),
        keys: keys.map((key, index) => readKey(key, `extendedPublicKeys[${index}]`)),
      },
      context,
    );
  },
};

function keysOf<const Table extends object>(table: Table): readonly (keyof Table & string)[] {
  return Object.keys(table) as (keyof Table & string)[];
}

function readKey(value: JsonValue, at: string): DraftKey {
  const object = asObject(value, at);
  const fingerprint = optionalString(object, 'xfp', at, MAX_TEXT);
  return {
    label: optionalString(object, 'name', at, MAX_TEXT),
    xpub: stringField(object, 'xpub', at, MAX_TEXT),
    claim: claimedOrigin(
      isUnknown(fingerprint) ? undefined : fingerprint,
      optionalString(object, 'bip32Path', at, MAX_TEXT),
      at,
    ),
    at: `${at}.xpub`,
  };
}

function isUnknown(text: string | undefined): boolean {
  return text !== undefined && /^unknown/i.test(text);
}

const CARAVAN_TYPES: { readonly [scriptType in ScriptType]: string } = {
  p2wsh: 'P2WSH',
  'p2sh-p2wsh': 'P2SH-P2WSH',
  p2sh: 'P2SH',
};

export const caravanExport: ExportFormat = {
  name: 'caravan',
  purpose: 'the wallet configuration that Caravan and Unchained import',
  write: ({ name, wallet }) => {
    requireFits(wallet, { program: 'Caravan', sortedOnly: true, usualChainsOnly: true });
    const config = {
      name,
      addressType: CARAVAN_TYPES[wallet.scriptType],
      network: CARAVAN_NETWORKS[wallet.network],
      client: { type: 'public' },
      quorum: { requiredSigners: wallet.m, totalSigners: wallet.keys.length },
      extendedPublicKeys: wallet.keys.map((key) => ({
        name: key.name,
        bip32Path: key.origin === undefined ? 'Unknown' : pathText(key.origin.path),
        xpub: key.xpub,
        ...(key.origin === undefined ? {} : { xfp: key.origin.fingerprint }),
      })),
      startingAddressIndex: 0,
    };
    return `${JSON.stringify(config, null, 2)}\n`;
  },
};

const CARAVAN_NETWORKS: { readonly [network in NetworkName]: string } = {
  main: 'mainnet',
  testnet3: 'testnet',
  testnet4: 'testnet',
  signet: 'signet',
  regtest: 'regtest',
};
