/**
 * How much a descriptor may hold. The limits of the text are ours, so that hostile input is refused before any of it
 * costs curve arithmetic; those of scripts are bitcoin's, the ones of multisig being in `wallet/script.ts`.
 */

/** Characters of a descriptor with its checksum, line breaks included. A 20-key wallet with long origins takes 4,000. */
export const MAX_DESCRIPTOR_LENGTH = 32_768;

/** Keys of one descriptor, all functions together. Bitcoin Core reads up to 999 in a `multi_a`; no wallet has that many members. */
export const MAX_KEYS = 128;

/** Steps in a key origin and below an extended key. BIP-0032 ends at depth 255, the deepest published scheme at 6. */
export const MAX_PATH_STEPS = 32;

/** A bare multisig output with more keys is not relayed. */
export const MAX_BARE_MULTISIG_KEYS = 3;

/**
 * Brackets inside brackets: a tree with a key in each leaf is never deeper than it has keys, which also keeps it within the
 * 128 levels of BIP-0341.
 */
export const MAX_NESTING = MAX_KEYS + 4;
