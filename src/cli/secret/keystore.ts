/** Opens the keystore that `--keystore` names, for the commands that need its secret. */
import { resolve } from 'node:path';
import type { RandomSource } from '../../cold/entropy/health.ts';
import type { KeystoreContent } from '../../cold/keystore/content.ts';
import { openKeystore, requireKeystoreFile } from '../../cold/keystore/keystore.ts';
import { IcehouseError } from '../../core/errors.ts';
import type { Context } from '../command.ts';
import { readFileBytes } from '../files/read.ts';
import { readPassphrase } from './passphrase.ts';

/** The source that `age-encryption` draws from by itself: what is judged must be what is used. */
export const webRandom: RandomSource = (length) => globalThis.crypto.getRandomValues(new Uint8Array(length));

/**
 * Reads a keystore and asks for its passphrase; a file that is none is refused before anything is typed.
 *
 * @throws IcehouseError `usage/arguments` beside options for typed words; those of `readFileBytes`, `openKeystore` and of
 * the prompt.
 */
export async function readKeystore(context: Context, file: string): Promise<KeystoreContent> {
  const { args, io } = context;
  const beside = ['language', 'seed-kind'].find((name) => args.text(name) !== undefined);
  if (beside !== undefined) {
    throw new IcehouseError({
      code: 'usage/arguments',
      kind: 'usage',
      message: `a keystore knows how its words are read, and --${beside} is for typed ones`,
      at: '--keystore',
    });
  }
  const bytes = readFileBytes(resolve(io.folder, file));
  requireKeystoreFile(bytes);
  return openKeystore(
    bytes,
    await readPassphrase(context, { flag: 'secret-stdin', question: 'Passphrase of the keystore:' }),
  );
}
