/**
 * Writes docs/attacks.md from the table of attacks, so that the page counts what the tests run and nothing else. A test
 * compares them; `node scripts/attacks-page.ts` brings the page up to date.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Entry, Later } from '../test/attacks/list/entry.ts';
import { LIBRARY_GAPS } from '../test/attacks/list/library-gaps.ts';
import { OUTSIDE_LIST } from '../test/attacks/list/outside.ts';
import { PAYMENT_LIST } from '../test/attacks/list/payment.ts';
import { SETUP_LIST } from '../test/attacks/list/setup.ts';
import type { Surface } from '../test/attacks/row.ts';
import { casesOfRow, type Numbered, SURFACES } from '../test/attacks/table.ts';

export const ATTACKS_PAGE = join(import.meta.dirname, '../docs/attacks.md');

export const SECTIONS: readonly { readonly title: string; readonly entries: readonly Entry[] }[] = [
  { title: 'A. Setting up the wallet', entries: SETUP_LIST },
  { title: 'B. The transaction to sign', entries: PAYMENT_LIST },
  { title: 'C. The outside world', entries: OUTSIDE_LIST },
];

const ENTRIES: readonly Entry[] = SECTIONS.flatMap(({ entries }) => entries);

/** The page as text. */
export function attacksPage(): string {
  return [
    '# Attacks',
    '',
    '<!-- Written by scripts/attacks-page.ts from test/attacks; change it there. -->',
    '',
    ...INTRODUCTION,
    '',
    ...totals(),
    '',
    ...SECTIONS.flatMap(({ title, entries }) => [`## ${title}`, '', ...sectionTable(entries), '']),
    ...libraryGaps(),
    ...ownTests(),
    ...notHereYet(),
  ].join('\n');
}

const INTRODUCTION = [
  'Every known attack on a multisig wallet that Icehouse is held against, by number. Each case of a row takes something',
  'valid, changes one thing, and must come to the required end; its control is the same without the change and must pass.',
  'The same table runs on the library (`test/attacks/library-*.test.ts`) and on the commands, in folders of their own',
  '(`test/attacks/commands-*.test.ts`).',
  '',
  '**Refused** means a finding of severity stop or an error with a stable code: not one byte of signature leaves, no file',
  'is written, nothing in the folder changes. **To others** means that an output is shown and counted as a payment to',
  'somebody else. **Asked** means that it is told, and not signed before the person has acknowledged it by its code.',
  '**Told** means that what is shown gives the attack away, or is free of what would act on a screen. **Sorted** are files',
  'that came back: only verified signatures of them reach the stored proposal. For every payment the review of the attack',
  'differs from that of its control by lines that name what is wrong.',
];

/** How many cases a surface runs, over all rows or one of them. */
export function countOf(surface: Surface, rows: readonly Entry[] = ENTRIES): number {
  return rows.reduce((sum, { row }) => sum + casesOfRow(row, surface).length, 0);
}

function totals(): string[] {
  const rowsOn = (surface: Surface): number => ENTRIES.filter(({ row }) => casesOfRow(row, surface).length > 0).length;
  const lines = SURFACES.map((surface) => {
    const count = countOf(surface);
    return `| ${surface} | ${rowsOn(surface)} | ${count} of ${count} | ${count} of ${count} |`;
  });
  const covered = ENTRIES.filter(isCovered).length;
  return [
    '| surface | rows | attacks withstood | controls accepted |',
    '|---|---|---|---|',
    ...lines,
    '',
    `Of ${ENTRIES.length} rows, ${covered} are run here or have tests of their own; the others wait for what they attack.`,
    'A test fails when these figures are not those of the cases that ran.',
  ];
}

function isCovered({ row, tests = [] }: Entry): boolean {
  return tests.length > 0 || SURFACES.some((surface) => casesOfRow(row, surface).length > 0);
}

function sectionTable(entries: readonly Entry[]): string[] {
  return [
    '| # | attack | required | tried | library | commands |',
    '|---|---|---|---|---|---|',
    ...entries.map((entry) => {
      const { row, attack, required } = entry;
      const cells = SURFACES.map((surface) => outcomes(casesOfRow(row, surface)));
      return `| ${row} | ${attack} | ${required} | ${tried(entry)} | ${cells.join(' | ')} |`;
    }),
  ];
}

/** The names of the cases in words, each once. */
function tried({ row, tests = [], later }: Entry): string {
  const names = SURFACES.flatMap((surface) => casesOfRow(row, surface)).map(({ each }) =>
    each.name.replace(/^\d+-/, '').replaceAll('-', ' '),
  );
  const besides = [...(tests.length > 0 ? ['[own tests](#tests-of-their-own)'] : []), ...(later ? [waits(later)] : [])];
  return [...new Set(names), ...besides].join('; ');
}

const waits = ({ where }: Later): string => `[not here yet: ${where}](#not-here-yet)`;

const ENDS = { refuse: 'refused', external: 'to others', asked: 'asked', told: 'told', sorted: 'sorted' } as const;

function outcomes(cases: readonly Numbered[]): string {
  if (cases.length === 0) return '–';
  const ends = cases.map(({ kind, each }) => (kind === 'returned' ? 'sorted' : each.expected.outcome));
  return [...new Set(ends)].map((end) => `${ends.filter((each) => each === end).length} ${ENDS[end]}`).join(', ');
}

function libraryGaps(): string[] {
  const lines = LIBRARY_GAPS.map(({ gap, rows, tests = [] }) => {
    const titles = tests.map(({ file, title }) => `${title} (\`${file}\`)`);
    return `| ${gap} | ${rows.join(', ') || '–'} | ${titles.join('; ') || '–'} |`;
  });
  return [
    '## E. What the PSBT library leaves to us',
    '',
    'Found out by running @scure/btc-signer and its kin. Each gap would let attacks through that stand in the rows',
    'named here, were it not made good.',
    '',
    '| the library | rows | tests of their own |',
    '|---|---|---|',
    ...lines,
    '',
  ];
}

function ownTests(): string[] {
  const lines = ENTRIES.flatMap(({ row, tests = [] }) =>
    tests.map(({ file, title }) => `| ${row} | \`${file}\` | ${title.replaceAll(/%[sj]/g, '…')} |`),
  );
  return [
    '## Tests of their own',
    '',
    'What no single case can show: every byte in turn, a server on the wire, another process.',
    '',
    '| # | file | test |',
    '|---|---|---|',
    ...lines,
    '',
  ];
}

function notHereYet(): string[] {
  const lines = ENTRIES.flatMap(({ row, later }) => (later ? [`| ${row} | ${later.where} | ${later.why} |`] : []));
  return [
    '## Not here yet',
    '',
    'Rows, or parts of rows, that attack something which does not exist yet. They are not in the figures above.',
    '',
    '| # | belongs to | why |',
    '|---|---|---|',
    ...lines,
    '',
  ];
}

if (import.meta.main) writeFileSync(ATTACKS_PAGE, attacksPage());
