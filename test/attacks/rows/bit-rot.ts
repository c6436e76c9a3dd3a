/** Bits that flip in a record of each kind (36); `tx-bit-rot.test.ts` flips one in every byte. */
import { INPUT_FIELDS } from '../../../src/core/psbt/fields.ts';
import { changed, edited, type Fixture, type Maps, replaced } from '../fixture.ts';
import { type FileCase, type Row, refused } from '../row.ts';

const IN = INPUT_FIELDS.named;
const UNSIGNED_TRANSACTION = 0x00;

type Which = 'global' | 'input' | 'change';

function onMap(maps: Maps, which: Which, edit: (map: Maps['global']) => Maps['global']): Maps {
  if (which === 'global') return { ...maps, global: edit(maps.global) };
  if (which === 'input') return { ...maps, inputs: replaced(maps.inputs, 0, edit) };
  return { ...maps, outputs: replaced(maps.outputs, 1, edit) };
}

/** Negative places count from the end, as those of `at`. */
function flipped(bytes: Uint8Array, place: number): Uint8Array {
  const index = place < 0 ? bytes.length + place : place;
  return bytes.with(index, bytes[index]! ^ 0x01);
}

interface Flip {
  readonly map: Which;
  readonly type: number;
  readonly part: 'key' | 'value';
  readonly place: number;
}

/** One bit of the first record of a type, or of the whole file's bytes. */
function flip(name: string, code: Parameters<typeof refused>[0], { map, type, part, place }: Flip): FileCase {
  return {
    name: `36-bit-in-${name}`,
    build: ({ base }) => {
      const control = changed(base, {});
      let done = false;
      const attack = edited(control, (maps) =>
        onMap(maps, map, (records) =>
          records.map((record) => {
            if (done || record.key[0] !== type) return record;
            done = true;
            return { ...record, [part]: flipped(record[part], place) };
          }),
        ),
      );
      return { attack, control };
    },
    expected: refused(code),
  };
}

/** Version, input count, then the first input: its txid from place 5, its output number from 37. */
const TXID = 5;
const VOUT = 37;

export const BIT_ROT_ROWS: readonly Row<FileCase>[] = [
  {
    row: 36,
    cases: [
      {
        name: '36-bit-in-the-magic',
        build: ({ base }) => {
          const control = changed(base, {});
          return { attack: flipped(control, 4), control };
        },
        expected: refused('psbt/not-a-psbt'),
      },
      {
        name: '36-last-byte-lost',
        build: ({ base }) => {
          const control = changed(base, {});
          return { attack: control.subarray(0, -1), control };
        },
        expected: refused('psbt/truncated'),
      },
      {
        name: '36-field-three-times',
        build: (f) => ({ attack: thrice(f), control: changed(f.base, {}) }),
        expected: refused('psbt/duplicate-key'),
      },
      flip('the-coin-that-is-spent', 'psbt/previous-transaction-mismatch', {
        ...{ map: 'global', type: UNSIGNED_TRANSACTION, part: 'value', place: TXID },
      }),
      flip('the-number-of-the-coin', 'witness-utxo-conflict', {
        ...{ map: 'global', type: UNSIGNED_TRANSACTION, part: 'value', place: VOUT },
      }),
      flip('a-previous-transaction', 'psbt/previous-transaction-mismatch', {
        ...{ map: 'input', type: IN.PSBT_IN_NON_WITNESS_UTXO.type, part: 'value', place: -10 },
      }),
      flip('a-claimed-amount', 'witness-utxo-conflict', {
        ...{ map: 'input', type: IN.PSBT_IN_WITNESS_UTXO.type, part: 'value', place: 0 },
      }),
      flip('a-witness-script', 'witness-script-mismatch', {
        ...{ map: 'input', type: IN.PSBT_IN_WITNESS_SCRIPT.type, part: 'value', place: 20 },
      }),
      flip('a-path-of-a-coin', 'path-lie', {
        ...{ map: 'input', type: IN.PSBT_IN_BIP32_DERIVATION.type, part: 'value', place: -4 },
      }),
      flip('a-witness-script-of-change', 'output-script-mismatch', {
        ...{ map: 'change', type: 0x01, part: 'value', place: 20 },
      }),
      flip('a-path-of-change', 'path-lie', { map: 'change', type: 0x02, part: 'value', place: -4 }),
    ],
  },
];

function thrice({ base }: Fixture): Uint8Array {
  return edited(changed(base, {}), (maps) =>
    onMap(maps, 'input', ([first, ...rest]) => [first!, first!, first!, ...rest]),
  );
}
