/**
 * A file that comes back, combined onto the stored proposal beside an honest one: it must not keep the honest signature
 * out, bring anything in but signatures that verify, or change what is paid.
 */
import { script as scripts, Transaction } from 'bitcoinjs-lib';
import { combineForWallet } from '../../src/core/completion/combine-for-wallet.ts';
import { finalizeForWallet } from '../../src/core/completion/finalize-for-wallet.ts';
import { IcehouseError } from '../../src/core/errors.ts';
import { serializePsbt } from '../../src/core/psbt/serialize.ts';
import { readReturnedFile } from '../../src/core/psbt/text.ts';
import type { Psbt } from '../../src/core/psbt/types.ts';
import { serializeTransaction } from '../../src/core/tx/serialize.ts';
import { openWorld, signed, stripped } from '../../test/completion/world.ts';
import { psbtEdits } from '../edits/psbt.ts';
import { type BytesTarget, holds } from '../engine/target.ts';
import { addedRecords } from '../oracle/added-records.ts';
import { otherWallet } from '../oracle/place.ts';
import { requireSignature, type SignedCoin } from '../oracle/signature.ts';

const world = await openWorld();
const { base, wallet, group, alice, bob, carol } = world;
const [fromAlice, fromBob, fromCarol] = [alice, bob, carol].map((member) => signed(world, member, base)) as [
  Psbt,
  Psbt,
  Psbt,
];
const both = signed(world, carol, fromBob);
const final = finalizeForWallet({ psbt: both, wallet, second: group.second }).transaction;

const place = otherWallet(group.charter);
const proposal = serializePsbt(base);
const unsigned = Transaction.fromBuffer(base.map[0]!.value);
/** The two coins of the payment, at the places that `plainPayment` names. */
const places = [place('receive', 3), place('change', 1)];

export const target: BytesTarget = {
  kind: 'bytes',
  name: 'completion',
  pace: 'heavy',
  seeds: () => [
    ...[fromBob, fromCarol, both, stripped(fromBob), stripped(both), base].map(serializePsbt),
    serializeTransaction(final),
  ],
  edits: psbtEdits,
  run: (file) => {
    const content = readReturnedFile(file);
    const returned = [
      { name: 'what came back', content },
      { name: 'of Alice', content: fromAlice },
    ];
    const combined = combineForWallet({ base, returned, wallet, second: group.second });
    holds(combined.signedBy.includes(alice.registered.me), 'a bad file keeps no good signature out');
    const records = addedRecords(proposal, serializePsbt(combined.psbt), base.inputs.length);
    for (const { inputIndex, key, value } of records) {
      const publicKey = places[inputIndex]!.publicKeys.find((each) => Buffer.compare(each, key.subarray(1)) === 0);
      holds(key[0] === 0x02 && publicKey !== undefined, 'only signatures of the wallet’s keys are taken');
      requireSignature(unsigned, coinAt(inputIndex), publicKey, value);
    }
    const result = combined.files[0]?.result ?? 'none';
    return [result, `${records.length} signatures`, finalized(combined.psbt, combined.complete)];
  },
};

function coinAt(inputIndex: number): SignedCoin {
  const input = base.inputs[inputIndex]!;
  const { multisigScript } = places[inputIndex]!;
  return { inputIndex, scriptType: wallet.scriptType, multisigScript, amount: input.witnessUtxo!.amount };
}

function finalized(psbt: Psbt, complete: boolean): string {
  try {
    const { transaction } = finalizeForWallet({ psbt, wallet, second: group.second });
    holds(complete, 'only a complete payment is finalized');
    requireFinal(Transaction.fromBuffer(serializeTransaction(transaction)));
    return 'finalized';
  } catch (error) {
    if (!(error instanceof IcehouseError)) throw error;
    holds(!complete, 'a complete payment can be finalized');
    return error.code;
  }
}

/** The proposal's transaction, each input with as many signatures as the wallet needs, in the order of its keys. */
function requireFinal(transaction: Transaction): void {
  holds(transaction.getId() === unsigned.getId(), 'the final transaction is the one proposed');
  for (const [inputIndex, { witness }] of transaction.ins.entries()) {
    const { multisigScript } = places[inputIndex]!;
    holds(Buffer.compare(witness.at(-1)!, multisigScript) === 0, 'the witness ends with the wallet’s script');
    const signatures = witness.slice(1, -1);
    holds(witness[0]!.length === 0 && signatures.length === wallet.m, 'the witness holds as many signatures as needed');
    const keys = scripts.decompile(multisigScript)!.filter((part) => typeof part !== 'number');
    const signers = signatures.map((value) => keys.findIndex((key) => verifies(transaction, inputIndex, key, value)));
    holds(
      signers.every((signer, index) => signer > (signers[index - 1] ?? -1)),
      'the signatures stand in the keys’ order',
    );
  }
}

function verifies(transaction: Transaction, inputIndex: number, key: Uint8Array, value: Uint8Array): boolean {
  try {
    requireSignature(transaction, coinAt(inputIndex), key, value);
    return true;
  } catch (error) {
    if (error instanceof Error && error.name === 'BrokenProperty') return false;
    throw error;
  }
}
