/**
 * A charter in plain words, for the person who is asked to rely on it: what it is, who holds which key, what m of n means
 * when something is lost or stolen, and what has been proven so far. The only place where these sentences are made; the
 * command line and the pages print the same lines.
 */

import { sameKey } from '../key/identity.ts';
import { describeAccountPath } from '../key/schemes.ts';
import { scriptTypeName } from '../key/slip132.ts';
import type { CosignerKey } from '../key/types.ts';
import { groups } from '../text/groups.ts';
import { visible } from '../text/visible.ts';
import type { Wallet } from '../wallet/types.ts';
import { depositReadiness } from './deposits.ts';
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
    ...sharedFingerprintLines(wallet),
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
      ? 'of unknown origin, so signing devices may not find it'
      : `master key ${key.origin.fingerprint}, ${describeAccountPath(key.origin.path)}`;
  const mine = index === me ? ' This is your key.' : '';
  return `  ${index + 1}. ${visible(key.name)}: ${origin}; ${proofOf(file, key)}.${mine}`;
}

/** What shows that somebody holds the key: its card's proof, or else its receipt. */
function proofOf(file: CharterFile, key: CosignerKey): string {
  const card = file.cards.find((each) => sameKey(each.key.extendedKey, key.extendedKey));
  if (card?.proof !== undefined)
    return card.bsms === undefined ? 'proven by a signed key card' : 'proven by a signed BSMS key record';
  return depositReadiness(file).signed.includes(key.name)
    ? 'proven by its receipt'
    : 'not proven: nobody has signed with it yet';
}

function sharedFingerprintLines({ keys }: Wallet): readonly string[] {
  const fingerprints = keys.flatMap((key) => key.origin?.fingerprint ?? []);
  return new Set(fingerprints).size === fingerprints.length
    ? []
    : ['Two of the keys name the same master key: one person or device may hold both.'];
}

function quorumLines({ m, keys }: Wallet): readonly string[] {
  const n = keys.length;
  if (n === 1)
    return ['Whoever has the one key can spend; if it is lost, the money is lost. This is not shared custody.'];
  const spare = n - m;
  const lines = [
    m === n ? `To spend, all ${n} members must sign.` : `To spend, any ${m} of the ${n} members must sign.`,
  ];
  lines.push(
    spare === 0
      ? 'Loss: there is no spare key. If a single seed is lost, the money is lost for ever.'
      : `Loss: ${seeds(spare)} may be lost and the others can still spend. If ${spare + 1} are lost, the money is lost for ever.`,
    m === 1
      ? 'Theft: every single seed can spend everything. A thief needs only one of them.'
      : `Theft: a thief needs ${m} seeds. ${m === 2 ? 'One stolen seed' : `Up to ${m - 1} stolen seeds`} cannot spend, but move the money to a new wallet before the next one goes.`,
  );
  if (m < n) {
    lines.push(
      `To spend, all ${n} public keys are needed as well, even of members who do not sign: keep this charter with every seed.`,
    );
  }
  lines.push(
    'This charter cannot spend anything, but whoever has it sees every payment of the wallet: keep it private.',
  );
  return lines;
}

function seeds(count: number): string {
  return count === 1 ? 'one seed' : `${count} seeds`;
}

function receiptLines(file: CharterFile): readonly string[] {
  const { ready, required, signed, missing, alarms } = depositReadiness(file);
  const names = (list: readonly string[]): string =>
    list.length === 0 ? 'nobody' : list.map((name) => visible(name)).join(', ');
  return [
    `Receipts: ${signed.length} of the ${required} needed. Signed: ${names(signed)}. Not yet: ${names(missing)}.`,
    ...alarms.map((alarm) => `ALARM: ${alarm.message}. ${alarm.next ?? ''}.`),
    ready
      ? 'Deposits are unlocked: receive addresses may be given out.'
      : 'Deposits are locked: do not pay anything to this wallet yet.',
  ];
}
