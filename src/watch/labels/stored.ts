/** Labels between the store and the files of other programs: the same values, with foreign fields as JSON text. */
import { asObject } from '../../core/json/fields.ts';
import { parseStrictJson } from '../../core/json/strict.ts';
import type { Label } from '../../exchange/labels/label.ts';
import type { Label as StoredLabel } from '../store/store.ts';

/** Labels to be stored in place of those that were seen; refused by the store when another has come in between. */
export function changesOf(seen: readonly StoredLabel[], changed: readonly Label[]): StoredLabel[] {
  const nameOf = ({ type, ref }: Pick<Label, 'type' | 'ref'>) => `${type} ${ref}`;
  const versions = new Map(seen.map((label) => [nameOf(label), label.version ?? 0]));
  return changed.map((label) => ({ ...storedLabel(label), version: versions.get(nameOf(label)) ?? 0 }));
}

export function storedLabel({ type, ref, label, spendable, origin, more }: Label): StoredLabel {
  return {
    ...{ type, ref, label, spendable },
    ...(origin === undefined ? {} : { origin }),
    ...(more === undefined ? {} : { more: JSON.stringify(more) }),
  };
}

export function fileLabel({ type, ref, label, spendable, origin, more }: StoredLabel): Label {
  return {
    ...{ type, ref, label },
    ...(spendable === undefined ? {} : { spendable }),
    ...(origin === undefined ? {} : { origin }),
    ...(more === undefined ? {} : { more: asObject(parseStrictJson(more, { numbers: 'any' }), 'more') }),
  };
}
