/** Attacks on the script that is signed: our key in an evil one, a key twice, a push that is not minimal (37 to 39). */
import { concatBytes } from '../../../src/core/bytes.ts';
import { INPUT_FIELDS } from '../../../src/core/psbt/fields.ts';
import { deriveOutput } from '../../../src/core/wallet/output.ts';
import type { Wallet } from '../../../src/core/wallet/types.ts';
import { derivationsAt } from '../../review/payment.ts';
import { changed, type Fixture, replaced } from '../fixture.ts';
import { type FileCase, type Row, refused } from '../row.ts';
import { AMOUNT, withCoin, withField, withValue } from './coins.ts';
import { push, witnessScriptCoin } from './scripts.ts';

const IN = INPUT_FIELDS.named;

export const SCRIPT_ROWS: readonly Row<FileCase>[] = [
  {
    row: 37,
    cases: [
      {
        name: '37-drop-ours-check-theirs',
        build: (f) => {
          const OP_DROP = 0x75;
          const OP_CHECKSIG = 0xac;
          const evil = deriveOutput(f.mallory.charter.wallet, 'receive', 3).publicKeys[0]!;
          const script = concatBytes(push(aliceKey(f)), Uint8Array.of(OP_DROP), push(evil), Uint8Array.of(OP_CHECKSIG));
          return withCoin(f, witnessScriptCoin(script, AMOUNT, derivationsAt(f.wallet, 'receive', 3)));
        },
        expected: refused('input-not-ours'),
      },
      {
        name: '37-witness-script-swapped',
        build: (f) =>
          withField(f, (map) => {
            const script = concatBytes(push(aliceKey(f)), Uint8Array.of(0xac));
            return withValue(map, IN.PSBT_IN_WITNESS_SCRIPT.type, script);
          }),
        expected: refused('witness-script-mismatch'),
      },
      {
        name: '37-redeem-script-added',
        build: (f) => {
          const inputs = replaced(f.base.inputs, 0, (input) => {
            const { scriptPubKey } = deriveOutput(f.wallet, 'receive', 3);
            return { ...input, fields: { ...input.fields, redeemScript: scriptPubKey } };
          });
          return { attack: changed(f.base, { inputs }), control: changed(f.base, {}) };
        },
        expected: refused('redeem-script-mismatch'),
      },
    ],
  },
  {
    row: 38,
    cases: [
      {
        name: '38-alice-alice-bob',
        build: (f) => {
          const [, bob] = deriveOutput(f.wallet, 'receive', 3).publicKeys;
          const keys = [aliceKey(f), aliceKey(f), bob!];
          const script = concatBytes(Uint8Array.of(0x52), ...keys.map(push), Uint8Array.of(0x53, 0xae));
          return withCoin(f, witnessScriptCoin(script, AMOUNT, derivationsAt(f.wallet, 'receive', 3)));
        },
        expected: refused('input-not-ours'),
      },
    ],
  },
  {
    row: 39,
    cases: [
      {
        name: '39-pushdata1-in-the-coin',
        build: (f) =>
          withCoin(f, witnessScriptCoin(longPushes(f.wallet), AMOUNT, derivationsAt(f.wallet, 'receive', 3))),
        expected: refused('input-not-ours'),
      },
      {
        name: '39-pushdata1-in-the-field',
        build: (f) => withField(f, (map) => withValue(map, IN.PSBT_IN_WITNESS_SCRIPT.type, longPushes(f.wallet))),
        expected: refused('witness-script-mismatch'),
      },
    ],
  },
];

/** Alice's child key at receive 3. */
function aliceKey({ wallet, alice }: Fixture): Uint8Array {
  return deriveOutput(wallet, 'receive', 3).publicKeys[alice.registered.me]!;
}

/** The wallet's script with OP_PUSHDATA1 for each key: valid for the network in another hash, and not ours. */
function longPushes(wallet: Wallet): Uint8Array {
  const { multisigScript } = deriveOutput(wallet, 'receive', 3);
  const keys = [1, 35, 69].map((start) => multisigScript.subarray(start, start + 34));
  const pushes = keys.map((key) => concatBytes(Uint8Array.of(0x4c), key));
  return concatBytes(multisigScript.subarray(0, 1), ...pushes, multisigScript.subarray(-2));
}
