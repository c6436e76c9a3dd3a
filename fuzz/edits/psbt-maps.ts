/** How the edits of a PSBT reach its maps and records: by numbers of any size, taken modulo what the file has. */
import type { BytesEdit } from './bytes.ts';
import { type LooseMap, type LoosePsbt, type LooseRecord, readLoose, writeLoose } from './loose-psbt.ts';

export function within(number: number, length: number): number {
  return length === 0 ? 0 : number % length;
}

export type FileEdit = (psbt: LoosePsbt, corpus: (number: number) => LoosePsbt | undefined) => LoosePsbt;

/** An edit of the maps, where the file still has any. */
export function onMaps(edit: FileEdit): BytesEdit {
  return (bytes, corpus) => {
    const psbt = readLoose(bytes);
    if (psbt === undefined || psbt.maps.length === 0) return bytes;
    return writeLoose(edit(psbt, (number) => readLoose(corpus(number))));
  };
}

export function onMap(psbt: LoosePsbt, number: number, edit: (map: LooseMap) => LooseMap): LoosePsbt {
  const index = within(number, psbt.maps.length);
  return { ...psbt, maps: psbt.maps.with(index, edit(psbt.maps[index]!)) };
}

/** A record anywhere, from all records of the file in one row, so that each is as likely as any other. */
export function onRecord(
  psbt: LoosePsbt,
  number: number,
  edit: (record: LooseRecord, map: LooseMap) => readonly LooseRecord[],
): LoosePsbt {
  const total = psbt.maps.reduce((sum, map) => sum + map.length, 0);
  if (total === 0) return psbt;
  let left = within(number, total);
  return {
    ...psbt,
    maps: psbt.maps.map((map) => {
      const index = left;
      left -= map.length;
      const chosen = index >= 0 ? map[index] : undefined;
      return chosen === undefined ? map : map.toSpliced(index, 1, ...edit(chosen, map));
    }),
  };
}

export function recordOf(psbt: LoosePsbt | undefined, number: number): LooseRecord | undefined {
  const all = psbt?.maps.flat() ?? [];
  return all[within(number, all.length)];
}
