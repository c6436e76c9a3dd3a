import { addSats, formatBtc } from '../../core/amount.ts';
import type { Charter } from '../../core/charter/types.ts';
import { proposedFacts } from '../../core/completion/proposed-facts.ts';
import type { Psbt } from '../../core/psbt/types.ts';
import { allOf, cosignerName } from '../../core/review/names.ts';
import type { SecondOpinion } from '../../core/second/types.ts';
import { type NamedStatement, requireSameSeen, type SeenBy } from '../../core/seen/agreement.ts';
import { parseSeen } from '../../core/seen/statement.ts';
import type { SeenOutput } from '../../core/seen/types.ts';
import { wrapped } from '../../core/text/columns.ts';
import type { Wallet } from '../../core/wallet/types.ts';
import type { Io } from '../io.ts';
import { readDocumentText } from './travelled.ts';

export function readStatements(io: Io, files: readonly string[]): NamedStatement[] {
  return files.map((name) => ({ name, statement: parseSeen(readDocumentText(io, name)) }));
}

export interface SeenRequest {
  readonly base: Psbt;
  readonly charter: Charter;
  readonly statements: readonly NamedStatement[];
  readonly second: SecondOpinion;
}

/** @throws IcehouseError `seen/differs` (refused) and others of `requireSameSeen`, those of `proposedFacts`. */
export function sameSeen({ base, charter, statements, second }: SeenRequest): readonly SeenBy[] {
  return requireSameSeen({ charter, statements, proposed: proposedFacts(base, charter, second) });
}

export function seenJson({ name, member, statement }: SeenBy) {
  const { facts, acknowledged } = statement;
  const { leaving, returning } = sumsOf(facts.outputs);
  return { file: name, member, leaving, returning, fee: facts.fee, acknowledged };
}

/** A line for each statement, and who has signed without one. */
export function seenLines(seen: readonly SeenBy[], signedBy: readonly number[], wallet: Wallet): string[] {
  const silent = signedBy.filter((position) => seen.every((each) => each.position !== position));
  const names = silent.map((position) => cosignerName(wallet, position));
  return [
    ...seen.flatMap(seenLine),
    ...(names.length === 0 ? [] : wrapped(`No statement of what was seen by ${allOf(names)}.`)),
  ];
}

function seenLine({ member, statement }: SeenBy): string[] {
  const { facts, acknowledged } = statement;
  const { leaving, returning } = sumsOf(facts.outputs);
  const sums = `${formatBtc(leaving)} BTC leaving, ${formatBtc(returning)} returning, fee ${formatBtc(facts.fee)}`;
  const warnings = acknowledged.length === 0 ? 'no warning' : acknowledged.join(', ');
  return wrapped(`${member} saw this very payment: ${sums}; acknowledged ${warnings}.`);
}

function sumsOf(outputs: readonly SeenOutput[]) {
  const sum = (...roles: readonly SeenOutput['role'][]) =>
    addSats(outputs.filter(({ role }) => roles.includes(role)).map(({ amount }) => amount));
  return { leaving: sum('payment', 'data'), returning: sum('change', 'self-transfer') };
}
