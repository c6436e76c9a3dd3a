/**
 * Electrum's labels: one JSON object from address, transaction id or `txid:index` to text, exported by itself or kept in
 * the wallet file under `labels`. Electrum does not say what a reference is; its form tells.
 */
import { IcehouseError } from '../../core/errors.ts';
import { asObject } from '../../core/json/fields.ts';
import type { JsonObject } from '../../core/json/strict.ts';
import { parseForeignJson } from '../document.ts';
import { type Label, type LabelFile, MAX_LABEL_LENGTH, MAX_LABELS, typeOfRef } from './label.ts';

/** Electrum knows these references; labels of keys and inputs stay behind. */
const WRITTEN: readonly Label['type'][] = ['tx', 'addr', 'output'];

/**
 * Reads labels. Entries of other kinds (payment requests, channels) are left out, as they mean nothing to other programs.
 *
 * @throws IcehouseError `labels/too-many`, `json/…`.
 */
export function readElectrumLabels(text: string): LabelFile {
  const file = asObject(parseForeignJson(text), '');
  const isWallet = 'wallet_type' in file || 'seed_version' in file;
  const entries = Object.entries(isWallet ? labelsOf(file) : file);
  if (entries.length > MAX_LABELS) {
    throw new IcehouseError({ code: 'labels/too-many', message: 'the file has more labels than any wallet' });
  }
  const labels = entries.flatMap(([ref, label]): Label[] => {
    const type = typeOfRef(ref);
    if (type === undefined || type === 'xpub' || typeof label !== 'string') return [];
    if (label.length <= MAX_LABEL_LENGTH) return [{ type, ref, label }];
    throw new IcehouseError({
      code: 'json/out-of-range',
      message: 'a label is too long',
      expected: `at most ${MAX_LABEL_LENGTH} characters`,
    });
  });
  return { labels, others: [] };
}

function labelsOf({ labels }: JsonObject): JsonObject {
  return labels === undefined ? {} : asObject(labels, 'labels');
}

/** Writes what Electrum imports by “Import labels”. */
export function writeElectrumLabels({ labels }: Pick<LabelFile, 'labels'>): string {
  const entries = labels.filter(({ type }) => WRITTEN.includes(type)).map(({ ref, label }) => [ref, label] as const);
  return `${JSON.stringify(Object.fromEntries(entries), null, 4)}\n`;
}
