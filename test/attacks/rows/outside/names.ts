/** Names of files that lead elsewhere (87): nothing is overwritten, no link is followed, no name comes out of a document. */
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { wordsOfMember } from '../../../review/group.ts';
import { charterFileOf } from '../../documents.ts';
import { changed, type Fixture } from '../../fixture.ts';
import { type ActCase, type CommandLine, type Row, refused } from '../../row.ts';

/** Alice signs the base into `signed.psbt`. */
function signing(f: Fixture, prepare?: (folder: string) => void): CommandLine {
  const words = ['sign', 'payment.psbt', '--charter', 'family.json', '--out', 'signed.psbt', '--secret-stdin'];
  return {
    words: [...words, '--confirm-amount', '1.5'],
    files: { 'payment.psbt': changed(f.base, {}), 'family.json': charterFileOf(f.group) },
    input: `${wordsOfMember('Alice')}\n`,
    ...(prepare === undefined ? {} : { prepare }),
  };
}

/** Something stands where the signed file is to go. */
function inTheWay(name: string, prepare: (folder: string) => void): ActCase {
  return {
    name,
    expected: refused('file/exists'),
    commands: (f) => ({ attack: signing(f, prepare), control: signing(f) }),
  };
}

export const NAME_ROWS: readonly Row<ActCase>[] = [
  {
    row: 87,
    cases: [
      inTheWay('87-a-file', (folder) => writeFileSync(join(folder, 'signed.psbt'), 'mine')),
      inTheWay('87-an-empty-file', (folder) => writeFileSync(join(folder, 'signed.psbt'), '')),
      inTheWay('87-a-folder', (folder) => mkdirSync(join(folder, 'signed.psbt'))),
      inTheWay('87-a-link-to-the-charter', (folder) => symlinkSync('family.json', join(folder, 'signed.psbt'))),
      inTheWay('87-a-link-to-nothing', (folder) => symlinkSync('../elsewhere', join(folder, 'signed.psbt'))),
    ],
  },
];
