import { needsCommitments, parseCommitment, parseOpening, requireCommitted } from '../../core/charter/commitment.ts';
import { commitmentNotes } from '../../core/charter/commitment-words.ts';
import type { CharterFile, Commitment, Opening } from '../../core/charter/types.ts';
import { IcehouseError } from '../../core/errors.ts';
import type { Context, Options } from '../command.ts';
import type { Io } from '../io.ts';
import { readDocumentText } from './travelled.ts';

export const ACCEPT_UNCOMMITTED: Options = {
  'accept-uncommitted': { kind: 'flag', help: 'take keys for P2SH although nobody committed to them first' },
};

export const COMMITMENT_OPTIONS: Options = {
  commitment: { kind: 'list', value: 'FILE', help: 'a member’s commitment, as it came before the cards' },
  ...ACCEPT_UNCOMMITTED,
};

export function readCommitments(io: Io, files: readonly string[]): Commitment[] {
  return files.map((file) => parseCommitment(readDocumentText(io, file)));
}

export function readOpenings(io: Io, files: readonly string[]): Opening[] {
  return files.map((file) => parseOpening(readDocumentText(io, file)));
}

/** How far a charter's keys were held against commitments that the person kept. */
export type Committed = 'verified' | 'accepted' | 'none' | 'not needed';

/**
 * Holds a charter's file against the commitments that the member kept. A file with openings is taken with all commitments,
 * or knowingly without; one without openings is of a group that made none, which is told.
 *
 * @throws IcehouseError `commitment/ask` (usage) and those of `requireCommitted`.
 */
export function checkCommitments(
  { args, io }: Context,
  file: CharterFile,
): { readonly committed: Committed; readonly notes: readonly string[] } {
  const { wallet } = file.charter;
  const openings = file.openings ?? [];
  const files = args.list('commitment');
  if (files.length > 0) {
    requireCommitted({ keys: wallet.keys, cards: file.cards }, { commitments: readCommitments(io, files), openings });
    return { committed: 'verified', notes: ['Every key is the one that its member committed to.'] };
  }
  if (!needsCommitments(wallet.scriptType, wallet.keys.length)) return { committed: 'not needed', notes: [] };
  if (openings.length === 0) return { committed: 'none', notes: commitmentNotes(file) };
  if (args.flag('accept-uncommitted')) return { committed: 'accepted', notes: [] };
  throw new IcehouseError({
    code: 'commitment/ask',
    kind: 'usage',
    message: 'the members of this wallet committed to their keys before they showed them; that has to be checked',
    at: '--commitment',
    expected: `${wallet.keys.length} files, yours among them`,
    next: 'give the commitments that you held when you gave out your card, each with --commitment; or --accept-uncommitted',
  });
}
