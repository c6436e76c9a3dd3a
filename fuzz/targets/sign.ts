/** Review, approve and sign for a 2-of-3 P2WSH wallet, from sound payments and from every known attack on one. */

import { signProposal } from '../../src/cold/proposal/sign-proposal.ts';
import { proposalRecord } from '../../src/core/proposal/codec.ts';
import { txidOf } from '../../src/core/tx/txid.ts';
import { encodeAddress } from '../../src/core/wallet/address.ts';
import { loadFixture } from '../../test/attacks/fixture.ts';
import { casesOf, GROUP_NAMES } from '../../test/attacks/table.ts';
import { psbtBytes, transactionOf } from '../../test/review/payment.ts';
import { psbtEdits } from '../edits/psbt.ts';
import type { BytesTarget } from '../engine/target.ts';
import { paymentFiles } from './payments.ts';
import { createSigning } from './signing.ts';

const fixture = await loadFixture();
const { alice, bob, base, group, mallory, wallet } = fixture;

/** The base with Bob's signed word for it. */
function proposed(): Uint8Array {
  const transaction = { txid: txidOf(transactionOf(base)) };
  const address = encodeAddress(base.outputs[0]!.scriptPubKey, wallet.network)!;
  const payees = [{ address, name: 'Acme', source: 'invoice 12 of 3 March' }];
  const proposal = { purpose: 'New roof, second half', payees, expires: '2026-12-31' };
  const { charter, second } = group;
  const signed = signProposal({ proposal, transaction, charter, account: bob.account, second });
  return psbtBytes({ ...base, unknown: [proposalRecord(signed)] });
}

const bases = [psbtBytes(base), psbtBytes({ ...base, psbtVersion: 2 }), proposed()];

/** Larger ones only make everything slow; what they attack is size itself. */
const LARGEST_SEED = 8_192;

function attackFiles(): readonly Uint8Array[] {
  const files = GROUP_NAMES.flatMap((name) => casesOf(name, 'library')).flatMap((all) => {
    if (all.kind !== 'files' || all.each.group !== undefined) return [];
    const { attack, control } = all.each.build(fixture);
    return [attack, control];
  });
  const distinct = new Map(files.map((file) => [Buffer.from(file).toString('base64'), file]));
  return [...distinct.values()].filter((file) => file.length <= LARGEST_SEED);
}

export const target: BytesTarget = {
  kind: 'bytes',
  name: 'sign',
  pace: 'heavy',
  seeds: () => [...bases, ...attackFiles()],
  edits: psbtEdits,
  fresh: paymentFiles(wallet, mallory.charter.wallet),
  run: createSigning({ registered: alice.registered, account: alice.account, second: group.second }, bases),
};
