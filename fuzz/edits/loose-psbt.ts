/**
 * A PSBT as maps of records and nothing more, read and written without a single check of our parser: the edits need files
 * that no parser would accept, and the judge of a signed file must not be the code that wrote it.
 */
export interface LooseRecord {
  /** Type and key data. */
  readonly key: Uint8Array;
  readonly value: Uint8Array;
}

export type LooseMap = readonly LooseRecord[];

export interface LoosePsbt {
  /** The global map, then those of inputs and outputs, in the order of the file. */
  readonly maps: readonly LooseMap[];
  /** What follows the last whole map. */
  readonly rest: Uint8Array;
}

const MAGIC = Uint8Array.of(0x70, 0x73, 0x62, 0x74, 0xff);

/** Reads maps as long as they go; undefined when the file does not begin as a PSBT does. */
export function readLoose(file: Uint8Array): LoosePsbt | undefined {
  if (MAGIC.some((byte, index) => file[index] !== byte)) return undefined;
  const maps: LooseMap[] = [];
  let map: LooseRecord[] = [];
  let offset = MAGIC.length;
  let whole = offset;
  const sized = (): Uint8Array | undefined => {
    const size = compactSizeAt(file, offset);
    if (size === undefined || size.value > file.length - size.end) return undefined;
    offset = size.end + size.value;
    return file.slice(size.end, offset);
  };
  while (offset < file.length) {
    const key = sized();
    if (key === undefined) break;
    if (key.length === 0) {
      maps.push(map);
      map = [];
      whole = offset;
      continue;
    }
    const value = sized();
    if (value === undefined) break;
    map.push({ key, value });
  }
  return { maps, rest: file.slice(whole) };
}

export function writeLoose({ maps, rest }: LoosePsbt): Uint8Array {
  const parts: Uint8Array[] = [MAGIC];
  for (const map of maps) {
    for (const { key, value } of map) parts.push(compactSize(key.length), key, compactSize(value.length), value);
    parts.push(Uint8Array.of(0));
  }
  return new Uint8Array(Buffer.concat([...parts, rest]));
}

/** A compact size and where it ends. */
export function compactSizeAt(
  bytes: Uint8Array,
  at: number,
): { readonly value: number; readonly end: number } | undefined {
  const first = bytes[at];
  if (first === undefined) return undefined;
  if (first < 0xfd) return { value: first, end: at + 1 };
  const length = first === 0xfd ? 2 : first === 0xfe ? 4 : 8;
  if (at + 1 + length > bytes.length) return undefined;
  let value = 0;
  for (let index = length; index >= 1; index--) value = value * 256 + bytes[at + index]!;
  return { value, end: at + 1 + length };
}

export function compactSize(value: number): Uint8Array {
  if (value < 0xfd) return Uint8Array.of(value);
  if (value <= 0xffff) return Uint8Array.of(0xfd, value & 0xff, value >> 8);
  return Uint8Array.of(0xfe, value & 0xff, (value >> 8) & 0xff, (value >> 16) & 0xff, value >>> 24);
}

/** The first value under a key of that type alone. */
export function recordValue(map: LooseMap | undefined, type: number): Uint8Array | undefined {
  return map?.find(({ key }) => key.length === 1 && key[0] === type)?.value;
}
