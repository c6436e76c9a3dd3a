/**
 * Each output of a review: those that leave with the whole address in groups of four, marked first-seen or known, and
 * those that return with the place from which they were recomputed.
 */
import { utf8 } from '@scure/base';
import { formatBtc } from '../amount.ts';
import { equalBytes, toHex } from '../bytes.ts';
import { GOES_ON, wrapped } from '../text/columns.ts';
import { groups } from '../text/groups.ts';
import { visible } from '../text/visible.ts';
import type { FindingCode } from './catalogue.ts';
import type { Review, ReviewedOutput } from './types.ts';

const FOREIGN = `    ${GOES_ON}`;

interface Numbered {
  readonly output: ReviewedOutput;
  /** Position in the transaction, as findings name it. */
  readonly at: string;
}

export function describeRecipients(review: Review): string[] {
  const leaving = numbered(review).filter(({ output }) => !output.owned);
  if (leaving.length === 0) return ['  nothing'];
  return leaving.flatMap(({ output, at }, number) => [
    ...(number === 0 ? [] : ['']),
    ...(output.data ? dataLines(output, output.data, at) : paymentLines(output, at)),
    ...(raised(review, 'second-opinion', at) ? ['    NOT CONFIRMED by the second library'] : []),
    ...(raised(review, 'change-not-ours', at) ? ['    NOT OURS, though the file calls it the wallet’s'] : []),
  ]);
}

function paymentLines({ amount, address, scriptPubKey, payee, source, known }: ReviewedOutput, at: string): string[] {
  const name = payee === undefined ? 'an unnamed recipient' : visible(payee, { max: 100 });
  return [
    ...wrapped(`${formatBtc(amount)} BTC to ${name}`, { indent: FOREIGN, first: '  ' }),
    ...(address === undefined
      ? wrapped(`script ${toHex(scriptPubKey)}`, { indent: '    ' })
      : addressLines(visible(address))),
    `    ${known ? 'known: this address was used before' : 'FIRST SEEN: compare every group'} (${at})`,
    ...(source === undefined ? [] : wrapped(`address from: ${visible(source)}`, { indent: FOREIGN, first: '    ' })),
  ];
}

function dataLines({ amount }: ReviewedOutput, data: Uint8Array, at: string): string[] {
  const text = textOf(data);
  return [
    `  ${formatBtc(amount)} BTC on data, which nobody can spend (${at})`,
    ...(text === undefined
      ? []
      : wrapped(`text "${visible(text, { max: data.length })}"`, { indent: FOREIGN, first: '    ' })),
    ...wrapped(`${data.length} bytes: ${toHex(data)}`, { indent: '    ' }),
  ];
}

/** Data that is UTF-8 can be read; what is not shows in hexadecimal digits only. */
function textOf(data: Uint8Array): string | undefined {
  if (data.length === 0) return undefined;
  try {
    const text = utf8.encode(data);
    return equalBytes(utf8.decode(text), data) ? text : undefined;
  } catch {
    // Not UTF-8: its digits are shown all the same.
    return undefined;
  }
}

export function describeReturns(review: Review): string[] {
  const { branches } = review.registered.charter.wallet;
  const returning = numbered(review).filter(({ output }) => output.owned);
  return returning.flatMap(({ output, at }, number) => {
    const { owned } = output;
    if (!owned) return [];
    const proof = raised(review, 'second-opinion', at)
      ? 'NOT CONFIRMED by the second library'
      : 'recomputed from the charter by two libraries';
    const kind = owned.keychain === 'change' ? 'change' : 'receive address';
    return [
      ...(number === 0 ? [] : ['']),
      `  ${formatBtc(output.amount)} BTC to ${kind} ${owned.index}, path ${branches[owned.keychain]}/${owned.index} (${at})`,
      ...addressLines(owned.address),
      `    ${proof}`,
    ];
  });
}

const GROUPS_ON_A_LINE = 8;

/** Eight groups on a line: 39 columns, which two people can go through together. */
function addressLines(address: string): string[] {
  const all = groups(address).split(' ');
  const lines: string[] = [];
  for (let first = 0; first < all.length; first += GROUPS_ON_A_LINE) {
    lines.push(`    ${all.slice(first, first + GROUPS_ON_A_LINE).join(' ')}`);
  }
  return lines;
}

function raised({ findings }: Review, code: FindingCode, at: string): boolean {
  return findings.some((each) => each.code === code && each.at === at);
}

function numbered({ outputs }: Review): Numbered[] {
  return outputs.map((output, index) => ({ output, at: `outputs[${index}]` }));
}
