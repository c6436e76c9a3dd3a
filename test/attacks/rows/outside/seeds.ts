/** Extensions that are guessed, and words that are none (91, 92). */
import { acceptExtension } from '../../../../src/cold/extension/check.ts';
import { readMnemonic } from '../../../../src/cold/mnemonic/read.ts';
import type { ErrorCode } from '../../../../src/core/errors.ts';
import { WORDS } from '../../../support/members.ts';
import { type ActCase, type CommandLine, type Row, refused } from '../../row.ts';

/** 35 letters as `icehouse extension new` draws them. */
const STRONG = 'qvjxkzwpyuhgtmrbnlfdcsoaeiqwzxkvjhp';

/** Anna makes her key with an extension that she has thought up. */
function keyCard(extension: string, ...more: readonly string[]): CommandLine {
  const words = ['key', 'card', '--name', 'Anna', '--out', 'anna.card', '--secret-stdin', ...more];
  return { words, input: `${WORDS.Anna}\n${extension}\n` };
}

function weak(name: string, extension: string): ActCase {
  return {
    name: `91-${name}`,
    expected: refused('extension/weak'),
    library: () => ({
      attack: () => acceptExtension(extension, { acknowledgeWeak: false }),
      control: () => acceptExtension(STRONG, { acknowledgeWeak: false }),
    }),
    commands: () => ({ attack: keyCard(extension), control: keyCard(STRONG) }),
    secrets: () => [extension],
  };
}

function bad(name: string, code: ErrorCode, words: string): ActCase {
  const check = (text: string): CommandLine => ({ words: ['seed', 'check', '--secret-stdin'], input: `${text}\n` });
  return {
    name: `92-${name}`,
    expected: refused(code),
    library: () => ({ attack: () => readMnemonic(words), control: () => readMnemonic(WORDS.Bob) }),
    commands: () => ({ attack: check(words), control: check(WORDS.Bob) }),
    secrets: () => [words, words.split(' ').slice(0, 3).join(' ')],
  };
}

const BOB = WORDS.Bob.split(' ');

export const SEED_ROWS: readonly Row<ActCase>[] = [
  {
    row: 91,
    cases: [
      weak('a-common-password', 'password1'),
      weak('a-name-and-a-year', 'Annamaria1984!'),
      weak('a-walk-on-the-keyboard', 'qwertzuiopasdfghjklyxcvbnm1234567890'),
      weak('a-repeated-word', 'correcthorse'.repeat(4)),
      weak('random-but-short', STRONG.slice(0, 20)),
      {
        name: '91-weak-and-said-so',
        expected: refused('extension/weak'),
        commands: () => ({
          attack: keyCard('Annamaria1984!'),
          control: keyCard('Annamaria1984!', '--accept-weak-extension'),
        }),
        secrets: () => ['Annamaria1984!'],
      },
    ],
  },
  {
    row: 92,
    cases: [
      bad('word-of-no-list', 'mnemonic/unknown-word', BOB.with(3, 'wavve').join(' ')),
      bad('two-words-swapped', 'mnemonic/checksum', [BOB[1], BOB[0], ...BOB.slice(2)].join(' ')),
      bad('a-word-lost', 'mnemonic/word-count', BOB.slice(1).join(' ')),
      bad('the-same-word-twelve-times', 'mnemonic/checksum', 'abandon '.repeat(12).trim()),
      {
        name: '92-nearest-words-are-named',
        expected: { outcome: 'told', shows: ['word 4', 'wave'] },
        library: () => {
          const told = (words: string) => () => {
            try {
              return `these are ${readMnemonic(words).kind} words`;
            } catch (error) {
              return JSON.stringify(error);
            }
          };
          return { attack: told(BOB.with(3, 'wavve').join(' ')), control: told(WORDS.Bob) };
        },
      },
    ],
  },
];
