/** BIP-0393 annotations, with the valid and invalid examples of the BIP (bitcoin/bips, bip-0393.mediawiki, BSD-2-Clause). */
import { describe, expect, it } from 'vitest';
import { annotationOf } from '../../../src/core/descriptor/annotations.ts';
import { addChecksum } from '../../../src/core/descriptor/checksum.ts';
import { formatDescriptor } from '../../../src/core/descriptor/format.ts';
import { parseDescriptor } from '../../../src/core/descriptor/parse.ts';
import { scriptsAt } from '../../support/descriptors.ts';
import { codeOf, refusalOf } from '../../support/errors.ts';

const WPKH =
  'wpkh([deadbeef/84h/0h/0h]xpub6ERApfZwUNrhLCkDtcHTcxd75RbzS1ed54G1LkBUHQVHQKqhMkhgbmJbZRkrgZw4koxb5JaHWkY4ALHY2grBGRjaDMzQLcgJvLJuZZvRcEL/0/*)';
const TR =
  'tr(xpub6BgBgsespWvERF3LHQu6CnqdvfEvtMcQjYrcRzx53QJjSxarj2afYWcLteoGVky7D3UKDP9QyrLprQ3VCECoY49yfdDEHGCtMMj92pReUsQ/0/*)';
const SINGLE = 'wpkh(0260b2003c386519fc9eadf2b5cf124dd8eea4c4e68d5e154050a9346ea98ce600)';

describe('annotations', () => {
  it.each([
    [`${WPKH}?bh=800000&gl=30#v35n46d2`, { bh: 800_000n, gl: 30n }],
    [`${WPKH}#kf3v6fpx`, {}],
    [`${SINGLE}?bh=150000#8kehtsrj`, { bh: 150_000n }],
    [`${TR}?bh=709632&gl=20#6la5jcn3`, { bh: 709_632n, gl: 20n }],
  ])('of %s are read, and printed again with the same checksum', (text, expected) => {
    const descriptor = parseDescriptor(text, { checksum: 'required' });
    expect(Object.fromEntries(descriptor.annotations.map(({ key, value }) => [key, value]))).toEqual(expected);
    expect(formatDescriptor(descriptor)).toBe(text);
  });

  it('change no script', () => {
    expect(scriptsAt(`${WPKH}?bh=800000&gl=30`, 7)).toEqual(scriptsAt(WPKH, 7));
  });

  it.each([
    ['Uppercase key', '?Bh=1', 14],
    ['Empty value', '?bh=', 14],
    ['Missing value', '?bh', 14],
    ['Negative value', '?bh=-1', 14],
    ['Non-integer value', '?bh=abc', 14],
    ['Leading zeros', '?bh=01', 14],
    ['Empty key', '?=100', 14],
    ['Trailing ampersand', '?bh=1&', 19],
    ['No annotation pairs', '?', 14],
    ['Duplicate key', '?bh=1&bh=2', 19],
    ['Multiple question marks', '?bh=1?gl=2', 14],
  ])('are refused with: %s', (_, annotation, column) => {
    const refusal = refusalOf(() => parseDescriptor(addChecksum(`raw(deadbeef)${annotation}`)));
    expect(refusal).toMatchObject({ code: 'descriptor/annotation', at: `column ${column + 1}` });
  });

  it('are under the checksum', () => {
    expect(codeOf(() => parseDescriptor(`${WPKH}?bh=800001&gl=30#v35n46d2`))).toBe('descriptor/checksum');
    expect(codeOf(() => parseDescriptor(`${WPKH}?gl=30&bh=800000#v35n46d2`))).toBe('descriptor/checksum');
  });

  it('that nobody knows are kept, as is a value beyond all numbers', () => {
    const text = addChecksum(`raw(deadbeef)?zz=${'9'.repeat(40)}&bh=5`);
    const descriptor = parseDescriptor(text);
    expect(annotationOf(descriptor, 'bh')).toBe(5n);
    expect(annotationOf(descriptor, 'gl')).toBeUndefined();
    expect(formatDescriptor(descriptor)).toBe(text);
  });
});
