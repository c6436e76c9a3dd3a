/**
 * Specter Desktop and the programs that speak its account map (Fully Noded, Gordian): JSON with a label and a descriptor
 * of the receive chain. By the format's rule change is at `/1/*` of the same keys.
 */
import { IcehouseError } from '../../core/errors.ts';
import { optionalString, stringField } from '../../core/json/fields.ts';
import type { JsonObject, JsonValue } from '../../core/json/strict.ts';
import { birthdayNote, readForeignDescriptor } from '../descriptor-wallet.ts';
import { objectOf } from '../document.ts';
import type { ExportFormat, ImportFormat, ImportNote } from '../format.ts';
import { requireFits } from '../limits.ts';
import { keychainDescriptors } from './descriptors.ts';

const MAX_TEXT = 40_000;
const MAX_DEVICES = 20;

export const specter: ImportFormat = {
  name: 'specter',
  program: 'Specter wallet',
  recognises: (document) => {
    const object = objectOf(document);
    return object !== undefined && descriptorField(object) !== undefined && !('keystores' in object);
  },
  read: (document, context) => {
    const object = objectOf(document) ?? {};
    const field = descriptorField(object);
    if (field === undefined) {
      throw new IcehouseError({ code: 'json/missing-field', message: 'a field is missing', at: 'descriptor' });
    }
    const receive = stringField(object, field, '', MAX_TEXT);
    const change = optionalString(object, 'change_descriptor', '', MAX_TEXT);
    const name = optionalString(object, 'label', '', MAX_TEXT) ?? optionalString(object, 'name', '', MAX_TEXT);
    const descriptors = change === undefined ? receive : ([receive, change] as const);
    const read = readForeignDescriptor(
      { descriptors, name, labels: deviceLabels(object), chains: 'by-format' },
      context,
    );
    return { ...read, notes: [...read.notes, ...heightNotes(object)] };
  },
};

function descriptorField(object: JsonObject): 'descriptor' | 'recv_descriptor' | undefined {
  if (typeof object.recv_descriptor === 'string') return 'recv_descriptor';
  return typeof object.descriptor === 'string' ? 'descriptor' : undefined;
}

/** Devices stand in the order of the keys, as objects with a label or as plain names. */
function deviceLabels({ devices }: JsonObject): readonly (string | undefined)[] {
  return Array.isArray(devices) ? devices.slice(0, MAX_DEVICES).map(labelOf) : [];
}

function labelOf(device: JsonValue): string | undefined {
  if (typeof device === 'string') return device;
  if (typeof device !== 'object' || device === null || !('label' in device)) return undefined;
  return typeof device.label === 'string' ? device.label : undefined;
}

function heightNotes({ blockheight }: JsonObject): readonly ImportNote[] {
  return typeof blockheight === 'number' && Number.isInteger(blockheight) && blockheight > 0
    ? [birthdayNote(blockheight)]
    : [];
}

export const specterExport: ExportFormat = {
  name: 'specter',
  purpose: 'the JSON that Specter Desktop, Fully Noded and Gordian import',
  write: ({ name, wallet, birthdayHeight }) => {
    requireFits(wallet, { program: 'Specter', usualChainsOnly: true });
    const [descriptor] = keychainDescriptors(wallet);
    const devices = wallet.keys.map((key) => ({ type: 'other', label: key.name }));
    return `${JSON.stringify({ label: name, blockheight: birthdayHeight, descriptor, devices }, null, 2)}\n`;
  },
};
