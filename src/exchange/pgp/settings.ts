/**
 * How OpenPGP.js is told to work, in every call: messages that GnuPG 2.2 reads (no AEAD, no Argon2, keys of version 4), no
 * message without integrity protection, no malformed or surplus packets, and bounds for whatever a stranger's file could
 * make large. The package reads no clock of ours: each call is given the time.
 */
import { type Config, config, enums } from 'openpgp';

/** Bytes that a message may have after decompression; the group's documents are far smaller. */
export const MAX_CONTENT = 32 * 1024 * 1024;

/** Bytes of a message as a file: the content in Base64, with recipients and signatures. */
export const MAX_MESSAGE = 48 * 1024 * 1024;

/** Bytes of a key file. Keys with many certificates and a photograph reach 100,000. */
export const MAX_KEY = 1024 * 1024;

/** Clocks of two people differ: a signature from so many seconds ahead is no signature from the future. */
export const CLOCK_TOLERANCE = 300;

export const PGP_SETTINGS: Config = {
  ...config,
  preferredHashAlgorithm: enums.hash.sha512,
  preferredSymmetricAlgorithm: enums.symmetric.aes256,
  preferredCompressionAlgorithm: enums.compression.uncompressed,
  showVersion: false,
  showComment: false,
  v6Keys: false,
  aeadProtect: false,
  s2kType: enums.s2k.iterated,
  // Costly by design, and nothing in the group's key files needs it: refused.
  maxArgon2MemoryExponent: 0,
  allowUnauthenticatedMessages: false,
  allowUnauthenticatedStream: false,
  allowInsecureDecryptionWithSigningKeys: false,
  allowInsecureVerificationWithReformattedKeys: false,
  minRSABits: 2_047,
  ignoreMalformedPackets: false,
  enforceGrammar: true,
  additionalAllowedPackets: [],
  maxUserIDLength: 1_024,
  maxDecompressedMessageSize: MAX_CONTENT,
};

/** A moment for OpenPGP.js. @param seconds since 1970-01-01 UTC. */
export function momentOf(seconds: number): Date {
  return new Date(seconds * 1000);
}
