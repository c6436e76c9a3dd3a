/**
 * Every output against the charter. It is change or a transfer to ourselves only when its script, rebuilt from the
 * charter at the claimed place, is the same byte by byte and the index can be found again; everything else is a payment
 * to somebody else and counts as leaving, whatever the file calls it.
 */
import { formatBtc } from '../amount.ts';
import { equalBytes } from '../bytes.ts';
import type { ProposedPayee } from '../proposal/types.ts';
import type { PsbtOutput } from '../psbt/types.ts';
import type { DerivedOutput, Keychain } from '../wallet/types.ts';
import { type Claim, checkRecords, holdsKeyOf, readClaim } from './claims.ts';
import type { ReviewContext } from './context.ts';
import { finding, type WithFindings } from './finding.ts';
import { placeText } from './places.ts';
import { HIGHEST_INDEX, INDEX_WITHOUT_HISTORY } from './policy.ts';
import { type OutputPart, reviewRecipient, wordsOf } from './recipient.ts';
import type { Finding, ReviewedInput, ReviewedOutput } from './types.ts';

export function reviewOutputs(
  context: ReviewContext,
  inputs: readonly ReviewedInput[],
  payees: readonly (ProposedPayee | undefined)[],
): WithFindings<readonly ReviewedOutput[]> {
  const highest = highestIndexes(context, inputs);
  const reviewed = context.psbt.outputs.map((output, index) => {
    const at = `outputs[${index}]`;
    const owner = recognise(context, output, highest, at);
    const part = { output, payee: payees[index], findings: owner.findings, at };
    return owner.value ? ownOutput(context, part, owner.value) : reviewRecipient(context, part);
  });
  const value = reviewed.map((each) => each.value);
  return { value, findings: [...reviewed.flatMap((each) => each.findings), ...ofAll(context, value)] };
}

/** The rebuilt output when the script is the wallet's at the claimed place; otherwise what the claim is worth. */
function recognise(
  context: ReviewContext,
  output: PsbtOutput,
  highest: HighestIndexes,
  at: string,
): WithFindings<DerivedOutput | undefined> {
  const claim = readClaim(context.wallet, output.bip32Derivations);
  if (!claim.place) return notOurs(claim, at, 'its derivation records lead to no address of the wallet');
  const { output: owned, isConfirmed } = context.rebuild(claim.place);
  const place = placeText(claim.place);
  if (!equalBytes(owned.scriptPubKey, output.scriptPubKey)) {
    const namesWallet = claim.namesWallet || holdsKeyOf(owned, output.bip32Derivations);
    const told = `${formatBtc(output.amount)} BTC go to a script that is not the wallet’s at ${place}`;
    return notOurs({ ...claim, namesWallet }, at, told);
  }
  const findings = checkRecords(context.wallet, owned, output.bip32Derivations, at);
  if (!isConfirmed()) findings.push(finding('second-opinion', at, `the libraries differ at ${place}`));
  const limit = highest[owned.keychain];
  if (owned.index > limit) {
    findings.push(finding('index-beyond-gap', at, `${place} lies beyond ${owned.keychain} ${limit}`));
  }
  for (const field of ['redeemScript', 'witnessScript'] as const) {
    const given = output[field];
    const ours = owned[field];
    if (given && !(ours && equalBytes(given, ours))) {
      findings.push(finding('output-script-mismatch', `${at}.${field}`, `recorded with ${place}`));
    }
  }
  return { value: owned, findings };
}

function notOurs(claim: Claim, at: string, message: string): WithFindings<undefined> {
  if (claim.namesWallet) return { value: undefined, findings: [finding('change-not-ours', at, message)] };
  if (!claim.namesSeed) return { value: undefined, findings: [] };
  const told = 'the derivation records name a cosigner’s seed outside this wallet';
  return { value: undefined, findings: [finding('hint-outside-wallet', at, told)] };
}

type HighestIndexes = { readonly [keychain in Keychain]: number };

/**
 * The highest index at which an output may return. What is known to be used is what the caller says and what the proven
 * inputs show; behind it the gap limit is open. Anybody can pay dust to a far index and spend it here to widen this
 * window, hence the fixed bound over it.
 */
function highestIndexes(
  { charter, policy, highestUsed }: ReviewContext,
  inputs: readonly ReviewedInput[],
): HighestIndexes {
  const gap = policy.indexGap ?? charter.gapLimit;
  const limit = (keychain: Keychain): number => {
    const spent = inputs.flatMap(({ owned }) => (owned?.keychain === keychain ? [owned.index] : []));
    const known = spent.reduce((left, right) => Math.max(left, right), highestUsed?.[keychain] ?? -1);
    const open = highestUsed ? known + gap : Math.max(known + gap, INDEX_WITHOUT_HISTORY);
    return Math.min(open, HIGHEST_INDEX);
  };
  return { receive: limit('receive'), change: limit('change') };
}

function ownOutput(
  { policy, knownAddresses }: ReviewContext,
  { output, payee, findings, at }: OutputPart,
  owned: DerivedOutput,
): WithFindings<ReviewedOutput> {
  const isDust = output.amount < policy.dustChange;
  const dust = finding('dust-change', at, `${formatBtc(output.amount)} BTC return to ${placeText(owned)}`);
  return {
    value: {
      role: owned.keychain === 'change' ? 'change' : 'self-transfer',
      amount: output.amount,
      scriptPubKey: output.scriptPubKey,
      address: owned.address,
      owned,
      data: undefined,
      ...wordsOf(payee),
      known: knownAddresses.has(owned.address),
    },
    findings: [...findings, ...(isDust ? [dust] : [])],
  };
}

/** Doubts about the outputs together. */
function ofAll({ policy }: ReviewContext, outputs: readonly ReviewedOutput[]): Finding[] {
  const findings: Finding[] = [];
  const others = outputs.filter(({ owned }) => !owned).length;
  const data = outputs.filter(({ role }) => role === 'data').length;
  if (outputs.length === 0) findings.push(finding('no-outputs', '', 'the list of outputs is empty'));
  if (others > policy.manyOutputs) findings.push(finding('many-outputs', '', `${others} outputs leave the wallet`));
  const returning = outputs.length - others;
  if (returning > policy.manyOutputs) findings.push(finding('many-returns', '', `${returning} outputs return`));
  if (data > 1) findings.push(finding('data-several', '', `${data} outputs carry data`));
  return findings;
}
