/** Reads PSBTs as people name them. */
import { resolve } from 'node:path';
import { decodePsbt } from '../../core/psbt/text.ts';
import { readFileBytes } from '../files/read.ts';
import type { Io } from '../io.ts';

/** Reads a PSBT in any of its forms and gives it in binary. @throws IcehouseError as `readFileBytes` and `decodePsbt` do. */
export function readPsbtFile(io: Io, file: string): Uint8Array {
  return decodePsbt(readFileBytes(resolve(io.folder, file)));
}
