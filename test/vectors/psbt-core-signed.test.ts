/**
 * 11 multisig spends by a real Bitcoin Core, P2WSH, P2SH-P2WSH and P2SH from 1-of-2 to 8-of-15: our creation, combination
 * and finalization give Core's bytes.
 */
import { describe, expect, it } from 'vitest';
import { type Combined, combine } from '../../src/core/psbt/combine.ts';
import { toVersion0, toVersion2 } from '../../src/core/psbt/convert.ts';
import { createPsbt } from '../../src/core/psbt/create.ts';
import { extractTransaction } from '../../src/core/psbt/extract.ts';
import { finalizePsbt } from '../../src/core/psbt/finalize.ts';
import { findValue } from '../../src/core/psbt/maps.ts';
import { createMultisigInputs } from '../../src/core/psbt/multisig-spend.ts';
import { signatureProblem, verifyWithNoble } from '../../src/core/psbt/signatures.ts';
import { parseTransaction } from '../../src/core/tx/parse.ts';
import { LOW_R_SIGNATURE_BYTES, multisigVirtualSize, virtualSizeOf } from '../../src/core/tx/size.ts';
import { txidOf, wtxidOf } from '../../src/core/tx/txid.ts';
import { fromHex } from '../../src/core/bytes.ts';
import { base64Of, coreSpends, psbtOf, SCRIPT_TYPES, transactionHex } from '../support/psbts.ts';

const PREVIOUS_TRANSACTION = { type: 0x00 };

describe('spends signed by Bitcoin Core', () => {
  it('are 11', () => {
    expect(coreSpends).toHaveLength(11);
  });

  it.each(coreSpends)('$type $m-of-$n: creates the unsigned PSBT', ({ unsigned }) => {
    const { transaction, inputs, outputs } = psbtOf(unsigned);
    const created = createPsbt({
      transaction,
      inputs: inputs.map((input) => ({
        ...input,
        nonWitnessUtxo: findValue(input.map, PREVIOUS_TRANSACTION),
        bip32Derivations: input.bip32Derivations.toReversed(),
      })),
      outputs,
    });
    expect(base64Of(created)).toBe(unsigned);
  });

  it.each(coreSpends)('$type $m-of-$n: verifies every signature', ({ type, m, n, signed_by_key }) => {
    let verified = 0;
    for (const psbt of signed_by_key.map(psbtOf)) {
      const inputAt = createMultisigInputs(psbt, 'previous-transaction');
      for (const [index, { partialSignatures }] of psbt.inputs.entries()) {
        const input = inputAt(index);
        expect([input.scriptType, input.m, input.publicKeys.length]).toEqual([SCRIPT_TYPES[type], m, n]);
        for (const signature of partialSignatures) {
          expect(signatureProblem(signature, input, verifyWithNoble)).toBeUndefined();
          verified += 1;
        }
      }
    }
    expect(verified).toBe(n * 3);
  });

  it.each(coreSpends)('$type $m-of-$n: combines, finalizes and extracts Core’s bytes', (spend) => {
    const { m, unsigned, signed_by_key, combined_first_m, final_tx } = spend;
    const combined: Combined = combine(psbtOf(unsigned), signed_by_key.slice(0, m).map(psbtOf));
    expect(combined.files.map(({ taken, bad }) => [taken.length, bad.length])).toEqual(new Array(m).fill([3, 0]));
    expect(base64Of(combined.psbt)).toBe(combined_first_m);
    const final = finalizePsbt(combined.psbt);
    const transaction = extractTransaction(psbtOf(base64Of(final)));
    expect(transactionHex(transaction)).toBe(final_tx);
  });

  it.each(coreSpends)('$type $m-of-$n: goes to version 2 and back unchanged', ({ combined_first_m, unsigned }) => {
    const asVersion2 = base64Of(toVersion2(psbtOf(combined_first_m)));
    expect(psbtOf(asVersion2)).toMatchObject({ version: 2, txid: psbtOf(unsigned).txid });
    expect(base64Of(toVersion0(psbtOf(asVersion2)))).toBe(combined_first_m);
  });

  it.each(coreSpends)('$type $m-of-$n: bounds the size before signing', ({ type, m, n, final_tx }) => {
    const transaction = parseTransaction(fromHex(final_tx));
    const shape = {
      scriptType: SCRIPT_TYPES[type],
      m,
      n,
      inputCount: transaction.inputs.length,
      outputScripts: transaction.outputs.map(({ scriptPubKey }) => scriptPubKey),
    };
    const real = virtualSizeOf(transaction);
    const bound = multisigVirtualSize(shape);
    expect(bound).toBeGreaterThanOrEqual(real);
    // At most one byte a signature too many, with four bytes to the byte in P2SH only; and what rounding adds.
    const signatures = m * transaction.inputs.length;
    expect(bound - real).toBeLessThanOrEqual(type === 'sh' ? signatures + 6 : Math.ceil(signatures / 4) + 1);
    // Core grinds for a low R: 71 bytes, or one less for one in 256, which moves no rounded figure here.
    expect(multisigVirtualSize({ ...shape, signatureBytes: LOW_R_SIGNATURE_BYTES })).toBe(real);
  });

  it.each(coreSpends)('$type $m-of-$n: names the transaction alike before and after, where segwit allows', (spend) => {
    const final = parseTransaction(fromHex(spend.final_tx));
    const unsigned = psbtOf(spend.unsigned);
    expect(txidOf(final) === unsigned.txid).toBe(spend.type === 'wsh');
    expect(wtxidOf(final) === txidOf(final)).toBe(spend.type === 'sh');
  });
});
