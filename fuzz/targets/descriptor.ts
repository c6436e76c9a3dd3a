/** `parseDescriptor`: what is read prints to a text that reads as the same value, and derives without surprises. */
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { addChecksum } from '../../src/core/descriptor/checksum.ts';
import { outputScripts } from '../../src/core/descriptor/derive.ts';
import { formatDescriptor } from '../../src/core/descriptor/format.ts';
import { parseDescriptor } from '../../src/core/descriptor/parse.ts';
import type { Descriptor } from '../../src/core/descriptor/types.ts';
import { keysOf } from '../../src/core/descriptor/walk.ts';
import { walletFromDescriptor } from '../../src/core/descriptor/wallet-reader.ts';
import { IcehouseError } from '../../src/core/errors.ts';
import { descriptors, XPUBS } from '../../test/support/descriptor-arbitraries.ts';
import { type TextEdit, textEdits } from '../edits/text.ts';
import { holds, type TextTarget } from '../engine/target.ts';
import { sample, stringsIn } from './vectors.ts';

const FILES = [
  'descriptors/bip380-checksums-keys.json',
  'descriptors/bip381-387-390-descriptors.json',
  'descriptors/bip389-multipath.json',
  'core/core-descriptors.json',
  'core/core-addresses.json',
];

const WORDS = [
  ...['sh(', 'wsh(', 'tr(', 'pk(', 'pkh(', 'wpkh(', 'combo(', 'multi(', 'sortedmulti(', 'multi_a(', 'sortedmulti_a('],
  ...[
    'raw(',
    'addr(',
    'rawtr(',
    'musig(',
    ')',
    '{',
    '}',
    ',',
    '#',
    '?',
    '<0;1>',
    '<0;1;2>',
    '<0;0>',
    '/*',
    "/*'",
    '/*h',
  ],
  ...['[00000000]', "[73c5da0a/48'/0'/0'/2']", '/2147483648', '?bh=850000', '&gl=20', 'and_v(', 'older(65536)', '//'],
  ...XPUBS,
];

/** Three in four without their checksum, which nearly every edit would break. */
function vectors(): readonly string[] {
  return FILES.flatMap((file) =>
    sample(
      stringsIn(file, (text) => /^[a-z_]+\(.*\)/.test(text) && text.length < 2_000),
      40,
    ),
  );
}

/** Makes the checksum fit, so that the descriptor is read past it; without one where the text cannot have any. */
function mended(text: string): string {
  const body = text.replace(/#.*$/s, '');
  try {
    return addChecksum(body);
  } catch (error) {
    if (error instanceof IcehouseError) return body;
    throw error;
  }
}

/** Nearly every edit breaks the checksum; most of the time it is made to fit again. */
const edits: fc.Arbitrary<TextEdit> = fc.tuple(textEdits(WORDS), fc.nat({ max: 7 })).map(
  ([edit, mood]): TextEdit =>
    (text, corpus) => {
      const edited = edit(text, corpus);
      return mood > 0 && edited.includes('#') ? mended(edited) : edited;
    },
);

export const target: TextTarget = {
  kind: 'text',
  name: 'descriptor',
  pace: 'light',
  seeds: () => vectors().map((text, index) => (index % 4 === 0 ? text : text.replace(/#.{8}$/, ''))),
  edits,
  fresh: descriptors.map(formatDescriptor),
  run: (text) => {
    const descriptor = parseDescriptor(text, { slip132: 'convert' });
    const again = parseDescriptor(formatDescriptor(descriptor));
    holds(
      isDeepStrictEqual(withoutForms(again), withoutForms(descriptor)),
      'a descriptor prints to one that means the same',
    );
    return [descriptor.script.kind, ...marksOf(descriptor, text)];
  },
};

/** The SLIP-0132 form of a key is told once and then gone: it is printed as xpub or tpub. */
function withoutForms(descriptor: Descriptor): unknown {
  return JSON.parse(
    JSON.stringify(descriptor, (name, value) => {
      if (name === 'slip132') return undefined;
      return typeof value === 'bigint' ? value.toString() : value;
    }),
  );
}

function marksOf(descriptor: Descriptor, text: string): readonly string[] {
  const steps = [
    () => {
      if (keysOf(descriptor.script).length <= 4) outputScripts(descriptor, 7);
    },
    () => {
      if (keysOf(descriptor.script).length <= 4) walletFromDescriptor(text, { network: 'main' });
    },
  ];
  return steps.flatMap((step) => {
    try {
      step();
      return [];
    } catch (error) {
      if (error instanceof IcehouseError) return [error.code];
      throw error;
    }
  });
}
