/**
 * A payment beside those that this member signed before, from her journal or from their own files. A coin signed for
 * twice means that one payment takes the place of another: what changes is shown and has to be acknowledged. A recipient
 * who is paid again from other coins would be paid twice.
 */
import { formatBtc } from '../amount.ts';
import { type PayeeChange, paidTo, type Replacement, replacementOf } from '../journal/replacement.ts';
import type { EarlierTransaction } from '../journal/types.ts';
import { recipientText } from '../seen/differences.ts';
import { type FactSource, factsOf } from '../seen/facts.ts';
import type { ReviewFacts } from '../seen/types.ts';
import { visible } from '../text/visible.ts';
import type { ReviewContext } from './context.ts';
import { finding } from './finding.ts';
import { timeText } from './transaction.ts';
import type { Finding } from './types.ts';

/** Gives the findings; none when amounts are not proven, for which the review has a `stop` of its own. */
export function reviewEarlier(
  { charter, psbt, earlier }: ReviewContext,
  parts: Omit<FactSource, 'charterId' | 'psbt'>,
): Finding[] {
  if (earlier.length === 0 || !parts.totals || parts.inputs.some(({ amount }) => amount === undefined)) return [];
  const now = factsOf({ ...parts, psbt, charterId: charter.id });
  const known = distinct(earlier);
  const same = known.find(({ facts }) => facts.txid === now.txid);
  const others = known.filter((each) => each !== same);
  const conflicts = others.flatMap((each) => {
    const replacement = replacementOf(each.facts, now);
    return replacement === undefined ? [] : [{ each, replacement }];
  });
  const apart = others.filter(({ facts }) => conflicts.every(({ each }) => each.facts !== facts));
  return [
    ...conflicts.flatMap(({ each, replacement }) => ofReplacement(each, replacement, now, charter.wallet.network)),
    ...paidAgain(now, apart),
    ...(same === undefined ? [] : [finding('signed-before', '', `this very transaction was signed ${whenText(same)}`)]),
  ];
}

/** Each transaction once; where the journal and a file know it, the one that tells the day. */
function distinct(earlier: readonly EarlierTransaction[]): readonly EarlierTransaction[] {
  const byId = new Map<string, EarlierTransaction>();
  for (const each of earlier) {
    const standing = byId.get(each.facts.txid);
    if (standing === undefined || standing.signedAt === undefined) byId.set(each.facts.txid, each);
  }
  return [...byId.values()];
}

type Network = Parameters<typeof recipientText>[1];

function ofReplacement(
  each: EarlierTransaction,
  replacement: Replacement,
  now: ReviewFacts,
  network: Network,
): Finding[] {
  const { shared, otherSequence, payees, fee, returning, wasReplaceable } = replacement;
  const name = `transaction ${short(each.facts.txid)}`;
  const at = shared.length === 1 ? `inputs[${shared[0]}]` : 'inputs';
  const told = [
    `${shared.length} of ${now.inputs.length} coins ${shared.length === 1 ? 'is' : 'are'} spent by ${name} too,`,
    `signed ${whenText(each)}: the fee goes from ${formatBtc(fee.before)} to ${formatBtc(fee.now)} BTC,`,
    `what returns to the wallet from ${formatBtc(returning.before)} to ${formatBtc(returning.now)} BTC`,
    ...(otherSequence.length === 0 ? [] : [`; ${sequenceText(otherSequence)}`]),
    ...(wasReplaceable ? [] : ['; the earlier one does not say that it may be replaced (BIP-0125)']),
  ];
  const findings = [finding('replaces-signed', at, told.join(' ').replaceAll(' ;', ';'))];
  findings.push(
    ...payees.map((payee) => finding('replacement-payee', placeOf(payee, now), payeeText(payee, name, network))),
  );
  if (fee.now <= fee.before) {
    const both = `${formatBtc(fee.now)} BTC now, ${formatBtc(fee.before)} BTC in ${name}`;
    findings.push(finding('replacement-fee', '', both));
  }
  return findings;
}

function sequenceText(inputs: readonly number[]): string {
  const [first] = inputs;
  return inputs.length === 1
    ? `the sequence number of inputs[${first}] is another`
    : `${inputs.length} sequence numbers are others`;
}

function payeeText({ script, payee, before, now }: PayeeChange, name: string, network: Network): string {
  const whom = payee === undefined ? '' : `${visible(payee, { max: 100 })} at `;
  const who = `${whom}${recipientText(script, network)}`;
  if (before === undefined) return `${formatBtc(now ?? 0n)} BTC to ${who}, to whom ${name} pays nothing`;
  if (now === undefined) return `nothing any more to ${who}, to whom ${name} pays ${formatBtc(before)} BTC`;
  return `${formatBtc(now)} BTC to ${who}, to whom ${name} pays ${formatBtc(before)} BTC`;
}

/** One finding for each output that pays a recipient of an earlier transaction which can be confirmed beside this one. */
function paidAgain(now: ReviewFacts, apart: readonly EarlierTransaction[]): Finding[] {
  const before = apart.map((each) => ({ each, paid: paidTo(each.facts) }));
  return now.outputs.flatMap(({ role, script, amount }, index) => {
    if (role !== 'payment') return [];
    const times = before.filter(({ paid }) => paid.has(script));
    const last = times.at(-1);
    if (last === undefined) return [];
    const sum = `${formatBtc(last.paid.get(script) ?? 0n)} BTC`;
    const more = times.length === 1 ? '' : `, and ${times.length - 1} more before it`;
    const earlier = `${sum} by transaction ${short(last.each.facts.txid)}, signed ${whenText(last.each)}${more}`;
    return [finding('paid-before', `outputs[${index}]`, `${formatBtc(amount)} BTC now; ${earlier}`)];
  });
}

function placeOf({ script, now }: PayeeChange, { outputs }: ReviewFacts): string {
  return now === undefined ? '' : `outputs[${outputs.findIndex((output) => output.script === script)}]`;
}

function whenText({ signedAt, source }: EarlierTransaction): string {
  const from = `(${visible(source, { max: 80 })})`;
  return signedAt === undefined ? from : `on ${timeText(signedAt)} ${from}`;
}

const short = (txid: string): string => `${txid.slice(0, 8)}…${txid.slice(-8)}`;
