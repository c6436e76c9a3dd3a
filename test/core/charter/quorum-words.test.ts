import { describe, expect, it } from 'vitest';
import { quorumLines } from '../../../src/core/charter/quorum-words.ts';
import type { CosignerKey } from '../../../src/core/key/types.ts';

/** The sentences need to know how many keys there are, and nothing of them. */
const words = (m: number, n: number) => quorumLines({ m, keys: Array.from({ length: n }, () => ({}) as CosignerKey) });

const KEEP_PRIVATE =
  'This charter cannot spend anything, but whoever has it sees every payment of the wallet: keep it private.';
const keepWith = (n: number) =>
  `To spend, all ${n} public keys are needed as well, even of members who do not sign: keep this charter with every seed.`;

describe('m of n in plain words', () => {
  it.each<[m: number, n: number, sentences: string[]]>([
    [1, 1, ['Whoever has the one key can spend; if it is lost, the money is lost. This is not shared custody.']],
    [
      1,
      2,
      [
        'To spend, any one of the 2 members signs alone, without asking the other.',
        'Loss: one seed may be lost and the last one can still spend. If both are lost, the money is lost for ever.',
        'Theft: every single seed can spend everything. A thief needs only one of them.',
        keepWith(2),
        KEEP_PRIVATE,
      ],
    ],
    [
      1,
      3,
      [
        'To spend, any one of the 3 members signs alone, without asking the others.',
        'Loss: 2 seeds may be lost and the last one can still spend. If all 3 are lost, the money is lost for ever.',
        'Theft: every single seed can spend everything. A thief needs only one of them.',
        keepWith(3),
        KEEP_PRIVATE,
      ],
    ],
    [
      2,
      2,
      [
        'To spend, both members must sign. Any one of them can refuse.',
        'Loss: there is no spare key. If a single seed is lost, the money is lost for ever.',
        'Theft: a thief needs both seeds. One stolen seed cannot spend, but move the money to a new wallet before the next one goes.',
        KEEP_PRIVATE,
      ],
    ],
    [
      2,
      3,
      [
        'To spend, any 2 of the 3 members must sign. They can do so without the other one.',
        'Loss: one seed may be lost and the other 2 can still spend. If 2 are lost, the money is lost for ever.',
        'Theft: a thief needs 2 seeds. One stolen seed cannot spend, but move the money to a new wallet before the next one goes.',
        keepWith(3),
        KEEP_PRIVATE,
      ],
    ],
    [
      3,
      3,
      [
        'To spend, all 3 members must sign. Any one of them can refuse.',
        'Loss: there is no spare key. If a single seed is lost, the money is lost for ever.',
        'Theft: a thief needs all 3 seeds. Up to 2 stolen seeds cannot spend, but move the money to a new wallet before the next one goes.',
        KEEP_PRIVATE,
      ],
    ],
    [
      3,
      5,
      [
        'To spend, any 3 of the 5 members must sign. They can do so without the other 2.',
        'Loss: 2 seeds may be lost and the other 3 can still spend. If 3 are lost, the money is lost for ever.',
        'Theft: a thief needs 3 seeds. Up to 2 stolen seeds cannot spend, but move the money to a new wallet before the next one goes.',
        keepWith(5),
        KEEP_PRIVATE,
      ],
    ],
  ])('%i of %i', (m, n, sentences) => {
    expect(words(m, n)).toEqual(sentences);
  });
});
