/** Lock time traps (50): what holds the payment back is told, what contradicts itself is refused. */
import { fromHex } from '../../../src/core/bytes.ts';
import type { KeyValueMap } from '../../../src/core/psbt/types.ts';
import { changed, editedInput, type Fixture, NOW, replaced } from '../fixture.ts';
import { type FileCase, type Pair, type Row, refused } from '../row.ts';

/** A block of the year 2025, by the calendar that the review keeps. */
const PAST_BLOCK = 925_000;

function lockedUntil({ base }: Fixture, lockTime: number): Pair<Uint8Array> {
  return { attack: changed(base, { lockTime }), control: changed(base, { lockTime: PAST_BLOCK }) };
}

export const LOCK_ROWS: readonly Row<FileCase>[] = [
  {
    row: 50,
    cases: [
      {
        name: '50-final-sequences-with-lock-time',
        build: ({ base }) => {
          const inputs = base.inputs.map((input) => ({ ...input, sequence: 0xffff_ffff }));
          return {
            attack: changed(base, { inputs, lockTime: PAST_BLOCK }),
            control: changed(base, {
              inputs: replaced(inputs, 1, (each) => ({ ...each, sequence: 0xffff_fffe })),
              lockTime: PAST_BLOCK,
            }),
          };
        },
        expected: refused('lock-time-without-effect'),
      },
      { name: '50-far-block', build: (f) => lockedUntil(f, 1_200_000), expected: refused('lock-time-far') },
      { name: '50-last-block', build: (f) => lockedUntil(f, 499_999_999), expected: refused('lock-time-far') },
      { name: '50-far-time', build: (f) => lockedUntil(f, NOW + 366 * 86_400), expected: refused('lock-time-far') },
      { name: '50-last-time', build: (f) => lockedUntil(f, 0xffff_ffff), expected: refused('lock-time-far') },
      {
        name: '50-height-mixed-with-time',
        build: ({ base }) => {
          const control = changed(base, { psbtVersion: 2 });
          const timed = editedInput(control, 0, (map) => withLock(map, '11', '0065cd1d'));
          return { attack: editedInput(timed, 1, (map) => withLock(map, '12', '40420f00')), control };
        },
        expected: refused('psbt/locktime-conflict'),
      },
    ],
  },
];

function withLock(map: KeyValueMap, type: string, value: string): KeyValueMap {
  return [...map, { key: fromHex(type), value: fromHex(value) }];
}
