/** A transaction as loosely read parts, for edits of the one inside a PSBT. Knows no bounds and refuses next to nothing. */
import { compactSize, compactSizeAt } from './loose-psbt.ts';

export interface LooseInput {
  /** Hash and index, 36 bytes. */
  readonly outPoint: Uint8Array;
  readonly scriptSig: Uint8Array;
  readonly sequence: number;
}

export interface LooseOutput {
  readonly amount: bigint;
  readonly script: Uint8Array;
}

export interface LooseTransaction {
  readonly version: number;
  readonly inputs: readonly LooseInput[];
  readonly outputs: readonly LooseOutput[];
  readonly lockTime: number;
}

/** Reads the form without witness; undefined when the bytes are no such thing. */
export function readLooseTransaction(bytes: Uint8Array): LooseTransaction | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let offset = 4;
  const sized = (): Uint8Array => {
    const size = compactSizeAt(bytes, offset);
    if (size === undefined || size.value > bytes.length - size.end) throw new RangeError('past the end');
    offset = size.end + size.value;
    return bytes.slice(size.end, offset);
  };
  const counted = <T>(read: () => T): T[] => {
    const count = compactSizeAt(bytes, offset);
    if (count === undefined || count.value > bytes.length) throw new RangeError('past the end');
    offset = count.end;
    return Array.from({ length: count.value }, read);
  };
  const uint32 = (): number => {
    offset += 4;
    return view.getUint32(offset - 4, true);
  };
  try {
    const version = view.getUint32(0, true);
    const inputs = counted((): LooseInput => {
      offset += 36;
      return { outPoint: bytes.slice(offset - 36, offset), scriptSig: sized(), sequence: uint32() };
    });
    const outputs = counted((): LooseOutput => {
      offset += 8;
      return { amount: view.getBigUint64(offset - 8, true), script: sized() };
    });
    return { version, inputs, outputs, lockTime: uint32() };
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

export function writeLooseTransaction({ version, inputs, outputs, lockTime }: LooseTransaction): Uint8Array {
  return new Uint8Array(
    Buffer.concat([
      uint32(version),
      compactSize(inputs.length),
      ...inputs.flatMap(({ outPoint, scriptSig, sequence }) => [
        outPoint,
        compactSize(scriptSig.length),
        scriptSig,
        uint32(sequence),
      ]),
      compactSize(outputs.length),
      ...outputs.flatMap(({ amount, script }) => [uint64(amount), compactSize(script.length), script]),
      uint32(lockTime),
    ]),
  );
}

export function uint32(value: number): Uint8Array {
  return Uint8Array.of(value & 0xff, (value >>> 8) & 0xff, (value >>> 16) & 0xff, value >>> 24);
}

export function uint64(value: bigint): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt.asUintN(64, value), true);
  return bytes;
}
