/** Reads PSBTs as people name them. */
import { IcehouseError } from '../../core/errors.ts';
import { decodePsbt } from '../../core/psbt/text.ts';
import type { Io } from '../io.ts';
import { readDocumentBytes } from './travelled.ts';

/** Reads a PSBT in any of its forms and gives it in binary. @throws IcehouseError as `readDocumentBytes` and `decodePsbt` do. */
export function readPsbtFile(io: Io, file: string): Uint8Array {
  return decodePsbt(readDocumentBytes(io, file));
}

/** `--psbt-version`: 0 unless said otherwise. @throws IcehouseError `usage/arguments`. */
export function readPsbtVersion(text: string | undefined): 0 | 2 {
  if (text === undefined || text === '0') return 0;
  if (text === '2') return 2;
  throw new IcehouseError({
    code: 'usage/arguments',
    kind: 'usage',
    message: 'there is no such version of PSBT',
    at: '--psbt-version',
    expected: '0 or 2',
  });
}
