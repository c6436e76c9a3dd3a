/** `visible`: nothing hidden comes out, and what comes out can be turned back, so that no two texts look the same. */

import { IcehouseError } from '../../src/core/errors.ts';
import { checkedName } from '../../src/core/text/name.ts';
import { visible } from '../../src/core/text/visible.ts';
import { textEdits } from '../edits/text.ts';
import { holds, type TextTarget } from '../engine/target.ts';

const HIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}]|(?! )\p{Zs}/u;
const MARK = /\\u\{([0-9A-F]{1,6})\}/g;
const SHOWN_AT_MOST = 300;

export const target: TextTarget = {
  kind: 'text',
  name: 'visible',
  pace: 'light',
  seeds: () => [
    'Acme GmbH, invoice 12',
    'gnp.\u202etxt',
    'Аnna Müller',
    '日本語 한국어 עברית العربية',
    'e\u0301\u0302\u0303\u0304',
    '\u{1f469}\u200d\u{1f680} <b>&amp;</b> \u001b]52;c;eA==\u0007',
    'a  b \\u{202E}',
  ],
  edits: textEdits([
    '\\u{',
    '}',
    '\\',
    ' ',
    '  ',
    '\u202e',
    '\u0301',
    'а',
    'a',
    '\u0483',
    '\u1100',
    '\u1161',
    '\ufdfa',
    '\u0344',
  ]),
  run: (text) => {
    const shown = visible(text);
    holds(!HIDDEN.test(shown), 'nothing hidden is shown');
    holds(shown === shown.normalize('NFC'), 'what is shown does not change when it is composed');
    holds(shown.length <= SHOWN_AT_MOST * 10 + 40, 'what is shown is short');
    if (Array.from(text).length <= SHOWN_AT_MOST) {
      const back = shown.replace(MARK, (_, point: string) => String.fromCodePoint(Number.parseInt(point, 16)));
      holds(back === text, 'what is shown tells the text, and no other text');
    }
    return [shown === text ? 'plain' : 'marked', nameMark(text, shown)];
  },
};

/** A name that passes shows as itself. */
function nameMark(text: string, shown: string): string {
  try {
    checkedName(text, 'name');
  } catch (error) {
    if (error instanceof IcehouseError) return error.code;
    throw error;
  }
  holds(shown === text, 'a name shows as itself');
  return 'name';
}
