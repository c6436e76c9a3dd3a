/** JSON that is read in two ways by two programs, or that attacks the one that reads it (79). */

import { utf8ToBytes } from '../../../../src/core/bytes.ts';
import { parseCharterFile } from '../../../../src/core/charter/charter-file.ts';
import type { ErrorCode } from '../../../../src/core/errors.ts';
import { proposed } from '../../../review/payment.ts';
import { charterFileOf } from '../../documents.ts';
import { changed, type Fixture } from '../../fixture.ts';
import { type ActCase, type FileCase, type Row, refused } from '../../row.ts';
import { showing } from '../setup/lines.ts';

/** The charter file of Alice, Bob and Carol with a piece of its text changed. */
function charter(name: string, code: ErrorCode, edit: (text: string) => string): ActCase {
  const texts = (f: Fixture) => {
    const control = charterFileOf(f.group);
    const attack = edit(control);
    if (attack === control) throw new Error(`${name} changes nothing`);
    return { attack, control };
  };
  return {
    name,
    expected: refused(code),
    library: (f) => {
      const { attack, control } = texts(f);
      return { attack: () => parseCharterFile(attack), control: () => parseCharterFile(control) };
    },
    commands: (f) => {
      const { attack, control } = texts(f);
      return { attack: showing(attack), control: showing(control) };
    },
    within: 1_000,
  };
}

/** More fields at the beginning of the file. */
const first = (fields: string) => (text: string) => text.replace('{', `{${fields},`);

const rule = (value: string) => (text: string) => text.replace('"m": 2', `"m": ${value}`);

export const JSON_ROWS: readonly Row<ActCase>[] = [
  {
    row: 79,
    cases: [
      charter('79-prototype', 'json/forbidden-key', first('"__proto__":{"m":1}')),
      charter('79-prototype-in-disguise', 'json/forbidden-key', first('"\\u005f_proto__":{"m":1}')),
      charter('79-constructor', 'json/forbidden-key', first('"constructor":{}')),
      charter('79-same-key-twice', 'json/duplicate-key', (text) => text.replace('"m": 2', '"m": 2, "m": 1')),
      charter('79-same-key-in-disguise', 'json/duplicate-key', (text) =>
        text.replace('"m": 2', '"m": 2, "\\u006d": 1'),
      ),
      charter('79-hundred-thousand-levels', 'json/too-deep', () => '['.repeat(100_000)),
      charter('79-not-a-number', 'json/syntax', rule('NaN')),
      charter('79-number-that-no-double-holds', 'json/unsafe-number', rule('9007199254740993')),
      charter('79-fraction', 'json/not-an-integer', rule('2.0')),
      charter('79-number-as-text', 'json/wrong-type', rule('"2"')),
      charter('79-second-document', 'json/text-after-value', (text) => `${text}{}`),
      charter('79-half-a-character', 'json/lone-surrogate', (text) => text.replace('Family vault', 'Family \\ud800')),
      charter('79-unknown-field', 'json/unknown-field', first('"recovery":"none"')),
    ],
  },
];

/** A proposal inside the payment, whose text is edited after it was signed. */
function proposal(name: string, edit: (text: string) => string): FileCase {
  return {
    name,
    build: ({ base, group, bob }) => {
      const words = { purpose: 'Rent', payees: [], expires: undefined };
      const honest = proposed(base, words, { charter: group.charter, member: bob, second: group.second });
      const [record] = honest.unknown;
      const value = utf8ToBytes(edit(new TextDecoder().decode(record!.value)));
      return {
        attack: changed(base, { unknown: [{ key: record!.key, value }] }),
        control: changed(base, { unknown: honest.unknown }),
      };
    },
    expected: refused('proposal-unreadable'),
    controlWarnings: ['proposal-payee-unnamed'],
  };
}

export const PROPOSAL_JSON_ROWS: readonly Row<FileCase>[] = [
  {
    row: 79,
    cases: [
      proposal('79-proposal-with-a-key-twice', (text) => text.replace('"purpose"', '"purpose":"none","purpose"')),
      proposal('79-proposal-of-thousand-levels', (text) =>
        text.replace('[]', `${'['.repeat(1000)}${']'.repeat(1000)}`),
      ),
      proposal('79-proposal-with-another-spelling', (text) => text.replace('Rent', '\\u0052ent')),
    ],
  },
];
