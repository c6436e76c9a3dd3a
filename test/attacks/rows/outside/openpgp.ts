/** OpenPGP messages that say two things, that want to be large, and keys that want to be costly (81). */
import { readFileSync } from 'node:fs';
import { concatBytes, utf8ToBytes } from '../../../../src/core/bytes.ts';
import { EMPTY_BOOK, formatAddressBook, withPgpKey } from '../../../../src/exchange/pgp/address-book.ts';
import { openDocument } from '../../../../src/exchange/pgp/open.ts';
import { unlockKey } from '../../../../src/exchange/pgp/private-key.ts';
import { readPublicKey } from '../../../../src/exchange/pgp/public-key.ts';
import { MAX_CONTENT } from '../../../../src/exchange/pgp/settings.ts';
import { compressed, literal } from '../../../support/pgp-packets.ts';
import { NOW } from '../../fixture.ts';
import { type ActCase, type CommandLine, type Row, refused } from '../../row.ts';

const sample = (name: string): Uint8Array =>
  new Uint8Array(readFileSync(new URL(`../../../vectors/pgp/${name}`, import.meta.url)));

const literalOf = (text: string): Uint8Array => literal(utf8ToBytes(text));
const [signed, usual, costly] = ['signed.pgp', 'locked-as-usual.asc', 'locked-by-argon2.asc'].map(sample) as [
  ...[Uint8Array, Uint8Array, Uint8Array],
];

/** Whose signature the book knows. */
const bookOf = async () => withPgpKey(EMPTY_BOOK, 'Usual', await readPublicKey(sample('usual-public.asc'), NOW));
const BOOK = formatAddressBook(await bookOf());

/** Generous for a busy machine; what these files want would take minutes or all memory. */
const SOON = 2_000;

function opening(file: Uint8Array): CommandLine {
  const words = ['open', 'message.pgp', '--book', 'book.json', '--accept-unsigned', '--out', 'document'];
  return { words, files: { 'message.pgp': file, 'book.json': BOOK } };
}

function message(name: string, code: Parameters<typeof refused>[0], attack: Uint8Array, control: Uint8Array): ActCase {
  const open = (file: Uint8Array) => async () => openDocument({ file, keys: [], book: await bookOf(), now: NOW });
  return {
    name,
    expected: refused(code),
    library: () => ({ attack: open(attack), control: open(control) }),
    commands: () => ({ attack: opening(attack), control: opening(control) }),
    within: SOON,
  };
}

/** Anna's own key is locked in a way that makes every opening costly for her. */
function costlyKey(): ActCase {
  const sealing = (key: Uint8Array): CommandLine => ({
    words: ['seal', 'note.txt', '--key', 'anna.asc', '--passphrase-stdin', '--out', 'note.pgp'],
    files: { 'note.txt': 'a note', 'anna.asc': key },
    input: 'x\n',
  });
  return {
    name: '81-key-locked-by-argon2',
    expected: refused('pgp/key-locking'),
    library: () => ({ attack: () => unlockKey(costly, 'x'), control: () => unlockKey(usual, 'x') }),
    commands: () => ({ attack: sealing(costly), control: sealing(usual) }),
    within: SOON,
  };
}

const ONE = literalOf('one');

export const OPENPGP_ROWS: readonly Row<ActCase>[] = [
  {
    row: 81,
    cases: [
      message('81-two-contents', 'pgp/malformed', concatBytes(ONE, literalOf('two')), ONE),
      message(
        '81-two-contents-compressed',
        'pgp/malformed',
        compressed(concatBytes(ONE, literalOf('two'))),
        compressed(ONE),
      ),
      message('81-content-before-a-signed-one', 'pgp/malformed', concatBytes(literalOf('spoof'), signed), signed),
      message('81-content-after-a-signed-one', 'pgp/malformed', concatBytes(signed, literalOf('spoof')), signed),
      message(
        '81-compression-bomb',
        'pgp/too-large',
        compressed(literal(new Uint8Array(MAX_CONTENT + 1))),
        compressed(literal(new Uint8Array(10_000))),
      ),
      message('81-compression-in-compression', 'pgp/malformed', compressed(compressed(ONE)), compressed(ONE)),
      costlyKey(),
    ],
  },
];
