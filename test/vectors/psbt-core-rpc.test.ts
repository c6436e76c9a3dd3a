/** Bitcoin Core's own PSBT vectors (`rpc_psbt.json`): decoding, refusals, and the steps from creator to extractor. */
import { describe, expect, it } from 'vitest';
import { parseBtc } from '../../src/core/amount.ts';
import { combinePlain } from '../../src/core/psbt/combine-plain.ts';
import { createPsbt } from '../../src/core/psbt/create.ts';
import { extractTransaction } from '../../src/core/psbt/extract.ts';
import { finalizePsbt } from '../../src/core/psbt/finalize.ts';
import { decodeAddress } from '../../src/core/wallet/address.ts';
import { codeOf } from '../support/errors.ts';
import { base64Of, psbtOf, transactionHex, vectors } from '../support/psbts.ts';

const core = vectors<{
  valid: { psbt: string }[];
  invalid: { psbt: string }[];
  invalid_with_msg: { psbt: string; message: string }[];
  creator: [
    {
      inputs: { txid: string; vout: number }[];
      outputs: { [address: string]: number }[];
      result: string;
    },
  ];
  combiner: { combine: [string, string]; result: string }[];
  finalizer: [{ finalize: string; result: string }];
  extractor: [{ extract: string; result: string }];
}>('core/core-rpc-psbt.json');

/** Codes of the invalid cases, in the file's order. */
const REFUSALS = [
  'psbt/not-a-psbt',
  'psbt/truncated',
  'psbt/script-sig-in-unsigned-transaction',
  ...new Array(8).fill('psbt/invalid-key'),
  'psbt/trailing-bytes',
  'psbt/invalid-key',
  'psbt/truncated',
  'psbt/unknown-version',
  ...new Array(6).fill('psbt/duplicate-key'),
  'psbt/invalid-value',
  'psbt/invalid-key',
  'psbt/invalid-value',
  'psbt/invalid-key',
  'psbt/invalid-value',
  'psbt/truncated',
  'psbt/invalid-key',
  'psbt/previous-transaction-mismatch',
  'psbt/previous-output-missing',
];

/** Codes of those for which Core names the reason. */
const EXPLAINED_REFUSALS = [
  // Outputs of more than 21 million bitcoin come before the field that Core names.
  'amount/out-of-range',
  'psbt/invalid-value',
  'psbt/invalid-key',
  'psbt/invalid-value',
  'psbt/invalid-key',
  'psbt/invalid-value',
  'psbt/invalid-key',
  'psbt/invalid-value',
  'psbt/invalid-value',
];

describe('Bitcoin Core’s PSBT vectors', () => {
  it('are 25 valid, 30 invalid and 9 invalid with a reason', () => {
    expect([core.valid.length, core.invalid.length, core.invalid_with_msg.length]).toEqual([25, 30, 9]);
    expect([REFUSALS.length, EXPLAINED_REFUSALS.length]).toEqual([30, 9]);
  });

  it.each(core.valid.map(({ psbt }, index) => ({ psbt, index })))('round-trips valid $index', ({ psbt }) => {
    expect(base64Of(psbtOf(psbt))).toBe(psbt);
  });

  it.each(
    core.invalid.map(({ psbt }, index) => ({ psbt, index, code: REFUSALS[index] })),
  )('refuses invalid $index: $code', ({ psbt, code }) => {
    expect(codeOf(() => psbtOf(psbt))).toBe(code);
  });

  it.each(
    core.invalid_with_msg.map((each, index) => ({ ...each, code: EXPLAINED_REFUSALS[index] })),
  )('refuses: $message', ({ psbt, code }) => {
    expect(codeOf(() => psbtOf(psbt))).toBe(code);
  });

  it('creates', () => {
    const { inputs, outputs, result } = core.creator[0];
    const created = createPsbt({
      transaction: {
        version: 2,
        inputs: inputs.map((each) => ({ ...each, scriptSig: new Uint8Array(), sequence: 0xffff_ffff, witness: [] })),
        outputs: outputs.flatMap((each) =>
          Object.entries(each).map(([address, btc]) => ({
            amount: parseBtc(String(btc)),
            scriptPubKey: decodeAddress(address, 'regtest'),
          })),
        ),
        lockTime: 0,
      },
      inputs: inputs.map(() => ({})),
      outputs: outputs.map(() => ({})),
    });
    // Core marks inputs as replaceable when it creates; the vector was made before that.
    expect(base64Of(created)).toBe(result);
  });

  it.each(core.combiner)('combines by plain union', ({ combine: [first, second], result }) => {
    expect(base64Of(combinePlain(psbtOf(first), psbtOf(second)))).toBe(result);
  });

  it('finalizes and extracts', () => {
    expect(base64Of(finalizePsbt(psbtOf(core.finalizer[0].finalize)))).toBe(core.finalizer[0].result);
    expect(transactionHex(extractTransaction(psbtOf(core.extractor[0].extract)))).toBe(core.extractor[0].result);
  });
});
