/**
 * Uniform Resources: checksums and bytewords, every single-part record of the two registries decoded and encoded again byte
 * for byte, and their keys, outputs and accounts. Animated ones are `ur-fountain.test.ts`.
 */
import { describe, expect, it } from 'vitest';
import { fromHex, toHex, utf8ToBytes } from '../../src/core/bytes.ts';
import { formatDescriptorBody, formatKey } from '../../src/core/descriptor/format.ts';
import { parseDescriptor } from '../../src/core/descriptor/parse.ts';
import type { KeyExpression } from '../../src/core/descriptor/types.ts';
import { mapKeys } from '../../src/core/descriptor/walk.ts';
import { formatXpub } from '../../src/core/key/extended-key.ts';
import { formatPath } from '../../src/core/key/path.ts';
import { importKey } from '../../src/exchange/keys/import-key.ts';
import { accountRecordValue, readAccount, readAccountRecord } from '../../src/exchange/ur/account.ts';
import { decodeBytewords, encodeBytewords } from '../../src/exchange/ur/bytewords.ts';
import { type CborValue, decodeCbor, isTag } from '../../src/exchange/ur/cbor.ts';
import { encodeCbor } from '../../src/exchange/ur/cbor-write.ts';
import { crc32 } from '../../src/exchange/ur/crc32.ts';
import { readHdKey } from '../../src/exchange/ur/hd-key.ts';
import { keyRecordValue, readEcKeyRecord, readHdKeyRecord } from '../../src/exchange/ur/hd-key-record.ts';
import { readCryptoOutput, readOutputDescriptor } from '../../src/exchange/ur/output.ts';
import {
  outputDescriptorValue,
  outputRecordValue,
  readOutputDescriptorRecord,
  readOutputRecord,
  taggedDescriptor,
} from '../../src/exchange/ur/output-record.ts';
import { cborOf, decodeUr, encodeUr } from '../../src/exchange/ur/ur.ts';
import { codeOf } from '../support/errors.ts';
import { importSample, sampleJson } from '../support/imports.ts';

interface Core {
  readonly crc32: readonly { readonly text: string; readonly crc32: string }[];
  readonly bytewords: readonly {
    readonly hex: string;
    readonly standard: string;
    readonly uri?: string;
    readonly minimal: string;
  }[];
  readonly bytewords_invalid: readonly { readonly style: 'standard' | 'uri' | 'minimal'; readonly text: string }[];
  readonly single_part_ur: unknown;
}

interface RegistryCase {
  readonly type_test: string;
  readonly test: string;
  readonly cbor_or_data_hex?: { readonly hex: string };
  readonly ur?: readonly string[];
  readonly ur_cbor_hex?: readonly string[];
  readonly expect: readonly (readonly [property: string, value: string | number | readonly string[]])[];
}

interface Section {
  readonly paper: string;
  readonly section: string;
  readonly descriptors?: readonly string[];
  readonly hex?: readonly string[];
  readonly ur?: readonly string[];
  readonly ur_cbor_hex?: readonly string[];
}

const core = sampleJson<Core>('ur/ur-core-bytewords-fountain.json');
const { cases } = sampleJson<{ cases: readonly RegistryCase[] }>('ur/ur-registry-types.json');
const { sections } = sampleJson<{ sections: readonly Section[] }>('ur/ur-research-examples.json');

describe('CRC-32 and bytewords', () => {
  it.each(core.crc32)('CRC-32 of $text', ({ text, crc32: expected }) => {
    expect(crc32(utf8ToBytes(text)).toString(16).padStart(8, '0')).toBe(expected);
  });

  it.each(core.bytewords)('$hex in its styles and back', ({ hex, ...styles }) => {
    for (const style of ['standard', 'uri', 'minimal'] as const) {
      const words = styles[style] ?? styles.standard.replaceAll(' ', '-');
      expect(encodeBytewords(fromHex(hex), style)).toBe(words);
      expect(toHex(decodeBytewords(words.toUpperCase(), style))).toBe(hex);
    }
  });

  it.each(core.bytewords_invalid)('refuses “$text” ($style)', ({ style, text }) => {
    expect(codeOf(() => decodeBytewords(text, style))).toMatch(/^bytewords\/(?:checksum|unknown-word)$/);
  });
});

const withUr = cases.filter(({ ur }) => ur !== undefined);

describe('the registry', () => {
  it('has 27 records, 25 of them as UR', () => expect([cases.length, withUr.length]).toEqual([27, 25]));

  it.each(withUr)('$type_test $test goes there and back byte for byte', ({ ur = [], ur_cbor_hex: hex = [] }) => {
    ur.forEach((text, index) => {
      const resource = decodeUr(text);
      expect(toHex(resource.cbor)).toBe(hex[index]);
      expect(toHex(encodeCbor(cborOf(resource)))).toBe(hex[index]);
      expect(encodeUr(resource.type, cborOf(resource))).toBe(text.toUpperCase());
    });
  });

  it.each(cases.filter((each) => each.cbor_or_data_hex !== undefined))('$type_test $test: its CBOR', ({
    cbor_or_data_hex: data,
  }) => {
    expect(toHex(encodeCbor(decodeCbor(fromHex(data!.hex))))).toBe(data!.hex);
  });
});

/** Reads a record by its type and writes it again from what was read. */
function rewritten(type: string, value: CborValue): CborValue | undefined {
  const version = type.startsWith('crypto-') ? 1 : 2;
  switch (type.replace(/^crypto-/, '')) {
    case 'hdkey':
      return untagged(keyRecordValue(readHdKeyRecord(value), version));
    case 'output':
      return outputRecordValue(readOutputRecord(value), 1);
    case 'output-descriptor':
      return taggedDescriptor(outputDescriptorValue(readOutputDescriptorRecord(value)));
    case 'account':
    case 'account-descriptor':
      return accountRecordValue(readAccountRecord(value));
    default:
      return undefined;
  }
}

function untagged(value: CborValue): CborValue {
  return isTag(value) ? value.value : value;
}

describe('records, read for their meaning and written again', () => {
  const texts = [...cases, ...sections].flatMap(({ ur = [] }) => ur).filter((text) => !/\/\d+-\d+\//.test(text));
  const isPrivate = (hex: string): boolean => /^a[0-9]01f5|^a202f5/.test(hex);
  const known = texts.map(decodeUr).filter(({ type, cbor }) => {
    return /hdkey|output|account/.test(type) && !isPrivate(toHex(cbor));
  });

  it('are 27', () => expect(known).toHaveLength(27));

  it.each(known)('$type to the exact CBOR', (resource) => {
    const value = rewritten(resource.type, cborOf(resource));
    expect(value).toBeDefined();
    expect(toHex(encodeCbor(value!))).toBe(toHex(resource.cbor));
  });

  it.each(
    cases.filter(({ type_test: type, test }) => type === 'UROutputDescriptor' && test === 'testECKeyPublic'),
  )('$type_test $test to the exact CBOR', ({ cbor_or_data_hex: data }) => {
    const value = rewritten('output-descriptor', decodeCbor(fromHex(data!.hex)));
    expect(toHex(encodeCbor(value!))).toBe(data!.hex);
  });
});

/** The values that the registry's tests look at, by the end of their property paths. */
function expectKey(key: ReturnType<typeof readHdKey>['key'], expected: RegistryCase['expect'], prefix: string): void {
  const known: Readonly<Record<string, string>> = {
    'getKey()': toHex(key.extendedKey.publicKey),
    'getChainCode()': toHex(key.extendedKey.chainCode),
    'getOrigin().getPath(': formatPath(key.origin?.path ?? [], { hardenedMark: "'" }),
    'getOrigin().getSourceFingerprint()': key.origin?.fingerprint ?? '',
    'getParentFingerprint()': key.extendedKey.parentFingerprint,
    'getChildren().getPath(': formatKey({ ...key, origin: undefined })
      .split('/')
      .slice(1)
      .join('/'),
    'getOrigin().getDepth()': String(key.extendedKey.depth),
  };
  const relevant = expected.filter(([property]) => property.startsWith(`${prefix}.`));
  expect(relevant.length).toBeGreaterThan(0);
  for (const [property, value] of relevant) {
    const name = property.slice(prefix.length + 1);
    expect([property, known[name]]).toEqual([property, String(value)]);
  }
}

describe('keys', () => {
  const keys = cases.filter(({ type_test: type }) => type === 'CryptoHDKey' || type === 'URHDKey');
  const isPrivate = ({ test }: RegistryCase) => test === 'testMasterKey';

  it('are 9, of which 2 are private', () => expect([keys.length, keys.filter(isPrivate).length]).toEqual([9, 2]));

  it.each(keys.filter((each) => !isPrivate(each)))('$type_test $test', (each) => {
    const { key } = readHdKey(cborOf(decodeUr(each.ur![0]!)));
    const prefix = each.type_test === 'CryptoHDKey' ? 'cryptoHDKey' : 'urHDKey';
    if (each.test === 'testZeroMasterFingerprint') expect(key.origin).toEqual({ fingerprint: '00000000', path: [] });
    expectKey(key, each.expect, prefix);
  });

  it.each(keys.filter(isPrivate))('$type_test $test is refused and not shown', (each) => {
    expect(codeOf(() => readHdKey(cborOf(decodeUr(each.ur![0]!))))).toBe('key/private-key-refused');
    expect(codeOf(() => importKey(each.ur![0]!, { name: 'Anna', network: 'main', scriptType: 'p2wsh' }))).toBe(
      'key/private-key-refused',
    );
  });

  it.each(cases.filter(({ type_test: type }) => type.endsWith('ECKey')))('$type_test $test is private', (each) => {
    expect(codeOf(() => readEcKeyRecord(cborOf(decodeUr(each.ur![0]!))))).toBe('key/private-key-refused');
  });
});

/**
 * A descriptor by what decides its addresses: public keys, chain codes and steps. The papers' texts leave out origins that
 * their records have, and two of their keys have another depth or child number in the text than in the record.
 */
function essence(text: string): string {
  const { script } = parseDescriptor(text);
  const bare = (key: KeyExpression): KeyExpression => ({
    ...key,
    origin: undefined,
    ...('extendedKey' in key && {
      extendedKey: { ...key.extendedKey, depth: 0, childNumber: 0, parentFingerprint: '00000000' },
    }),
  });
  return formatDescriptorBody({ script: mapKeys(script, bare), annotations: [] });
}

describe('outputs', () => {
  const papers = sections.filter(({ paper, ur }) => paper === 'bcr-2020-010-output-desc' && ur !== undefined);

  it('are 5 in the paper', () => expect(papers).toHaveLength(5));

  it.each(papers)('$section', ({ ur, ur_cbor_hex: hex, descriptors }) => {
    const resource = decodeUr(ur![0]!);
    expect(toHex(resource.cbor)).toBe(hex![0]);
    const { descriptor, isBare } = readCryptoOutput(cborOf(resource));
    expect(essence(descriptor)).toBe(essence(descriptors![0]!));
    expect(isBare).toBe(false);
    expect(codeOf(() => importSample(ur![0]!))).toMatch(
      /^descriptor\/(?:not-a-multisig-wallet|branches-differ|key-path)$/,
    );
  });

  it('have the origin that the paper prints', () => {
    const { ur, descriptors } = papers.find(({ section }) => section.endsWith('4'))!;
    const { descriptor } = readCryptoOutput(cborOf(decodeUr(ur![0]!)));
    const originOf = (text: string) => /\[.*\]/.exec(text)?.[0].replaceAll("'", 'h');
    expect([originOf(descriptor), originOf(descriptors![0]!)]).toEqual(Array(2).fill('[d34db33f/44h/0h/0h]'));
  });

  it.each(
    cases.filter(({ type_test: type, test }) => type === 'CryptoOutput' && test === 'testMulti'),
  )('$type_test $test: keys and their paths', (each) => {
    const { descriptor } = readCryptoOutput(cborOf(decodeUr(each.ur![0]!)));
    const { script } = parseDescriptor(descriptor);
    const keys = script.kind === 'wsh' && 'keys' in script.inner ? script.inner.keys : [];
    for (const [index, prefix] of ['firstKey', 'secondKey'].entries()) {
      const key = keys[index]!;
      if (key.kind !== 'extended') throw new Error('an extended key was expected');
      expectKey(key, each.expect, prefix);
    }
  });

  it('of the second version are texts with keys beside them', () => {
    const [key, address] = cases.filter(({ type_test: type }) => type === 'UROutputDescriptor');
    const [[, source], [, publicKey]] = key!.expect as [[string, string], [string, string]];
    const { descriptor } = readOutputDescriptor(decodeCbor(fromHex(key!.cbor_or_data_hex!.hex)));
    expect(descriptor).toBe(source.replace('@0', publicKey));
    expect(codeOf(() => readOutputDescriptor(decodeCbor(fromHex(address!.cbor_or_data_hex!.hex))))).toBe(
      'ur/not-a-descriptor',
    );
  });
});

describe('accounts', () => {
  const papers = sections.filter(({ paper, ur }) => paper.includes('account') && ur !== undefined);
  /** What the papers' `cosigner(…)` and the tags of the records mean. */
  const USES = [undefined, undefined, undefined, 'p2sh', 'p2sh-p2wsh', 'p2wsh', undefined];

  it('are 2 in the papers', () => expect(papers).toHaveLength(2));

  it.each(papers)('$paper: each key with its use', ({ ur, ur_cbor_hex: hex, descriptors }) => {
    const resource = decodeUr(ur![0]!);
    expect(toHex(resource.cbor)).toBe(hex![0]);
    const account = readAccount(cborOf(resource));
    expect(account.map(({ scriptType }) => scriptType)).toEqual(USES);
    account.forEach(({ urKey }, index) => {
      expect(descriptors![index]!.replaceAll("'", 'h')).toContain(formatKey(urKey.key));
    });
  });

  it.each(['testSeedPreCosigner', 'testSeed'])('CryptoAccount %s: CBOR and UR hold the same keys', (test) => {
    const each = cases.find((one) => one.type_test === 'CryptoAccount' && one.test === test)!;
    const texts = [cborOf(decodeUr(each.ur![0]!)), decodeCbor(fromHex(each.cbor_or_data_hex!.hex))].map((value) =>
      readAccount(value).map(({ urKey, scriptType }) => `${scriptType} ${formatXpub(urKey.key.extendedKey)}`),
    );
    expect(texts[0]).toEqual(texts[1]);
  });

  it('give a cosigner’s key for each script type', () => {
    for (const { ur, descriptors } of papers) {
      for (const [scriptType, index] of [
        ['p2sh', 3],
        ['p2sh-p2wsh', 4],
        ['p2wsh', 5],
      ] as const) {
        const { card } = importKey(ur![0]!, { name: 'Anna', network: 'main', scriptType });
        expect(descriptors![index]).toContain(card.key.xpub);
        expect(card.key.origin!.fingerprint).toBe('37b5eed4');
      }
    }
  });

  it('know chains as pairs', () => {
    const pair = cases.find(({ test }) => test === 'testPairPathComponent')!;
    const [first] = readAccount(cborOf(decodeUr(pair.ur![0]!)));
    const [[, path]] = pair.expect as [[string, string]];
    expect(formatKey({ ...first!.urKey.key, origin: undefined })).toMatch(
      new RegExp(`/${path.replaceAll('*', '\\*')}$`),
    );
  });
});

describe('a part of an animated code', () => {
  it('is told from the whole', () => {
    const [, part] = sections.find(({ paper }) => paper === 'bcr-2020-005-ur')!.ur!;
    expect(part).toMatch(/^ur:seed\/1-3\//);
    expect(codeOf(() => decodeUr(part!))).toBe('ur/multipart');
    expect(codeOf(() => importSample(part!))).toBe('codes/incomplete');
  });
});
