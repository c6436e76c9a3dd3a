/** Section C: attacks from the outside world. */
import { type Entry, type Later, test } from './entry.ts';

const desk = (why: string): Later => ({ where: 'desk', why });
const page = (why: string): Later => ({ where: 'page', why });
const transfer = (why: string): Later => ({ where: 'transfer', why });

const server = (title: string) => test('watch/hostile-server.test.ts', title);
const second = (title: string) => test('watch/second-look.test.ts', title);

export const OUTSIDE_LIST: readonly Entry[] = [
  {
    row: 64,
    attack: 'Forged proofs that a transaction is in a block (CVE-2017-12842, CVE-2012-2459)',
    required: 'refused',
    tests: [
      test('watch/spv.test.ts', 'fail for any changed byte, position or length'),
      test('watch/chain/merkle-block.test.ts', 'is none for another transaction, cut short, or with more behind it'),
    ],
  },
  {
    row: 65,
    attack: 'A server hides coins or their history',
    required: 'what is proven stays; what is not proven is called so; never an unearned zero',
    tests: [
      server('that hides a proven deposit changes nothing and is found out'),
      server('that has no proof to give leaves the transaction unproven'),
      second('uncovers a deposit that the first server hides, proves it and counts it'),
      second('uncovers a payment that the first server hides'),
      second('takes no bare word: an unconfirmed payment told by the second server alone is not counted'),
      test('cli/servers.test.ts', 'shows what the first one hides, and how many have seen each coin'),
    ],
  },
  {
    row: 66,
    attack: 'A server lies about fees',
    required: 'clamped and told',
    tests: [
      test('watch/fees.test.ts', 'clamps 0 and a million sat/vB, and tells'),
      test(
        'watch/fees.test.ts',
        'cannot be led above what an honest server says by another one that lies with both its voices',
      ),
    ],
  },
  {
    row: 67,
    attack: 'A server’s words act on the screen, or claim success',
    required: 'plain text; success is what can be looked up',
    tests: [
      server('shows its own words escaped'),
      test('watch/broadcast.test.ts', 'does not believe a server that only says yes'),
      test('watch/chain/core-replay.test.ts', 'with words that are shown escaped'),
    ],
  },
  {
    row: 68,
    attack: 'A web page reaches the local server across sites',
    required: 'host allow-list, token, no CORS',
    later: desk('there is no local server yet'),
  },
  {
    row: 69,
    attack: 'A route that skips authentication',
    required: 'one gate for all',
    later: desk('there is no local server yet'),
  },
  {
    row: 70,
    attack: 'An address whose beginning and end are those of a known one; dust for its history',
    required: 'the whole address is shown, first-seen until it is known',
    tests: [
      test('watch/hints.test.ts', 'tell an address that imitates a known one, warnings first'),
      test('watch/hints.test.ts', 'tell dust, addresses paid twice, and imitations of known addresses'),
      test('cli/coins.test.ts', 'that are dust are frozen by themselves until somebody frees them'),
    ],
  },
  { row: 71, attack: 'Files of a hundred megabytes', required: 'refused by size, before anything is decoded' },
  { row: 72, attack: 'A map of 16,000 unknown keys', required: 'refused by number' },
  { row: 73, attack: 'Counts of 2^53 in nine bytes', required: 'refused at once' },
  {
    row: 74,
    attack: 'A BBQr that swells a thousandfold',
    required: 'capped while it is unpacked',
    tests: [test('exchange/inflate.test.ts', 'never gives more than the limit')],
  },
  {
    row: 75,
    attack: 'BBQr parts missing, overlapping or of two files',
    required: 'refused',
    tests: [test('vectors/bbqr.test.ts', '$name is refused with any part missing')],
  },
  {
    row: 76,
    attack: 'A UR that claims a million parts',
    required: 'capped',
  },
  {
    row: 77,
    attack: 'A reader too strict: joining in the middle of a UR, parts beyond its length',
    required: 'works',
    tests: [test('vectors/ur-fountain.test.ts', 'completes without a single pure part, and beyond any number')],
  },
  {
    row: 78,
    attack: 'A UR checksum below 2^24',
    required: 'goes there and back',
    tests: [test('vectors/ur-fountain.test.ts', 'below %i go there and back, of the whole and of a part')],
  },
  {
    row: 79,
    attack: 'JSON with prototypes, doubled keys, endless depth, numbers that are none',
    required: 'refused',
    tests: [test('exchange/hostile.test.ts', 'are refused at depth')],
  },
  {
    row: 80,
    attack: 'Archives that write elsewhere, follow links or swell',
    required: 'refused',
    later: transfer('no command reads an archive'),
  },
  {
    row: 81,
    attack: 'OpenPGP messages with two contents, bombs, costly locks',
    required: 'refused before the work is done',
    tests: [
      test('exchange/pgp.test.ts', 'more than one literal packet is refused, in clear, signed and compressed'),
      test('exchange/pgp.test.ts', 'a compression bomb is refused quickly'),
      test('exchange/pgp.test.ts', 'a key locked by Argon2 is refused before any work'),
    ],
  },
  {
    row: 82,
    attack: 'A hundred kilobytes that nearly fit, for every parser',
    required: 'refused within 50 ms',
    tests: [
      test('core/descriptor/hostile.test.ts', 'fails fast: %s'),
      test('exchange/hostile.test.ts', 'every reader ends within 50 ms'),
    ],
  },
  {
    row: 83,
    attack: 'Characters that turn, hide or imitate others, in names, purposes and data',
    required: 'shown with marks; refused in names of members',
  },
  {
    row: 84,
    attack: 'Escape sequences, markup and formulas in texts that are shown or exported',
    required: 'shown with marks or as they stand; never acted on',
    tests: [test('exchange/labels.test.ts', 'makes no formula of %j')],
    later: page('markup in a browser'),
  },
  {
    row: 85,
    attack: 'Payment links with doubled, required or odd parameters',
    required: 'refused',
    tests: [
      test('vectors/bip321.test.ts', '%s is refused'),
      test('cli/propose.test.ts', 'refuses what it cannot pay as meant'),
    ],
  },
  {
    row: 86,
    attack: 'The clipboard or a QR code is swapped after copying',
    required: 'the whole address on the offline screen',
    later: page('there is no page to paste into yet; the terminal shows whole addresses (row 70)'),
  },
  {
    row: 87,
    attack: 'A file, folder or link stands where the result is to go',
    required: 'never overwritten, never followed',
    tests: [test('cli/setup.test.ts', 'never overwrites a file that exists')],
  },
  {
    row: 88,
    attack: 'The machine’s randomness fails, is absent, constant, short or counts',
    required: 'refused; every bit of it changes the seed',
    tests: [test('cold/entropy/mix.test.ts', 'changes with every bit of the machine')],
    later: page('the page’s own source'),
  },
  { row: 89, attack: 'Randomness turns to zeros in the middle', required: 'refused' },
  {
    row: 90,
    attack: 'Dice that are loaded, few or made up',
    required: 'an honest bound; always mixed with the machine’s randomness',
  },
  {
    row: 91,
    attack: 'An extension that people think up',
    required: 'judged honestly; below 160 bits only if the person says so',
    tests: [test('cold/extension/check.test.ts', 'is never strong: %s')],
  },
  {
    row: 92,
    attack: 'Words with a slip, in another order, too few',
    required: 'refused, naming the place and the nearest words, and nothing else',
    tests: [test('cold/mnemonic/read.test.ts', 'with an unknown word: names its place, the word and the nearest ones')],
  },
  {
    row: 93,
    attack: 'A seed leaks into files, arguments, the environment or output',
    required: 'nowhere',
    tests: [test('cli/leaks.test.ts', 'stays out of files, arguments, environment and output')],
    later: page('browser storage'),
  },
  {
    row: 94,
    attack: 'A dependency runs scripts or calls home',
    required: 'lock file, no install scripts, two equal builds',
    later: { where: 'release', why: 'belongs to the built artefacts' },
  },
  {
    row: 95,
    attack: 'The offline page is altered, or calls home',
    required: 'hash, content security policy, no packet',
    later: page('there is no page yet'),
  },
];
