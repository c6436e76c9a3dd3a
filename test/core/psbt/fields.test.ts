/** Each field of the tables: in which versions it may stand, and which keys and values it refuses. */
import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../../src/core/bytes.ts';
import { toVersion0 } from '../../../src/core/psbt/convert.ts';
import {
  type FieldTable,
  GLOBAL_FIELDS,
  INPUT_FIELDS,
  OUTPUT_FIELDS,
  type PsbtVersion,
} from '../../../src/core/psbt/fields.ts';
import { record } from '../../../src/core/psbt/maps.ts';
import { parsePsbt } from '../../../src/core/psbt/parse.ts';
import { serializePsbt } from '../../../src/core/psbt/serialize.ts';
import type { KeyValue, KeyValueMap, Psbt } from '../../../src/core/psbt/types.ts';
import { codeOf, refusalOf } from '../../support/errors.ts';
import { fileOfMaps, mapsOf, psbtOf, vectors } from '../../support/psbts.ts';

const bip370 = vectors<{ valid: { psbt: string }[] }>('psbt/bip370-psbt.json');
const VERSION_2 = psbtOf(bip370.valid[0]!.psbt);
const VERSION_0 = toVersion0(VERSION_2);

type Part = 'global' | 'inputs' | 'outputs';

/** The file with one record in one kind of map; a standing one with the same key gives way. */
function fileWith(psbt: Psbt, part: Part, entry: KeyValue): Uint8Array {
  const replace = (map: KeyValueMap): KeyValueMap => [
    ...map.filter(({ key }) => toHex(key) !== toHex(entry.key)),
    entry,
  ];
  const maps = mapsOf(psbt);
  if (part === 'global') return fileOfMaps({ ...maps, global: replace(maps.global) });
  return fileOfMaps({ ...maps, [part]: [replace(maps[part][0]!), ...maps[part].slice(1)] });
}

const bytes = (length: number, first = 0x02) => new Uint8Array(length).fill(0x11).with(0, first);
const hex = (text: string) => fromHex(text.replaceAll(' ', ''));
const NONE = new Uint8Array();

interface Sample {
  readonly data?: Uint8Array;
  readonly value: Uint8Array;
  readonly badData?: readonly Uint8Array[];
  readonly badValues?: readonly Uint8Array[];
}

const key = bytes(33);
const longKey = bytes(65, 0x04);
const badKeys = [NONE, bytes(32), bytes(33, 0x04), bytes(34), bytes(64, 0x04), bytes(65, 0x02)];
const origin = hex('01020304 30000080');
const badOrigins = [NONE, bytes(3), bytes(5), new Uint8Array(4 + 4 * 256)];
const uint32 = { value: hex('01000000'), badValues: [NONE, bytes(3), bytes(5)] };
const schnorr = { value: bytes(64), badValues: [NONE, bytes(63), bytes(66)] };
const xOnly = { data: bytes(32), badData: [NONE, bytes(31), bytes(33)] };
const participants = { data: key, badData: [bytes(32), longKey], value: bytes(66), badValues: [NONE, bytes(65)] };
const signer = { data: bytes(98), badData: [NONE, bytes(65), bytes(67), bytes(97)] };
const taprootOrigin = {
  ...xOnly,
  value: hex(`01 ${'22'.repeat(32)} 01020304 30000080`),
  badValues: [
    NONE,
    hex('01'),
    hex(`01 ${'22'.repeat(31)}`),
    hex('00 010203'),
    hex('00 01020304 3000'),
    hex('fd0000 01020304'),
  ],
};
const proprietary = {
  data: hex('03 616263 00 ff'),
  value: bytes(9),
  badData: [NONE, hex('03 6162'), hex('03 616263')],
};
const hash = (length: number) => ({ data: bytes(length), badData: [NONE, bytes(length - 1)], value: bytes(5) });
const derivation = { data: key, badData: badKeys, value: origin, badValues: badOrigins };
const script = { value: hex('51') };

const SAMPLES: { readonly [part in Part]: { readonly [name: string]: Sample } } = {
  global: {
    PSBT_GLOBAL_UNSIGNED_TX: { value: VERSION_0.map[0]!.value, badValues: [] },
    PSBT_GLOBAL_XPUB: {
      data: new Uint8Array(78).with(4, 1),
      badData: [new Uint8Array(77), new Uint8Array(79)],
      value: origin,
      badValues: badOrigins,
    },
    PSBT_GLOBAL_TX_VERSION: uint32,
    PSBT_GLOBAL_FALLBACK_LOCKTIME: uint32,
    PSBT_GLOBAL_INPUT_COUNT: { value: hex('01') },
    PSBT_GLOBAL_OUTPUT_COUNT: { value: hex('02') },
    PSBT_GLOBAL_TX_MODIFIABLE: { value: hex('03'), badValues: [NONE, bytes(2)] },
    PSBT_GLOBAL_VERSION: { value: hex('02000000') },
    PSBT_GLOBAL_PROPRIETARY: proprietary,
  },
  inputs: {
    PSBT_IN_NON_WITNESS_UTXO: { value: NONE },
    PSBT_IN_WITNESS_UTXO: { value: hex('0100000000000000 01 51') },
    PSBT_IN_PARTIAL_SIG: {
      data: key,
      badData: badKeys,
      value: bytes(71, 0x30),
      badValues: [NONE, bytes(8), bytes(74)],
    },
    PSBT_IN_SIGHASH_TYPE: uint32,
    PSBT_IN_REDEEM_SCRIPT: script,
    PSBT_IN_WITNESS_SCRIPT: script,
    PSBT_IN_BIP32_DERIVATION: { ...derivation, data: longKey },
    PSBT_IN_FINAL_SCRIPTSIG: script,
    PSBT_IN_FINAL_SCRIPTWITNESS: { value: hex('02 00 01 51') },
    PSBT_IN_POR_COMMITMENT: { value: bytes(20) },
    PSBT_IN_RIPEMD160: hash(20),
    PSBT_IN_SHA256: hash(32),
    PSBT_IN_HASH160: hash(20),
    PSBT_IN_HASH256: hash(32),
    PSBT_IN_PREVIOUS_TXID: { value: bytes(32), badValues: [NONE, bytes(31), bytes(33)] },
    PSBT_IN_OUTPUT_INDEX: uint32,
    PSBT_IN_SEQUENCE: uint32,
    PSBT_IN_REQUIRED_TIME_LOCKTIME: { value: hex('0065cd1d'), badValues: [hex('ff64cd1d'), bytes(3)] },
    PSBT_IN_REQUIRED_HEIGHT_LOCKTIME: {
      value: hex('ff64cd1d'),
      badValues: [hex('0065cd1d'), hex('00000000'), bytes(5)],
    },
    PSBT_IN_TAP_KEY_SIG: schnorr,
    PSBT_IN_TAP_SCRIPT_SIG: { data: bytes(64), badData: [NONE, bytes(63), bytes(65)], ...schnorr },
    PSBT_IN_TAP_LEAF_SCRIPT: {
      data: bytes(33 + 64),
      badData: [NONE, bytes(32), bytes(34), bytes(33 + 32 * 129)],
      value: hex('51c0'),
      badValues: [NONE],
    },
    PSBT_IN_TAP_BIP32_DERIVATION: taprootOrigin,
    PSBT_IN_TAP_INTERNAL_KEY: { value: bytes(32), badValues: [NONE, bytes(33)] },
    PSBT_IN_TAP_MERKLE_ROOT: { value: bytes(32), badValues: [NONE, bytes(33)] },
    PSBT_IN_MUSIG2_PARTICIPANT_PUBKEYS: participants,
    PSBT_IN_MUSIG2_PUB_NONCE: { ...signer, value: bytes(66), badValues: [NONE, bytes(65), bytes(67)] },
    PSBT_IN_MUSIG2_PARTIAL_SIG: { ...signer, value: bytes(32), badValues: [NONE, bytes(31), bytes(33)] },
    PSBT_IN_PROPRIETARY: proprietary,
  },
  outputs: {
    PSBT_OUT_REDEEM_SCRIPT: script,
    PSBT_OUT_WITNESS_SCRIPT: script,
    PSBT_OUT_BIP32_DERIVATION: derivation,
    PSBT_OUT_AMOUNT: { value: hex('0100000000000000'), badValues: [NONE, bytes(7), bytes(9)] },
    PSBT_OUT_SCRIPT: script,
    PSBT_OUT_TAP_INTERNAL_KEY: { value: bytes(32), badValues: [NONE, bytes(33)] },
    PSBT_OUT_TAP_TREE: {
      value: hex('02 c0 01 51  02 c0 01 52  01 c0 01 53'),
      badValues: [
        NONE,
        // The tree is not full; it is over-full; a leaf stands above an open branch; odd version; too deep.
        hex('01 c0 01 51'),
        hex('00 c0 01 51  00 c0 01 51'),
        hex('02 c0 01 51  01 c0 01 52'),
        hex('00 c1 01 51'),
        hex('81 c0 01 51'),
      ],
    },
    PSBT_OUT_TAP_BIP32_DERIVATION: taprootOrigin,
    PSBT_OUT_MUSIG2_PARTICIPANT_PUBKEYS: participants,
    PSBT_OUT_PROPRIETARY: proprietary,
  },
};

const TABLES: { readonly [part in Part]: FieldTable } = {
  global: GLOBAL_FIELDS,
  inputs: INPUT_FIELDS,
  outputs: OUTPUT_FIELDS,
};

const BASES: { readonly [version in PsbtVersion]: Psbt } = { 0: VERSION_0, 2: VERSION_2 };

const rows = (Object.keys(TABLES) as Part[]).flatMap((part) =>
  Object.values(TABLES[part].named).map((field) => ({
    part,
    field,
    name: field.name,
    sample: SAMPLES[part][field.name]!,
  })),
);

/** Those whose value decides more than their form: tested with what they decide. */
const OWN_TESTS = ['PSBT_IN_NON_WITNESS_UTXO', 'PSBT_GLOBAL_VERSION', 'PSBT_GLOBAL_UNSIGNED_TX'];
const plainRows = rows.filter(({ name }) => !OWN_TESTS.includes(name));

describe('the tables', () => {
  it('have 48 fields, each with a sample', () => {
    expect(rows).toHaveLength(48);
    expect(rows.filter(({ sample }) => sample === undefined)).toEqual([]);
  });

  it.each(plainRows)('$name stands where it may and is kept', ({ part, field, sample }) => {
    for (const version of field.versions) {
      const file = fileWith(BASES[version], part, record(field.type, sample.value, sample.data));
      expect(toHex(serializePsbt(parsePsbt(file)))).toBe(toHex(file));
    }
  });

  it.each(
    plainRows.filter(({ field }) => field.versions.length === 1),
  )('$name is refused in the other version', (row) => {
    const { part, field, sample } = row;
    const other = field.versions[0] === 0 ? 2 : 0;
    const file = fileWith(BASES[other], part, record(field.type, sample.value, sample.data));
    expect(codeOf(() => parsePsbt(file))).toBe('psbt/field-not-in-version');
  });

  it.each(plainRows)('$name refuses keys of another form', ({ part, field, sample }) => {
    for (const data of sample.badData ?? [Uint8Array.of(0x00)]) {
      const version = field.versions.at(-1)!;
      const file = fileWith(BASES[version], part, record(field.type, sample.value, data));
      // A proprietary key is cut short rather than of a wrong length.
      expect(['psbt/invalid-key', 'psbt/truncated']).toContain(codeOf(() => parsePsbt(file)));
    }
  });

  it.each(plainRows.filter(({ sample }) => sample.badValues))('$name refuses values of another form', (row) => {
    const { part, field, sample } = row;
    for (const value of sample.badValues!) {
      const file = fileWith(BASES[field.versions.at(-1)!], part, record(field.type, value, sample.data));
      expect(codeOf(() => parsePsbt(file))).toMatch(/^psbt\/(invalid-value|truncated|size-not-minimal)$/);
    }
  });
});

describe('marks', () => {
  const without = (psbt: Psbt, part: Part, type: number) => {
    const left = (map: KeyValueMap) => map.filter(({ key: [first] }) => first !== type);
    const maps = mapsOf(psbt);
    if (part === 'global') return fileOfMaps({ ...maps, global: left(maps.global) });
    return fileOfMaps({ ...maps, [part]: maps[part].map(left) });
  };

  it.each([
    ['global', 'PSBT_GLOBAL_UNSIGNED_TX', 0],
    ['global', 'PSBT_GLOBAL_TX_VERSION', 2],
    ['global', 'PSBT_GLOBAL_INPUT_COUNT', 2],
    ['global', 'PSBT_GLOBAL_OUTPUT_COUNT', 2],
    ['inputs', 'PSBT_IN_PREVIOUS_TXID', 2],
    ['inputs', 'PSBT_IN_OUTPUT_INDEX', 2],
    ['outputs', 'PSBT_OUT_AMOUNT', 2],
    ['outputs', 'PSBT_OUT_SCRIPT', 2],
  ] as const)('%s: %s cannot be missing in version %i', (part, name, version) => {
    const { type } = TABLES[part].named[name]!;
    const refusal = refusalOf(() => parsePsbt(without(BASES[version], part, type)));
    expect(refusal.code).toBe('psbt/missing-field');
    expect(refusal.at).toBe(`${part === 'global' ? part : `${part}[0]`}.${name}`);
  });

  it.each(plainRows.filter(({ part }) => part !== 'global'))('$name tells whether taproot is used', (row) => {
    const { part, field, sample, name } = row;
    const file = fileWith(BASES[field.versions.at(-1)!], part, record(field.type, sample.value, sample.data));
    const [first] = part === 'inputs' ? parsePsbt(file).inputs : parsePsbt(file).outputs;
    expect(first!.hasTaprootFields).toBe(/_(TAP|MUSIG2)_/.test(name));
  });
});

describe('what a value decides', () => {
  it.each([
    ['an unknown version', '01000000', 'psbt/unknown-version'],
    ['a version of three bytes', '020000', 'psbt/unknown-version'],
    ['version 2 in a file of version 0', '02000000', 'psbt/field-not-in-version'],
  ])('refuses %s', (_, value, code) => {
    const { type } = GLOBAL_FIELDS.named.PSBT_GLOBAL_VERSION;
    expect(codeOf(() => parsePsbt(fileWith(VERSION_0, 'global', record(type, fromHex(value)))))).toBe(code);
  });

  it('takes version 0 when it is written out', () => {
    const file = fileWith(VERSION_0, 'global', record(0xfb, fromHex('00000000')));
    expect(parsePsbt(file).version).toBe(0);
  });

  it('refuses counts beyond what a block holds and beyond what the file holds', () => {
    const withInputs = (count: string) => () => parsePsbt(fileWith(VERSION_2, 'global', record(0x04, fromHex(count))));
    expect(codeOf(withInputs('ffffffffffffff1f00'))).toBe('psbt/count-too-large');
    expect(codeOf(withInputs('fd475f'))).toBe('psbt/count-too-large');
    expect(codeOf(withInputs('fd465f'))).toBe('psbt/truncated');
    expect(codeOf(withInputs('0101'))).toBe('psbt/trailing-bytes');
  });

  it('refuses amounts over 21 million bitcoin, one by one and together', () => {
    const [first, second] = VERSION_2.outputs.map(({ map }) => map.filter(({ key: [type] }) => type !== 0x03));
    const file = (left: string, right: string) =>
      fileOfMaps({
        ...mapsOf(VERSION_2),
        outputs: [
          [record(0x03, fromHex(left)), ...first!],
          [record(0x03, fromHex(right)), ...second!],
        ],
      });
    expect(codeOf(() => parsePsbt(file('0140075af0750700', '0000000000000000')))).toBe('amount/out-of-range');
    expect(codeOf(() => parsePsbt(file('ffffffffffffffff', '0000000000000000')))).toBe('amount/out-of-range');
    expect(codeOf(() => parsePsbt(file('0040075af0750700', '0100000000000000')))).toBe('psbt/amounts-too-large');
    expect(parsePsbt(file('0040075af0750700', '0000000000000000')).outputs[0]!.amount).toBe(2_100_000_000_000_000n);
  });

  it('refuses an extended key whose path is not as long as it is deep', () => {
    const file = fileWith(VERSION_0, 'global', record(0x01, origin, new Uint8Array(78).with(4, 2)));
    expect(codeOf(() => parsePsbt(file))).toBe('psbt/xpub-depth');
  });

  it('keeps what it does not know, types of several bytes and types of version 2 with key data included', () => {
    const strangers: readonly KeyValue[] = [
      { key: fromHex('50'), value: bytes(3) },
      { key: fromHex('fdfd0001'), value: NONE },
      { key: fromHex('0e0102'), value: bytes(1) },
    ];
    const file = fileOfMaps({ ...mapsOf(VERSION_0), inputs: [strangers] });
    const psbt = parsePsbt(file);
    expect(psbt.inputs[0]!.unknown).toEqual(strangers);
    const flags = { key: fromHex('0601'), value: fromHex('03') };
    expect(parsePsbt(fileWith(VERSION_0, 'global', flags)).modifiable).toBeUndefined();
    expect(toHex(serializePsbt(psbt))).toBe(toHex(file));
  });

  it('refuses a type written with more bytes than it needs', () => {
    const file = fileOfMaps({ ...mapsOf(VERSION_0), inputs: [[{ key: fromHex('fd0600'), value: NONE }]] });
    expect(codeOf(() => parsePsbt(file))).toBe('psbt/size-not-minimal');
  });

  it('names the field and the byte', () => {
    const file = fileWith(VERSION_0, 'inputs', record(0x03, bytes(3)));
    // After the key: the value with its length, and the ends of one input map and two output maps.
    const start = file.length - 1 - 4 - 3;
    expect(refusalOf(() => parsePsbt(file))).toMatchObject({
      code: 'psbt/invalid-value',
      at: `inputs[0].PSBT_IN_SIGHASH_TYPE, byte ${start}`,
      found: '3 bytes',
      expected: '4 bytes',
    });
  });
});
