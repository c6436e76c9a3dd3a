/**
 * Raises the fee of a payment that waits (BIP-0125): the same coins, the same payees with the same amounts, less change.
 * What it builds is held against `rules.ts` before anybody sees it.
 */
import { refuseFeeOverCap, refuseRestOverCap } from '../spend/fee-cap.ts';
import { feeFor } from '../spend/fee-rate.ts';
import { sizeOf, total } from '../spend/payment-size.ts';
import type { PlannedOutput } from '../spend/write-psbt.ts';
import {
  addableCoins,
  type BuiltReplacement,
  type Column,
  freshChange,
  type ReplaceRequest,
  wordsOf,
  writeReplacement,
} from './built.ts';
import { type Original, readOriginal } from './original.ts';
import { checkBump, checkReplacement, type Side } from './rules.ts';
import { topUp } from './top-up.ts';

/**
 * Builds a bump.
 *
 * @throws IcehouseError those of `readOriginal`, `checkBump` and `topUp`, `spend/fee-over-cap`, `spend/unknown-coin`,
 * `spend/coin-not-spendable`, `spend/coin-twice`, `second-opinion/differs`.
 */
export async function buildBump(request: ReplaceRequest): Promise<BuiltReplacement> {
  const original = await readOriginal(request, request.id);
  const fixed = original.outputs.filter((output) => output !== changeOf(original));
  const built = await replaceWith(request, original, fixed, {
    change: changeOf(original),
    purpose: request.purpose ?? wordsOf(original.proposal, 'fee raised', `raise the fee of ${shortId(original)}`),
    payees: original.proposal?.payees ?? [],
    check: checkBump,
  });
  return { ...built, kind: 'bump' };
}

/**
 * Builds a cancellation: all coins of the payment return to a change place of the wallet, and nobody is paid.
 *
 * @throws IcehouseError as {@link buildBump}, but for the payees.
 */
export async function buildCancel(request: ReplaceRequest): Promise<BuiltReplacement> {
  const original = await readOriginal(request, request.id);
  const built = await replaceWith(request, original, [], {
    change: undefined,
    purpose: request.purpose ?? wordsOf(original.proposal, 'cancelled', `cancel ${shortId(original)}`),
    payees: [],
    check: checkReplacement,
  });
  return { ...built, kind: 'cancel' };
}

interface Wish {
  /** The change output that shrinks; a fresh place is taken where there is none. */
  readonly change: PlannedOutput | undefined;
  readonly purpose: string;
  readonly payees: Parameters<typeof writeReplacement>[0]['payees'];
  readonly check: typeof checkBump;
}

async function replaceWith(
  request: ReplaceRequest,
  original: Original,
  fixed: readonly PlannedOutput[],
  { change, purpose, payees, check }: Wish,
): Promise<Omit<BuiltReplacement, 'kind'>> {
  const { charter, feeRate, maxFee, maxFeeRate } = request;
  const { asked, reserve } = await addableCoins(request, original.inputs);
  const place = change ?? (await freshPlace(request));
  const withChange = [...fixed, place];
  const topped = topUp({
    ...{ inputs: [...original.inputs, ...asked], fixed, change: place, reserve: ownReserve(original, reserve) },
    mayDropChange: fixed.length > 0,
    feeOf: (count, kind) => feeFor(sizeOf(charter.wallet, count, kind === 'with change' ? withChange : fixed), feeRate),
  });
  const { inputs, fee } = topped;
  const outputs = placed(
    original,
    fixed,
    topped.change === undefined ? undefined : { ...place, amount: topped.change },
  );
  const after = { inputs, outputs, fee, virtualSize: sizeOf(charter.wallet, inputs.length, outputs) };
  check(original, after);
  refuseFeeOverCap(fee, maxFee);
  refuseRestOverCap(fee, after.virtualSize, maxFeeRate);
  const { lockTime } = original;
  const written = await writeReplacement({ request, inputs, outputs, lockTime, purpose, payees, maxFeeRate });
  return {
    ...written,
    ...{ proposalId: original.view?.id, txid: original.txid },
    ...{ before: columnOf(original), after: columnOf(after) },
    added: [...asked, ...topped.added],
    alsoReplaced: original.descendants.map(({ txid }) => txid),
    package: undefined,
  };
}

/** The largest change output: the one that shrinks. */
function changeOf({ outputs }: Original): PlannedOutput | undefined {
  const own = outputs.filter((output) => output.own !== undefined);
  return own.toSorted((left, right) => Number(right.amount - left.amount))[0];
}

async function freshPlace(request: ReplaceRequest): Promise<Omit<PlannedOutput, 'amount'>> {
  const { scriptPubKey, keychain, index } = await freshChange(request);
  return { scriptPubKey, own: { keychain, index } };
}

/** A coin that the original itself makes, or what spends from it, would vanish with it. */
function ownReserve<Coin extends { readonly txid: string }>(
  { txid, descendants }: Original,
  coins: readonly Coin[],
): Coin[] {
  const going = new Set([txid, ...descendants.map((each) => each.txid)]);
  return coins.filter((coin) => !going.has(coin.txid));
}

/** Outputs stay where they were, so that the change cannot be told from what has moved; new change goes last. */
function placed(
  original: Original,
  fixed: readonly PlannedOutput[],
  change: PlannedOutput | undefined,
): readonly PlannedOutput[] {
  const old = changeOf(original);
  if (fixed.length === 0 || old === undefined) return change === undefined ? fixed : [...fixed, change];
  return original.outputs.flatMap((output) => (output === old ? (change ?? []) : output));
}

export function columnOf({ inputs, outputs, fee, virtualSize }: Side): Column {
  const returning = total(outputs.filter(({ own }) => own !== undefined));
  const leaving = total(outputs.filter(({ own }) => own === undefined));
  return { fee, virtualSize, leaving, returning, inputs: inputs.length };
}

function shortId({ txid, view }: Original): string {
  return `${(txid ?? view?.id ?? '').slice(0, 16)}…`;
}
