/**
 * Writes docs/findings.md from the catalogue of findings, so that the page and the screens say the same.
 *
 *     node scripts/findings-page.ts [--check]
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatBtc } from '../src/core/amount.ts';
import { catalogueEntry, FINDING_CODES, type FindingArea, type FindingCode } from '../src/core/review/catalogue.ts';
import { DEFAULT_POLICY, HIGHEST_INDEX, INDEX_WITHOUT_HISTORY } from '../src/core/review/policy.ts';
import { HINT_CODES, type HintArea, hintEntry } from '../src/watch/hints/catalogue.ts';

export const FINDINGS_PAGE = join(import.meta.dirname, '../docs/findings.md');

const AREAS: { readonly [area in FindingArea]: string } = {
  input: 'Coins that are spent',
  signature: 'Signatures',
  output: 'Where the money goes',
  amount: 'Sums and fee',
  transaction: 'The transaction as a whole',
  proposal: 'The words of the proposal',
  earlier: 'What you signed before',
  file: 'The rest of the file',
};

const HINT_AREAS: { readonly [area in HintArea]: string } = {
  coin: 'Coins in the wallet',
  privacy: 'What others could learn from a payment',
  waste: 'What a payment wastes',
};

/** The page as text. */
export function findingsPage(): string {
  const areas = Object.entries(AREAS) as [FindingArea, string][];
  return [
    '# Findings',
    '',
    '<!-- Written by scripts/findings-page.ts from src/core/review/catalogue.ts; change it there. -->',
    '',
    'A review shows every doubt about a proposal at once, each with a stable code, a severity and a place such as',
    '`inputs[2].sighashType`. A **stop** can never be approved. A **warn** must be acknowledged by its code, one by one.',
    'A **note** is for information. Where a table says *stop, may be lowered*, a person can turn the stop into a warn on',
    'purpose for one signing, by `--allow` with its code; no check on change can be lowered.',
    '',
    ...areas.flatMap(([area, title]) => [`## ${title}`, '', ...table(area), '']),
    '# Hints',
    '',
    '<!-- Of the hints, the words are in src/watch/hints/catalogue.ts. -->',
    '',
    'What `icehouse propose` and `icehouse watch coins` tell the one who plans a payment: what others could learn from it and',
    'what it wastes. They have the form of findings and forbid nothing; a **warn** is worth a second thought.',
    '',
    ...Object.entries(HINT_AREAS).flatMap(([area, title]) => [`## ${title}`, '', ...hintTable(area), '']),
    '# Caps',
    '',
    'Values of `src/core/review/policy.ts`, where each has its reason. A person may raise a cap for one signing.',
    '',
    ...caps(),
    '',
  ].join('\n');
}

function hintTable(area: string): string[] {
  const codes = HINT_CODES.filter((code) => hintEntry(code).area === area);
  const rows = codes.map((code) => {
    const { severity, meaning, action } = hintEntry(code);
    return `| \`${code}\` | ${severity} | ${meaning} | ${action} |`;
  });
  return ['| code | severity | what it means | what to do instead |', '|---|---|---|---|', ...rows];
}

function table(area: FindingArea): string[] {
  const codes = FINDING_CODES.filter((code) => catalogueEntry(code).area === area);
  return ['| code | severity | what it means | what to do |', '|---|---|---|---|', ...codes.map(row)];
}

function row(code: FindingCode): string {
  const { severity, meaning, action, lowerable } = catalogueEntry(code);
  return `| \`${code}\` | ${severity}${lowerable ? ', may be lowered' : ''} | ${meaning} | ${action} |`;
}

function caps(): string[] {
  const policy = DEFAULT_POLICY;
  const rows: readonly (readonly [string, string])[] = [
    ['fee as a share of what leaves', `${policy.feePercentCap} %`],
    ['fee of one transaction', `${formatBtc(policy.feeCap)} BTC`],
    ['fee rate', `${policy.feeRateCap} sat/vB`],
    ['fee rate that is told to be slow', `below ${policy.feeRateFloor} sat/vB`],
    ['change that is told to be dust', `below ${policy.dustChange} sat`],
    ['outputs to others without a warning', `${policy.manyOutputs}`],
    ['data of one output without a warning', `${policy.dataBytes} bytes`],
    ['virtual size without a warning', `${policy.relayedVirtualSize} vbytes`],
    ['lock time into the future', `${policy.lockTimeDays} days`],
    ['unknown fields in all', `${policy.unknownBytes} bytes`],
    ['index behind the highest known one', 'the charter’s gap limit'],
    ['index where no history is known', `${INDEX_WITHOUT_HISTORY}`],
    ['index at any rate (no cap: fixed)', `${HIGHEST_INDEX}`],
  ];
  return ['| what | value |', '|---|---|', ...rows.map(([what, value]) => `| ${what} | ${value} |`)];
}

if (import.meta.main) {
  const page = findingsPage();
  if (!process.argv.includes('--check')) writeFileSync(FINDINGS_PAGE, page);
  else if (readFileSync(FINDINGS_PAGE, 'utf8') !== page) {
    console.error('docs/findings.md is not what the catalogue says: run node scripts/findings-page.ts');
    process.exitCode = 1;
  }
}
