/** Multisig spends between Electrum cosigners: files passed on, ids, key origins and the final transactions. */
import { sha256 } from '@noble/hashes/sha2.js';
import { createBase58check } from '@scure/base';
import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../src/core/bytes.ts';
import { formatPath } from '../../src/core/key/path.ts';
import type { DerivationPath, Fingerprint } from '../../src/core/key/types.ts';
import { combine } from '../../src/core/psbt/combine.ts';
import { finalizeAndExtract } from '../../src/core/psbt/extract.ts';
import { serializePsbt } from '../../src/core/psbt/serialize.ts';
import { parseTransaction } from '../../src/core/tx/parse.ts';
import { txidOf, wtxidOf } from '../../src/core/tx/txid.ts';
import { psbtOfHex, transactionHex, vectors } from '../support/psbts.ts';

interface Step {
  readonly of?: string;
  readonly funding_tx?: string;
  readonly psbt_hex?: string;
  readonly tx_hex?: string;
  readonly txid?: string;
  readonly expected_map?: { readonly [key: string]: readonly [fingerprint: string, path: string] };
}

interface Flow {
  readonly test: string;
  readonly steps: readonly Step[];
}

const { flows } = vectors<{ flows: Flow[] }>('electrum/electrum-multisig-psbt-flows.json');
const base58check = createBase58check(sha256);

/** Pairs of consecutive steps of which the first has one thing and a later one the other, before the first comes again. */
function following(steps: readonly Step[], first: keyof Step, then: keyof Step): [Step, Step][] {
  const pairs: [Step, Step][] = [];
  let waiting: Step | undefined;
  for (const step of steps) {
    if (step[first] !== undefined) waiting = step;
    else if (waiting !== undefined && step[then] !== undefined) {
      pairs.push([waiting, step]);
      waiting = undefined;
    }
  }
  return pairs;
}

const originTexts = (origins: Iterable<readonly [string, { fingerprint: Fingerprint; path: DerivationPath }]>) =>
  Object.fromEntries(
    [...origins].map(([key, { fingerprint, path }]) => [key, [fingerprint, ['m', formatPath(path)].filter(Boolean).join('/')]]),
  );

describe('Electrum’s multisig flows', () => {
  it('are six with twelve PSBTs', () => {
    expect(flows).toHaveLength(6);
    expect(flows.flatMap(({ steps }) => steps.filter(({ psbt_hex }) => psbt_hex !== undefined))).toHaveLength(12);
  });

  it.each(flows)('$test: files survive', ({ steps }) => {
    for (const { psbt_hex } of steps) {
      if (psbt_hex !== undefined) expect(toHex(serializePsbt(psbtOfHex(psbt_hex)))).toBe(psbt_hex);
    }
  });

  it.each(flows)('$test: transactions have their ids', ({ steps }) => {
    const funding = following(steps, 'funding_tx', 'txid');
    expect(funding).toHaveLength(1);
    for (const [{ funding_tx }, { txid }] of funding) expect(txidOf(parseTransaction(fromHex(funding_tx!)))).toBe(txid);
    for (const [index, { tx_hex }] of steps.entries()) {
      if (tx_hex === undefined) continue;
      const transaction = parseTransaction(fromHex(tx_hex));
      expect([txidOf(transaction), wtxidOf(transaction)]).toEqual([steps[index + 1]!.txid, steps[index + 2]!.txid]);
    }
  });

  const segwitIds = [
    { flow: 2, psbt: 0, txid: 'tx.txid()' },
    { flow: 3, psbt: 0, txid: 'tx.txid()' },
    { flow: 3, psbt: 3, txid: 'tx.txid()' },
    { flow: 5, psbt: 0, txid: 'tx_copy.txid()' },
    { flow: 5, psbt: 1, txid: 'tx.txid()' },
  ];

  it.each(segwitIds)('flow $flow, PSBT $psbt: the unsigned transaction has the final id', ({ flow, psbt, txid }) => {
    const { steps } = flows[flow]!;
    const text = steps.filter(({ psbt_hex }) => psbt_hex !== undefined)[psbt]!.psbt_hex!;
    expect(psbtOfHex(text).txid).toBe(steps.find((step) => step.of === txid)!.txid);
  });

  it('names key origins and extended keys as Electrum does', () => {
    const { steps } = flows[3]!;
    const maps = steps.flatMap(({ expected_map }) => (expected_map === undefined ? [] : [expected_map]));
    const psbts = steps.flatMap(({ psbt_hex }) => (psbt_hex === undefined ? [] : [psbtOfHex(psbt_hex)]));
    const origins = psbts.map(({ inputs, xpubs }) => [
      originTexts(inputs[0]!.bip32Derivations.map((each) => [toHex(each.publicKey), each])),
      originTexts(xpubs.map((each) => [base58check.encode(each.extendedKey), each])),
    ]);
    expect(origins).toEqual([
      [maps[0], {}],
      [maps[0], maps[1]],
      [maps[2], {}],
      [maps[2], maps[3]],
    ]);
  });

  const finished = flows.flatMap(({ test, steps }) =>
    following(steps, 'psbt_hex', 'tx_hex').map(([{ psbt_hex }, { tx_hex }]) => ({ test, psbt: psbt_hex!, tx: tx_hex! })),
  );

  it('end in a final transaction in five spends', () => {
    expect(finished).toHaveLength(5);
  });

  it.each(finished)('$test: the last cosigner’s final transaction is taken apart, verified and made again', ({ psbt, tx }) => {
    const base = psbtOfHex(psbt);
    const combined = combine(base, [parseTransaction(fromHex(tx))]);
    expect(combined.files.map(({ result, taken, bad }) => [result, taken.length, bad.length])).toEqual([
      ['signatures-taken', 1, 0],
    ]);
    expect(transactionHex(finalizeAndExtract(combined.psbt))).toBe(tx);
  });
});
