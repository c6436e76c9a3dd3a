/** Command lines that put a file from the outside world before Alice. */
import { charterFileOf } from '../../documents.ts';
import type { Fixture } from '../../fixture.ts';
import type { CommandLine } from '../../row.ts';

/** `icehouse review` of any bytes. */
export function reviewing(f: Fixture, psbtBytes: Uint8Array, ...more: readonly string[]): CommandLine {
  return {
    words: ['review', 'payment.psbt', '--charter', 'family.json', '--me', 'Alice', ...more],
    files: { 'payment.psbt': psbtBytes, 'family.json': charterFileOf(f.group) },
  };
}
