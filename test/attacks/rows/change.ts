/** Attacks on change: an output that the file calls ours, or that is ours where nobody finds it again (23 to 27). */
import { HARDENED } from '../../../src/core/key/types.ts';
import type { Bip32Derivation } from '../../../src/core/psbt/types.ts';
import { deriveOutput } from '../../../src/core/wallet/output.ts';
import { sortPublicKeys } from '../../../src/core/wallet/script.ts';
import type { Wallet } from '../../../src/core/wallet/types.ts';
import { derivationsAt, type MadeOutput, ownOutput, type SpentInput } from '../../review/payment.ts';
import { changed, type Fixture, likeWallet, masterOf, replaced, withMalloryInside } from '../fixture.ts';
import type { FileCase, Pair, Row } from '../row.ts';
import { foreignGroupOutput } from './scripts.ts';

const CHANGE = { keychain: 'change', index: 2, amount: 9_990_000n } as const;

/** The base with another output in the place of change. */
function withChange({ base }: Fixture, output: MadeOutput): Pair<Uint8Array> {
  return {
    attack: changed(base, { outputs: replaced(base.outputs, 1, () => output) }),
    control: changed(base, {}),
  };
}

const external = { outcome: 'external', output: 1, code: 'change-not-ours' } as const;

export const CHANGE_ROWS: readonly Row<FileCase>[] = [
  {
    row: 8,
    cases: [
      {
        // Keys decide, so records without fingerprints neither hide foreign change nor keep an honest file from being signed.
        name: '8-records-without-fingerprints',
        build: (f) => {
          const inputs = f.base.inputs.map(withoutFingerprints);
          const outputs = f.base.outputs.map(withoutFingerprints);
          const evil = ownOutput(likeWallet(f.wallet, { keys: withMalloryInside(f) }), CHANGE);
          return {
            attack: changed(f.base, { inputs, outputs: replaced(outputs, 1, () => withoutFingerprints(evil)) }),
            control: changed(f.base, { inputs, outputs }),
          };
        },
        expected: external,
      },
    ],
  },
  {
    row: 23,
    cases: [
      {
        name: '23-two-of-us-and-mallory',
        build: (f) => withChange(f, ownOutput(likeWallet(f.wallet, { keys: withMalloryInside(f) }), CHANGE)),
        expected: external,
      },
    ],
  },
  {
    row: 24,
    cases: [
      {
        name: '24-one-of-three',
        build: (f) => withChange(f, ownOutput(likeWallet(f.wallet, { m: 1 }), CHANGE)),
        expected: external,
      },
      {
        name: '24-one-of-three-without-fingerprints',
        build: (f) => withChange(f, withoutFingerprints(ownOutput(likeWallet(f.wallet, { m: 1 }), CHANGE))),
        expected: external,
      },
      {
        name: '24-three-of-three',
        build: (f) => withChange(f, ownOutput(likeWallet(f.wallet, { m: 3 }), CHANGE)),
        expected: external,
      },
    ],
  },
  {
    row: 25,
    cases: [
      {
        name: '25-keys-not-sorted',
        build: (f) => withChange(f, ownOutput(unsorted(f.wallet), CHANGE)),
        expected: external,
      },
    ],
  },
  {
    row: 26,
    cases: [
      {
        name: '26-highest-index',
        build: (f) => withChange(f, ownOutput(f.wallet, { ...CHANGE, index: HARDENED - 1 })),
        expected: { outcome: 'refuse', code: 'index-beyond-gap' },
      },
      {
        name: '26-index-beyond-gap',
        build: (f) => withChange(f, ownOutput(f.wallet, { ...CHANGE, index: 1_001 })),
        expected: { outcome: 'refuse', code: 'index-beyond-gap' },
      },
      {
        name: '26-far-receive-address',
        build: (f) => withChange(f, ownOutput(f.wallet, { ...CHANGE, keychain: 'receive', index: 1_000_000 })),
        expected: { outcome: 'refuse', code: 'index-beyond-gap' },
      },
      {
        name: '26-third-chain',
        build: (f) => withChange(f, ownOutput(likeWallet(f.wallet, { branches: { receive: 0, change: 2 } }), CHANGE)),
        expected: external,
      },
      {
        name: '26-hardened-step',
        build: (f) => withChange(f, hardenedChange(f)),
        expected: external,
      },
      {
        name: '26-other-account',
        build: (f) => withChange(f, foreignGroupOutput(f, '48h/0h/1h/2h', CHANGE)),
        expected: { outcome: 'external', output: 1, code: 'hint-outside-wallet' },
      },
    ],
  },
  {
    row: 27,
    cases: [
      {
        name: '27-change-at-another-index',
        build: (f) =>
          withChange(
            f,
            lying(f, (record) => withIndex(record, 3)),
          ),
        expected: external,
      },
      {
        name: '27-one-record-of-change',
        build: (f) =>
          withChange(
            f,
            lying(f, (record, position) => (position === 2 ? withIndex(record, 3) : record)),
          ),
        expected: { outcome: 'refuse', code: 'path-lie' },
      },
      {
        name: '27-path-of-change-from-elsewhere',
        build: (f) =>
          withChange(
            f,
            lying(f, (record) => ({ ...record, path: [7, ...record.path.slice(1)] })),
          ),
        expected: { outcome: 'refuse', code: 'path-lie' },
      },
      {
        name: '27-input-at-another-index',
        build: (f) => withInputRecords(f, (record) => withIndex(record, 4)),
        expected: { outcome: 'refuse', code: 'input-not-ours' },
      },
      {
        name: '27-one-record-of-input',
        build: (f) => withInputRecords(f, (record, position) => (position === 1 ? withIndex(record, 4) : record)),
        expected: { outcome: 'refuse', code: 'path-lie' },
      },
      {
        name: '27-our-path-for-a-foreign-key',
        build: (f) => withInputRecords(f, (record, position) => (position === 1 ? withForeignKey(record) : record)),
        expected: { outcome: 'refuse', code: 'path-lie' },
      },
    ],
  },
];

/** A wallet of the same keys in an order that sorting does not give at the place of the change. */
function unsorted(wallet: Wallet): Wallet {
  const { publicKeys } = deriveOutput(wallet, CHANGE.keychain, CHANGE.index);
  const order = sortPublicKeys(publicKeys).toReversed();
  const keys = order.map((publicKey) => wallet.keys[publicKeys.indexOf(publicKey)]!);
  return likeWallet(wallet, { keys, keyOrder: 'given' });
}

function withoutFingerprints<T extends MadeOutput | SpentInput>(part: T): T {
  const records = part.fields.bip32Derivations ?? [];
  const bip32Derivations = records.map((record) => ({ ...record, fingerprint: '00000000' }));
  return { ...part, fields: { ...part.fields, bip32Derivations } };
}

function hardenedChange({ wallet }: Fixture): MadeOutput {
  const output = ownOutput(wallet, CHANGE);
  const bip32Derivations = derivationsAt(wallet, CHANGE.keychain, CHANGE.index).map((record) => ({
    ...record,
    path: [...record.path.slice(0, -2), HARDENED + 1, CHANGE.index],
  }));
  return { ...output, fields: { ...output.fields, bip32Derivations } };
}

type ChangeRecord = (record: Bip32Derivation, position: number) => Bip32Derivation;

function lying({ wallet }: Fixture, change: ChangeRecord): MadeOutput {
  const output = ownOutput(wallet, CHANGE);
  const bip32Derivations = derivationsAt(wallet, CHANGE.keychain, CHANGE.index).map(change);
  return { ...output, fields: { ...output.fields, bip32Derivations } };
}

function withInputRecords({ base, wallet }: Fixture, change: ChangeRecord): Pair<Uint8Array> {
  const bip32Derivations = derivationsAt(wallet, 'receive', 3).map(change);
  const inputs = replaced(base.inputs, 0, (input) => ({ ...input, fields: { ...input.fields, bip32Derivations } }));
  return { attack: changed(base, { inputs }), control: changed(base, {}) };
}

const withIndex = (record: Bip32Derivation, index: number): Bip32Derivation => ({
  ...record,
  path: [...record.path.slice(0, -1), index],
});

const withForeignKey = (record: Bip32Derivation): Bip32Derivation => ({
  ...record,
  publicKey: masterOf('Mallory 1').publicKey!,
});
