/** Attacks on what is spent: foreign coins, lies about amounts, coins told twice (28 to 33, 41, 53). */

import { sats } from '../../../src/core/amount.ts';
import { INPUT_FIELDS } from '../../../src/core/psbt/fields.ts';
import type { KeyValueMap } from '../../../src/core/psbt/types.ts';
import { serializeOutput, serializeTransaction } from '../../../src/core/tx/serialize.ts';
import { deriveOutput } from '../../../src/core/wallet/output.ts';
import type { Wallet } from '../../../src/core/wallet/types.ts';
import {
  globalXpubsOf,
  ownInput,
  ownOutput,
  plainPayment,
  previousTransaction,
  spend,
  strangerScript,
} from '../../review/payment.ts';
import { changed, editedInput, type Fixture, replaced } from '../fixture.ts';
import { type FileCase, type Pair, type Row, refused } from '../row.ts';
import { AMOUNT, withCoin, withField, withValue } from './coins.ts';
import { singleKey } from './scripts.ts';

const IN = INPUT_FIELDS.named;
const FIRST = { keychain: 'receive', index: 3, amount: AMOUNT } as const;

export const INPUT_ROWS: readonly Row<FileCase>[] = [
  {
    row: 28,
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
    row: 41,
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

function claimOnly(wallet: Wallet, map: KeyValueMap, amount: bigint): KeyValueMap {
  const { scriptPubKey } = deriveOutput(wallet, 'receive', 3);
  const rest = map.filter(({ key }) => key[0] !== IN.PSBT_IN_NON_WITNESS_UTXO.type);
  return withValue(rest, IN.PSBT_IN_WITNESS_UTXO.type, serializeOutput({ amount: sats(amount), scriptPubKey }));
}

/** The transaction inside spends output 2, of which the previous transaction knows nothing. */
function pastTheEnd({ base }: Fixture): Pair<Uint8Array> {
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
