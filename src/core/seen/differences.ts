/**
 * What differs between two accounts of one payment, field by field and in words. Values are compared as they are; words
 * are for people. `seen/agreement.ts` says whose accounts they are; here they are only left and right.
 */
import { formatBtc } from '../amount.ts';
import { fromHex, toHex } from '../bytes.ts';
import { sha256 } from '../hash.ts';
import type { NetworkName } from '../network.ts';
import { visible } from '../text/visible.ts';
import { encodeAddress } from '../wallet/address.ts';
import type { ReviewFacts, SeenInput, SeenOutput, SeenProposal } from './types.ts';

export interface FactDifference {
  /** Such as `outputs[1].amount`. */
  readonly at: string;
  /** What either side has there, safe to show. */
  readonly left: string;
  readonly right: string;
}

/** All differences, in the order of the transaction; none when both saw the same. */
export function factDifferences(
  left: ReviewFacts,
  right: ReviewFacts,
  network: NetworkName,
): readonly FactDifference[] {
  return [
    ...differing('', wholeOf(left), wholeOf(right)),
    ...inEach('inputs', left.inputs, right.inputs, inputFields),
    ...inEach('outputs', left.outputs, right.outputs, (output) => outputFields(output, network)),
    ...differing('proposal', proposalFields(left.proposal), proposalFields(right.proposal)),
  ];
}

/** The address of a script in hex; undefined where it has none. */
export function addressOfScript(script: string, network: NetworkName): string | undefined {
  return encodeAddress(fromHex(script), network);
}

/** The address of a script, or the script itself: a long one by its beginning and its hash. */
export function recipientText(script: string, network: NetworkName): string {
  const address = addressOfScript(script, network);
  if (address !== undefined) return address;
  const bytes = fromHex(script);
  if (bytes.length <= MAX_SHOWN_SCRIPT) return `script ${script}`;
  const rest = bytes.length - MAX_SHOWN_SCRIPT;
  return `script ${script.slice(0, 2 * MAX_SHOWN_SCRIPT)} and ${rest} more bytes (SHA-256 ${toHex(sha256(bytes))})`;
}

const MAX_SHOWN_SCRIPT = 64;

/** Longer than any text of a proposal, so that nothing is cut. */
const MAX_TEXT = 600;

/** A value as it is compared, and as it is told. */
type Field = readonly [value: string, told: string];

/** Both sides have the same names. */
type Fields = Readonly<Record<string, Field>>;

const plain = (text: string): Field => [text, text];
const foreign = (text: string | undefined): Field =>
  text === undefined ? ABSENT : [`"${text}"`, `"${visible(text, { max: MAX_TEXT })}"`];
const ABSENT: Field = plain('nothing');

function wholeOf({ charterId, txid, lockTime, fee }: ReviewFacts): Fields {
  return {
    charter: plain(charterId),
    txid: plain(txid),
    lockTime: plain(`${lockTime}`),
    fee: plain(`${formatBtc(fee)} BTC`),
  };
}

function inputFields({ txid, vout, sequence, amount }: SeenInput): Fields {
  return {
    outpoint: plain(`${txid}:${vout}`),
    sequence: plain(`${sequence}`),
    amount: plain(`${formatBtc(amount)} BTC`),
  };
}

function outputFields({ role, script, amount, payee, source }: SeenOutput, network: NetworkName): Fields {
  return {
    role: plain(role),
    recipient: [script, recipientText(script, network)],
    amount: plain(`${formatBtc(amount)} BTC`),
    payee: foreign(payee),
    source: foreign(source),
  };
}

function proposalFields(proposal: SeenProposal | undefined): Fields {
  return {
    proposer: foreign(proposal?.proposer),
    signature: proposal?.isSigned ? plain('a valid one') : ABSENT,
    purpose: foreign(proposal?.purpose),
    expires: foreign(proposal?.expires),
  };
}

function inEach<T>(
  list: string,
  left: readonly T[],
  right: readonly T[],
  fields: (element: T) => Fields,
): readonly FactDifference[] {
  const count = differing('', { [list]: plain(`${left.length}`) }, { [list]: plain(`${right.length}`) });
  const both = left.slice(0, right.length);
  return [
    ...count,
    ...both.flatMap((each, index) => differing(`${list}[${index}]`, fields(each), fields(right[index]!))),
  ];
}

function differing(at: string, left: Fields, right: Fields): readonly FactDifference[] {
  return Object.entries(left).flatMap(([name, [value, told]]) => {
    const [otherValue, otherTold] = right[name] ?? ABSENT;
    if (value === otherValue) return [];
    return [{ at: at === '' ? name : `${at}.${name}`, left: told, right: otherTold }];
  });
}
