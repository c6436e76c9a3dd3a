import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sats } from '../../../src/core/amount.ts';
import { fromHex, toHex } from '../../../src/core/bytes.ts';
import { parseTransaction } from '../../../src/core/tx/parse.ts';
import { createSighasher, SIGHASH_ALL } from '../../../src/core/tx/sighash.ts';
import { anyTransaction, otherTransaction } from '../../support/transactions.ts';

/** The examples of BIP-0143 that sign with SIGHASH_ALL. */
const EXAMPLES = [
  {
    name: 'native P2WPKH',
    unsigned:
      '0100000002fff7f7881a8099afa6940d42d1e7f6362bec38171ea3edf433541db4e4ad969f0000000000eeffffffef51e1b804cc89d182' +
      'd279655c3aa89e815b1b309fe287d9b2b55d57b90ec68a0100000000ffffffff02202cb206000000001976a9148280b37df378db99f66f' +
      '85c95a783a76ac7a6d5988ac9093510d000000001976a9143bde42dbee7e4dbe6a21b2d50ce2f0167faa815988ac11000000',
    inputIndex: 1,
    scriptCode: '76a9141d0f172a0ecb48aee1be1f2687d2963ae33f71a188ac',
    amount: 600_000_000n,
    digest: 'c37af31116d1b27caf68aae9e3ac82f1477929014d5b917657d0eb49478cb670',
  },
  {
    name: 'P2SH-P2WPKH',
    unsigned:
      '0100000001db6b1b20aa0fd7b23880be2ecbd4a98130974cf4748fb66092ac4d3ceb1a54770100000000feffffff02b8b4eb0b00000000' +
      '1976a914a457b684d7f0d539a46a45bbc043f35b59d0d96388ac0008af2f000000001976a914fd270b1ee6abcaea97fea7ad0402e8bd8a' +
      'd6d77c88ac92040000',
    inputIndex: 0,
    scriptCode: '76a91479091972186c449eb1ded22b78e40d009bdf008988ac',
    amount: 1_000_000_000n,
    digest: '64f3b0f4dd2bb3aa1ce8566d220cc74dda9df97d8490cc81d89d735c92e59fb6',
  },
  {
    name: 'P2SH-P2WSH 6-of-6',
    unsigned:
      '010000000136641869ca081e70f394c6948e8af409e18b619df2ed74aa106c1ca29787b96e0100000000ffffffff0200e9a43500000000' +
      '1976a914389ffce9cd9ae88dcc0631e88a821ffdbe9bfe2688acc0832f05000000001976a9147480a33f950689af511e6e84c138dbbd3c' +
      '3ee41588ac00000000',
    inputIndex: 0,
    scriptCode:
      '56210307b8ae49ac90a048e9b53357a2354b3334e9c8bee813ecb98e99a7e07e8c3ba32103b28f0c28bfab54554ae8c658ac5c3e0ce6e7' +
      '9ad336331f78c428dd43eea8449b21034b8113d703413d57761b8b9781957b8c0ac1dfe69f492580ca4195f50376ba4a21033400f6afec' +
      'b833092a9a21cfdf1ed1376e58c5d1f47de74683123987e967a8f42103a6d48b1131e94ba04d9737d61acdaa1322008af9602b3b14862c' +
      '07a1789aac162102d8b661b0b3302ee2f162b09e07a55ad5dfbe673a9f01d9f0c19617681024306b56ae',
    amount: 987_654_321n,
    digest: '185c0be5263dce5b4bb50a047973c1b6272bfbd0103a89444597dc40b248ee7c',
  },
] as const;

describe('createSighasher', () => {
  it.each(EXAMPLES)('computes the digest of BIP-0143: $name', ({
    unsigned,
    inputIndex,
    scriptCode,
    amount,
    digest,
  }) => {
    const sighasher = createSighasher(parseTransaction(fromHex(unsigned)));
    expect(toHex(sighasher.segwitV0(inputIndex, fromHex(scriptCode), sats(amount)))).toBe(digest);
  });

  it('agrees with bitcoinjs-lib on every input, segwit and legacy, in any order', () => {
    // Scripts of OP_1 to OP_16, since bitcoinjs-lib takes the legacy script apart and puts it together again.
    const script = fc
      .uint8Array({ minLength: 1, maxLength: 520 })
      .map((bytes) => bytes.map((byte) => 0x51 + (byte & 0x0f)));
    const amount = fc.bigInt({ min: 0n, max: 10n ** 14n }).map((count) => sats(count));
    fc.assert(
      fc.property(anyTransaction, script, amount, (transaction, scriptCode, spent) => {
        const sighasher = createSighasher(transaction);
        const other = otherTransaction(transaction);
        for (let index = transaction.inputs.length - 1; index >= 0; index--) {
          expect(toHex(sighasher.segwitV0(index, scriptCode, spent))).toBe(
            toHex(other.hashForWitnessV0(index, scriptCode, spent, SIGHASH_ALL)),
          );
          expect(toHex(sighasher.legacy(index, scriptCode))).toBe(
            toHex(other.hashForSignature(index, scriptCode, SIGHASH_ALL)),
          );
        }
      }),
      { numRuns: 150 },
    );
  });

  it('breaks on an input that is not there rather than signing something else', () => {
    const sighasher = createSighasher(parseTransaction(fromHex(EXAMPLES[2].unsigned)));
    expect(() => sighasher.segwitV0(1, new Uint8Array(), sats(0n))).toThrow('Icehouse broke its own rule');
    expect(() => sighasher.legacy(1, new Uint8Array())).toThrow('Icehouse broke its own rule');
  });
});
