/** Printing and reading are inverse, for every descriptor that there can be. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatDescriptor, formatDescriptorBody } from '../../../src/core/descriptor/format.ts';
import { alternativesOf, expandMultipath } from '../../../src/core/descriptor/multipath.ts';
import { parseDescriptor } from '../../../src/core/descriptor/parse.ts';
import { keysOf, mapKeys } from '../../../src/core/descriptor/walk.ts';
import { descriptors } from '../../support/descriptor-arbitraries.ts';

describe('a descriptor', () => {
  it('reads back as the value that was printed', () => {
    fc.assert(
      fc.property(descriptors, (descriptor) => {
        expect(parseDescriptor(formatDescriptor(descriptor), { checksum: 'required' })).toEqual(descriptor);
      }),
      { numRuns: 150 },
    );
  });

  it('means the same with the other mark for hardened steps, without checksum, and wrapped', () => {
    fc.assert(
      fc.property(descriptors, fc.integer({ min: 5, max: 60 }), (descriptor, width) => {
        const marked = formatDescriptorBody(descriptor).replace(/([/<;](?:\d+|\*))h/g, "$1'");
        expect(parseDescriptor(marked)).toEqual(descriptor);
        const wrapped = formatDescriptor(descriptor).replace(new RegExp(`(.{${width}})`, 'g'), '$1\r\n  ');
        expect(parseDescriptor(`\uFEFF${wrapped}\r\n`)).toEqual(descriptor);
      }),
      { numRuns: 60 },
    );
  });

  it('expands into descriptors without alternatives, which read back too', () => {
    fc.assert(
      fc.property(descriptors, (descriptor) => {
        const counts = keysOf(descriptor.script).map((key) => alternativesOf(key)?.length ?? 1);
        const expanded = expandMultipath(descriptor);
        expect(expanded).toHaveLength(Math.max(1, ...counts));
        for (const each of expanded) {
          expect(keysOf(each.script).some((key) => alternativesOf(key) !== undefined)).toBe(false);
          expect(parseDescriptor(formatDescriptor(each))).toEqual(each);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('stays itself when each key is replaced by itself', () => {
    fc.assert(
      fc.property(descriptors, ({ script }) => {
        expect(mapKeys(script, (key) => key)).toEqual(script);
      }),
      { numRuns: 60 },
    );
  });
});
