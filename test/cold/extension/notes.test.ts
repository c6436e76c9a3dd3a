import { describe, expect, it } from 'vitest';
import { extensionNotes } from '../../../src/cold/extension/notes.ts';

const codes = (text: string, kind?: 'bip39' | 'electrum') =>
  extensionNotes(text, kind).map(({ code }) => code.slice(10));

describe('notes on an extension', () => {
  it.each([
    ['plain', 'kfjqzvwbtrnxlmdpghcsyaeoiukfjqzvwbt', []],
    ['none', '', []],
    ['space before', ' secret', ['edge-space']],
    ['line break behind', 'secret\n', ['edge-space', 'odd-space']],
    ['single spaces', 'two words', []],
    ['double space', 'two  words', ['spaces']],
    ['no-break space', 'two\u00a0words', ['odd-space', 'non-ascii', 'unicode-form']],
    ['tab', 'two\twords', ['odd-space']],
    ['zero-width', 'sec\u200bret', ['invisible', 'non-ascii']],
    ['control', 'sec\u0007ret', ['invisible']],
    ['composed', 'caf\u00e9', ['non-ascii', 'unicode-form']],
    ['decomposed', 'cafe\u0301', ['non-ascii']],
    ['compatibility', '\ufb01sh', ['non-ascii', 'unicode-form']],
    ['another script', 'слово', ['non-ascii']],
    ['both cases', 'Secret', ['mixed-case']],
    ['capitals', 'SECRET 7', ['all-capitals']],
    ['long', 'a'.repeat(51), ['long']],
    ['long in bytes only', 'ж'.repeat(50), ['non-ascii']],
  ] as const)('%s', (_, text, expected) => {
    expect(codes(text)).toEqual(expected);
  });

  it('for an Electrum seed tell what its normalisation takes away', () => {
    expect(codes('Caf\u00e9  Noir ', 'electrum')).toEqual(['non-ascii', 'electrum-normalised']);
    expect(codes('cafe noir', 'electrum')).toEqual([]);
    expect(codes('CAFE', 'electrum')).toEqual(['electrum-normalised']);
  });

  it('hold no part of it', () => {
    const text = ' Hunter2  Ünter\u200b '.repeat(4);
    expect(JSON.stringify(extensionNotes(text))).not.toMatch(/hunter|ünter/i);
  });
});
