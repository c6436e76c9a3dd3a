/** BIP-0174: what must parse, what must not, and the workflow from creator to extractor byte for byte. */
import { describe, expect, it } from 'vitest';
import { parseBtc } from '../../src/core/amount.ts';
import { fromHex } from '../../src/core/bytes.ts';
import { parsePath } from '../../src/core/key/path.ts';
import { combine } from '../../src/core/psbt/combine.ts';
import { combinePlain } from '../../src/core/psbt/combine-plain.ts';
import { createPsbt } from '../../src/core/psbt/create.ts';
import { withPartialSignatures, withSighashType } from '../../src/core/psbt/edit.ts';
import { extractTransaction, finalizeAndExtract } from '../../src/core/psbt/extract.ts';
import { finalizePsbt } from '../../src/core/psbt/finalize.ts';
import { createMultisigInputs } from '../../src/core/psbt/multisig-spend.ts';
import type { Psbt } from '../../src/core/psbt/types.ts';
import { parseTransaction } from '../../src/core/tx/parse.ts';
import { txidOf } from '../../src/core/tx/txid.ts';
import type { Transaction } from '../../src/core/tx/types.ts';
import { codeOf } from '../support/errors.ts';
import { base64Of, psbtOf, transactionHex, vectors } from '../support/psbts.ts';

interface Case {
  readonly case: string;
  readonly psbt: string;
}

interface Step {
  readonly psbt: string;
  readonly result: string;
}

interface Workflow {
  readonly creator: {
    readonly inputs: readonly { readonly txid: string; readonly vout: number }[];
    readonly outputs: readonly { readonly script: string; readonly amount_btc: string }[];
    readonly result: string;
  };
  readonly updater: Step & {
    readonly redeem_scripts: readonly string[];
    readonly witness_scripts: readonly string[];
    readonly previous_transactions: readonly string[];
    readonly keys: readonly { readonly pubkey: string; readonly path: string }[];
  };
  readonly updater_sighash_all: Step;
  readonly signer_1: Step;
  readonly signer_2: Step;
  readonly combiner: { readonly psbts: readonly [string, string]; readonly result: string };
  readonly combiner_unknown_keys: { readonly psbts: readonly [string, string]; readonly result: string };
  readonly finalizer: Step;
  readonly extractor: { readonly psbt: string; readonly result_tx_hex: string };
}

const { valid, invalid, fails_signer_checks, workflow } = vectors<{
  valid: Case[];
  invalid: Case[];
  fails_signer_checks: Case[];
  workflow: [Workflow];
}>('psbt/bip174-psbt.json');

/** Codes of the invalid cases, in the file's order. */
const REFUSALS = [
  'psbt/not-a-psbt',
  'psbt/truncated',
  'psbt/script-sig-in-unsigned-transaction',
  'psbt/invalid-key',
  'psbt/invalid-key',
  'psbt/invalid-key',
  'psbt/invalid-key',
  'psbt/invalid-key',
  'psbt/invalid-key',
  'psbt/invalid-key',
  'psbt/invalid-key',
  // Its maps are one too many before the field in question is reached.
  'psbt/trailing-bytes',
  'psbt/invalid-key',
  'psbt/invalid-key',
  // Read without witness as BIP-0174 asks, marker and flag make one output of 175 million bitcoin.
  'amount/out-of-range',
  'tx/trailing-bytes',
];

describe('BIP-0174 vectors', () => {
  it('are 8 valid, 16 invalid and 4 that only a signer refuses', () => {
    expect([valid.length, invalid.length, fails_signer_checks.length]).toEqual([8, 16, 4]);
    expect(REFUSALS).toHaveLength(invalid.length);
  });

  it.each([...valid, ...fails_signer_checks])('round-trips: $case', ({ psbt }) => {
    expect(base64Of(psbtOf(psbt))).toBe(psbt);
  });

  it.each(invalid.map((each, index) => ({ ...each, code: REFUSALS[index] })))('refuses: $case', ({ psbt, code }) => {
    expect(codeOf(() => psbtOf(psbt))).toBe(code);
  });

  // A P2PKH output, which we do not spend, and scripts that do not hash to what is spent.
  const unspendable = [
    { input: 0, code: 'psbt/output-type-not-supported-yet' },
    { input: 0, code: 'psbt/script-mismatch' },
    { input: 1, code: 'psbt/script-mismatch' },
    { input: 1, code: 'psbt/script-mismatch' },
  ];

  it.each(
    fails_signer_checks.map((each, index) => ({ ...each, ...unspendable[index]! })),
  )('finds no way to spend: $case', ({ psbt, input, code }) => {
    expect(codeOf(() => createMultisigInputs(psbtOf(psbt), 'any-utxo')(input))).toBe(code);
  });
});

describe('BIP-0174 workflow', () => {
  const steps = workflow[0];
  const { creator, updater } = steps;

  const transaction: Transaction = {
    version: 2,
    inputs: creator.inputs.map((outPoint) => ({
      ...outPoint,
      scriptSig: new Uint8Array(),
      sequence: 0xffff_ffff,
      witness: [],
    })),
    outputs: creator.outputs.map(({ script, amount_btc }) => ({
      amount: parseBtc(amount_btc),
      scriptPubKey: fromHex(script),
    })),
    lockTime: 0,
  };

  const origin = (position: number) => {
    const { pubkey, path } = updater.keys[position]!;
    return { publicKey: fromHex(pubkey), fingerprint: 'd90c6a4f', path: parsePath(path) };
  };

  const previous = (txid: string) =>
    updater.previous_transactions.map((hex) => fromHex(hex)).find((bytes) => txidOf(parseTransaction(bytes)) === txid)!;

  it('creates', () => {
    expect(base64Of(createPsbt({ transaction, inputs: [{}, {}], outputs: [{}, {}] }))).toBe(creator.result);
  });

  it('updates: the same bytes when everything is known at creation', () => {
    const [first, second] = creator.inputs;
    const created = createPsbt({
      transaction,
      inputs: [
        {
          nonWitnessUtxo: previous(first!.txid),
          redeemScript: fromHex(updater.redeem_scripts[0]!),
          bip32Derivations: [origin(1), origin(0)],
        },
        {
          witnessUtxo: parseTransaction(previous(second!.txid)).outputs[second!.vout],
          redeemScript: fromHex(updater.redeem_scripts[1]!),
          witnessScript: fromHex(updater.witness_scripts[0]!),
          bip32Derivations: [origin(2), origin(3)],
        },
      ],
      outputs: [{ bip32Derivations: [origin(4)] }, { bip32Derivations: [origin(5)] }],
    });
    expect(base64Of(created)).toBe(updater.result);
  });

  it('sets the sighash type', () => {
    const { psbt, result } = steps.updater_sighash_all;
    expect(base64Of(withSighashType(withSighashType(psbtOf(psbt), 0, 1), 1, 1))).toBe(result);
  });

  it.each([steps.signer_1, steps.signer_2])('adds the signatures of a signer', ({ psbt, result }) => {
    expect(base64Of(withPartialSignatures(psbtOf(psbt), signaturesIn(psbtOf(result))))).toBe(result);
  });

  it('combines by plain union', () => {
    const [first, second] = steps.combiner.psbts.map(psbtOf);
    expect(base64Of(combinePlain(first!, second!))).toBe(steps.combiner.result);
  });

  it('combines unknown keys by plain union', () => {
    const [first, second] = steps.combiner_unknown_keys.psbts.map(psbtOf);
    expect(base64Of(combinePlain(first!, second!))).toBe(steps.combiner_unknown_keys.result);
  });

  it('collects verified signatures only where the amount is proven, unlike the plain union', () => {
    const [first, second] = steps.combiner.psbts.map(psbtOf);
    expect(codeOf(() => combine(first!, [second!]))).toBe('psbt/no-previous-transaction');
  });

  it('finalizes and extracts', () => {
    const final = finalizePsbt(psbtOf(steps.finalizer.psbt));
    expect(base64Of(final)).toBe(steps.finalizer.result);
    expect(transactionHex(extractTransaction(psbtOf(steps.extractor.psbt)))).toBe(steps.extractor.result_tx_hex);
    expect(transactionHex(finalizeAndExtract(psbtOf(steps.finalizer.psbt)))).toBe(steps.extractor.result_tx_hex);
  });
});

function signaturesIn(psbt: Psbt) {
  return psbt.inputs.flatMap((input, inputIndex) =>
    input.partialSignatures.map((signature) => ({ inputIndex, ...signature })),
  );
}
