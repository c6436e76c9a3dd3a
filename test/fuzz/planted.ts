/**
 * Code with faults on purpose, each behind conditions that chance alone does not meet: what the fuzzer must find if it is
 * worth anything.
 */
import { bytesEdits } from '../../fuzz/edits/bytes.ts';
import { type BytesTarget, holds } from '../../fuzz/engine/target.ts';
import { IcehouseError } from '../../src/core/errors.ts';

export interface Faults {
  /** What happens to an input that begins with `IC` and ends with `!`. */
  readonly fault: 'crash' | 'spin' | 'hoard' | 'forget' | 'shout' | 'none';
}

const KEPT: Uint8Array[] = [];

function read(bytes: Uint8Array, { fault }: Faults): Uint8Array {
  if (bytes[0] !== 0x49) throw refusal('no first letter');
  if (bytes[1] !== 0x43) throw refusal('no second letter');
  if (bytes.at(-1) !== 0x21) return bytes;
  switch (fault) {
    case 'crash':
      throw new TypeError('planted');
    case 'spin':
      for (const end = process.threadCpuUsage().user + 60_000; process.threadCpuUsage().user < end; );
      return bytes;
    case 'hoard':
      KEPT.splice(0, KEPT.length, new Uint8Array(64 * 1024 * 1024).fill(1));
      return bytes;
    case 'forget':
      return bytes.subarray(1);
    case 'shout':
      throw refusal('\u001b[31mred');
    case 'none':
      return bytes;
  }
}

function refusal(message: string): IcehouseError {
  return new IcehouseError({ code: 'planted/refused', message });
}

export function planted(faults: Faults): BytesTarget {
  return {
    kind: 'bytes',
    name: 'planted',
    pace: 'light',
    watched: '/planted.ts',
    seeds: () => [new Uint8Array(3)],
    edits: bytesEdits,
    run: (bytes) => {
      holds(read(bytes, faults).length === bytes.length, 'nothing is forgotten');
      return ['read'];
    },
  };
}
