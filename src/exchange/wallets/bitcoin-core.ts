/**
 * Bitcoin Core: the argument of `importdescriptors`, and the answer of `listdescriptors`, of a watch-only descriptor
 * wallet. In what we write, rescanning starts at the timestamp 0, since a charter's birthday is a height and Core wants a
 * time: slow once, but nothing is missed.
 */
import { parseDescriptor } from '../../core/descriptor/parse.ts';
import { IcehouseError } from '../../core/errors.ts';
import { asObject, stringField } from '../../core/json/fields.ts';
import type { JsonValue } from '../../core/json/strict.ts';
import { multisigScriptType, readForeignDescriptor } from '../descriptor-wallet.ts';
import { listOf, objectOf } from '../document.ts';
import type { ExportFormat, ForeignDocument, ImportFormat } from '../format.ts';
import { keychainDescriptors, severalWallets } from './descriptors.ts';

/** How many addresses Core keeps ready at once; fifty gap limits of common wallets. */
const RANGE_END = 999;

/** Entries that are looked at: a wallet of Core has eight descriptors of its own. */
const MAX_ENTRIES = 1_000;
const MAX_TEXT = 40_000;

export const bitcoinCoreExport: ExportFormat = {
  name: 'bitcoin-core',
  purpose: 'the argument of Bitcoin Core’s importdescriptors, for a blank watch-only wallet',
  write: ({ wallet }) => {
    const requests = keychainDescriptors(wallet).map((desc, keychain) => ({
      desc,
      active: true,
      internal: keychain === 1,
      range: [0, RANGE_END],
      next_index: 0,
      timestamp: 0,
    }));
    return `${JSON.stringify(requests, null, 2)}\n`;
  },
};

export const bitcoinCore: ImportFormat = {
  name: 'bitcoin-core',
  program: 'Bitcoin Core',
  recognises: (document) => {
    const [first] = entriesOf(document) ?? [];
    return typeof first === 'object' && first !== null && 'desc' in first;
  },
  read: (document, context) => {
    const entries = (entriesOf(document) ?? []).slice(0, MAX_ENTRIES + 1);
    if (entries.length > MAX_ENTRIES) throw severalWallets(entries.length);
    const all = entries.map((entry, index) => readEntry(entry, `[${index}]`));
    const multisig = all.filter(({ isMultisig }) => isMultisig);
    const active = multisig.filter(({ isActive }) => isActive);
    const chosen = active.length > 0 ? active : multisig;
    const [first, second] = chosen.toSorted((left, right) => Number(left.isInternal) - Number(right.isInternal));
    if (first === undefined) throw noMultisig(all.length);
    if (chosen.length > 2) throw severalWallets(chosen.length);
    const descriptors = second === undefined ? first.descriptor : ([first.descriptor, second.descriptor] as const);
    const read = readForeignDescriptor({ descriptors, name: walletName(document) }, context);
    const others = all.length - chosen.length;
    const note = {
      code: 'import/other-descriptors',
      text: `${others} other descriptors of the file (single keys, or not in use) are not taken`,
    } as const;
    return others === 0 ? read : { ...read, notes: [...read.notes, note] };
  },
};

function entriesOf(document: ForeignDocument): readonly JsonValue[] | undefined {
  const descriptors = objectOf(document)?.descriptors;
  return listOf(document) ?? (Array.isArray(descriptors) ? descriptors : undefined);
}

function walletName(document: ForeignDocument): string | undefined {
  const name = objectOf(document)?.wallet_name;
  return typeof name === 'string' ? name : undefined;
}

interface Entry {
  readonly descriptor: string;
  readonly isMultisig: boolean;
  readonly isActive: boolean;
  readonly isInternal: boolean;
}

function readEntry(value: JsonValue, at: string): Entry {
  const object = asObject(value, at);
  const descriptor = stringField(object, 'desc', at, MAX_TEXT);
  return {
    descriptor,
    isMultisig: isMultisig(descriptor),
    isActive: object.active === true,
    isInternal: object.internal === true,
  };
}

/** What Icehouse cannot read yet is no plain multisig; everything else that is wrong with a descriptor is told. */
function isMultisig(descriptor: string): boolean {
  try {
    return multisigScriptType(parseDescriptor(descriptor)) !== undefined;
  } catch (error) {
    if (error instanceof IcehouseError && error.code === 'descriptor/not-supported-yet') return false;
    throw error;
  }
}

function noMultisig(count: number): IcehouseError {
  return new IcehouseError({
    code: 'exchange/single-key-wallet',
    message: 'there is no multisig wallet among these descriptors',
    found: `${count} descriptors`,
    next: 'in Bitcoin Core, call listdescriptors for the wallet that holds the multisig descriptors',
  });
}
