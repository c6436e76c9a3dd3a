/** `seed new`: dice or coins and the system's randomness, mixed by the published recipe, become a mnemonic on paper. */

import { type RollMeans, type Rolls, readRolls, rollsNeeded, type Strength } from '../../cold/entropy/dice.ts';
import { drawHealthy } from '../../cold/entropy/health.ts';
import { type MixInput, type MixTranscript, mixEntropy, SYSTEM_BYTES } from '../../cold/entropy/mix.ts';
import { WORD_COUNTS, type WordCount } from '../../cold/mnemonic/checksum.ts';
import { DEFAULT_WORD_COUNT, entropyLength, mnemonicFromEntropy, mnemonicText } from '../../cold/mnemonic/generate.ts';
import { mnemonicLanguage } from '../../cold/mnemonic/languages.ts';
import { isUnambiguous } from '../../cold/mnemonic/read.ts';
import type { Bip39Mnemonic, Language } from '../../cold/mnemonic/types.ts';
import { wipe } from '../../cold/seed.ts';
import { toHex } from '../../core/bytes.ts';
import { IcehouseError } from '../../core/errors.ts';
import { pairs } from '../../core/text/columns.ts';
import type { Command, Context } from '../command.ts';
import { askHiddenLine } from '../secret/hidden-line.ts';
import { readSecretLines } from '../secret/stdin.ts';
import { confirmWrittenDown } from '../secret/written-down.ts';
import { ask } from '../terminal/ask.ts';
import { wordGrid } from '../terminal/word-grid.ts';

export const seedNew: Command = {
  name: 'seed new',
  summary: 'make a mnemonic from dice and the system’s randomness',
  cold: 'makes-secret',
  options: {
    words: { kind: 'text', value: 'NUMBER', help: '12, 15, 18, 21 or 24; 24 by default' },
    language: { kind: 'text', value: 'NAME', help: 'word list; english by default' },
    coins: { kind: 'flag', help: 'throw coins (h and t) instead of dice' },
    'system-only': { kind: 'flag', help: 'throw nothing: trust the system’s randomness alone' },
    'dice-stdin': { kind: 'flag', help: 'read the throws from line 1 of standard input' },
  },
  description: [
    'Draws 32 bytes from the system, checks their health and shows them; then asks for your throws and hashes both by the ' +
      'recipe in docs/entropy.md, which you can redo with sha256sum. As long as one of the two is good, so is the seed.',
    'On a terminal it asks for three of the words afterwards, to see that they were written down.',
  ],
  example: 'icehouse seed new --words 24',
  shape: '{ "mnemonic", "words", "language", "entropy": { "system", "throws", "text", "command", "result" } }',
  run: async (context) => {
    const { args, io } = context;
    const words = readWordCount(args.text('words'));
    const language = mnemonicLanguage(args.text('language') ?? 'english');
    const strength = (entropyLength(words) * 8) as Strength;
    const system = drawHealthy(io.random, SYSTEM_BYTES);
    const rolls = await readThrows(context, strength, system);
    const { mnemonic, transcript } = clearWords(
      { system, rolls: rolls === undefined ? [] : [rolls], strength },
      language,
    );
    wipe(system);
    const text = mnemonicText(mnemonic);
    const shown = [
      'Write these words down, in this order. They are shown once and stored nowhere.',
      '',
      ...wordGrid(mnemonic.words.map((word) => word.normalize('NFC'))),
      '',
      'How they came about; as secret as the words themselves:',
      ...pairs([
        ['system', transcript.systemHex],
        ['throws', rolls?.faces ?? 'none'],
        ['mixed', transcript.entropyHex],
        ['check', transcript.command],
      ]),
    ];
    if (io.interactive && !context.json) await confirmWrittenDown(io, shown, mnemonic.words);
    return {
      json: {
        ...{ mnemonic: text, words, language },
        entropy: {
          ...{ system: transcript.systemHex, throws: rolls?.faces ?? '', text: transcript.text },
          ...{ command: transcript.command, result: transcript.entropyHex },
        },
      },
      lines: io.interactive ? ['The words are on your paper. Next: icehouse key card'] : shown,
    };
  },
};

/**
 * One mnemonic in some 220 also reads as an Electrum seed or in another language. The recipe then goes one round further
 * over the same throws: nobody throws 99 dice twice for that, and a script's standard input cannot be read twice.
 */
function clearWords(
  input: MixInput,
  language: Language,
): { readonly mnemonic: Bip39Mnemonic; readonly transcript: MixTranscript } {
  for (let round = 1; ; round++) {
    const { entropy, transcript } = mixEntropy({ ...input, round });
    const mnemonic = mnemonicFromEntropy(entropy, language);
    wipe(entropy);
    if (isUnambiguous(mnemonic)) return { mnemonic, transcript };
  }
}

async function readThrows(
  { args, io, say }: Context,
  strength: Strength,
  system: Uint8Array,
): Promise<Rolls | undefined> {
  if (args.flag('system-only')) return undefined;
  const means: RollMeans = args.flag('coins') ? 'coins' : 'dice';
  const needed = rollsNeeded(means, strength);
  if (args.flag('dice-stdin')) {
    const [line = ''] = await readSecretLines(io, { most: 1 });
    return readRolls(line, { means, strength });
  }
  say(`The system’s part, drawn before your throws: ${toHex(system)}`);
  say(`Throw ${means === 'dice' ? 'dice and type their digits' : 'coins and type h or t'}; ${needed} are needed.`);
  for (;;) {
    const typed = io.interactive ? await ask(io, 'Throws:') : await askHiddenLine(io, 'Throws:');
    try {
      return readRolls(typed, { means, strength });
    } catch (error) {
      if (!(error instanceof IcehouseError)) throw error;
      say(`${error.message}${error.expected === undefined ? '' : ` (${error.expected})`}; type all of them again.`);
    }
  }
}

function readWordCount(text: string | undefined): WordCount {
  if (text === undefined) return DEFAULT_WORD_COUNT;
  const count = WORD_COUNTS.find((each) => String(each) === text);
  if (count === undefined) {
    throw new IcehouseError({
      code: 'usage/arguments',
      kind: 'usage',
      message: 'no mnemonic has this number of words',
      at: '--words',
      expected: WORD_COUNTS.join(', '),
    });
  }
  return count;
}
