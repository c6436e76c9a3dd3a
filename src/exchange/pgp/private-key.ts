/**
 * A member's own OpenPGP key: made here or exported from gpg, kept in a file with a passphrase on the online machine, and
 * unlocked for one command. It signs and opens what travels; it is no key to any money, and no seed ever comes near it.
 */
import { decryptKey, generateKey, type PrivateKey } from 'openpgp';
import { IcehouseError } from '../../core/errors.ts';
import { checkedName } from '../../core/text/name.ts';
import { describeKey, type PgpPublicKey, readOneKey } from './public-key.ts';
import { momentOf, PGP_SETTINGS } from './settings.ts';

export interface NewPgpKey {
  /** What the key calls its owner; the group's name for her stands in the address books. */
  readonly name: string;
  readonly passphrase: string;
  /** Seconds since 1970-01-01 UTC. */
  readonly now: number;
}

export interface PgpKeyFile {
  readonly publicKey: PgpPublicKey;
  /** Armored and locked by the passphrase (iterated S2K, which gpg 2.2 reads). */
  readonly lockedArmored: string;
}

/**
 * Makes a key of the kind that gpg 2.2 can use: Ed25519 to sign and Curve25519 to be encrypted to, in their old form. The
 * package draws from `globalThis.crypto` by itself.
 *
 * NOT checked: the strength of the passphrase; the surface says what it is worth.
 *
 * @throws IcehouseError `pgp/empty-passphrase`, and those of `checkedName`.
 */
export async function createPgpKey({ name, passphrase, now }: NewPgpKey): Promise<PgpKeyFile> {
  checkedName(name, 'name');
  if (passphrase === '') {
    throw new IcehouseError({ code: 'pgp/empty-passphrase', message: 'an empty passphrase protects nothing' });
  }
  const { privateKey } = await generateKey({
    type: 'ecc',
    curve: 'curve25519Legacy',
    userIDs: [{ name }],
    passphrase,
    date: momentOf(now),
    format: 'object',
    config: PGP_SETTINGS,
  });
  return { publicKey: await describeKey(privateKey), lockedArmored: privateKey.armor(PGP_SETTINGS) };
}

/** A member's key with its secret parts at hand. Not enumerable, so that printing it prints the fingerprint only. */
export interface UnlockedKey {
  readonly publicKey: PgpPublicKey;
  readonly privateKey: PrivateKey;
}

/**
 * Reads a private key file and unlocks it. One that was never locked is taken as it is.
 *
 * @throws IcehouseError `pgp/wrong-passphrase` (refused), `pgp/not-a-private-key`, `pgp/key-locking` for a key locked in a
 * way that is costly by design (Argon2), and those of `readOneKey`.
 */
export async function unlockKey(file: Uint8Array, passphrase: string): Promise<UnlockedKey> {
  const key = await readOneKey(file);
  if (!key.isPrivate()) {
    throw new IcehouseError({
      code: 'pgp/not-a-private-key',
      message: 'this file holds a public key only',
      expected: 'your own key, as gpg --armor --export-secret-keys writes it',
    });
  }
  const privateKey = key.isDecrypted() ? key : await unlocked(key, passphrase);
  const value = { publicKey: await describeKey(key) };
  Object.defineProperty(value, 'privateKey', { value: privateKey, enumerable: false });
  return Object.freeze(value) as UnlockedKey;
}

async function unlocked(privateKey: PrivateKey, passphrase: string): Promise<PrivateKey> {
  try {
    return await decryptKey({ privateKey, passphrase, config: PGP_SETTINGS });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : '';
    if (/argon2/i.test(reason)) {
      throw new IcehouseError({
        code: 'pgp/key-locking',
        message: 'this key is locked by Argon2, whose cost the file itself decides',
        next: 'lock it in the usual way: set its passphrase again with gpg',
      });
    }
    throw new IcehouseError({
      code: 'pgp/wrong-passphrase',
      kind: 'refused',
      message: 'the passphrase does not unlock this key',
      next: 'type it again; a key on a smart card cannot be used from a file',
    });
  }
}
