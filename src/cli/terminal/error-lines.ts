/** An error as a person reads it: the sentence, then where, found, expected and next, aligned. */
import type { IcehouseError } from '../../core/errors.ts';
import { pairs, wrapped } from '../../core/text/columns.ts';

export function errorLines(error: IcehouseError): string[] {
  const details: [string, string | undefined][] = [
    ['where', error.at],
    ['found', error.found],
    ['expected', error.expected],
    ['next', error.next],
    ['code', error.code],
  ];
  const known = details.filter((pair): pair is [string, string] => pair[1] !== undefined);
  return [...wrapped(`${error.kind === 'refused' ? 'Refused' : 'Error'}: ${error.message}.`), ...pairs(known)];
}
