/**
 * Edits of a PSBT: of its records (`psbt-records.ts`), of its bytes, and, here, of the transaction inside it, with the maps
 * kept in step, so that the result is a sound file about another payment.
 */
import fc from 'fast-check';
import { type BytesEdit, bytesEdits } from './bytes.ts';
import { type LoosePsbt, recordValue } from './loose-psbt.ts';
import {
  type LooseOutput,
  type LooseTransaction,
  readLooseTransaction,
  uint32,
  uint64,
  writeLooseTransaction,
} from './loose-transaction.ts';
import { type FileEdit, onMap, onMaps, within } from './psbt-maps.ts';
import { recordEdits } from './psbt-records.ts';

const place = fc.nat();

/** The transaction of a version 0 file, and how to put a changed one back. */
function onTransaction(
  edit: (transaction: LooseTransaction, psbt: LoosePsbt) => readonly [LooseTransaction, LoosePsbt],
): FileEdit {
  return (psbt) => {
    const bytes = recordValue(psbt.maps[0], 0x00);
    const transaction = bytes && readLooseTransaction(bytes);
    if (transaction === undefined) return psbt;
    const [changed, around] = edit(transaction, psbt);
    const global = around.maps[0] ?? [];
    const value = writeLooseTransaction(changed);
    return {
      ...around,
      maps: around.maps.with(
        0,
        global.map((each) => (each.key.length === 1 && each.key[0] === 0 ? { ...each, value } : each)),
      ),
    };
  };
}

const AMOUNTS = [0n, 1n, 330n, 546n, 999n, 1_000n, 100_000_000n, 2_100_000_000_000_000n, 2_100_000_000_000_001n, -1n];
const amount = fc.oneof(fc.constantFrom(...AMOUNTS), fc.bigInt({ min: 0n, max: 200_000_000n }));

type OutputChange = { readonly amount: bigint } | { readonly by: bigint } | 'script';

const outputChange: fc.Arbitrary<OutputChange> = fc.oneof(
  amount.map((value) => ({ amount: value })),
  fc.bigInt({ min: -2_000n, max: 2_000n }).map((by) => ({ by })),
  fc.constant('script' as const),
);

/** Changes an output's amount, or gives it the script of another output, of this file or another. */
const changeOutput: fc.Arbitrary<BytesEdit> = fc
  .tuple(place, outputChange, place, fc.boolean(), place)
  .map(([at, change, other, isForeign, file]) =>
    onMaps((psbt, corpus) => {
      const source = (isForeign ? corpus(file) : undefined) ?? psbt;
      const scripts = outputsOf(source).map(({ script }) => script);
      return onOutput(psbt, at, ({ amount: value, script }) => {
        if (change === 'script') return { amount: value, script: scripts[within(other, scripts.length)] ?? script };
        return { amount: 'by' in change ? value + change.by : change.amount, script };
      });
    }),
  );

/** The outputs of a file of either version. */
function outputsOf({ maps }: LoosePsbt): readonly LooseOutput[] {
  const bytes = recordValue(maps[0], 0x00);
  if (bytes !== undefined) return readLooseTransaction(bytes)?.outputs ?? [];
  return maps.slice(1).flatMap((map) => {
    const value = recordValue(map, 0x03);
    const script = recordValue(map, 0x04);
    return value?.length === 8 && script !== undefined
      ? [{ amount: Buffer.from(value).readBigUInt64LE(), script }]
      : [];
  });
}

function onOutput(psbt: LoosePsbt, number: number, change: (output: LooseOutput) => LooseOutput): LoosePsbt {
  const index = within(number, outputsOf(psbt).length);
  const output = outputsOf(psbt)[index];
  if (output === undefined) return psbt;
  const changed = change(output);
  if (recordValue(psbt.maps[0], 0x00) !== undefined) {
    return onTransaction((transaction, around) => [
      { ...transaction, outputs: transaction.outputs.with(index, changed) },
      around,
    ])(psbt, () => undefined);
  }
  const maps = psbt.maps.flatMap((map, at) => (at > 0 && recordValue(map, 0x04) !== undefined ? [at] : []));
  return onMap(psbt, maps[index] ?? 0, (map) =>
    map.map((each) => {
      if (each.key.length !== 1) return each;
      if (each.key[0] === 0x03) return { ...each, value: uint64(changed.amount) };
      return each.key[0] === 0x04 ? { ...each, value: changed.script } : each;
    }),
  );
}

/** The most copies of one input or output that an edit makes. */
const MANY = 300;

/** Doubles, multiplies, removes or exchanges inputs and outputs, with their maps or without. */
const rearrange: fc.Arbitrary<BytesEdit> = fc
  .tuple(
    place,
    place,
    fc.constantFrom('inputs', 'outputs'),
    fc.constantFrom('double', 'drop', 'exchange', 'many'),
    fc.boolean(),
  )
  .map(([first, second, side, what, inStep]) =>
    onMaps(
      onTransaction((transaction, psbt) => {
        const offset = side === 'inputs' ? 1 : 1 + transaction.inputs.length;
        const length = transaction[side].length;
        const left = within(first, length);
        const right = within(second, length);
        const rearranged = <T>(list: readonly T[], base: number): readonly T[] => {
          const [a, b] = [list[base + left], list[base + right]];
          if (a === undefined || b === undefined) return list;
          if (what === 'many') return list.toSpliced(base + right, 0, ...Array<typeof a>(second % MANY).fill(a));
          if (what === 'double') return list.toSpliced(base + right, 0, a);
          if (what === 'drop') return list.toSpliced(base + left, 1);
          return list.with(base + left, b).with(base + right, a);
        };
        const around = inStep ? { ...psbt, maps: rearranged(psbt.maps, offset) } : psbt;
        if (side === 'inputs') return [{ ...transaction, inputs: rearranged(transaction.inputs, 0) }, around];
        return [{ ...transaction, outputs: rearranged(transaction.outputs, 0) }, around];
      }),
    ),
  );

const output: fc.Arbitrary<LooseOutput> = fc.record({
  amount,
  script: fc.oneof(
    fc.uint8Array({ maxLength: 40 }),
    fc.uint8Array({ minLength: 20, maxLength: 20 }).map((hash) => Uint8Array.of(0x00, 20, ...hash)),
    fc.uint8Array({ maxLength: 90 }).map((data) => Uint8Array.of(0x6a, data.length, ...data)),
  ),
});

const addOutput: fc.Arbitrary<BytesEdit> = fc.tuple(place, output).map(([at, added]) =>
  onMaps(
    onTransaction((transaction, psbt) => {
      const index = within(at, transaction.outputs.length + 1);
      const maps = psbt.maps.toSpliced(1 + transaction.inputs.length + index, 0, []);
      return [
        { ...transaction, outputs: transaction.outputs.toSpliced(index, 0, added) },
        { ...psbt, maps },
      ];
    }),
  ),
);

const changeHeader: fc.Arbitrary<BytesEdit> = fc
  .tuple(
    fc.constantFrom('version', 'lockTime', 'sequence', 'vout'),
    place,
    fc.oneof(
      fc.constantFrom(0, 1, 2, 3, 144, 0x4000_0001, 499_999_999, 500_000_000, 0xffff_fffd, 0xffff_fffe, 0xffff_ffff),
      fc.nat(),
    ),
  )
  .map(([what, at, value]) =>
    onMaps(
      onTransaction((transaction, psbt) => {
        if (what === 'version' || what === 'lockTime') return [{ ...transaction, [what]: value }, psbt];
        const index = within(at, transaction.inputs.length);
        const input = transaction.inputs[index];
        if (input === undefined) return [transaction, psbt];
        const outPoint = Uint8Array.from([...input.outPoint.subarray(0, 32), ...uint32(value)]);
        const changed = what === 'sequence' ? { ...input, sequence: value } : { ...input, outPoint };
        return [{ ...transaction, inputs: transaction.inputs.with(index, changed) }, psbt];
      }),
    ),
  );

/** Edits of a PSBT: of its records and maps, of its transaction, and of its bytes. */
export const psbtEdits: fc.Arbitrary<BytesEdit> = fc.oneof(
  { weight: 16, arbitrary: recordEdits },
  { weight: 3, arbitrary: changeOutput },
  { weight: 2, arbitrary: rearrange },
  { weight: 1, arbitrary: addOutput },
  { weight: 2, arbitrary: changeHeader },
  { weight: 2, arbitrary: bytesEdits },
);
