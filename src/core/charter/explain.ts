/**
 * A charter in plain words, for the person who is asked to rely on it: what it is, who holds which key, what m of n means
 * when something is lost or stolen, and what has been proven so far. The only place where these sentences are made; the
 * command line and the pages print the same lines.
 */

import { describeAccountPath } from '../key/schemes.ts';
import { scriptTypeName } from '../key/slip132.ts';
import { groups } from '../text/groups.ts';
import { visible } from '../text/visible.ts';
import type { Wallet } from '../wallet/types.ts';
import { commitmentNotes } from './commitment-words.ts';
import { type ConfirmedMember, depositReadiness } from './deposits.ts';
import { originNotes, statedOrigins, statedOriginText } from './origin-notes.ts';
import { keyProof, PROOF_WORDS } from './proof.ts';
import { quorumLines } from './quorum-words.ts';
import type { CharterFile } from './types.ts';

export interface ExplainOptions {
  /** Position of the reader's own key in `charter.wallet.keys`, where it is known (`myPosition`). */
  readonly me?: number;
}

/** Lines of plain text, already safe to show. Empty lines part the sections. */
export function explainCharter(file: CharterFile, { me }: ExplainOptions = {}): readonly string[] {
  const { charter } = file;
  const { wallet } = charter;
  const n = wallet.keys.length;
  return [
    `“${visible(charter.name)}”: a ${wallet.m}-of-${n} wallet on ${networkName(wallet)}, ${scriptTypeName(wallet.scriptType)}.`,
    `Coins are looked for from block ${charter.birthdayHeight} on, up to ${charter.gapLimit} unused addresses in a row.`,
    '',
    ...(n === 1 ? ['Its only key:'] : [`Its ${n} keys:`]),
    ...wallet.keys.map((_, index) => keyLine(file, index, me)),
    ...originNotes(wallet),
    ...statedOrigins(file).map(statedOriginText),
    ...commitmentNotes(file),
    ...(me === undefined ? ['Which of them is yours was not checked.'] : []),
    '',
    ...quorumLines(wallet),
    '',
    'Code words, to be compared by voice with every member:',
    ...charter.code.map((group) => `  ${group.join(' ')}`),
    `First receive address: ${groups(charter.firstOutput.address)}`,
    `Charter id: ${charter.id}`,
    '',
    ...receiptLines(file),
  ];
}

function networkName({ network }: Wallet): string {
  return network === 'main' ? 'the bitcoin network' : `the test network ${network} (its coins are worth nothing)`;
}

function keyLine(file: CharterFile, index: number, me: number | undefined): string {
  const key = file.charter.wallet.keys[index]!;
  const origin =
    key.origin === undefined
      ? 'of unknown origin'
      : `master key ${key.origin.fingerprint}, ${describeAccountPath(key.origin.path)}`;
  const mine = index === me ? ' This is your key.' : '';
  return `  ${index + 1}. ${visible(key.name)}: ${origin}; ${PROOF_WORDS[keyProof(file, index)]}.${mine}`;
}

function receiptLines(file: CharterFile): readonly string[] {
  const { ready, required, signed, confirmed, missing, alarms, rejected } = depositReadiness(file);
  const names = (list: readonly string[]): string =>
    list.length === 0 ? 'nobody' : list.map((name) => visible(name)).join(', ');
  return [
    `Receipts: ${signed.length} of the ${required} needed. Signed: ${names(signed)}. Not yet: ${names(missing)}.`,
    ...confirmed.map(confirmedText),
    ...confirmedWithoutProof(file).map(
      (name) =>
        `Let ${visible(name)} sign a small payment before larger sums are paid in: nobody has signed with this key yet.`,
    ),
    ...rejected.map(({ message, next }) => `Not counted: ${message}. ${sentence(next)}`),
    ...alarms.map(({ message, next }) => `${message}. ${sentence(next)}`),
    ready
      ? 'Deposits are unlocked: receive addresses may be given out.'
      : 'Deposits are locked: do not pay anything to this wallet yet.',
  ];
}

function confirmedWithoutProof(file: CharterFile): readonly string[] {
  const names = new Set(depositReadiness(file).confirmed.map(({ name }) => name));
  return file.charter.wallet.keys
    .filter(({ name }, position) => names.has(name) && keyProof(file, position) === 'none')
    .map(({ name }) => name);
}

/** A confirmation as what it is; a surface that shows receipts shows this beside them. */
export function confirmedText({ name, by, how, date }: ConfirmedMember): string {
  const way = how === 'voice' ? 'by voice' : 'in person';
  return (
    `${visible(name)}: confirmed ${way} by ${visible(by)} on ${date}, who compared the code words and the first address. This ` +
    `is no signature of ${visible(name)}’s key, and weaker than a receipt.`
  );
}

function sentence(next: string | undefined): string {
  return next === undefined ? '' : `${next.charAt(0).toUpperCase()}${next.slice(1)}.`;
}
