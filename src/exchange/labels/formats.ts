/** The forms in which labels come and go, told by their content where the person does not say. */
import { IcehouseError } from '../../core/errors.ts';
import { isEncryptedStorage } from '../electrum/storage.ts';
import { readBip329, writeBip329 } from './bip329.ts';
import { readCsv, writeCsv } from './csv.ts';
import { readElectrumLabels, writeElectrumLabels } from './electrum.ts';
import type { Label, LabelFile } from './label.ts';

export interface LabelFormat {
  /** As named on the command line. */
  readonly name: string;
  /** Which programs read it. */
  readonly purpose: string;
  /** Whether a text is of this form by its first characters. */
  readonly recognises: (text: string) => boolean;
  /** @throws IcehouseError `labels/…`, `json/…`. */
  readonly read: (text: string) => LabelFile;
  readonly write: (file: LabelFile) => string;
  /** Whether a label has a place in it, and if so whether it comes back whole. */
  readonly keeps: (label: Label) => 'whole' | 'in part' | 'not at all';
}

/** JSON lines begin with a record that says its type; Electrum's one object has references for names. */
function beginsWithRecord(text: string): boolean {
  const start = text.trimStart();
  const end = start.indexOf('\n');
  const line = (end < 0 ? start : start.slice(0, end)).trimEnd();
  return line.startsWith('{') && line.endsWith('}') && line.includes('"type"');
}

export const LABEL_FORMATS: readonly LabelFormat[] = [
  {
    name: 'bip329',
    purpose: 'JSON lines (BIP-0329): Sparrow, Nunchuk, BlueWallet and others',
    recognises: beginsWithRecord,
    read: readBip329,
    write: writeBip329,
    keeps: () => 'whole',
  },
  {
    name: 'electrum',
    purpose: 'Electrum, by Wallet > Labels > Import',
    recognises: (text) => /^\s*\{/.test(text) && !beginsWithRecord(text),
    read: readElectrumLabels,
    write: writeElectrumLabels,
    keeps: ({ type, label, spendable, origin, more }) => {
      if (!['tx', 'addr', 'output'].includes(type) || label === '') return 'not at all';
      return spendable === undefined && origin === undefined && more === undefined ? 'whole' : 'in part';
    },
  },
  {
    name: 'csv',
    purpose: 'a table for spreadsheets; a label that looks like a formula gets an apostrophe before it',
    recognises: (text) => /^type,ref,label\b/.test(text),
    read: readCsv,
    write: writeCsv,
    keeps: ({ more }) => (more === undefined ? 'whole' : 'in part'),
  },
];

/**
 * Finds the form of a label file.
 *
 * @throws IcehouseError `labels/unknown-form`, and `labels/encrypted` for a wallet file of Electrum that needs its password.
 */
export function labelFormatOf(text: string): LabelFormat {
  if (isEncryptedStorage(text)) {
    throw new IcehouseError({
      code: 'labels/encrypted',
      message: 'this is an encrypted wallet file of Electrum, and its password has no business on an online machine',
      next: 'export the labels alone, in Electrum by Wallet > Labels > Export',
    });
  }
  const plain = text.startsWith('\ufeff') ? text.slice(1) : text;
  const format = LABEL_FORMATS.find(({ recognises }) => recognises(plain));
  if (format !== undefined) return format;
  throw new IcehouseError({
    code: 'labels/unknown-form',
    message: 'this is no file of labels that is known here',
    expected: LABEL_FORMATS.map(({ name, purpose }) => `${name} (${purpose})`).join('; '),
    next: 'export the labels again, or convert them to the CSV table that icehouse labels export writes',
  });
}
