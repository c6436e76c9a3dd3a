/**
 * What @scure/btc-signer and its kin leave to the program that uses them, found out by running them, and where each is
 * made good. Numbers are those of the rows; the page lists them, and a test holds that each row is run.
 */
import { type OwnTest, test } from './entry.ts';

export interface LibraryGap {
  /** What the library does or does not do. */
  readonly gap: string;
  /** Rows whose cases would come through if nobody made it good. */
  readonly rows: readonly number[];
  readonly tests?: readonly OwnTest[];
}

export const LIBRARY_GAPS: readonly LibraryGap[] = [
  { gap: 'signs segwit inputs whose amount is only claimed', rows: [31, 32, 33] },
  { gap: 'signs with a negative fee, and knows no 21 million', rows: [45, 46] },
  { gap: 'accepts the same coin twice', rows: [41] },
  { gap: 'believes a fingerprint of 32 bits and any path of the file', rows: [3, 27, 53] },
  { gap: 'signs any script in which the key occurs', rows: [29, 37] },
  { gap: 'signs with the sighash type that the file asks for', rows: [34] },
  {
    gap: 'swallows errors while signing and gives a count',
    rows: [],
    tests: [
      test('attacks/tx-approval.test.ts', 'gives out nothing when the last input alone fails'),
      test('cold/sign/sign.test.ts', 'signs what is left where its signature stands on some inputs only'),
    ],
  },
  { gap: 'combines and finalizes without verifying signatures or their sighash bytes', rows: [35, 59, 60] },
  {
    gap: 'lets the last file combined decide about amounts and sighash types',
    rows: [61, 62, 63],
    tests: [
      test(
        'core/psbt/combine.test.ts',
        'takes nothing but signatures: no amount, sighash type, script, derivation or unknown record',
      ),
    ],
  },
  { gap: 'takes whatever stands in a final field for final', rows: [58] },
  { gap: 'knows no change, no policy and no wallet', rows: [23, 24, 25, 26, 28, 30] },
  { gap: 'reads multisig scripts that hold a key twice', rows: [38] },
  { gap: 'writes pushes that are not minimal anew, so that the witness is invalid', rows: [39] },
  { gap: 'does not bind a taproot merkle root to the output that is spent', rows: [21, 56] },
  {
    gap: 'gives the height where lock times of height and time contradict each other',
    rows: [50],
  },
  {
    gap: 'drops unknown fields of an input when it is signed',
    rows: [57],
    tests: [
      test('cold/sign/sign.test.ts', 'keeps unknown and proprietary fields and everything else where they stood'),
    ],
  },
  {
    gap: '@scure/bip39 makes a seed of words without looking at their checksum or list',
    rows: [92],
    tests: [test('cold/seed.test.ts', 'is refused for words that no reading has accepted')],
  },
  { gap: '@scure/bip32 reads keys with another depth or parent fingerprint', rows: [6] },
  {
    gap: 'does not look at its own result',
    rows: [55],
    tests: [
      test('cold/sign/refusals.test.ts', 'when the second library finds that the signature does not verify'),
      test('cold/sign/only-signatures.test.ts', 'fails when a record is gone, new, moved or changed'),
    ],
  },
];
