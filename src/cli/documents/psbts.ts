import { decodePsbt } from '../../core/psbt/text.ts';
import type { Io } from '../io.ts';
import { readDocumentBytes } from './travelled.ts';

/** Reads a PSBT in any of its forms and gives it in binary. @throws IcehouseError as `readDocumentBytes` and `decodePsbt` do. */
export function readPsbtFile(io: Io, file: string): Uint8Array {
  return decodePsbt(readDocumentBytes(io, file));
}
