/**
 * Every output against the charter. It is change or a transfer to ourselves only when its script, rebuilt from the
 * charter at the claimed place, is the same byte by byte and the index can be found again; everything else is a payment
 * to somebody else and counts as leaving, whatever the file calls it.
 */
import { formatBtc } from '../amount.ts';
import { equalBytes, toHex } from '../bytes.ts';
import type { ProposedPayee } from '../proposal/types.ts';
import type { PsbtOutput } from '../psbt/types.ts';
import { encodeAddress } from '../wallet/address.ts';
import type { DerivedOutput, Keychain } from '../wallet/types.ts';
import { type Claim, checkRecords, holdsKeyOf, readClaim } from './claims.ts';
import type { ReviewContext } from './context.ts';
import { finding, type WithFindings } from './finding.ts';
import { placeText } from './places.ts';
import { HIGHEST_INDEX, INDEX_WITHOUT_HISTORY } from './policy.ts';
import { carriedData, dustLimit, scriptKind } from './script-kind.ts';
import type { Finding, OutputRole, ReviewedInput, ReviewedOutput } from './types.ts';

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
    return owner.value ? ownOutput(context, part, owner.value) : foreignOutput(context, part);
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

/** One output with what is known of it before it has a role. */
interface Part {
  readonly output: PsbtOutput;
  readonly payee: ProposedPayee | undefined;
  readonly findings: readonly Finding[];
  readonly at: string;
}

function ownOutput(
  { policy, knownAddresses }: ReviewContext,
  { output, payee, findings, at }: Part,
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

function foreignOutput(
  { wallet, policy, knownAddresses }: ReviewContext,
  { output, payee, findings: raised, at }: Part,
): WithFindings<ReviewedOutput> {
  const { amount, scriptPubKey } = output;
  const kind = scriptKind(scriptPubKey);
  const role: OutputRole = kind === 'data' ? 'data' : 'payment';
  const address = role === 'payment' ? encodeAddress(scriptPubKey, wallet.network) : undefined;
  const data = role === 'data' ? carriedData(scriptPubKey) : undefined;
  const findings: Finding[] = [...raised];
  if (kind === 'unknown') findings.push(finding('unknown-script', at, rawScript(scriptPubKey)));
  if (amount < dustLimit(kind)) findings.push(finding('dust-payment', at, `${formatBtc(amount)} BTC are paid`));
  if (data && amount > 0n) findings.push(finding('data-with-value', at, `${formatBtc(amount)} BTC are destroyed`));
  if (data && data.length > policy.dataBytes) findings.push(finding('data-large', at, `${data.length} bytes of data`));
  const known = address !== undefined && knownAddresses.has(address);
  const value = { role, amount, scriptPubKey, address, owned: undefined, data, ...wordsOf(payee), known };
  return { value, findings };
}

function wordsOf(payee: ProposedPayee | undefined): Pick<ReviewedOutput, 'payee' | 'source'> {
  return { payee: payee?.name, source: payee?.source };
}

/** Doubts about the outputs together. */
function ofAll({ policy }: ReviewContext, outputs: readonly ReviewedOutput[]): Finding[] {
  const findings: Finding[] = [];
  const others = outputs.filter(({ owned }) => !owned).length;
  const data = outputs.filter(({ role }) => role === 'data').length;
  if (outputs.length === 0) findings.push(finding('no-outputs', '', 'the list of outputs is empty'));
  if (others > policy.manyOutputs) findings.push(finding('many-outputs', '', `${others} outputs leave the wallet`));
  if (data > 1) findings.push(finding('data-several', '', `${data} outputs carry data`));
  return findings;
}

const MAX_SHOWN_SCRIPT = 64;

/** The raw view of a script nobody can name. */
function rawScript(script: Uint8Array): string {
  const shown = toHex(script.subarray(0, MAX_SHOWN_SCRIPT));
  const rest = script.length - MAX_SHOWN_SCRIPT;
  return `the script is ${shown === '' ? 'empty' : shown}${rest > 0 ? ` and ${rest} more bytes` : ''}`;
}
