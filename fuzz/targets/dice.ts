/** `readRolls`: what is taken is what was typed, is worth what is said at most, and is in no refusal. */
import fc from 'fast-check';
import { readRolls } from '../../src/cold/entropy/dice.ts';
import { IcehouseError } from '../../src/core/errors.ts';
import { textEdits } from '../edits/text.ts';
import { holds, type TextTarget } from '../engine/target.ts';

const OPTIONS = [
  { means: 'dice', strength: 128 },
  { means: 'dice', strength: 256 },
  { means: 'coins', strength: 128 },
] as const;

/** Made up to look like throws; public and thereby worth nothing. */
const THROWN = '1625345263415662431625145336214425631652341665324153264152364415263154263351426';

export const target: TextTarget = {
  kind: 'text',
  name: 'dice',
  pace: 'light',
  seeds: () => [
    THROWN,
    `${THROWN}${Array.from(THROWN).toReversed().join('')}`.slice(0, 120),
    THROWN.replace(/.{5}/g, '$& '),
    '1'.repeat(99),
    '123456'.repeat(20),
    'hthhttthhthtthhhtthththhttththhtttthhhthtthhthththhhttthtthhhthththtthhttthhhhtththtthhthhtththhtttthhthththhttthhthhtththhttthh',
  ],
  edits: textEdits(['1', '2', '3', '4', '5', '6', '7', 'h', 't', 'H', ' ', ',', '-', '\u0661', '\uff16', '123456']),
  fresh: fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 50, maxLength: 130 }).map((faces) => faces.join('')),
  run: (text) => OPTIONS.map((options) => attempt(text, options)),
};

function attempt(text: string, options: (typeof OPTIONS)[number]): string {
  try {
    const { faces, bits, fairBits } = readRolls(text, options);
    holds(/^(?:[1-6]+|[ht]+)$/.test(faces), 'throws are faces and nothing else');
    holds(faces === text.toLowerCase().replace(/[^1-6ht]/gu, ''), 'no throw is lost or made up');
    holds(bits <= fairBits && bits >= options.strength * 0.75, 'throws are worth no more than fair ones');
    return options.means;
  } catch (error) {
    if (!(error instanceof IcehouseError)) throw error;
    const said = JSON.stringify(error);
    const typed = text.slice(0, 5_000).match(/[1-6]{10,}|[ht]{10,}/g) ?? [];
    holds(
      typed.every((run) => !said.includes(run.slice(0, 10))),
      'no error repeats the throws',
    );
    return error.code;
  }
}
