/**
 * The files that signing leaves: the signed PSBT, the statement of what was seen, the journal. Everything is made in
 * memory first, so that every refusal comes before the first byte is written; then they are written in this order, each
 * whole or not at all.
 */
import { resolve } from 'node:path';
import { journalEntry, signJournal } from '../../cold/journal/sign-journal.ts';
import type { AccountSecret } from '../../cold/key/account.ts';
import type { ColdSecondOpinion } from '../../cold/second/types.ts';
import { signSeen } from '../../cold/seen/sign-seen.ts';
import { type SignedPsbt, signReview } from '../../cold/sign/sign.ts';
import { toBase64 } from '../../core/bytes.ts';
import { IcehouseError } from '../../core/errors.ts';
import type { Journal } from '../../core/journal/types.ts';
import type { ApprovedReview } from '../../core/review/types.ts';
import { formatSeen } from '../../core/seen/statement.ts';
import type { SeenStatement } from '../../core/seen/types.ts';
import type { Context } from '../command.ts';
import { requireFreeName, writeNewFile } from '../files/write.ts';
import type { Io } from '../io.ts';
import { type Remembered, writeJournal } from './earlier.ts';

/** Names as the person wrote them. */
export interface SigningOutputs {
  readonly psbt: string;
  readonly isBase64: boolean;
  readonly seen: string | undefined;
}

/**
 * Reads where to write, before a secret is asked for.
 *
 * @throws IcehouseError `file/exists`, `usage/arguments` when two of the files have one name.
 */
export function readOutputs({ args, io }: Context): SigningOutputs {
  const psbt = args.required('out');
  const seen = args.text('seen');
  const fresh = [psbt, ...(seen === undefined ? [] : [seen])].map((name) => resolve(io.folder, name));
  for (const path of fresh) requireFreeName(path);
  const journal = args.text('journal');
  const all = [...fresh, ...(journal === undefined ? [] : [resolve(io.folder, journal)])];
  if (new Set(all).size < all.length) {
    throw new IcehouseError({
      code: 'usage/arguments',
      kind: 'usage',
      message: 'two of the files to write have the same name',
      expected: 'different names with --out, --seen and --journal',
    });
  }
  return { psbt, seen, isBase64: args.flag('base64') };
}

export interface SigningRequest {
  readonly approved: ApprovedReview;
  readonly account: AccountSecret;
  readonly second: ColdSecondOpinion;
  readonly io: Io;
  readonly outputs: SigningOutputs;
  readonly remembered: Remembered;
}

export interface SignedFiles {
  readonly signed: SignedPsbt;
  readonly seen: SeenStatement | undefined;
  readonly journal: Journal | undefined;
}

/** Makes all of them. @throws IcehouseError those of `signReview`, `signSeen` and `signJournal`. */
export function signAll({ approved, account, second, io, outputs, remembered }: SigningRequest): SignedFiles {
  const { registered } = approved.review;
  const open = remembered.journal;
  const entry = journalEntry(approved, Math.floor(io.now().getTime() / 1000));
  const journal = open && signJournal({ journal: open.before?.journal, entry, registered, account, second });
  const seen = outputs.seen === undefined ? undefined : signSeen({ approved, account, second });
  return { signed: signReview(approved, account, second), seen, journal };
}

/**
 * Writes all of them, the payment first.
 *
 * @throws IcehouseError `file/exists`, `file/cannot-write`; `seen/not-written` and `journal/not-written` when the payment
 * is signed and written, and only what goes with it is missing.
 */
export function writeAll(
  io: Io,
  { signed, seen, journal, outputs, remembered }: SignedFiles & Pick<SigningRequest, 'outputs' | 'remembered'>,
): void {
  const content = outputs.isBase64 ? `${toBase64(signed.psbtBytes)}\n` : signed.psbtBytes;
  writeNewFile(resolve(io.folder, outputs.psbt), content);
  if (seen !== undefined && outputs.seen !== undefined) writeSeen(io, outputs.seen, seen);
  if (journal !== undefined && remembered.journal !== undefined) writeJournal(io, remembered.journal, journal);
}

function writeSeen(io: Io, name: string, seen: SeenStatement): void {
  try {
    writeNewFile(resolve(io.folder, name), formatSeen(seen));
  } catch (cause) {
    if (!(cause instanceof IcehouseError)) throw cause;
    throw new IcehouseError({
      code: 'seen/not-written',
      kind: 'environment',
      message: 'the payment is signed and its file is written, but the statement of what you saw is not',
      at: name,
      found: `${cause.message} (${cause.code})`,
      next: 'the signed file is good; sign it once more under another name to get the statement',
      cause,
    });
  }
}
