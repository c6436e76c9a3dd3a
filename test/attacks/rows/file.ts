/** Attacks on the file itself: doubled keys, mixed versions, wallets that define themselves, hidden fields (40, 42, 43, 57). */
import { concatBytes, fromHex } from '../../../src/core/bytes.ts';
import type { KeyValue, KeyValueMap } from '../../../src/core/psbt/types.ts';
import { globalXpubsOf, ownOutput, type Payment } from '../../review/payment.ts';
import { changed, edited, type Fixture, type Maps, rawRecord, replaced } from '../fixture.ts';
import { type FileCase, type Row, refused } from '../row.ts';

type MapName = 'global' | 'input' | 'output';

/** Edits the global map, that of the first input, or that of the change. */
function inMap(maps: Maps, name: MapName, edit: (map: KeyValueMap) => KeyValueMap): Maps {
  if (name === 'global') return { ...maps, global: edit(maps.global) };
  if (name === 'input') return { ...maps, inputs: replaced(maps.inputs, 0, edit) };
  return { ...maps, outputs: replaced(maps.outputs, 1, edit) };
}

function withEdit(
  { base }: Fixture,
  name: MapName,
  edit: (map: KeyValueMap) => KeyValueMap,
  change: Partial<Payment> = {},
) {
  const control = changed(base, change);
  return { control, attack: edited(control, (maps) => inMap(maps, name, edit)) };
}

/** The first coin with the one sighash type that may be asked for, written out. */
const withSighash = ({ base }: Fixture): Partial<Payment> => ({
  inputs: replaced(base.inputs, 0, (each) => ({ ...each, fields: { ...each.fields, sighashType: 1 } })),
});

const inVersion2 = (): Partial<Payment> => ({ psbtVersion: 2 });

function doubled(name: MapName, type: number, change: (f: Fixture) => Partial<Payment> = () => ({})): FileCase[] {
  const repeat = (make: (record: KeyValue) => readonly KeyValue[]) => (map: KeyValueMap) => {
    const place = map.findIndex(({ key }) => key[0] === type);
    return map.toSpliced(place, 1, ...make(map[place]!));
  };
  const title = `40-${name}-${type.toString(16).padStart(2, '0')}`;
  return [
    {
      name: `${title}-empty-first`,
      build: (f) =>
        withEdit(
          f,
          name,
          repeat((record) => [{ key: record.key, value: new Uint8Array() }, record]),
          change(f),
        ),
      expected: refused('psbt/duplicate-key'),
    },
    {
      name: `${title}-twice`,
      build: (f) =>
        withEdit(
          f,
          name,
          repeat((record) => [record, record]),
          change(f),
        ),
      expected: refused('psbt/duplicate-key'),
    },
  ];
}

function added(name: MapName, key: string, value: Uint8Array | string) {
  const record = rawRecord(key, typeof value === 'string' ? fromHex(value) : value);
  return (f: Fixture) => withEdit(f, name, (map) => [...map, record]);
}

function version(value: number): FileCase {
  return {
    name: `42-transaction-version-${value}`,
    build: ({ base }) => ({ attack: changed(base, { version: value }), control: changed(base, { version: 1 }) }),
    expected: refused('transaction-version'),
  };
}

/** Type 0xFC with an identifier of the attacker's choice. */
const PROPRIETARY_KEY = `fc04${Buffer.from('evil').toString('hex')}00`;

export const FILE_ROWS: readonly Row<FileCase>[] = [
  {
    row: 40,
    cases: [
      ...[0x00].flatMap((type) => doubled('global', type)),
      ...[0x00, 0x01, 0x05, 0x06].flatMap((type) => doubled('input', type)),
      ...[0x01, 0x02].flatMap((type) => doubled('output', type)),
      ...doubled('input', 0x03, withSighash),
      ...[0x02, 0x04, 0x05].flatMap((type) => doubled('global', type, inVersion2)),
      // An empty version is refused as such, before anything else is read.
      ...doubled('global', 0xfb, inVersion2).slice(1),
      ...[0x0e, 0x0f, 0x10].flatMap((type) => doubled('input', type, inVersion2)),
      ...[0x03, 0x04].flatMap((type) => doubled('output', type, inVersion2)),
    ],
  },
  {
    row: 42,
    cases: [
      {
        name: '42-version-2-field-in-version-0',
        build: added('global', '02', '02000000'),
        expected: refused('psbt/field-not-in-version'),
      },
      {
        name: '42-version-2-input-field-in-version-0',
        build: added('input', '0e', '11'.repeat(32)),
        expected: refused('psbt/field-not-in-version'),
      },
      {
        name: '42-unsigned-transaction-in-version-2',
        build: ({ base }) => {
          const control = changed(base, { psbtVersion: 2 });
          const attack = edited(control, (maps) => ({ ...maps, global: [unsigned(base), ...maps.global] }));
          return { attack, control };
        },
        expected: refused('psbt/field-not-in-version'),
      },
      {
        name: '42-psbt-version-1',
        build: added('global', 'fb', '01000000'),
        expected: refused('psbt/unknown-version'),
      },
      {
        name: '42-psbt-version-3',
        build: added('global', 'fb', '03000000'),
        expected: refused('psbt/unknown-version'),
      },
      {
        name: '42-trailing-byte',
        build: ({ base }) => {
          const control = changed(base, {});
          return { attack: concatBytes(control, Uint8Array.of(0x00)), control };
        },
        expected: refused('psbt/trailing-bytes'),
      },
      {
        name: '42-other-magic',
        build: ({ base }) => {
          const control = changed(base, {});
          return { attack: concatBytes(fromHex('70736275ff'), control.subarray(5)), control };
        },
        expected: refused('psbt/not-a-psbt'),
      },
      ...[0, 4, 0x7fff_ffff, 0xffff_ffff].map(version),
    ],
  },
  {
    row: 43,
    cases: [
      {
        name: '43-global-keys-of-mallory',
        build: ({ base, wallet, mallory }) => {
          const evil = mallory.charter.wallet;
          const change = ownOutput(evil, { keychain: 'change', index: 2, amount: 9_990_000n });
          return {
            attack: changed(base, { outputs: replaced(base.outputs, 1, () => change), xpubs: globalXpubsOf(evil) }),
            control: changed(base, { xpubs: globalXpubsOf(wallet) }),
          };
        },
        expected: { outcome: 'external', output: 1, code: 'global-xpub-foreign' },
      },
    ],
  },
  {
    row: 57,
    cases: (['global', 'input', 'output'] as const).flatMap((name) => [
      {
        name: `57-proprietary-kilobyte-in-${name}`,
        build: (f) => ({
          attack: added(name, PROPRIETARY_KEY, new Uint8Array(1_024))(f).attack,
          control: added(name, PROPRIETARY_KEY, new Uint8Array(64))(f).attack,
        }),
        expected: refused('unknown-fields-large'),
        controlWarnings: ['unknown-fields'],
      },
      {
        name: `57-unknown-type-in-${name}`,
        build: (f) => ({
          attack: added(name, 'e1beef', new Uint8Array(1_024))(f).attack,
          control: added(name, 'e1beef', new Uint8Array(64))(f).attack,
        }),
        expected: refused('unknown-fields-large'),
        controlWarnings: ['unknown-fields'],
      },
    ]),
  },
];

/** The record of version 0 that holds the whole unsigned transaction. */
function unsigned(base: Fixture['base']): KeyValue {
  let record: KeyValue | undefined;
  edited(changed(base, {}), (maps) => {
    record = maps.global.find(({ key }) => key[0] === 0x00);
    return maps;
  });
  return record!;
}
