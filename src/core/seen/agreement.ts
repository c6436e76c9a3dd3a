/**
 * The alarm: members who signed one transaction must have been shown the same payment, each by her own machine, and it
 * must be the one that was proposed. A difference means that a file was changed on the way or that a program lies.
 */
import type { Charter } from '../charter/types.ts';
import { IcehouseError } from '../errors.ts';
import { cosignerName } from '../review/names.ts';
import { visible } from '../text/visible.ts';
import { type FactDifference, factDifferences } from './differences.ts';
import { verifySeen } from './statement.ts';
import type { ReviewFacts, SeenStatement } from './types.ts';

/** A statement and what the person calls its file. */
export interface NamedStatement {
  readonly name: string;
  readonly statement: SeenStatement;
}

/** A verified statement with its member. */
export interface SeenBy extends NamedStatement {
  /** Position in `charter.wallet.keys`. */
  readonly position: number;
  /** The member's name, safe to show. */
  readonly member: string;
}

export interface AgreementRequest {
  readonly charter: Charter;
  /** The facts of the stored proposal. */
  readonly proposed: ReviewFacts;
  readonly statements: readonly NamedStatement[];
}

/**
 * Verifies every statement and holds them against each other and against the stored proposal. Warnings that members
 * acknowledged may differ, as a clock, a cap or a journal of one's own raises some of them: they are told, not compared.
 *
 * @throws IcehouseError (refused) `seen/differs`, which names who saw what, and those of `verifySeen` with the file's name.
 */
export function requireSameSeen({ charter, proposed, statements }: AgreementRequest): readonly SeenBy[] {
  const { network } = charter.wallet;
  const seen = statements.map((each) => seenBy(charter, each));
  for (const [index, left] of seen.entries()) {
    for (const right of seen.slice(index + 1)) {
      const found = factDifferences(left.statement.facts, right.statement.facts, network);
      if (found.length > 0)
        throw differs(found, left.member, { name: right.member, what: `what ${right.member} was shown` });
    }
  }
  for (const { member, statement } of seen) {
    const found = factDifferences(statement.facts, proposed, network);
    const stored = 'the stored proposal';
    if (found.length > 0) throw differs(found, member, { name: stored, what: stored });
  }
  return seen;
}

function seenBy(charter: Charter, { name, statement }: NamedStatement): SeenBy {
  try {
    const position = verifySeen(charter, statement);
    return { name, statement, position, member: cosignerName(charter.wallet, position) };
  } catch (error) {
    if (!(error instanceof IcehouseError)) throw error;
    const { code, kind, message, next } = error;
    const at = `${visible(name)}${error.at === undefined ? '' : `, ${error.at}`}`;
    throw new IcehouseError({ code, kind, message, at, ...(next === undefined ? {} : { next }), cause: error });
  }
}

const MAX_TOLD = 8;

interface OtherSide {
  /** How the facts of the other side are introduced. */
  readonly name: string;
  readonly what: string;
}

function differs(found: readonly FactDifference[], left: string, right: OtherSide): IcehouseError {
  const told = found.slice(0, MAX_TOLD).map((each) => `${each.at}: ${left} ${each.left}, ${right.name} ${each.right}`);
  const rest = found.length - told.length;
  return new IcehouseError({
    code: 'seen/differs',
    kind: 'refused',
    message: `ALARM: what ${left} was shown is not ${right.what}`,
    at: found[0]!.at,
    found: [...told, ...(rest > 0 ? [`and ${rest} more`] : [])].join('; '),
    expected: 'the same payment on every screen',
    next: 'do not broadcast; find out by voice which file each of you was given, and on which machine it was changed',
  });
}
