/** The last words of a review: every doubt with its meaning and what to do, and what to type in order to agree. */
import { formatBtc } from '../amount.ts';
import { GOES_ON, wrapped } from '../text/columns.ts';
import { catalogueEntry, type Severity } from './catalogue.ts';
import type { Review } from './types.ts';

const MARKS: { readonly [severity in Severity]: string } = { stop: 'STOP', warn: 'WARN', note: 'note' };

export function describeFindings({ findings }: Review): string[] {
  return findings.length === 0 ? ['  none'] : findingLines(findings, catalogueEntry);
}

/** A doubt of any catalogue. */
interface Told<Code extends string> {
  readonly code: Code;
  readonly severity: Severity;
  readonly at: string;
  readonly message: string;
}

/** What a catalogue says on a code. */
type EntryOf<Code extends string> = (code: Code) => { readonly meaning: string; readonly action: string };

/** Doubts with their places, facts, meanings and advice. */
export function findingLines<Code extends string>(findings: readonly Told<Code>[], entryOf: EntryOf<Code>): string[] {
  return findings.flatMap((each, number) => [
    ...(number === 0 ? [] : ['']),
    ...wrapped(`${each.code}${each.at === '' ? '' : ` at ${each.at}`}`, {
      first: `  ${MARKS[each.severity]}  `,
      indent: '        ',
    }),
    // Messages quote names out of the file, which must not end in a meaning or an advice of their own.
    ...wrapped(`${sentence(each.message)}.`, { indent: `        ${GOES_ON}`, first: '        ' }),
    ...explained(findings, number, entryOf),
  ]);
}

/** Facts begin with a capital letter, unless they begin with data. */
function sentence(message: string): string {
  return /^\p{Ll}+(?![\p{L}\p{N}])/u.test(message) ? message.charAt(0).toUpperCase() + message.slice(1) : message;
}

/** Meaning and advice are told with the last finding of a run of the same code, so that 300 alike stay readable. */
function explained<Code extends string>(
  findings: readonly Told<Code>[],
  number: number,
  entryOf: EntryOf<Code>,
): string[] {
  const current = findings[number];
  if (!current || findings[number + 1]?.code === current.code) return [];
  const { meaning, action } = entryOf(current.code);
  return [
    ...wrapped(meaning, { indent: '        ' }),
    ...wrapped(`-> ${action}`, { indent: '           ', first: '        ' }),
  ];
}

export function describeConfirmation(review: Review): string[] {
  const stops = review.findings.filter(({ severity }) => severity === 'stop').length;
  if (stops > 0 || !review.totals) {
    return wrapped(
      `This proposal cannot be signed: ${stops} ${stops === 1 ? 'finding forbids' : 'findings forbid'} it.`,
      {
        indent: '  ',
      },
    );
  }
  const warnings = new Set(review.findings.filter(({ severity }) => severity === 'warn').map(({ code }) => code));
  return [
    ...[...warnings].map((code) => `  acknowledge  ${code}`),
    `  type         ${amountToType(review)}    the amount that leaves, in bitcoin`,
  ];
}

/** What the person types to confirm: the amount that leaves in bitcoin without idle zeros, such as `0.015`. */
export function amountToType({ totals }: Review): string | undefined {
  return totals && formatBtc(totals.leaving).replace(/\.?0+$/, '');
}
