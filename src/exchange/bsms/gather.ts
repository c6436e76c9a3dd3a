/**
 * The coordinator between the rounds of BIP-0129: takes the signers' files, decrypts and verifies each against the session,
 * and refuses what does not belong to it. What comes out are key cards, in the order of the files; a charter is founded on
 * them, and its wallet goes back to the signers as descriptor records.
 */
import { toHex, utf8ToBytes } from '../../core/bytes.ts';
import type { KeyCard } from '../../core/charter/types.ts';
import { IcehouseError, invariant } from '../../core/errors.ts';
import { keyIdentity } from '../../core/key/identity.ts';
import { visible } from '../../core/text/visible.ts';
import type { Wallet } from '../../core/wallet/types.ts';
import { cardOfRecord } from './card.ts';
import { formatDescriptorRecord } from './descriptor-record.ts';
import { openRecord, recordInFile, sealRecord } from './encryption.ts';
import { parseKeyRecord } from './key-record.ts';
import { type BsmsSession, requireOpen } from './session.ts';
import type { BsmsToken } from './token.ts';

export interface SignerFile {
  /** What the group calls the signer. */
  readonly name: string;
  /** Content of the `.bsms`, `.txt` or `.dat` file. */
  readonly content: Uint8Array;
}

export interface GatheredSigner {
  readonly card: KeyCard;
  /** With which token the file was written. */
  readonly token: BsmsToken;
  readonly conversion: string | undefined;
}

/**
 * Verifies the files of all signers.
 *
 * @param now seconds since 1970-01-01 UTC.
 * @throws IcehouseError (refused) `bsms/session-expired`, `bsms/session-used`, `bsms/other-session` for a token that is not
 * the session's, `bsms/token-reused` for two signers with one token in extended mode, `bsms/duplicate-key`, `bsms/bad-mac`,
 * `bsms/mac-stripped`, `bsms/bad-signature`, `bsms/other-round`; `bsms/signer-count`, and those of `cardOfRecord`.
 */
export function gatherSigners(
  session: BsmsSession,
  files: readonly SignerFile[],
  now: number,
): readonly GatheredSigner[] {
  requireOpen(session, now);
  if (files.length !== session.n) {
    throw new IcehouseError({
      code: 'bsms/signer-count',
      message: 'the session needs a key record of each signer, no more and no fewer',
      found: `${files.length} records`,
      expected: `${session.n} records`,
    });
  }
  const signers = files.map((file) => gatherSigner(session, file));
  if (session.mode === 'extended') {
    const repeated = repeatedAt(signers.map(({ token }) => token.hex));
    if (repeated >= 0) throw refusedFor('bsms/token-reused', files[repeated]!, 'uses the token of another signer');
  }
  const repeated = repeatedAt(signers.map(({ card }) => keyIdentity(card.key.extendedKey)));
  if (repeated >= 0)
    throw refusedFor('bsms/duplicate-key', files[repeated]!, 'brings a key that another signer brought');
  return signers;
}

function gatherSigner(session: BsmsSession, file: SignerFile): GatheredSigner {
  const { token, text } = openWithTokens(session, file.content);
  const record = parseKeyRecord(text);
  if (record.claim.token !== token.hex) throw refusedFor('bsms/other-session', file, 'comes from another session');
  const { network, scriptType } = session;
  return { token, ...cardOfRecord(record, { name: file.name, network, scriptType }) };
}

/** In extended mode the file does not say whose token it was written with: each is tried. */
function openWithTokens(
  { tokens }: BsmsSession,
  content: Uint8Array,
): { readonly token: BsmsToken; readonly text: string } {
  const [first, ...others] = tokens;
  invariant(first !== undefined, 'a session has at least one token');
  for (const token of others) {
    try {
      return { token, text: openRecord(content, token) };
    } catch (error) {
      if (!(error instanceof IcehouseError) || error.code !== 'bsms/bad-mac') throw error;
    }
  }
  return { token: first, text: recordInFile(content, first) };
}

export interface SignerDelivery {
  readonly name: string;
  /** `bsms` in clear, `dat` encrypted, as BIP-0129 names the files. */
  readonly extension: 'bsms' | 'dat';
  readonly content: Uint8Array;
}

/**
 * Round 2: the wallet as one file for each signer, encrypted with her token. There is no line feed at the end, as not every
 * device reads one there.
 *
 * @param encrypted `hex` as BIP-0129 says; `bytes` for Coldcard, which reads no hex from files.
 */
export function deliverWallet(
  wallet: Wallet,
  signers: readonly GatheredSigner[],
  { encrypted }: { readonly encrypted: 'hex' | 'bytes' },
): readonly SignerDelivery[] {
  const record = formatDescriptorRecord(wallet);
  return signers.map(({ card: { key }, token }) => {
    if (token.mode === 'none') return { name: key.name, extension: 'bsms', content: utf8ToBytes(record) };
    const bytes = sealRecord(record, token);
    return { name: key.name, extension: 'dat', content: encrypted === 'hex' ? utf8ToBytes(toHex(bytes)) : bytes };
  });
}

function repeatedAt(values: readonly string[]): number {
  return values.findIndex((value, index) => values.indexOf(value) !== index);
}

function refusedFor(code: `bsms/${string}`, { name }: SignerFile, what: string): IcehouseError {
  return new IcehouseError({
    code,
    kind: 'refused',
    message: `the record of ${visible(name)} ${what}`,
    next: 'ask the signer for a record made with her own token of this session',
  });
}
