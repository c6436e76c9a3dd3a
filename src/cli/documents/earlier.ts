/**
 * What a member signed before, as the command line names it: her journal, or the earlier signed files on a system that
 * keeps nothing. Read before the review, so that what changes is shown and acknowledged with everything else.
 */

import { resolve } from 'node:path';
import type { RegisteredCharter } from '../../core/charter/types.ts';
import { IcehouseError } from '../../core/errors.ts';
import { earlierOf, formatJournal, parseJournal, verifyJournal } from '../../core/journal/journal.ts';
import { earlierFromPsbt } from '../../core/journal/previous.ts';
import type { EarlierTransaction, Journal } from '../../core/journal/types.ts';
import { timeText } from '../../core/review/transaction.ts';
import type { SecondOpinion } from '../../core/second/types.ts';
import { addressOfScript } from '../../core/seen/differences.ts';
import { wrapped } from '../../core/text/columns.ts';
import { counted } from '../../core/text/counted.ts';
import { visible } from '../../core/text/visible.ts';
import type { Context, Options } from '../command.ts';
import { isThere, readFileText } from '../files/read.ts';
import { replaceFile, writeNewFile } from '../files/write.ts';
import type { Io } from '../io.ts';
import { readPsbtFile } from './psbts.ts';

export const EARLIER_OPTIONS: Options = {
  journal: { kind: 'text', value: 'FILE', help: 'your journal of what you signed, to compare with' },
  previous: { kind: 'list', value: 'FILE', help: 'a PSBT that was signed before, to compare with' },
};

/** A journal as it was read. */
export interface OpenJournal {
  /** As the person wrote it. */
  readonly name: string;
  /** Undefined when there was no such file: one is begun. */
  readonly before: { readonly journal: Journal; readonly text: string } | undefined;
}

export interface Remembered {
  readonly journal: OpenJournal | undefined;
  readonly earlier: readonly EarlierTransaction[];
  /** Addresses that were paid according to the journal. */
  readonly knownAddresses: readonly string[];
}

/**
 * Reads what `--journal` and `--previous` name and verifies it for the member. A journal that is not there is begun by
 * `sign`; whoever only reviews named the wrong file.
 *
 * @throws IcehouseError those of `parseJournal`, `verifyJournal` and `earlierFromPsbt`, and of reading files.
 */
export function readEarlier(
  { args, io }: Context,
  registered: RegisteredCharter,
  second: SecondOpinion,
  { begin }: { readonly begin: boolean },
): Remembered {
  const name = args.text('journal');
  const journal = name === undefined ? undefined : openJournal(io, name, registered, begin);
  const kept = journal?.before === undefined ? [] : earlierOf(journal.before.journal);
  const files = args
    .list('previous')
    .map((source) => earlierFromPsbt({ psbtBytes: readPsbtFile(io, source), source, registered, second }));
  const { network } = registered.charter.wallet;
  const paid = kept.flatMap(({ facts }) => facts.outputs.filter(({ role }) => role === 'payment'));
  const knownAddresses = paid.flatMap(({ script }) => addressOfScript(script, network) ?? []);
  return { journal, earlier: [...kept, ...files], knownAddresses };
}

function openJournal(io: Io, name: string, registered: RegisteredCharter, begin: boolean): OpenJournal {
  const path = resolve(io.folder, name);
  if (begin && !isThere(path)) return { name, before: undefined };
  const text = readFileText(path);
  const journal = parseJournal(text);
  verifyJournal(journal, registered);
  return { name, before: { journal, text } };
}

/** What there is to remember, said before the review: a journal that has lost entries shows by its number and day. */
export function journalLines({ name, before }: OpenJournal): string[] {
  const file = visible(name, { max: 200 });
  const last = before?.journal.entries.at(-1);
  if (before === undefined || last === undefined) return wrapped(`No journal in ${file} yet: one is begun.`);
  const { length } = before.journal.entries;
  return wrapped(
    `Journal ${file}: ${counted(length, 'payment')}, the last of ${timeText(last.signedAt)}. Is that what you remember?`,
  );
}

/**
 * Puts the longer journal in place, whole or not at all.
 *
 * @throws IcehouseError `journal/not-written`: the payment is signed then, and the journal is as it was.
 */
export function writeJournal(io: Io, { name, before }: OpenJournal, journal: Journal): void {
  if (journal === before?.journal) return;
  const path = resolve(io.folder, name);
  try {
    if (before === undefined) writeNewFile(path, formatJournal(journal));
    else {
      if (readFileText(path) !== before.text) throw changedMeanwhile(name);
      replaceFile(path, formatJournal(journal));
    }
  } catch (cause) {
    if (!(cause instanceof IcehouseError)) throw cause;
    throw new IcehouseError({
      code: 'journal/not-written',
      kind: 'environment',
      message: 'the payment is signed and its file is written, but the journal is as it was before',
      at: name,
      found: `${cause.message} (${cause.code})`,
      next: 'keep the signed file and name it with --previous when the next payment is signed',
      cause,
    });
  }
}

function changedMeanwhile(name: string): IcehouseError {
  return new IcehouseError({
    code: 'journal/changed-meanwhile',
    kind: 'environment',
    message: 'another program wrote into the journal at the same time',
    at: name,
  });
}
