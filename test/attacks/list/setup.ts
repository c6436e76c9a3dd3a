/** Section A: attacks on setting up a wallet. */
import { type Entry, test } from './entry.ts';

const details = (title: string) => test('attacks/setup-details.test.ts', title);

export const SETUP_LIST: readonly Entry[] = [
  {
    row: 1,
    attack: 'One member’s extended key is replaced by the attacker’s on the way to the others',
    required: 'no registration and no deposit address before the code words were compared',
    tests: [details('of %s gives other code words, of which there are 16')],
  },
  { row: 2, attack: 'The wallet does not hold my key at all', required: 'refused' },
  {
    row: 3,
    attack: 'My fingerprint and path stand before somebody else’s key',
    required: 'refused: a key is its public key and chain code',
  },
  {
    row: 4,
    attack: 'Fewer or more signatures, or another key, under the same name',
    required: 'another charter, which is not registered',
  },
  { row: 5, attack: 'One key sits in the wallet twice, under two names', required: 'refused' },
  {
    row: 6,
    attack: 'One key twice, the second time with another depth, parent or child number',
    required: 'refused',
  },
  { row: 7, attack: 'One key twice, on different branches', required: 'refused' },
  {
    row: 8,
    attack: 'Two keys with one fingerprint, or a fingerprint of zeros',
    required: 'keys are told apart by public key; what is ambiguous is refused by name; nothing stalls silently',
    tests: [details('where they are allowed, keys are still told apart by public key')],
  },
  {
    row: 9,
    attack: 'Hardened steps after a public key, no addresses, a branch twice, paths without end',
    required: 'refused',
  },
  {
    row: 10,
    attack: 'A private key, a WIF key or a seed phrase where a public key or a name belongs',
    required: 'refused, and repeated in no error and on no screen',
    tests: [test('exchange/hostile.test.ts', '%s: is refused and not repeated')],
  },
  {
    row: 11,
    attack: 'Keys, paths or addresses of another network; a server of another network',
    required: 'refused; a server is known by its genesis block',
    tests: [test('watch/connection.test.ts', 'pins the network by the genesis block')],
  },
  {
    row: 12,
    attack: 'A prefix of SLIP-0132 that declares another script type',
    required: 'refused; the right one is converted, and that is told',
  },
  {
    row: 13,
    attack: 'Sorted keys become ordered ones or the other way round, or ordered keys change places',
    required: 'sorted keys in another order are the same charter; everything else is another one',
    tests: [details('reordered sorted keys are the same wallet and the same charter')],
  },
  {
    row: 14,
    attack: 'A descriptor with the attacker’s key and the very same checksum',
    required: 'another charter: the checksum finds typing errors and proves nothing',
  },
  {
    row: 15,
    attack: 'Each member is shown another charter',
    required: 'no deposit address before the receipts of all agree',
    tests: [details('raises the alarm for every member as soon as the receipts meet')],
  },
  { row: 16, attack: 'A new charter takes the place of the kept one of the same name', required: 'refused' },
  {
    row: 17,
    attack: 'A stored charter is edited',
    required: 'refused, as its id, cards or receipts no longer fit',
    tests: [details('a charter file with any bit flipped is refused, or is the same charter')],
  },
  {
    row: 18,
    attack: 'Whoever gives the last key of a P2SH wallet, nested or not, searches for one that collides on 160 bits',
    required: 'P2WSH unless a group asks for P2SH; there, keys are committed to before they are shown',
    tests: [
      test(
        'core/charter/commitment.test.ts',
        'takes cards that open the commitments, in any order, and gives the same charter as without',
      ),
    ],
  },
  {
    row: 19,
    attack: 'A key that nobody holds',
    required: 'cards are signed by their key; one without proof is taken by name only',
  },
  {
    row: 20,
    attack: 'BSMS: tokens reused, proofs stripped, rounds mixed, a wrong first address',
    required: 'refused',
    tests: [test('exchange/bsms.test.ts', 'every flipped bit of an encrypted record is refused')],
  },
  {
    row: 21,
    attack: 'A taproot wallet with a key or leaf that can spend alone',
    required: 'refused, as there are no taproot wallets yet',
  },
  {
    row: 22,
    attack: 'Time locks that lock nothing, scripts that spend in two ways with one key',
    required: 'refused, as there is no miniscript yet',
  },
];
