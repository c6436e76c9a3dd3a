/**
 * Asks for a mnemonic word by word without showing it. A word that only one entry of the list begins with is completed
 * on space or Enter; one that is not in the list is named with its nearest neighbours before it is taken, so that a
 * slip is mended where it happens. Tab shows and hides the current word.
 */

import type { Language } from '../../cold/mnemonic/types.ts';
import { completions, nearestWords } from '../../cold/mnemonic/words.ts';
import type { Io } from '../io.ts';
import { type Key, withKeys } from './keys.ts';

interface Draft {
  readonly words: string[];
  current: string;
  shown: boolean;
  /** Said below the prompt line, about the word just typed. */
  hint: string;
  /** The unknown word that was already objected to; typing Enter again takes it as it stands. */
  objected: string;
}

/** @returns the words joined by single spaces, as typed; `readMnemonic` judges them. */
export async function askMnemonic(io: Io, language: Language): Promise<string> {
  const draft: Draft = { words: [], current: '', shown: false, hint: '', objected: '' };
  const complete: WordLookup = (text) => completions(text, language);
  const nearest: WordLookup = (text) => nearestWords(text, language);
  io.stderr.write('Mnemonic, word by word; Enter on an empty word ends it. Tab shows and hides.\n');
  draw(io, draft, complete);
  const finish = (): string | undefined => (draft.words.length > 0 ? draft.words.join(' ') : undefined);
  const text = await withKeys(io, (key: Key) => {
    draft.hint = '';
    if (key.kind === 'end') return finish();
    if (key.kind === 'tab') draft.shown = !draft.shown;
    else if (key.kind === 'clear-line') draft.current = '';
    else if (key.kind === 'backspace') erase(draft);
    else if (key.kind === 'text' && !/\s/u.test(key.text)) draft.current += key.text;
    else if (draft.current !== '') takeWord(draft, complete, nearest);
    else if (key.kind === 'enter') return finish();
    draw(io, draft, complete);
    return undefined;
  });
  io.stderr.write(`\r\x1b[2KMnemonic: ${draft.words.length} words\n`);
  return text;
}

type WordLookup = (text: string) => readonly string[];

function takeWord(draft: Draft, complete: WordLookup, nearest: WordLookup): void {
  const candidates = complete(draft.current);
  const exact = candidates.find((word) => word === draft.current);
  const word = exact ?? (candidates.length === 1 ? candidates[0] : undefined);
  if (word === undefined && draft.objected !== draft.current) {
    draft.objected = draft.current;
    const near = candidates.length > 1 ? candidates.slice(0, 6) : nearest(draft.current);
    draft.hint = `not in the list; near: ${near.join(', ')}. Enter again keeps it`;
    return;
  }
  draft.words.push(word ?? draft.current);
  draft.current = '';
}

/** Backspace on an empty word takes the last word back for correction. */
function erase(draft: Draft): void {
  if (draft.current !== '') draft.current = [...draft.current].slice(0, -1).join('');
  else draft.current = draft.words.pop() ?? '';
}

function draw(io: Io, draft: Draft, complete: WordLookup): void {
  const body = draft.shown ? draft.current : '•'.repeat([...draft.current].length);
  const count = draft.current === '' ? 0 : complete(draft.current).length;
  const mark = draft.current === '' ? '' : count === 1 ? ' ✓' : count === 0 ? ' ?' : '';
  const hint = draft.hint === '' ? '' : `  (${draft.hint})`;
  io.stderr.write(`\r\x1b[2KWord ${draft.words.length + 1}: ${body}${mark}${hint}`);
}
