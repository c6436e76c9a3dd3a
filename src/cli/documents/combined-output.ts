/** What became of the files that members returned, as lines and as the stable JSON of `combine`. */
import type { CombinedForWallet, ReturnedOutcome } from '../../core/completion/combine-for-wallet.ts';
import type { LeftOut, SignedInputs } from '../../core/completion/told-signatures.ts';
import { allOf, anyOf, cosignerName } from '../../core/review/names.ts';
import { wrapped } from '../../core/text/columns.ts';
import { visible } from '../../core/text/visible.ts';
import type { Wallet } from '../../core/wallet/types.ts';

export function combinedJson({ files, cleared, signedBy, unfinished, complete }: CombinedForWallet, wallet: Wallet) {
  return {
    files: files.map(({ name, result, signed, repeated, leftOut, error }) => ({
      ...{ file: name, result, signedBy: namesOf(signed), alreadySignedBy: namesOf(repeated) },
      ...{ leftOut: leftOut.map(leftOutJson), error: error?.toJSON() ?? null },
    })),
    cleared: cleared.map(leftOutJson),
    signedBy: signedBy.map((position) => cosignerName(wallet, position)),
    unfinished: unfinished.map(({ name, inputs }) => ({ member: name, inputs })),
    stillNeeded: complete ? [] : openNames(signedBy, wallet),
    needed: wallet.m,
    complete,
  };
}

export function combinedLines(combined: CombinedForWallet, wallet: Wallet): string[] {
  const { files, cleared, signedBy, unfinished, complete } = combined;
  const inputs = combined.psbt.inputs.length;
  const names = signedBy.map((position) => cosignerName(wallet, position));
  const state = `Signed by ${names.length === 0 ? 'nobody' : allOf(names)}: ${Math.min(names.length, wallet.m)} of ${wallet.m}.`;
  const needed = complete ? '' : ` Still needed: ${anyOf(openNames(signedBy, wallet))}.`;
  return [
    ...files.flatMap((file) => fileLines(file, inputs)),
    ...(cleared.length === 0 ? [] : wrapped('The proposal itself bore signatures that do not count:')),
    ...leftOutLines(cleared),
    ...unfinished.flatMap((each) => wrapped(`${each.name} has signed ${inputsText(each, inputs)} only.`)),
    ...wrapped(`${state}${needed}`),
  ];
}

function fileLines({ name, result, signed, repeated, leftOut, error }: ReturnedOutcome, inputs: number): string[] {
  const told = {
    'signatures-taken': `signature taken: ${signed.map((each) => signerText(each, inputs)).join(', ')}`,
    'already-signed': `nothing new, already signed by ${allOf(namesOf(repeated))}`,
    unsigned: 'no new signature: there is not one signature in it',
    'no-valid-signature': 'no new signature: none in it counts',
    'another-transaction': `left aside: ${error?.message} (${error?.code})`,
    unreadable: `cannot be read: ${error?.message} (${error?.code})`,
  }[result];
  const also = signed.length > 0 && repeated.length > 0 ? `; ${allOf(namesOf(repeated))} had signed already` : '';
  return [...wrapped(`${visible(name, { max: 200 })}: ${told}${also}.`), ...leftOutLines(leftOut)];
}

function leftOutLines(leftOut: readonly LeftOut[]): string[] {
  return leftOut.flatMap(({ message }) => wrapped(`${message}.`, { indent: '    ', first: '  - ' }));
}

function leftOutJson({ inputIndex, inTheNameOf, problem, message }: LeftOut) {
  return { at: `inputs[${inputIndex}]`, member: inTheNameOf ?? null, problem, message };
}

function signerText(signed: SignedInputs, inputs: number): string {
  return signed.inputs.length === inputs ? signed.name : `${signed.name} (${inputsText(signed, inputs)})`;
}

function inputsText(signed: SignedInputs, inputs: number): string {
  return `${signed.inputs.length} of ${inputs} inputs`;
}

function namesOf(signed: readonly SignedInputs[]): string[] {
  return signed.map(({ name }) => name);
}

function openNames(signedBy: readonly number[], wallet: Wallet): string[] {
  return wallet.keys.flatMap((_, position) => (signedBy.includes(position) ? [] : [cosignerName(wallet, position)]));
}
