/**
 * Bitcoin Core's own descriptor tests: every public form with its exact scripts, every private form refused, every text
 * that Core cannot parse refused too. What Icehouse cannot read yet is counted, so that the count falls when it can.
 */
import { describe, expect, it } from 'vitest';
import { formatDescriptor, formatDescriptorBody } from '../../src/core/descriptor/format.ts';
import { expandMultipath } from '../../src/core/descriptor/multipath.ts';
import { parseDescriptor } from '../../src/core/descriptor/parse.ts';
import { expectPrivateRefused, loadVectors, publicTwin, scriptsAt, secretsIn } from '../support/descriptors.ts';
import { codeOf, refusalOf } from '../support/errors.ts';

interface Twins {
  readonly private: string;
  readonly public: string;
}

const vectors = loadVectors<{
  valid: (Twins & { normalized_public: string; scripts: string[][] })[];
  unparsable: (Twins & { core_error: string })[];
  multipath: (Twins & { expands_private: string[]; expands_public: string[]; scripts: string[][][] })[];
  infer: { script: string; descriptor: string }[];
}>('core/core-descriptors.json');

/** The feature that a text needs and Icehouse does not have, or undefined where it can be read. */
function missingFeature(descriptor: string): string | undefined {
  try {
    parseDescriptor(descriptor);
    return undefined;
  } catch {
    const refusal = refusalOf(() => parseDescriptor(descriptor));
    expect(refusal.code).toBe('descriptor/not-supported-yet');
    return /MuSig2|miniscript/.exec(refusal.message)?.[0];
  }
}

const hasSecret = (text: string): boolean => secretsIn(text).length > 0;

describe('valid descriptors of Bitcoin Core', () => {
  const readable = vectors.valid.filter((each) => missingFeature(each.public) === undefined);

  it('count 45, of which 25 can be read, 15 need miniscript and 5 MuSig2', () => {
    const features = vectors.valid.map((each) => missingFeature(each.public) ?? 'readable');
    const count = (feature: string) => features.filter((each) => each === feature).length;
    expect([features.length, count('readable'), count('miniscript'), count('MuSig2')]).toEqual([45, 25, 15, 5]);
  });

  it('give their exact scripts, three of them only with the private key', () => {
    const hardened: string[] = [];
    for (const { public: text, scripts } of readable) {
      if (/\/[\d*]+['h]/.test(text.replace(/\[.*?\]/g, ''))) {
        hardened.push(text.slice(0, 9));
        expect(codeOf(() => scriptsAt(text))).toBe('descriptor/hardened-derivation');
      } else {
        expect(scripts.map((_, index) => scriptsAt(text, index))).toEqual(scripts);
      }
    }
    expect(hardened).toEqual(['sh(wpkh(x', 'wsh(multi', 'rawtr(xpu']);
  });

  it('give the same scripts in the public twin of each private form', () => {
    const twins = readable.filter((each) => hasSecret(each.private));
    for (const { private: text, scripts } of twins) {
      expect(scripts.map((_, index) => scriptsAt(publicTwin(text, index), index))).toEqual(scripts);
    }
    expect(twins.length).toBe(25);
  });

  it("are printed as Core's normalized form, with its checksum where it has one", () => {
    for (const each of readable) {
      const [body, checksum] = each.normalized_public.split('#');
      const normalized = parseDescriptor(each.normalized_public);
      expect(formatDescriptorBody(normalized)).toBe(body);
      if (checksum !== undefined) expect(formatDescriptor(normalized)).toBe(each.normalized_public);
    }
  });

  it('are refused in their private form, whatever they say', () => {
    const secrets = vectors.valid.filter((each) => hasSecret(each.private));
    for (const each of secrets) expectPrivateRefused(each.private);
    expect(secrets.length).toBe(45);
  });
});

describe('multipath descriptors of Bitcoin Core', () => {
  const readable = vectors.multipath.filter((each) => missingFeature(each.public) === undefined);

  it('count 11, of which six can be read, three need miniscript and two MuSig2', () => {
    const features = vectors.multipath.map((each) => missingFeature(each.public) ?? 'readable');
    expect(features).toEqual([...Array(6).fill('readable'), ...Array(3).fill('miniscript'), 'MuSig2', 'MuSig2']);
  });

  it('expand as Core expands them', () => {
    for (const { public: text, expands_public } of readable) {
      expect(expandMultipath(parseDescriptor(text)).map(formatDescriptorBody)).toEqual(expands_public);
    }
  });

  it('give their exact scripts, one of them only with the private key', () => {
    let hardened = 0;
    for (const { public: text, expands_private, scripts } of readable) {
      const expanded = expandMultipath(parseDescriptor(text));
      scripts.forEach((lists, choice) => {
        lists.forEach((list, index) => {
          if (text.includes('*h')) {
            hardened++;
            expect(codeOf(() => scriptsAt(expanded[choice]!, index))).toBe('descriptor/hardened-derivation');
            expect(scriptsAt(publicTwin(expands_private[choice]!, index), index)).toEqual(list);
          } else {
            expect(scriptsAt(expanded[choice]!, index)).toEqual(list);
          }
        });
      });
    }
    expect(hardened).toBe(6);
  });

  it('must be expanded before scripts are derived', () => {
    for (const { public: text } of readable.filter((each) => !each.public.includes('*h'))) {
      expect(codeOf(() => scriptsAt(text))).toBe('descriptor/multipath-not-expanded');
    }
  });

  it('are refused in their private form', () => {
    for (const each of vectors.multipath) expectPrivateRefused(each.private);
  });
});

describe('texts that Bitcoin Core cannot parse', () => {
  const texts = [...new Set(vectors.unparsable.flatMap((each) => [each.public, each.private]))].filter(
    (text) => text !== '',
  );

  it('are all refused', () => {
    for (const text of texts) expect(codeOf(() => parseDescriptor(text))).toMatch(/^descriptor\//);
  });

  it('are refused for the private keys in them first', () => {
    for (const text of texts.filter(hasSecret)) expectPrivateRefused(text);
  });

  it('need a feature that Icehouse does not have in fifteen public forms', () => {
    const unsupported = vectors.unparsable
      .filter((each) => codeOf(() => parseDescriptor(each.public)) === 'descriptor/not-supported-yet')
      .map((each) => each.core_error.slice(0, 40));
    expect(unsupported).toMatchInlineSnapshot(`
      [
        "Miniscript: Multipath derivation paths h",
        "Uncompressed keys are not allowed",
        "Hybrid public keys are not allowed",
        "and_b(vc:andor(pk(03cdabb7f2dce7bfbd8a0b",
        "or_i(older(1),pk(03cdabb7f2dce7bfbd8a0b9",
        "or_b(sha256(cdabb7f2dce7bfbd8a0b9570c6fd",
        "and_b(older(1),a:older(100000000)) is no",
        "tr(): musig(): derivation requires all p",
        "tr(): musig(): derivation requires all p",
        "tr(): musig(): Cannot have ranged partic",
        "tr(): musig(): cannot have hardened deri",
        "tr(): musig(): Cannot have hardened chil",
        "tr(): musig(): Cannot have multipath par",
        "tr(): musig(): Must contain key expressi",
        "tr(): musig(): Cannot have ranged partic",
      ]
    `);
  });

  it('are refused each for its own reason', () => {
    const reasons = vectors.unparsable
      .map((each) => [each.core_error, refusalOf(() => parseDescriptor(each.public))] as const)
      .filter(([, { code }]) => !['descriptor/not-supported-yet', 'descriptor/private-key-refused'].includes(code))
      .map(([core, { code, at }]) => `${core.slice(0, 44)} | ${code} ${at ?? ''}`);
    expect(reasons).toMatchInlineSnapshot(`
      [
        "wpkh(): Pubkey '03a34b99f22c790c4e36b2b3c2c3 | descriptor/key-form column 9",
        "pkh(): Key origin start '[ character expecte | descriptor/key-origin column 5",
        "pkh(): Multiple ']' characters found for a s | descriptor/key-origin column 5",
        "pk(): Uncompressed keys are not allowed | descriptor/key-form column 8",
        "wpkh(): Uncompressed keys are not allowed | descriptor/key-form column 9",
        "combo(): Hybrid public keys are not allowed | descriptor/key-form column 7",
        "pk(): Hybrid public keys are not allowed | descriptor/key-form column 4",
        "pkh(): Hybrid public keys are not allowed | descriptor/key-form column 5",
        "combo(): Fingerprint is not 4 bytes (9 chara | descriptor/key-origin column 8",
        "pkh(): Key path value 2147483648 is out of r | descriptor/derivation column 117",
        "pkh(): Key path value '+1' is not a valid ui | descriptor/derivation column 117",
        "pkh(): Multiple multipath key path specifier | descriptor/multipath column 123",
        "pkh(): Key path value '<0;1>' specifies mult | descriptor/multipath column 15",
        "tr(): Multipath subscripts have mismatched l | descriptor/multipath ",
        "tr(): Multipath subscripts have mismatched l | descriptor/multipath ",
        "tr(): Multipath internal key mismatches mult | descriptor/multipath ",
        "multi(): Multipath derivation paths have mis | descriptor/multipath ",
        "wpkh(): Multipath key path specifiers must h | descriptor/multipath column 118",
        "wpkh(): Multipath key path specifiers must h | descriptor/derivation column 119",
        "wpkh(): Key path value '<0' is not a valid u | descriptor/derivation column 118",
        "wpkh(): Key path value '0>' is not a valid u | descriptor/derivation column 118",
        "wpkh(): Key path value '' is not a valid uin | descriptor/derivation column 121",
        "wpkh(): Key path value '' is not a valid uin | descriptor/derivation column 119",
        "wpkh(): Key path value '' is not a valid uin | descriptor/derivation column 123",
        "wpkh(): Duplicated key path value 1 in multi | descriptor/multipath column 118",
        "P2SH script is too large, 547 bytes is large | descriptor/script-too-large column 10",
        "Multi: Multiple ']' characters found for a s | descriptor/key-origin column 13",
        "Multi: Fingerprint 'aaagaaaa' is not hex | descriptor/key-origin column 14",
        "Multi: No key provided | descriptor/key column 23",
        "Multi: Fingerprint is not 4 bytes (9 charact | descriptor/key-origin column 14",
        "Multi threshold 'a' is not valid | descriptor/threshold column 7",
        "Multi threshold '+1' is not valid | descriptor/threshold column 7",
        "Multisig threshold cannot be 0, must be at l | descriptor/threshold column 7",
        "Multisig threshold cannot be larger than the | descriptor/threshold column 7",
        "Multi: expected ',', got ')' | descriptor/syntax column 9",
        "Cannot have 0 keys in multisig; must have be | descriptor/threshold column 7",
        "Cannot have 0 keys in multi_a; must have bet | descriptor/threshold column 77",
        "Cannot have 4 pubkeys in bare multisig; only | descriptor/too-many-keys column 7",
        "P2SH script is too large, 581 bytes is large | descriptor/script-too-large column 10",
        "A function is needed within P2SH | descriptor/syntax column 4",
        "Can only have combo() at top level | descriptor/not-allowed-here column 4",
        "A function is needed within P2WSH | descriptor/syntax column 5",
        "Can only have wpkh() at top level or inside  | descriptor/not-allowed-here column 5",
        "Can only have sh() at top level | descriptor/not-allowed-here column 5",
        "Can only have wsh() at top level or inside s | descriptor/not-allowed-here column 5",
        "Provided checksum 'tjg09x5t' does not match  | descriptor/checksum column 10",
        "Address is not valid | descriptor/address column 6",
        "Raw script is not hex | descriptor/raw-script column 5",
        "Invalid characters in payload | descriptor/character column 5",
        "rawtr(): only one key expected. | descriptor/syntax column 120",
        "Miniscript expressions can only be used in w | descriptor/not-allowed-here column 4",
        "tr(): key 'and_v(vc:andor(pk(03cdabb7f2dce7b | descriptor/key column 4",
        "Miniscript expressions can only be used in w | descriptor/not-allowed-here column 4",
        "pkh(): musig() is only allowed in tr() and r | descriptor/not-allowed-here column 5",
        "wpkh(): musig() is only allowed in tr() and  | descriptor/not-allowed-here column 6",
        "wpkh(): musig() is only allowed in tr() and  | descriptor/not-allowed-here column 9",
        "pk(): musig() is only allowed in tr() and ra | descriptor/not-allowed-here column 11",
        "A function is needed within P2WSH | descriptor/not-allowed-here column 5",
        "A function is needed within P2SH | descriptor/not-allowed-here column 4",
        "Invalid musig() expression | descriptor/syntax column 12",
        "tr(): Too many ')' in musig() expression | descriptor/syntax column 55",
      ]
    `);
  });
});

describe('descriptors that Bitcoin Core infers from scripts', () => {
  it('give the script that each was inferred from', () => {
    for (const { script, descriptor } of vectors.infer) expect(scriptsAt(descriptor)).toEqual([script]);
  });
});
