/** Reads a secret from standard input for scripts: line 1 the mnemonic, line 2 the extension, unless told otherwise. */
import { IcehouseError } from '../../core/errors.ts';
import type { Io } from '../io.ts';

const MAX_SECRET_BYTES = 16 * 1024;

const LINES = 'line 1 the mnemonic, line 2 the extension';

export interface SecretLines {
  readonly most: number;
  /** What the lines are, where they are no mnemonic with its extension. */
  readonly expected?: string;
}

/**
 * @returns the lines without their line ends; an edge space of an extension is kept, as it belongs to it.
 * @throws IcehouseError `secret/too-long`, `secret/too-many-lines`, `secret/missing`.
 */
export async function readSecretLines(io: Io, { most, expected = LINES }: SecretLines): Promise<string[]> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of io.stdin) {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk, 'utf8') : Buffer.from(chunk as Uint8Array);
    size += bytes.length;
    if (size > MAX_SECRET_BYTES) {
      throw new IcehouseError({ code: 'secret/too-long', message: 'standard input is longer than any secret' });
    }
    chunks.push(bytes);
  }
  const text = Buffer.concat(chunks)
    .toString('utf8')
    .replace(/^\uFEFF/, '');
  const lines = text.split('\n').map((line) => line.replace(/\r$/, ''));
  while (lines.length > 1 && lines.at(-1) === '') lines.pop();
  if (lines.length > most) {
    throw new IcehouseError({
      code: 'secret/too-many-lines',
      message: 'standard input has more lines than a secret has parts',
      found: `${lines.length} lines`,
      expected: most === 1 ? 'one line' : expected,
    });
  }
  if ((lines[0] ?? '').trim() === '') {
    throw new IcehouseError({ code: 'secret/missing', message: 'standard input held no secret' });
  }
  return lines;
}
