/**
 * Questions that a file leaves open, and their answers. A question is an error of kind usage that names the answer to
 * give; formats ask through this file, so that every question can be answered, by the same words on every surface.
 */
import { KEY_ORDERS, SCRIPT_TYPES } from '../core/charter/choices.ts';
import { IcehouseError } from '../core/errors.ts';
import type { ImportAnswers } from './format.ts';

/** The questions with all their possible answers. */
const CHOICES = {
  threshold: Array.from({ length: 20 }, (_, index) => String(index + 1)),
  'script-type': SCRIPT_TYPES,
  'key-order': KEY_ORDERS,
  chains: ['0,1'],
} as const;

type Question = keyof typeof CHOICES;

export const QUESTIONS = Object.keys(CHOICES) as readonly Question[];

const MESSAGES: { readonly [question in Question]: string } = {
  threshold: 'the file does not say how many must sign',
  'script-type': 'the file does not say whether the wallet is native segwit, nested segwit or legacy',
  'key-order': 'the file does not say whether the keys are sorted or keep their order',
  chains: 'the file does not say where receive and change addresses come from',
};

const HINTS: { readonly [question in Question]: string } = {
  threshold: 'ask the group, and answer threshold=2',
  'script-type':
    'compare a known address: bc1 is p2wsh, 3 is p2sh-p2wsh or p2sh; then answer script-type=p2wsh or another',
  'key-order': 'nearly all wallets sort their keys (BIP-0067); compare a known address, and answer key-order=sorted',
  chains: 'nearly all wallets use /0/* and /1/*; if its maker confirms that, answer chains=0,1',
};

/** The error that asks a question. */
export function question(
  about: Question,
  details: { readonly at?: string; readonly found?: string } = {},
): IcehouseError {
  const choices: readonly string[] = CHOICES[about];
  const expected = choices.map((choice) => `${about}=${choice}`).join(', ');
  return new IcehouseError({
    code: `exchange/ask-${about}`,
    kind: 'usage',
    message: MESSAGES[about],
    expected: about === 'threshold' ? 'threshold= and a number' : expected,
    next: HINTS[about],
    ...details,
  });
}

/**
 * Reads answers as a person gives them: `script-type=p2wsh`, `threshold=2`, `key-order=sorted`, `chains=0,1`.
 *
 * @throws IcehouseError `exchange/unknown-answer`, kind usage.
 */
export function parseAnswers(texts: readonly string[]): ImportAnswers {
  const given = new Map(texts.map(splitAnswer));
  const choice = <Choice extends string>(about: Question, choices: readonly Choice[]): Choice | undefined => {
    const value = given.get(about);
    const known = choices.find((each) => each === value);
    if (value !== undefined && known === undefined) throw unknownAnswer(about, choices);
    return known;
  };
  const threshold = choice('threshold', CHOICES.threshold);
  const scriptType = choice('script-type', CHOICES['script-type']);
  const keyOrder = choice('key-order', CHOICES['key-order']);
  const chains = choice('chains', CHOICES.chains);
  return {
    ...(threshold === undefined ? {} : { threshold: Number(threshold) }),
    ...(scriptType === undefined ? {} : { scriptType }),
    ...(keyOrder === undefined ? {} : { keyOrder }),
    ...(chains === undefined ? {} : { chains }),
  };
}

function splitAnswer(text: string): readonly [Question, string] {
  const split = text.indexOf('=');
  const about = QUESTIONS.find((each) => each === text.slice(0, split));
  if (about === undefined)
    throw unknownAnswer(
      'answer',
      QUESTIONS.map((each) => `${each}=…`),
    );
  return [about, text.slice(split + 1)];
}

function unknownAnswer(about: string, choices: readonly string[]): IcehouseError {
  return new IcehouseError({
    code: 'exchange/unknown-answer',
    kind: 'usage',
    message: 'this is not an answer to a question about an import',
    at: about,
    expected: choices.join(', '),
  });
}
