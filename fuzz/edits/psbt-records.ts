/**
 * Edits of a PSBT along its records: dropped, doubled, exchanged, resized, spliced from other files; whole maps moved. None
 * of them looks at the transaction, so the maps may no longer fit it.
 */
import fc from 'fast-check';
import { concatBytes } from '../../src/core/bytes.ts';
import { type BytesEdit, bytesEdits } from './bytes.ts';
import { uint32 } from './loose-transaction.ts';
import { onMap, onMaps, onRecord, recordOf, within } from './psbt-maps.ts';

const place = fc.nat();

const dropRecord: fc.Arbitrary<BytesEdit> = place.map((at) => onMaps((psbt) => onRecord(psbt, at, () => [])));

const doubleRecord: fc.Arbitrary<BytesEdit> = fc
  .tuple(place, fc.boolean(), fc.nat({ max: 255 }))
  .map(([at, other, type]) =>
    onMaps((psbt) =>
      onRecord(psbt, at, (record) => [record, other ? { ...record, key: typed(record.key, type) } : record]),
    ),
  );

/** The key with another type; keys may be a mebibyte long by now. */
function typed(key: Uint8Array, type: number): Uint8Array {
  return concatBytes(Uint8Array.of(type), key.subarray(1));
}

const changeType: fc.Arbitrary<BytesEdit> = fc
  .tuple(place, fc.oneof(fc.nat({ max: 0x1f }), fc.constantFrom(0xfb, 0xfc, 0xfd)))
  .map(([at, type]) => onMaps((psbt) => onRecord(psbt, at, ({ key, value }) => [{ key: typed(key, type), value }])));

const exchangeValues: fc.Arbitrary<BytesEdit> = fc.tuple(place, place, fc.boolean()).map(([first, second, keys]) =>
  onMaps((psbt) => {
    const other = recordOf(psbt, second);
    if (other === undefined) return psbt;
    return onRecord(psbt, first, ({ key, value }) => [keys ? { key: other.key, value } : { key, value: other.value }]);
  }),
);

const spliceRecord: fc.Arbitrary<BytesEdit> = fc
  .tuple(place, place, place, fc.boolean())
  .map(([file, from, to, replace]) =>
    onMaps((psbt, corpus) => {
      const record = recordOf(corpus(file), from);
      if (record === undefined) return psbt;
      if (replace) return onRecord(psbt, to, () => [record]);
      return onMap(psbt, to, (map) => map.toSpliced(within(from, map.length + 1), 0, record));
    }),
  );

const addRecord: fc.Arbitrary<BytesEdit> = fc
  .tuple(place, fc.uint8Array({ minLength: 1, maxLength: 70 }), fc.uint8Array({ maxLength: 80 }))
  .map(([at, key, value]) => onMaps((psbt) => onMap(psbt, at, (map) => [...map, { key, value }])));

/** One sighash type after another, the common ones above all. */
const setSighash: fc.Arbitrary<BytesEdit> = fc
  .tuple(place, fc.oneof(fc.constantFrom(0, 1, 2, 3, 0x81, 0x82, 0x83, 0x101), fc.nat({ max: 0xffff_ffff })))
  .map(([at, type]) =>
    onMaps((psbt) =>
      onMap(psbt, at, (map) => [
        ...map.filter(({ key }) => key[0] !== 0x03),
        { key: Uint8Array.of(3), value: uint32(type) },
      ]),
    ),
  );

const editPart: fc.Arbitrary<BytesEdit> = fc.tuple(place, bytesEdits, fc.boolean()).map(
  ([at, edit, inKey]): BytesEdit =>
    (bytes, corpus) =>
      onMaps((psbt) =>
        onRecord(psbt, at, ({ key, value }) => [
          inKey ? { key: edit(key, corpus), value } : { key, value: edit(value, corpus) },
        ]),
      )(bytes, corpus),
);

const reverseOrder: fc.Arbitrary<BytesEdit> = place.map((at) =>
  onMaps((psbt) => onMap(psbt, at, (map) => map.toReversed())),
);

const moveMaps: fc.Arbitrary<BytesEdit> = fc
  .tuple(place, place, place, fc.constantFrom('exchange', 'double', 'drop', 'graft', 'empty'))
  .map(([first, second, file, what]) =>
    onMaps((psbt, corpus) => {
      const { maps } = psbt;
      const left = within(first, maps.length);
      const right = within(second, maps.length);
      const foreign = corpus(file)?.maps;
      if (what === 'exchange') return { ...psbt, maps: maps.with(left, maps[right]!).with(right, maps[left]!) };
      if (what === 'double') return { ...psbt, maps: maps.toSpliced(left, 0, maps[right]!) };
      if (what === 'drop') return { ...psbt, maps: maps.toSpliced(left, 1) };
      if (what === 'empty') return { ...psbt, maps: maps.with(left, []) };
      return { ...psbt, maps: maps.with(left, foreign?.[within(second, foreign.length)] ?? []) };
    }),
  );

/** Thousands of records, or one with a very long value: rare, as such files are slow. */
const swell: fc.Arbitrary<BytesEdit> = fc
  .tuple(place, place, fc.nat({ max: 5_000 }), fc.boolean())
  .map(([at, to, times, long]) =>
    onMaps((psbt) => {
      const record = recordOf(psbt, at);
      if (record === undefined) return psbt;
      const bytes = new Uint8Array(times * 100).fill(record.value[0] ?? 0);
      const many = Array.from(
        { length: Math.min(times, Math.floor(900_000 / (record.key.length + record.value.length + 9))) },
        (_, index) => ({
          key: concatBytes(record.key, Uint8Array.of(index & 0xff, index >> 8)),
          value: record.value,
        }),
      );
      return onMap(psbt, to, (map) => [...map, ...(long ? [{ key: record.key, value: bytes }] : many)]);
    }),
  );

/** Any of them. */
export const recordEdits: fc.Arbitrary<BytesEdit> = fc.oneof(
  { weight: 20, arbitrary: dropRecord },
  { weight: 10, arbitrary: doubleRecord },
  { weight: 15, arbitrary: changeType },
  { weight: 15, arbitrary: exchangeValues },
  { weight: 25, arbitrary: spliceRecord },
  { weight: 10, arbitrary: addRecord },
  { weight: 10, arbitrary: setSighash },
  { weight: 40, arbitrary: editPart },
  { weight: 5, arbitrary: reverseOrder },
  { weight: 15, arbitrary: moveMaps },
  { weight: 1, arbitrary: swell },
);
