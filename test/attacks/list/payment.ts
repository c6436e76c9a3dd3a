/** Section B: attacks on the transaction to sign. */
import { type Entry, test } from './entry.ts';

const approval = (title: string) => test('attacks/tx-approval.test.ts', title);

export const PAYMENT_LIST: readonly Entry[] = [
  {
    row: 23,
    attack: 'Change goes to a wallet of two of our keys and one of the attacker’s',
    required: 'a payment to somebody else',
  },
  { row: 24, attack: 'Change goes to our own keys with another quorum', required: 'a payment to somebody else' },
  { row: 25, attack: 'Change goes to our own keys in another order', required: 'a payment to somebody else' },
  {
    row: 26,
    attack: 'Change goes where a scan does not look: a huge index, a third chain, another account',
    required: 'refused, or a payment to somebody else',
  },
  { row: 27, attack: 'The right script under a wrong path, or a wrong key under the right one', required: 'refused' },
  {
    row: 28,
    attack: 'A machine in the middle adds a coin and change of its own, with its keys in the file',
    required: 'refused: only the charter says what is ours',
  },
  {
    row: 29,
    attack: 'Coins or change of a single key of ours',
    required: 'refused as a coin; as change, a payment to somebody else',
  },
  {
    row: 30,
    attack: 'A coin of another wallet among ours',
    required: 'refused unless a person allows it for this payment; never signed',
    tests: [approval('lets foreign inputs through only when asked to, and signs none of them')],
  },
  {
    row: 31,
    attack: 'The amount of a coin is only claimed (CVE-2020-14199)',
    required: 'refused: every coin is proven by its previous transaction',
    tests: [approval('refuses both, as neither proves its amounts')],
  },
  { row: 32, attack: 'The previous transaction is another one, or contradicts what is claimed', required: 'refused' },
  { row: 33, attack: 'A legacy coin without its previous transaction', required: 'refused' },
  {
    row: 34,
    attack: 'A signature is asked for that leaves inputs or outputs open',
    required: 'refused: SIGHASH_ALL only',
  },
  { row: 35, attack: 'A cosigner’s signature with another sighash byte', required: 'refused' },
  {
    row: 36,
    attack: 'Bits flip, bytes are lost, fields are tripled',
    required: 'refused, shown in other words, or signed with the very same signatures',
    tests: [
      test('attacks/tx-bit-rot.test.ts', 'flips a bit of every byte'),
      test('attacks/tx-bit-rot.test.ts', 'cuts the file at every length'),
    ],
  },
  {
    row: 37,
    attack: 'Our key in a script that serves the attacker',
    required: 'refused: scripts are rebuilt from the charter',
  },
  { row: 38, attack: 'A script that counts one of our keys twice', required: 'refused' },
  { row: 39, attack: 'Our script written with pushes that are not minimal', required: 'refused' },
  { row: 40, attack: 'A key of the file twice, the first time empty', required: 'refused' },
  { row: 41, attack: 'The same coin listed twice', required: 'refused' },
  { row: 42, attack: 'Fields of two PSBT versions, unknown versions, bytes behind the end', required: 'refused' },
  {
    row: 43,
    attack: 'The file describes the wallet by global keys',
    required: 'ignored and told; nothing becomes ours by it',
  },
  {
    row: 44,
    attack: 'The file, its bytes in memory or the approval are changed between reading and signing',
    required: 'refused: what was shown is what is signed',
    tests: [approval('signs what was shown, whatever becomes of the caller’s array')],
  },
  {
    row: 45,
    attack: 'A fee too large by share, sum or rate',
    required: 'refused over the caps; a raised cap is acknowledged',
    tests: [approval('holds for one signing and is still told'), approval('does not weaken the checks on change')],
  },
  { row: 46, attack: 'Negative fees, more than 21 million, sums that overflow', required: 'refused' },
  {
    row: 47,
    attack: 'Money burnt on data outputs, several of them, large ones',
    required: 'each is shown whole and acknowledged',
  },
  {
    row: 48,
    attack: 'Output scripts of which nobody can say who spends them',
    required: 'refused unless allowed for this payment',
  },
  {
    row: 49,
    attack: 'One output hides among three hundred; change is cut into many pieces',
    required: 'every output is shown and the crowd acknowledged',
  },
  {
    row: 50,
    attack: 'Lock times that hold money back, or do nothing',
    required: 'explained; contradictions and the far future are refused',
  },
  {
    row: 51,
    attack: 'An old file is sent once more, or its coins in a new transaction',
    required: 'told from the journal or the earlier file, and acknowledged',
    tests: [test('attacks/journal.test.ts', 'what was signed before, by journal and by file: %s')],
  },
  {
    row: 52,
    attack: 'A fee is “raised”, and with it the recipient or the change exchanged',
    required: 'each change is told and acknowledged; refused as a bump where it is built and where it is taken in',
    tests: [
      test('watch/replace.test.ts', 'refuse a changed recipient, stolen change, an added recipient and another amount'),
      test(
        'watch/replace.test.ts',
        'passes when it is one; refused are other recipients, stolen change and no coin in common',
      ),
    ],
  },
  {
    row: 53,
    attack: 'A path outside the account is to be signed for',
    required: 'refused: keys are derived at places of the charter only',
  },
  {
    row: 54,
    attack: 'A transaction’s digest is to be signed as a message, or one statement passed off as another',
    required: 'refused',
  },
  {
    row: 55,
    attack: 'A patched signer chooses nonces or digests that give away the key',
    required: 'a second library must make the same signature, byte for byte',
    tests: [
      test('vectors/core-low-r.test.ts', 'Bitcoin Core’s signatures'),
      test('cold/sign/low-r.test.ts', 'are the same bytes from both libraries, for 400 keys and digests'),
      approval('gives out nothing when the last input alone fails'),
    ],
  },
  { row: 56, attack: 'Taproot fields on a coin that is not taproot', required: 'refused' },
  { row: 57, attack: 'Unknown fields carry a kilobyte of something', required: 'told; refused above a cap' },
  { row: 58, attack: 'Final scripts are filled in beforehand', required: 'refused' },
  {
    row: 59,
    attack: 'A cosigner’s signature does not verify',
    required: 'refused, or left out by name; the good ones count',
  },
  {
    row: 60,
    attack: 'A signature by a key outside the wallet',
    required: 'refused, or left out by name; never counted',
  },
  {
    row: 61,
    attack: 'A returned file alters what was reviewed',
    required: 'only verified signatures are taken from it',
  },
  {
    row: 62,
    attack: 'A returned file carries poisoned origins or scripts',
    required: 'only verified signatures are taken from it',
  },
  { row: 63, attack: 'A returned file is of another transaction', required: 'left aside by name; the others count' },
];
