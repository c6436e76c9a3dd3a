/**
 * Every input against the charter: which coin it spends and how much that holds (proven by its previous transaction),
 * whether the coin stands at the place of the wallet that the file claims (rebuilt and compared byte by byte), and that
 * the file asks for nothing but a whole signature. The PSBT's own scripts are compared and never used.
 */
import { equalBytes } from '../bytes.ts';
import type { PsbtInput } from '../psbt/types.ts';
import { SIGHASH_ALL } from '../tx/sighash.ts';
import type { TxOutput } from '../tx/types.ts';
import type { DerivedOutput } from '../wallet/types.ts';
import type { FindingCode } from './catalogue.ts';
import { checkRecords, holdsKeyOf, readClaim } from './claims.ts';
import type { ReviewContext } from './context.ts';
import { finding, type WithFindings } from './finding.ts';
import { placeText } from './places.ts';
import { provenOutput } from './previous-output.ts';
import { readSignatures } from './signatures.ts';
import type { Finding, ReviewedInput } from './types.ts';

export function reviewInputs(context: ReviewContext): WithFindings<readonly ReviewedInput[]> {
  const reviewed = context.psbt.inputs.map((input, index) => reviewInput(context, input, index));
  return {
    value: reviewed.map(({ value }) => value),
    findings: [...duplicates(context.psbt.inputs), ...reviewed.flatMap(({ findings }) => findings)],
  };
}

function reviewInput(context: ReviewContext, input: PsbtInput, index: number): WithFindings<ReviewedInput> {
  const at = `inputs[${index}]`;
  const coin = provenOutput(input, at);
  const owner = recognise(context, input, coin.value, at);
  const signed = signaturesOn(context, input, index, coin.value, owner.value);
  return {
    value: {
      txid: input.txid,
      vout: input.vout,
      sequence: input.sequence,
      amount: coin.value?.amount,
      owned: owner.value,
      signedBy: signed.value,
    },
    findings: [...coin.findings, ...owner.findings, ...requests(input, at), ...signed.findings],
  };
}

/** Finds the place in the wallet whose script is the coin's, or says why there is none. */
function recognise(
  context: ReviewContext,
  input: PsbtInput,
  coin: TxOutput | undefined,
  at: string,
): WithFindings<DerivedOutput | undefined> {
  const claim = readClaim(context.wallet, input.bip32Derivations);
  if (!claim.place) return notOurs(claim.namesWallet, at, 'its derivation records lead to no address of the wallet');
  const { output, isConfirmed } = context.rebuild(claim.place);
  const script = coin?.scriptPubKey ?? input.witnessUtxo?.scriptPubKey;
  if (script && !equalBytes(script, output.scriptPubKey)) {
    const namesUs = claim.namesWallet || holdsKeyOf(output, input.bip32Derivations);
    return notOurs(namesUs, at, `the coin’s script is not the wallet’s at ${placeText(claim.place)}`);
  }
  const findings = [
    ...(isConfirmed() ? [] : [finding('second-opinion', at, `the libraries differ at ${placeText(claim.place)}`)]),
    ...scriptConflicts(input, output, at),
    ...checkRecords(context.wallet, output, input.bip32Derivations, at),
  ];
  // Without the coin nothing is owned: `provenOutput` has raised its stop, and the rest is told for completeness.
  return { value: coin ? output : undefined, findings };
}

function notOurs(namesWallet: boolean, at: string, message: string): WithFindings<undefined> {
  return { value: undefined, findings: [finding(namesWallet ? 'input-not-ours' : 'foreign-input', at, message)] };
}

/** Scripts in the file must be absent or exactly those of the charter, present or absent by the script type. */
function scriptConflicts(input: PsbtInput, output: DerivedOutput, at: string): Finding[] {
  const pairs = [
    ['redeem-script-mismatch', 'redeemScript', 'the redeem script'],
    ['witness-script-mismatch', 'witnessScript', 'the witness script'],
  ] as const satisfies readonly (readonly [FindingCode, keyof PsbtInput & keyof DerivedOutput, string])[];
  return pairs.flatMap(([code, field, name]) => {
    const given = input[field];
    const ours = output[field];
    if (!given || (ours && equalBytes(given, ours))) return [];
    return [finding(code, `${at}.${field}`, `${name} is not the wallet’s at ${placeText(output)}`)];
  });
}

/** What the file asks the signer for. */
function requests(input: PsbtInput, at: string): Finding[] {
  const findings: Finding[] = [];
  if (input.sighashType !== undefined && input.sighashType !== SIGHASH_ALL) {
    const type = `0x${input.sighashType.toString(16).padStart(2, '0')}`;
    findings.push(finding('sighash-not-all', `${at}.sighashType`, `the sighash type ${type} is asked for`));
  }
  if (input.finalScriptSig || input.finalScriptWitness) {
    findings.push(finding('final-fields', at, 'a final script or witness is present'));
  }
  if (input.hasTaprootFields) findings.push(finding('taproot-fields', at, 'taproot fields are present'));
  return findings;
}

function signaturesOn(
  { wallet, sighasher, second }: ReviewContext,
  input: PsbtInput,
  index: number,
  coin: TxOutput | undefined,
  owned: DerivedOutput | undefined,
): WithFindings<readonly number[]> {
  if (!coin || !owned) return { value: [], findings: [] };
  const { scriptType, m } = wallet;
  const { multisigScript, publicKeys } = owned;
  const { amount } = coin;
  const digest = () =>
    scriptType === 'p2sh' ? sighasher.legacy(index, multisigScript) : sighasher.segwitV0(index, multisigScript, amount);
  const rebuilt = { scriptType, m, publicKeys, multisigScript, amount, digest };
  return readSignatures(
    { wallet, input: rebuilt, verify: second.verifyEcdsa },
    input.partialSignatures,
    `inputs[${index}]`,
  );
}

function duplicates(inputs: readonly PsbtInput[]): Finding[] {
  const seen = new Map<string, number>();
  return inputs.flatMap(({ txid, vout }, index) => {
    const name = `${txid}:${vout}`;
    const first = seen.get(name);
    if (first !== undefined) return [finding('duplicate-outpoint', `inputs[${index}]`, `the coin of inputs[${first}]`)];
    seen.set(name, index);
    return [];
  });
}
