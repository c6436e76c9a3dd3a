/** Formats that a command writes, by the names that `--format` takes. */
import { IcehouseError } from '../../core/errors.ts';

/** @throws IcehouseError `usage/arguments` with the names that there are. */
export function formatNamed<Format extends { readonly name: string }>(
  formats: readonly Format[],
  asked: string,
): Format {
  const format = formats.find(({ name }) => name === asked);
  if (format !== undefined) return format;
  throw new IcehouseError({
    code: 'usage/arguments',
    kind: 'usage',
    message: 'this format is not known',
    at: '--format',
    expected: formats.map(({ name }) => name).join(', '),
  });
}
