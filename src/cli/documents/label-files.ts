/** What the label commands have in common: the form that a person asks for. */
import { IcehouseError } from '../../core/errors.ts';
import { LABEL_FORMATS, type LabelFormat } from '../../exchange/labels/formats.ts';

export const LABEL_FORMAT_NAMES = LABEL_FORMATS.map(({ name }) => name).join(', ');

/** @throws IcehouseError `usage/arguments` for a form that is none. */
export function labelFormatNamed(asked: string): LabelFormat {
  const format = LABEL_FORMATS.find(({ name }) => name === asked);
  if (format !== undefined) return format;
  throw new IcehouseError({
    code: 'usage/arguments',
    kind: 'usage',
    message: 'this form of labels is not known',
    at: '--format',
    expected: LABEL_FORMAT_NAMES,
  });
}
