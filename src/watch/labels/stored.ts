/** Labels between the store and the files of other programs: the same values, with foreign fields as JSON text. */
import { asObject } from '../../core/json/fields.ts';
import { parseStrictJson } from '../../core/json/strict.ts';
import type { Label } from '../../exchange/labels/label.ts';
import type { Label as StoredLabel } from '../store/store.ts';

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
