/**
 * Addresses a second of a 2-of-3 P2WSH wallet: our bulk derivation on one thread and on two workers, the engines behind
 * what people are shown, and the libraries that other wallets are built of. All of them keep what the addresses share
 * (the keys at the branch), and all must give the same addresses.
 *
 *     node bench/addresses.ts [--json FILE] [--check]
 */
import { HDKey } from '@scure/bip32';
import { p2ms, p2wsh } from '@scure/btc-signer';
import { BIP32Factory } from 'bip32';
import { payments } from 'bitcoinjs-lib';
import * as tinySecp256k1 from 'tiny-secp256k1';
import { walletFromDescriptor } from '../src/core/descriptor/wallet-reader.ts';
import { invariant } from '../src/core/errors.ts';
import { loadSecondOpinion } from '../src/core/second/wally.ts';
import { createDeriver } from '../src/core/wallet/output.ts';
import { sortPublicKeys } from '../src/core/wallet/script.ts';
import { verifiedOutput } from '../src/core/wallet/verified.ts';
import { bulkEngine } from '../src/watch/derive/engine.ts';
import { createDerivationPool } from '../src/watch/derive/pool.ts';
import { deriveRange } from '../src/watch/derive/range.ts';
import { type Contender, measureInTurns, printReport } from './harness.ts';

/** The public keys of three mnemonics that everybody knows, at m/48'/0'/0'/2'. */
const DESCRIPTOR =
  'wsh(sortedmulti(2,' +
  '[73c5da0a/48h/0h/0h/2h]xpub6DkFAXWQ2dHxq2vatrt9qyA3bXYU4ToWQwCHbf5XB2mSTexcHZCeKS1VZYcPoBd5X8yVcbXFHJR9R8UCVpt82VX1VhR28mCyxUFL4r6KFrf/<0;1>/*,' +
  '[b8688df1/48h/0h/0h/2h]xpub6FQya7zGhR92kacYsNnjreouvnHJMpXYsUXnW6NJJAJRCKsa26TzDy4LdnGhEurr3d6y1J8PJ7EEMKQp74XTqYvmGJNogYXSKDszYHtF8mX/<0;1>/*,' +
  '[28645006/48h/0h/0h/2h]xpub6DnEBNkSJKBYQmsbhS1sP9cNdtU5c9PLFGCjTJmxicxc13WB8zNNGQazabQpyFAGW5bV9tMko4uBxDxjUKL6dSAcx1tEbgEHtgSqyRsekh6/<0;1>/*' +
  '))#34zcp4yt';

const wallet = walletFromDescriptor(DESCRIPTOR, { network: 'main' });
const xpubs = wallet.keys.map(({ xpub }) => xpub);

/** Gives the receive addresses from an index on. */
type Addresses = (from: number, count: number) => readonly string[] | Promise<readonly string[]>;

const oneByOne =
  (addressAt: (index: number) => string): Addresses =>
  (from, count) =>
    Array.from({ length: count }, (_, offset) => addressAt(from + offset));

const second = await loadSecondOpinion();
const deriver = createDeriver(wallet);
const [onePool, twoPool] = [createDerivationPool({ workers: 1 }), createDerivationPool({ workers: 2 })];

const scureBranch = xpubs.map((xpub) => HDKey.fromExtendedKey(xpub).deriveChild(0));
const bitcoinjsBranch = xpubs.map((xpub) => BIP32Factory(tinySecp256k1).fromBase58(xpub).derive(0));
const child = (key: HDKey, index: number): Uint8Array => key.deriveChild(index).publicKey ?? new Uint8Array();

const ways: Readonly<Record<string, readonly [units: number, addresses: Addresses]>> = {
  'bulk, one thread': [
    2_000,
    (from, count) => deriveRange(wallet, 'receive', from, count).map(({ address }) => address),
  ],
  'bulk, one worker': [
    8_000,
    async (from, count) => (await onePool.deriveRange(wallet, 'receive', from, count)).map(({ address }) => address),
  ],
  'bulk, two workers': [
    8_000,
    async (from, count) => (await twoPool.deriveRange(wallet, 'receive', from, count)).map(({ address }) => address),
  ],
  '@scure/bip32 + btc-signer': [
    150,
    oneByOne((index) => p2wsh(p2ms(2, sortPublicKeys(scureBranch.map((key) => child(key, index))))).address ?? ''),
  ],
  'bitcoinjs + bip32 + tiny-secp256k1': [
    400,
    oneByOne((index) => {
      const pubkeys = sortPublicKeys(bitcoinjsBranch.map((key) => key.derive(index).publicKey));
      return payments.p2wsh({ redeem: payments.p2ms({ m: 2, pubkeys }) }).address ?? '';
    }),
  ],
  'primary engine (noble), one by one': [300, oneByOne((index) => deriver.output('receive', index).address)],
  'primary engine (noble), in batches': [
    300,
    (from, count) => {
      const indices = Array.from({ length: count }, (_, offset) => from + offset);
      return deriver.outputs('receive', indices).map(({ address }) => address);
    },
  ],
  'second engine (libwally)': [300, oneByOne((index) => second.output(wallet, 'receive', index).address)],
  'both engines, as shown to people': [
    200,
    oneByOne((index) => verifiedOutput(wallet, 'receive', index, second).address),
  ],
};

// One wrong address would make its speed worthless: the last of each kind is compared first.
const [expected] = await ways['bulk, one thread']![1](2_000, 1);
for (const [name, [, addresses]] of Object.entries(ways)) {
  const [address] = await addresses(2_000, 1);
  invariant(address === expected, `${name} derives the same address as the others`);
}

const contenders = Object.entries(ways).map(
  ([name, [units, addresses]]): Contender => ({ name, units, run: (round) => addresses(round * units, units) }),
);
const measurements = await measureInTurns(contenders);
await Promise.all([onePool.close(), twoPool.close()]);

const speed = (name: keyof typeof ways): number => measurements.find((each) => each.name === name)!.perSecond;
const ratio = (name: string, other: string): number => speed(name) / speed(other);
const cost = (
  1e3 / speed('both engines, as shown to people') -
  1e3 / speed('primary engine (noble), one by one')
).toFixed(2);

printReport({
  title: `Addresses of a 2-of-3 P2WSH wallet; bulk engine: ${bulkEngine().name}`,
  unit: 'addr',
  measurements,
  reference: measurements[0]!,
  targets: [
    { name: 'bulk to @scure', wanted: 12, measured: ratio('bulk, one thread', '@scure/bip32 + btc-signer') },
    { name: 'bulk to bitcoinjs', wanted: 4, measured: ratio('bulk, one thread', 'bitcoinjs + bip32 + tiny-secp256k1') },
    { name: 'two workers to one', wanted: 1.8, measured: ratio('bulk, two workers', 'bulk, one worker') },
  ],
  notes: [
    'Fastest of 5 rounds taken in turns; ratio: to bulk on one thread.',
    `The second opinion costs ${cost} ms an address that a person is shown.`,
  ],
});
