import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sats } from '../../../src/core/amount.ts';
import type { ScriptType } from '../../../src/core/key/types.ts';
import { finalScripts } from '../../../src/core/psbt/final-scripts.ts';
import { serializeTransaction } from '../../../src/core/tx/serialize.ts';
import { multisigScriptSize, multisigVirtualSize, sizeOf, virtualSizeOf, weightOf } from '../../../src/core/tx/size.ts';
import type { Transaction } from '../../../src/core/tx/types.ts';
import { multisigScript } from '../../../src/core/wallet/script.ts';
import { anyTransaction, otherTransaction } from '../../support/transactions.ts';

const publicKey = (position: number) => new Uint8Array(33).fill(position).with(0, 0x02);

/** A transaction whose every input carries m signatures of a size, as the finalizer builds them. */
function spend(
  scriptType: ScriptType,
  m: number,
  n: number,
  inputCount: number,
  scripts: readonly Uint8Array[],
  size = 72,
) {
  const script = multisigScript(
    m,
    Array.from({ length: n }, (_, position) => publicKey(position)),
  );
  const final = finalScripts(scriptType, script, new Array(m).fill(new Uint8Array(size)));
  const input = {
    txid: '00'.repeat(32),
    vout: 0,
    scriptSig: final.scriptSig ?? new Uint8Array(),
    sequence: 0xffff_fffd,
    witness: final.witness ?? [],
  };
  return {
    version: 2,
    inputs: new Array(inputCount).fill(input),
    outputs: scripts.map((scriptPubKey) => ({ amount: sats(1n), scriptPubKey })),
    lockTime: 0,
  } satisfies Transaction;
}

describe('sizes', () => {
  it('of real transactions are those of bitcoinjs-lib', () => {
    fc.assert(
      fc.property(anyTransaction, (transaction) => {
        const other = otherTransaction(transaction);
        expect(sizeOf(transaction)).toBe(serializeTransaction(transaction).length);
        expect(weightOf(transaction)).toBe(other.weight());
        expect(virtualSizeOf(transaction)).toBe(other.virtualSize());
      }),
      { numRuns: 100 },
    );
  });

  it.each([
    'p2wsh',
    'p2sh-p2wsh',
    'p2sh',
  ] as const)('of %s spends are exact for every m-of-n before they are signed', (scriptType) => {
    const most = scriptType === 'p2sh' ? 15 : 20;
    const outputScripts = [new Uint8Array(34), new Uint8Array(22), new Uint8Array(23)];
    for (let n = 1; n <= most; n++) {
      for (let m = 1; m <= n; m++) {
        for (const inputCount of [1, 253]) {
          const shape = { scriptType, m, n, inputCount, outputScripts };
          expect(multisigVirtualSize(shape)).toBe(virtualSizeOf(spend(scriptType, m, n, inputCount, outputScripts)));
        }
      }
    }
  });

  it('follow the signature size they are told', () => {
    const outputScripts = [new Uint8Array(34)];
    for (const signatureBytes of [70, 71, 72]) {
      const shape = { scriptType: 'p2wsh', m: 2, n: 3, inputCount: 3, outputScripts, signatureBytes } as const;
      const real = virtualSizeOf(spend('p2wsh', 2, 3, 3, outputScripts, signatureBytes));
      expect(multisigVirtualSize(shape)).toBe(real);
    }
  });

  it('of multisig scripts are those of the scripts', () => {
    for (const [m, n] of [
      [1, 1],
      [2, 3],
      [15, 16],
      [16, 17],
      [17, 20],
    ] as const) {
      const keys = Array.from({ length: n }, (_, position) => publicKey(position));
      expect(multisigScriptSize(m, n)).toBe(multisigScript(m, keys).length);
    }
  });
});
