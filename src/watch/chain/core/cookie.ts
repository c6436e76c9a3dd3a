/**
 * The password for Bitcoin Core's RPC: one line `user:password` in a file, as the node's own `.cookie` holds it. It is
 * read when it is needed, as the node writes a new one at every start, and is never shown.
 */
import { readFileSync, statSync } from 'node:fs';
import { IcehouseError } from '../../../core/errors.ts';

const MAX_BYTES = 1_000;

/**
 * Reads `user:password`.
 *
 * @throws IcehouseError `core/no-cookie`, `core/bad-cookie`; neither holds any of the file's text.
 */
export function readCookie(path: string): string {
  const text = readSmall(path);
  const [line = '', ...rest] = text.replace(/\r?\n$/, '').split('\n');
  if (rest.length === 0 && /^[^\s:]+:[\x21-\x7e]+$/.test(line)) return line;
  throw new IcehouseError({
    code: 'core/bad-cookie',
    message: 'the file does not hold the password of a node',
    at: path,
    expected: 'one line user:password, as in the file .cookie of Bitcoin Core',
  });
}

function readSmall(path: string): string {
  try {
    return statSync(path).size <= MAX_BYTES ? readFileSync(path, 'utf8') : '';
  } catch (cause) {
    const isDenied = cause instanceof Error && 'code' in cause && (cause.code === 'EACCES' || cause.code === 'EPERM');
    throw new IcehouseError({
      code: 'core/no-cookie',
      kind: 'environment',
      message: isDenied ? "the node's cookie file may not be read" : "the node's cookie file is not there",
      at: path,
      next: isDenied
        ? 'run as the user that runs the node, or put user:password into a file of your own for --rpc-cookie'
        : 'start Bitcoin Core, or name its cookie file with --rpc-cookie',
      cause,
    });
  }
}
