/** Checksums: what they catch, and what they say about the mistake. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addChecksum, descriptorChecksum, verifyChecksum } from '../../../src/core/descriptor/checksum.ts';
import { formatDescriptorBody } from '../../../src/core/descriptor/format.ts';
import { CHECKSUM_CHARSET, INPUT_CHARSET } from '../../../src/core/descriptor/polymod.ts';
import { descriptors } from '../../support/descriptor-arbitraries.ts';
import { codeOf, refusalOf } from '../../support/errors.ts';

const bodies = fc.oneof(
  descriptors.map(formatDescriptorBody).filter((body) => body.length < 1_500),
  fc.string({ unit: fc.constantFrom(...INPUT_CHARSET.replace('#', '')), maxLength: 200 }),
);

/** A text with one character replaced by another of its character set. */
const substitutions = fc.record({ body: bodies, place: fc.nat(), other: fc.nat() }).map(({ body, place, other }) => {
  const text = addChecksum(body);
  const index = place % text.length;
  const set = index > body.length ? CHECKSUM_CHARSET : INPUT_CHARSET.replace('#', '');
  const candidates = [...set].filter((each) => each !== text[index]);
  return {
    text,
    body,
    index,
    wrong: text.slice(0, index) + candidates[other % candidates.length] + text.slice(index + 1),
  };
});

describe('a descriptor checksum', () => {
  it('is the one that the reference of BIP-0380 computes', () => {
    expect(addChecksum('raw(deadbeef)')).toBe('raw(deadbeef)#89f8spxm');
  });

  it('verifies', () => {
    fc.assert(
      fc.property(bodies, (body) => {
        expect(verifyChecksum(addChecksum(body), { checksum: 'required' })).toBe(body);
      }),
    );
  });

  it('never verifies after one character was replaced', () => {
    fc.assert(
      fc.property(substitutions, ({ wrong }) => {
        expect(codeOf(() => verifyChecksum(wrong, { checksum: 'required' }))).toMatch(/^descriptor\/checksum/);
      }),
      { numRuns: 400 },
    );
  });

  it('tells the place of a single wrong character, and both checksums', () => {
    fc.assert(
      fc.property(
        substitutions.filter(({ body, index }) => index < body.length),
        ({ text, index, wrong }) => {
          const refusal = refusalOf(() => verifyChecksum(wrong));
          expect(refusal.at).toBe(`column ${index + 1}`);
          expect(refusal.found).toBe(text.slice(-8));
          expect(refusal.next).toContain(`${wrong[index]} in place of ${text[index]}`);
        },
      ),
    );
  });

  it('asks for the whole text again when more than one character is wrong', () => {
    const refusal = refusalOf(() => verifyChecksum('raw(feebbeef)#89f8spxm'));
    expect(refusal).toMatchObject({
      found: '89f8spxm',
      expected: descriptorChecksum('raw(feebbeef)'),
      at: 'column 15',
    });
    expect(refusal.next).toBe('copy the whole descriptor again from where it was made');
  });

  it.each([
    ['raw(00)#', 'descriptor/checksum', 'column 9'],
    ['raw(00)#89f8spx', 'descriptor/checksum', 'column 9'],
    ['raw(00)#89F8SPXM', 'descriptor/checksum', 'column 9'],
    ['raw(00)#89f8spxm ', 'descriptor/checksum', 'column 9'],
    ['raw(00)##9f8spxm', 'descriptor/checksum', 'column 9'],
    ['raw(00)#89f8spxmraw(01)#89f8spxm', 'descriptor/checksum', 'column 24'],
    ['raw(0\u00a00)', 'descriptor/character', 'column 6'],
    ['raw(0\u{1f600}0)#89f8spxm', 'descriptor/character', 'column 6'],
  ])('is refused in %j', (text, code, at) => {
    expect(refusalOf(() => verifyChecksum(text))).toMatchObject({ code, at });
  });

  it('may be missing only where the caller allows it', () => {
    expect(verifyChecksum('raw(00)')).toBe('raw(00)');
    expect(refusalOf(() => verifyChecksum('raw(00)', { checksum: 'required' }))).toMatchObject({
      code: 'descriptor/checksum-missing',
      at: 'column 8',
    });
  });

  it('names a strange character by its code point and never shows it', () => {
    const refusal = refusalOf(() => verifyChecksum('pk([deadbeef/0\u2019]02)'));
    expect(refusal).toMatchObject({ code: 'descriptor/character', found: 'U+2019', at: 'column 15' });
    expect(refusal.next).toContain('write h');
    expect(JSON.stringify(refusal)).not.toContain('\u2019');
  });
});
