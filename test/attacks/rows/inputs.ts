/** Attacks on what is spent: foreign coins, lies about amounts, evil scripts with our key in them (28 to 33, 37 to 39, 41, 53). */

import { sats } from '../../../src/core/amount.ts';
import { concatBytes } from '../../../src/core/bytes.ts';
import { INPUT_FIELDS } from '../../../src/core/psbt/fields.ts';
import type { KeyValueMap } from '../../../src/core/psbt/types.ts';
import { serializeOutput, serializeTransaction } from '../../../src/core/tx/serialize.ts';
import { deriveOutput } from '../../../src/core/wallet/output.ts';
import type { Wallet } from '../../../src/core/wallet/types.ts';
import {
  derivationsAt,
  globalXpubsOf,
  ownInput,
  ownOutput,
  plainPayment,
  previousTransaction,
  type SpentInput,
  spend,
  strangerScript,
} from '../../review/payment.ts';
import { changed, editedInput, type Fixture, replaced } from '../fixture.ts';
import type { AttackFiles, AttackRow, Refused } from '../row.ts';
import { push, singleKey, witnessScriptCoin } from './scripts.ts';

const IN = INPUT_FIELDS.named;
const AMOUNT = 100_000_000n;
const FIRST = { keychain: 'receive', index: 3, amount: AMOUNT } as const;

const refused = (code: Refused['code']): Refused => ({ outcome: 'refuse', code });

/** The base with another coin in the place of its first. */
function withCoin({ base }: Fixture, coin: SpentInput): AttackFiles {
  return {
    attack: changed(base, { inputs: replaced(base.inputs, 0, () => coin) }),
    control: changed(base, {}),
  };
}

/** The base with its first input's fields changed below the level of their meaning. */
function withField({ base }: Fixture, edit: (map: KeyValueMap) => KeyValueMap): AttackFiles {
  const control = changed(base, {});
  return { attack: editedInput(control, 0, edit), control };
}

export const INPUT_ROWS: readonly AttackRow[] = [
  {
    row: 28,
    title: 'added input and added change',
    cases: [
      {
        name: '28-machine-in-the-middle',
        build: (f) => {
          const evil = f.mallory.charter.wallet;
          const place = { keychain: 'change', index: 5, amount: 50_000_000n } as const;
          const inputs = [...f.base.inputs, ownInput(evil, place)];
          const outputs = [...f.base.outputs, ownOutput(evil, { ...place, index: 6 })];
          const honest = { ...place, index: 7 };
          return {
            attack: changed(f.base, { inputs, outputs, xpubs: globalXpubsOf(evil) }),
            control: changed(f.base, {
              inputs: [...f.base.inputs, ownInput(f.wallet, honest)],
              outputs: [...f.base.outputs, ownOutput(f.wallet, { ...honest, index: 8 })],
              xpubs: globalXpubsOf(f.wallet),
            }),
          };
        },
        expected: refused('foreign-input'),
      },
    ],
  },
  {
    row: 29,
    title: 'single key and multisig confused',
    cases: [
      {
        name: '29-single-key-input',
        build: (f) => {
          const { script, record } = singleKey('Alice', '48h/0h/0h/2h/0/3');
          const coin = spend(script, AMOUNT, 'single key');
          return withCoin(f, { ...coin, fields: { ...coin.fields, bip32Derivations: [record] } });
        },
        expected: refused('input-not-ours'),
      },
      {
        name: '29-single-key-change',
        build: ({ base }) => {
          const { script, record } = singleKey('Alice', '48h/0h/0h/2h/1/2');
          const output = { amount: 9_990_000n, scriptPubKey: script, fields: { bip32Derivations: [record] } };
          return {
            attack: changed(base, { outputs: replaced(base.outputs, 1, () => output) }),
            control: changed(base, {}),
          };
        },
        expected: { outcome: 'external', output: 1, code: 'change-not-ours' },
      },
    ],
  },
  {
    row: 30,
    title: 'foreign input',
    cases: [
      {
        name: '30-inputs-of-two-wallets',
        build: (f) => withCoin(f, ownInput(f.mallory.charter.wallet, FIRST)),
        expected: refused('foreign-input'),
      },
      {
        name: '30-no-derivation-at-all',
        build: (f) => withCoin(f, spend(strangerScript('a coin'), AMOUNT, 'a coin')),
        expected: refused('foreign-input'),
      },
    ],
  },
  {
    row: 31,
    title: 'lie about an amount',
    cases: [
      {
        name: '31-claimed-amount-only',
        build: (f) => withField(f, (map) => claimOnly(f.wallet, map, AMOUNT)),
        expected: refused('previous-transaction-missing'),
      },
      {
        name: '31-half-the-amount-claimed',
        build: (f) => withField(f, (map) => claimOnly(f.wallet, map, AMOUNT / 2n)),
        expected: refused('previous-transaction-missing'),
      },
    ],
  },
  {
    row: 32,
    title: 'previous transaction does not match',
    cases: [
      {
        name: '32-another-transaction',
        build: (f) =>
          withField(f, (map) => {
            const other = previousTransaction(strangerScript('other'), AMOUNT, 'other');
            return withValue(map, IN.PSBT_IN_NON_WITNESS_UTXO.type, serializeTransaction(other));
          }),
        expected: refused('psbt/previous-transaction-mismatch'),
      },
      {
        name: '32-amount-raised-inside',
        build: (f) =>
          withField(f, (map) => {
            const { scriptPubKey } = deriveOutput(f.wallet, 'receive', 3);
            const other = previousTransaction(scriptPubKey, AMOUNT + 1n, 'receive 3');
            return withValue(map, IN.PSBT_IN_NON_WITNESS_UTXO.type, serializeTransaction(other));
          }),
        expected: refused('psbt/previous-transaction-mismatch'),
      },
      {
        name: '32-output-past-the-end',
        build: (f) => pastTheEnd(f),
        expected: refused('psbt/previous-output-missing'),
      },
      {
        name: '32-claimed-amount-differs',
        build: (f) =>
          withField(f, (map) => {
            const { scriptPubKey } = deriveOutput(f.wallet, 'receive', 3);
            const claim = serializeOutput({ amount: sats(AMOUNT + 1n), scriptPubKey });
            return withValue(map, IN.PSBT_IN_WITNESS_UTXO.type, claim);
          }),
        expected: refused('witness-utxo-conflict'),
      },
      {
        name: '32-claimed-script-differs',
        build: (f) =>
          withField(f, (map) => {
            const claim = serializeOutput({ amount: sats(AMOUNT), scriptPubKey: strangerScript('claim') });
            return withValue(map, IN.PSBT_IN_WITNESS_UTXO.type, claim);
          }),
        expected: refused('witness-utxo-conflict'),
      },
    ],
  },
  {
    row: 33,
    title: 'legacy input without its previous transaction',
    cases: [
      {
        name: '33-legacy-claim',
        group: 'legacy',
        build: ({ legacy }) => {
          const base = plainPayment(legacy.charter.wallet);
          const { scriptPubKey } = deriveOutput(legacy.charter.wallet, 'receive', 3);
          const witnessUtxo = { amount: sats(AMOUNT), scriptPubKey };
          const inputs = replaced(base.inputs, 0, (input) => {
            const { nonWitnessUtxo: _, ...fields } = input.fields;
            return { ...input, fields: { ...fields, witnessUtxo } };
          });
          return { attack: changed(base, { inputs }), control: changed(base, {}) };
        },
        expected: refused('previous-transaction-missing'),
      },
    ],
  },
  {
    row: 37,
    title: 'our key in an evil script',
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
    title: 'a key twice in a script',
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
    title: 'a push that is not minimal',
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
  {
    row: 41,
    title: 'the same coin twice',
    cases: [
      {
        name: '41-duplicate-outpoint',
        build: ({ base }) => ({
          attack: changed(base, { inputs: [...base.inputs, ...base.inputs.slice(0, 1)] }),
          control: changed(base, {}),
        }),
        expected: refused('duplicate-outpoint'),
      },
    ],
  },
  {
    row: 53,
    title: 'derivation oracle',
    cases: [
      {
        name: '53-path-outside-the-account',
        build: (f) => {
          const { script, record } = singleKey('Alice', '84h/0h/0h/0/0');
          const coin = spend(script, AMOUNT, 'outside');
          return withCoin(f, { ...coin, fields: { ...coin.fields, bip32Derivations: [record] } });
        },
        expected: refused('foreign-input'),
      },
      {
        name: '53-path-below-an-address',
        build: (f) => {
          const { script, record } = singleKey('Alice', '48h/0h/0h/2h/0/3/9');
          const coin = spend(script, AMOUNT, 'below');
          return withCoin(f, { ...coin, fields: { ...coin.fields, bip32Derivations: [record] } });
        },
        expected: refused('input-not-ours'),
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

function withValue(map: KeyValueMap, type: number, value: Uint8Array): KeyValueMap {
  return map.map((each) => (each.key.length === 1 && each.key[0] === type ? { key: each.key, value } : each));
}

function claimOnly(wallet: Wallet, map: KeyValueMap, amount: bigint): KeyValueMap {
  const { scriptPubKey } = deriveOutput(wallet, 'receive', 3);
  const rest = map.filter(({ key }) => key[0] !== IN.PSBT_IN_NON_WITNESS_UTXO.type);
  return withValue(rest, IN.PSBT_IN_WITNESS_UTXO.type, serializeOutput({ amount: sats(amount), scriptPubKey }));
}

/** The transaction inside spends output 2, of which the previous transaction knows nothing. */
function pastTheEnd({ base }: Fixture): AttackFiles {
  const control = changed(base, {});
  const without = replaced(base.inputs, 0, (input) => {
    const { nonWitnessUtxo: _, ...fields } = input.fields;
    return { ...input, vout: 2, fields };
  });
  const attack = editedInput(changed(base, { inputs: without }), 0, (map) => [
    { key: Uint8Array.of(IN.PSBT_IN_NON_WITNESS_UTXO.type), value: base.inputs[0]!.fields.nonWitnessUtxo! },
    ...map,
  ]);
  return { attack, control };
}
