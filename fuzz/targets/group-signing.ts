/** The signing target of a group with another script type than the usual one. */

import { foundGroup, type GroupRequest } from '../../test/review/group.ts';
import { plainPayment, psbtBytes } from '../../test/review/payment.ts';
import { psbtEdits } from '../edits/psbt.ts';
import type { BytesTarget } from '../engine/target.ts';
import { paymentFiles } from './payments.ts';
import { createSigning } from './signing.ts';

export async function signingTarget(name: string, request: GroupRequest): Promise<BytesTarget> {
  const group = await foundGroup(request);
  const foreign = await foundGroup({ ...request, members: [{ name: 'Mallory 1' }, { name: 'Mallory 2' }] });
  const { wallet } = group.charter;
  const [signer] = group.members;
  const payment = plainPayment(wallet);
  const bases = [psbtBytes(payment), psbtBytes({ ...payment, psbtVersion: 2 })];
  return {
    kind: 'bytes',
    name,
    pace: 'heavy',
    seeds: () => [...bases, psbtBytes(plainPayment(foreign.charter.wallet))],
    edits: psbtEdits,
    fresh: paymentFiles(wallet, foreign.charter.wallet),
    run: createSigning({ registered: signer!.registered, account: signer!.account, second: group.second }, bases),
  };
}
