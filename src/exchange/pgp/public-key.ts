/**
 * Members' OpenPGP keys, the public side: read from what `gpg --export` or another program wrote, and known from then on by
 * their fingerprint. What a key says of its owner is hearsay; `address-book.ts` gives it the group's name, and the members
 * compare its words.
 */
import { type Key, type PublicKey, readKeys } from 'openpgp';
import { fromUtf8 } from '../../core/bytes.ts';
import { IcehouseError } from '../../core/errors.ts';
import { visible } from '../../core/text/visible.ts';
import { MAX_KEY, momentOf, PGP_SETTINGS } from './settings.ts';

export interface PgpPublicKey {
  /** 40 hex digits in upper case. */
  readonly fingerprint: string;
  /** Names and addresses that the key gives itself, made safe to show. */
  readonly userIds: readonly string[];
  /** Such as `eddsaLegacy ed25519Legacy` or `rsaEncryptSign 4096`, in OpenPGP.js's words. */
  readonly algorithm: string;
  /** Seconds since 1970-01-01 UTC. */
  readonly created: number;
  /** Seconds since 1970-01-01 UTC; undefined for a key that does not expire. */
  readonly expires: number | undefined;
  readonly armored: string;
}

/** Keys with more parts than anybody uses are not looked through. */
const MAX_PARTS = 64;

const ARMOR = '-----BEGIN PGP';

/**
 * Reads the one public key of a file, armored or binary. A certificate whose parts its primary key has not signed loses
 * those parts.
 *
 * @param now seconds since 1970-01-01 UTC.
 * @throws IcehouseError `pgp/private-key-refused` (refused), `pgp/not-a-key`, `pgp/several-keys`, `pgp/key-version`,
 * `pgp/key-unusable` (refused) for a key that is revoked, has expired, or cannot both sign and be encrypted to.
 */
export async function readPublicKey(file: Uint8Array, now: number): Promise<PgpPublicKey> {
  const key = await readOneKey(file);
  if (key.isPrivate()) {
    throw new IcehouseError({
      code: 'pgp/private-key-refused',
      kind: 'refused',
      message: 'this is a private OpenPGP key, which never belongs here',
      expected: 'the public key, as gpg --armor --export writes it',
      next: 'give the public part only; if others could have the file, revoke this key',
    });
  }
  await requireUsable(key, now);
  return describeKey(key);
}

/** Turns a described key into what OpenPGP.js works with. */
export async function loadPublicKey({ armored }: Pick<PgpPublicKey, 'armored'>): Promise<PublicKey> {
  const [key] = await readKeys({ armoredKeys: armored, config: PGP_SETTINGS });
  return key!.toPublic();
}

/** What is told of a key; a private one gives its public side. */
export async function describeKey(key: Key): Promise<PgpPublicKey> {
  const publicKey = key.toPublic();
  const { algorithm, bits, curve } = publicKey.getAlgorithmInfo();
  const expires = await publicKey.getExpirationTime(undefined, PGP_SETTINGS);
  return {
    fingerprint: publicKey.getFingerprint().toUpperCase(),
    userIds: publicKey.getUserIDs().map((userId) => visible(userId, { max: 100 })),
    algorithm: [algorithm, bits ?? curve ?? ''].join(' ').trim(),
    created: Math.floor(publicKey.getCreationTime().getTime() / 1000),
    expires: expires instanceof Date ? Math.floor(expires.getTime() / 1000) : undefined,
    armored: publicKey.armor(PGP_SETTINGS),
  };
}

/**
 * Reads the one key of a file, public or private.
 *
 * @throws IcehouseError `pgp/not-a-key`, `pgp/several-keys`, `pgp/key-version`.
 */
export async function readOneKey(file: Uint8Array): Promise<Key> {
  if (file.length > MAX_KEY) throw notAKey();
  const [key, ...others] = await parseKeys(file);
  if (key === undefined) throw notAKey();
  if (others.length > 0) {
    throw new IcehouseError({
      code: 'pgp/several-keys',
      message: 'this file holds several keys',
      expected: 'one key',
      next: 'export the one key by its fingerprint: gpg --armor --export FINGERPRINT',
    });
  }
  if (key.subkeys.length > MAX_PARTS || key.users.length > MAX_PARTS) throw notAKey();
  if (key.keyPacket.version !== 4) {
    throw new IcehouseError({
      code: 'pgp/key-version',
      message: 'this key has a form that GnuPG 2.2 cannot use',
      found: `version ${key.keyPacket.version}`,
      expected: 'an OpenPGP key of version 4',
      next: 'make one that every member can use: icehouse book new-key, or gpg',
    });
  }
  return key;
}

async function parseKeys(file: Uint8Array): Promise<readonly Key[]> {
  const isArmored = String.fromCharCode(...file.subarray(0, 64))
    .trimStart()
    .startsWith(ARMOR);
  try {
    if (!isArmored) return await readKeys({ binaryKeys: file, config: PGP_SETTINGS });
    const text = fromUtf8(file);
    const blocks = text.split(ARMOR).slice(1);
    const keys = await Promise.all(
      blocks.map((block) => readKeys({ armoredKeys: ARMOR + block, config: PGP_SETTINGS })),
    );
    return keys.flat();
  } catch {
    // OpenPGP.js's message may quote the file.
    throw notAKey();
  }
}

async function requireUsable(key: Key, now: number): Promise<void> {
  const date = momentOf(now);
  try {
    await key.getSigningKey(undefined, date, undefined, PGP_SETTINGS);
    await key.getEncryptionKey(undefined, date, undefined, PGP_SETTINGS);
  } catch (cause) {
    throw new IcehouseError({
      code: 'pgp/key-unusable',
      kind: 'refused',
      message: 'this key cannot be used: it is revoked, has expired, is too weak, or cannot sign and be encrypted to',
      next: 'ask its owner for a key that is valid today',
      cause,
    });
  }
}

function notAKey(): IcehouseError {
  return new IcehouseError({
    code: 'pgp/not-a-key',
    message: 'this file holds no OpenPGP key that can be read',
    expected: 'a key as gpg --armor --export writes it',
  });
}
