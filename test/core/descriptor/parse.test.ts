/** What the parser accepts, what it refuses with which code, and where it says that the trouble is. */
import { describe, expect, it } from 'vitest';
import { formatDescriptorBody } from '../../../src/core/descriptor/format.ts';
import { type DescriptorOptions, parseDescriptor } from '../../../src/core/descriptor/parse.ts';
import { keysOf } from '../../../src/core/descriptor/walk.ts';
import { formatXpub, parseExtendedPublicKey } from '../../../src/core/key/extended-key.ts';
import { XPUBS } from '../../support/descriptor-arbitraries.ts';
import { codeOf, refusalOf } from '../../support/errors.ts';

const [A, B] = XPUBS;
const HEX = '03a34b99f22c790c4e36b2b3c2c35a36db06226e41c692fc82b8b56ac1c540c5bd';
const TPUB =
  'tpubDCdxmvzJ5QBjTN8oCjjyT2V58AyZvA1fkmCeZRC75QMoaHcVP2m45Bv3hmnR7ttAwkb2UNYyoXdHVt4gwBqRrJqLUU2JrM43HippxiWpHra';

const refused = (text: string, options?: DescriptorOptions) => {
  const { code, at } = refusalOf(() => parseDescriptor(text, options));
  return at === undefined ? code : `${code} at ${at}`;
};

describe('the grammar', () => {
  it.each([
    ['wsh', 'descriptor/syntax at column 1'],
    ['wsh(', 'descriptor/syntax at column 4'],
    ['wsh)', 'descriptor/syntax at column 4'],
    ['wsh(pk(00)}', 'descriptor/syntax at column 11'],
    ['wsh()', 'descriptor/syntax at column 5'],
    ['(00)', 'descriptor/syntax at column 1'],
    ['RAW(00)', 'descriptor/syntax at column 1'],
    ['raw(00)x', 'descriptor/syntax at column 8'],
    ['raw(00)raw(00)', 'descriptor/syntax at column 8'],
    ['wsh(pk(00)x)', 'descriptor/syntax at column 11'],
    ['nonsense(00)', 'descriptor/unknown-function at column 1'],
    ['toString(00)', 'descriptor/syntax at column 1'],
    ['constructor(00)', 'descriptor/unknown-function at column 1'],
    ['__proto__(00)', 'descriptor/unknown-function at column 1'],
    [`pk(${HEX},${HEX})`, 'descriptor/syntax at column 71'],
    [`wpkh()`, 'descriptor/key at column 6'],
    [`tr()`, 'descriptor/key at column 4'],
    [`tr(${HEX},)`, 'descriptor/syntax at column 71'],
    [`tr(${HEX},pk(${HEX}),pk(${HEX}))`, 'descriptor/syntax at column 142'],
    [`tr(${HEX},{pk(${HEX})})`, 'descriptor/syntax at column 71'],
    [`tr(${HEX},{pk(${HEX}),pk(${HEX}),pk(${HEX})})`, 'descriptor/syntax at column 71'],
    [`tr(${HEX},{pk(${HEX}),pk(${HEX})}x)`, 'descriptor/syntax at column 71'],
    [`{pk(${HEX}),pk(${HEX})}`, 'descriptor/syntax at column 1'],
    ['raw(0)', 'descriptor/raw-script at column 5'],
    ['raw(00,00)', 'descriptor/raw-script at column 5'],
    ['addr()', 'descriptor/address at column 6'],
    ['addr( 3PUNyaW7M55oKWJ3kDukwk9bsKvryra15j)', 'descriptor/address at column 6'],
  ])('refuses %s', (text, expected) => expect(refused(text)).toBe(expected));

  it('takes an empty raw script, as BIP-0385 does', () => {
    expect(parseDescriptor('raw()').script).toEqual({ kind: 'raw', script: new Uint8Array() });
  });
});

describe('places of functions', () => {
  it.each([
    [`wpkh(wpkh(${HEX}))`, 'descriptor/key'],
    [`sh(multi_a(1,${HEX}))`, 'descriptor/not-allowed-here'],
    [`multi_a(1,${HEX})`, 'descriptor/not-allowed-here'],
    [`wsh(sortedmulti_a(1,${HEX}))`, 'descriptor/not-allowed-here'],
    [`tr(${HEX},multi(1,${HEX}))`, 'descriptor/not-allowed-here'],
    [`tr(${HEX},sortedmulti(1,${HEX}))`, 'descriptor/not-allowed-here'],
    [`tr(${HEX},wsh(pk(${HEX})))`, 'descriptor/not-allowed-here'],
    [`sh(tr(${HEX}))`, 'descriptor/not-allowed-here'],
    [`wsh(addr(3PUNyaW7M55oKWJ3kDukwk9bsKvryra15j))`, 'descriptor/not-allowed-here'],
    [`sh(rawtr(${HEX}))`, 'descriptor/not-allowed-here'],
    [`sh(sh(pk(${HEX})))`, 'descriptor/not-allowed-here'],
    [`musig(${HEX},${HEX})`, 'descriptor/not-allowed-here'],
    [`sh(older(5))`, 'descriptor/not-allowed-here'],
  ])('are checked: %s', (text, code) => expect(codeOf(() => parseDescriptor(text))).toBe(code));

  it('are told to the person', () => {
    expect(refusalOf(() => parseDescriptor(`wsh(wpkh(${HEX}))`))).toMatchObject({
      message: 'wpkh() cannot stand inside wsh()',
      expected: 'at the top, inside sh()',
    });
  });
});

describe('parts of the language that cannot be read yet', () => {
  it.each([
    [`wsh(and_v(v:pk(${HEX}),older(144)))`, 'miniscript (BIP-0379), here and_v()'],
    [`wsh(c:pk_k(${HEX}))`, 'miniscript (BIP-0379), here c:pk_k()'],
    [`sh(wsh(thresh(1,pk(${HEX}))))`, 'miniscript (BIP-0379), here thresh()'],
    [`tr(${HEX},or_d(pk(${HEX}),pk(${HEX})))`, 'miniscript (BIP-0379), here or_d()'],
    [`tr(${HEX},{pk(${HEX}),l:pk(${HEX})})`, 'miniscript (BIP-0379), here l:pk()'],
    [`tr(musig(${HEX},${HEX}))`, 'MuSig2 keys (BIP-0390), here musig()'],
    [`rawtr(musig(${HEX},${HEX}))`, 'MuSig2 keys (BIP-0390), here musig()'],
    [`tr(${HEX},pk(musig(${A},${B})/0/*))`, 'MuSig2 keys (BIP-0390), here musig()'],
    ['sp(spscan1q,spspend1q)', 'silent payments (BIP-0392), here sp()'],
  ])('are named: %s', (text, feature) => {
    expect(refusalOf(() => parseDescriptor(text))).toMatchObject({
      code: 'descriptor/not-supported-yet',
      message: `Icehouse cannot read ${feature} yet`,
    });
  });

  it.each([
    `wsh(x:pk(${HEX}))`,
    `wsh(:pk(${HEX}))`,
    `wsh(c:nonsense(${HEX}))`,
  ])('are not confused with nonsense: %s', (text) => {
    expect(codeOf(() => parseDescriptor(text))).toBe('descriptor/unknown-function');
  });
});

describe('keys', () => {
  it.each([
    [`pk(${HEX}/0)`, 'descriptor/derivation at column 71'],
    [`pk(${HEX.slice(2)})`, 'descriptor/key-form at column 4'],
    [`pk(05${HEX.slice(2)})`, 'descriptor/key-form at column 4'],
    [`pk(02${'0'.repeat(64)})`, 'descriptor/key at column 4'],
    [`tr(${'f'.repeat(64)})`, 'descriptor/key at column 4'],
    [`pk(04${'11'.repeat(64)})`, 'descriptor/key at column 4'],
    [`pk(${A}/)`, 'descriptor/derivation at column 116'],
    [`pk(${A}//0)`, 'descriptor/derivation at column 116'],
    [`pk(${A}/*/0)`, 'descriptor/derivation at column 116'],
    [`pk(${A}/*/*)`, 'descriptor/derivation at column 116'],
    [`pk(${A}/**)`, 'descriptor/derivation at column 116'],
    [`pk(${A}/0H)`, 'descriptor/derivation at column 116'],
    [`pk(${A}/00)`, 'descriptor/derivation at column 116'],
    [`pk(${A}/0hh)`, 'descriptor/derivation at column 116'],
    [`pk(${A}/<0;1>h)`, 'descriptor/derivation at column 116'],
    [`pk(${A}/<0;*>)`, 'descriptor/derivation at column 119'],
    [`pk(${A}/<0;0>/*)`, 'descriptor/multipath at column 116'],
    [`pk(${A}/<0;1>/<2;3>/*)`, 'descriptor/multipath at column 122'],
    [`pk([d34db33f/*]${A})`, 'descriptor/derivation at column 14'],
    [`pk([d34db33f/]${A})`, 'descriptor/derivation at column 14'],
    [`pk([]${A})`, 'descriptor/key-origin at column 5'],
    [`pk([d34db33f${A})`, 'descriptor/key-origin at column 4'],
    [`pk([d34db33f]/0/${A})`, 'descriptor/key at column 14'],
    [`pk(${A.slice(0, -1)}c)`, 'key/bad-checksum at column 4'],
    [`pk(${A}${'/0'.repeat(33)})`, 'descriptor/derivation at column 180'],
    [`pk([d34db33f${'/0'.repeat(33)}]${A})`, 'descriptor/derivation at column 78'],
  ])('are refused: %s', (text, expected) => expect(refused(text)).toBe(expected));

  it('say what /** is', () => {
    expect(refusalOf(() => parseDescriptor(`wsh(multi(1,${A}/**))`)).message).toContain('wallet policy (BIP-0388)');
  });

  it('stop at depth 255, where BIP-0032 ends', () => {
    const deep = formatXpub({ ...parseExtendedPublicKey(A).extendedKey, depth: 254 });
    expect(parseDescriptor(`pk(${deep}/*)`).script.kind).toBe('pk');
    expect(refused(`pk(${deep}/0/*)`)).toBe('descriptor/derivation at column 4');
  });

  it('keep their origin, with the fingerprint in lower case', () => {
    const [key] = keysOf(parseDescriptor(`pk([D34DB33F/48h/0']${HEX.toUpperCase()})`).script);
    expect(key?.origin).toEqual({ fingerprint: 'd34db33f', path: [0x8000_0030, 0x8000_0000] });
    expect(formatDescriptorBody(parseDescriptor(`pk([D34DB33F]${HEX.toUpperCase()})`))).toBe(`pk([d34db33f]${HEX})`);
  });

  it('belong to one network', () => {
    expect(codeOf(() => parseDescriptor(`wsh(multi(1,${A}/*,${TPUB}/*))`))).toBe('descriptor/network');
    expect(codeOf(() => parseDescriptor(`wpkh(${A})`, { network: 'signet' }))).toBe('descriptor/network');
    expect(codeOf(() => parseDescriptor(`wpkh(${TPUB})`, { network: 'main' }))).toBe('descriptor/network');
    expect(parseDescriptor(`wpkh(${TPUB})`, { network: 'regtest' }).script.kind).toBe('wpkh');
    expect(parseDescriptor(`wpkh(${HEX})`, { network: 'regtest' }).script.kind).toBe('wpkh');
  });

  it('belong to the network of the address', () => {
    const address = 'addr(tb1q7a6n3dadstfjpp6p56nxklxac6efz0lyy0rgss)';
    expect(parseDescriptor(address).script.kind).toBe('addr');
    expect(parseDescriptor(address, { network: 'signet' }).script.kind).toBe('addr');
    expect(codeOf(() => parseDescriptor(address, { network: 'main' }))).toBe('descriptor/address');
  });
});

describe('keys with the prefixes of SLIP-0132', () => {
  const ZPUB =
    'Zpub6yhnqjTYE82fc2U1UukQW6qEYsCcNoqsyPWPvL6Qi22YopXv8nD1a44zN87aUQcJr4YdE6DJKEA4xuBr5dzBQHZCBsbiUH7NAcFBgPyx3LB';

  it('are refused unless the caller asks for their conversion', () => {
    expect(refusalOf(() => parseDescriptor(`wsh(multi(1,${ZPUB}/*))`))).toMatchObject({
      code: 'descriptor/slip132-key',
      found: 'Zpub…',
      expected: 'xpub…',
    });
  });

  it('are converted and told', () => {
    const descriptor = parseDescriptor(`wsh(multi(1,${ZPUB}/*,${A}/*))`, { slip132: 'convert' });
    expect(keysOf(descriptor.script).map((key) => key.kind === 'extended' && key.slip132?.prefix)).toEqual([
      'Zpub',
      undefined,
    ]);
    expect(formatDescriptorBody(descriptor)).toMatch(/^wsh\(multi\(1,xpub/);
  });
});

describe('multisig', () => {
  const keys = (count: number, key: string = HEX) => Array(count).fill(key).join(',');
  const uncompressed =
    '04a34b99f22c790c4e36b2b3c2c35a36db06226e41c692fc82b8b56ac1c540c5bd5b8dec5235a0fa8722476c7709c02559e3aa73aa03918ba2d492eea75abea235';

  it.each([
    ['wsh', 20],
    ['sh', 15],
    ['sh(wsh', 20],
  ])('takes in %s at most %i keys', (wrapper, most) => {
    const close = wrapper.includes('(') ? '))' : ')';
    expect(parseDescriptor(`${wrapper}(multi(1,${keys(most)})${close}`).script.kind).toMatch(/sh/);
    expect(codeOf(() => parseDescriptor(`${wrapper}(sortedmulti(1,${keys(most + 1)})${close}`))).toBe(
      most === 15 ? 'descriptor/script-too-large' : 'descriptor/too-many-keys',
    );
  });

  it('takes three keys at the top, and seven uncompressed ones in sh()', () => {
    expect(codeOf(() => parseDescriptor(`multi(1,${keys(4)})`))).toBe('descriptor/too-many-keys');
    expect(parseDescriptor(`multi(1,${keys(3)})`).script.kind).toBe('multi');
    expect(parseDescriptor(`sh(multi(1,${keys(7, uncompressed)}))`).script.kind).toBe('sh');
    expect(codeOf(() => parseDescriptor(`sh(multi(1,${keys(8, uncompressed)}))`))).toBe('descriptor/script-too-large');
  });

  it('takes more keys in a tree, up to the cap of a descriptor', () => {
    expect(parseDescriptor(`tr(${HEX},multi_a(2,${keys(127)}))`).script.kind).toBe('tr');
    expect(codeOf(() => parseDescriptor(`tr(${HEX},multi_a(2,${keys(128)}))`))).toBe('descriptor/too-many-keys');
  });

  it.each([
    '',
    '0',
    '00',
    '01',
    '-1',
    '+1',
    '1.0',
    '1e0',
    ' 1',
    '3',
    '99999',
    'a',
    '１',
  ])('has no threshold %j of 2', (threshold) => {
    const code = codeOf(() => parseDescriptor(`wsh(multi(${threshold},${keys(2)}))`));
    expect(code).toBe(threshold === '１' ? 'descriptor/character' : 'descriptor/threshold');
  });
});
