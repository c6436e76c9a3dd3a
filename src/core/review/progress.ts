/** Who has signed already, and what that means for the one who is asked to sign now. */
import type { ReviewContext } from './context.ts';
import { finding, type WithFindings } from './finding.ts';
import { allOf, cosignerName } from './names.ts';
import type { Finding, ReviewedInput } from './types.ts';

/** Gives the positions in `wallet.keys` of those whose valid signature stands on every input of the wallet. */
export function reviewProgress(
  { wallet, me }: ReviewContext,
  inputs: readonly ReviewedInput[],
): WithFindings<readonly number[]> {
  const own = inputs.filter(({ owned }) => owned);
  const signedBy = wallet.keys.flatMap((_, position) =>
    own.length > 0 && own.every((input) => input.signedBy.includes(position)) ? [position] : [],
  );
  const findings: Finding[] = [];
  if (signedBy.includes(me)) findings.push(finding('already-signed', '', 'nothing is left for you to sign'));
  if (signedBy.length >= wallet.m) {
    const names = allOf(signedBy.map((position) => cosignerName(wallet, position)));
    findings.push(finding('enough-signatures', '', `${names} have signed, ${wallet.m} are needed`));
  }
  return { value: signedBy, findings };
}
