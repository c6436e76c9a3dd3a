/** Attacks by a file that comes back with signatures: what of it may reach the stored proposal (59 to 63). */
import { signReview } from '../../../src/cold/sign/sign.ts';
import { fromHex } from '../../../src/core/bytes.ts';
import { INPUT_FIELDS } from '../../../src/core/psbt/fields.ts';
import type { KeyValueMap } from '../../../src/core/psbt/types.ts';
import { approveReview } from '../../../src/core/review/approve.ts';
import { amountToType } from '../../../src/core/review/describe-verdict.ts';
import { reviewPsbt } from '../../../src/core/review/review.ts';
import type { Payment } from '../../review/payment.ts';
import { changed, edited, editedInput, type Fixture, masterOf, NOW, replaced } from '../fixture.ts';
import type { ReturnedCase, Row } from '../row.ts';

/** The stored proposal, what Mallory sends in Bob's name, and what Bob sends. */
type Files = ReturnType<ReturnedCase['build']>;

const PARTIAL_SIG = INPUT_FIELDS.named.PSBT_IN_PARTIAL_SIG.type;

/** Bob reviews, approves and signs a payment, as the real Bob would. */
function signedByBob({ group, bob }: Fixture, psbtBytes: Uint8Array): Uint8Array {
  const review = reviewPsbt({ psbtBytes, registered: bob.registered, second: group.second, now: NOW });
  const approved = approveReview(review, { acknowledged: [], confirmedAmount: amountToType(review) ?? '' });
  return signReview(approved, bob.account, group.second).psbtBytes;
}

/** Bob's honest file, and the same with one thing changed by Mallory. */
function tampered(f: Fixture, edit: (bytes: Uint8Array) => Uint8Array): Files {
  const base = changed(f.base, {});
  const control = signedByBob(f, base);
  return { base, control, attack: edit(control) };
}

/** Bob's signature on another payment, sent back for this one. */
function ofAnother(f: Fixture, parts: Partial<Payment>): Files {
  const base = changed(f.base, {});
  return { base, control: signedByBob(f, base), attack: signedByBob(f, changed(f.base, parts)) };
}

function onSignatures(map: KeyValueMap, change: (record: KeyValueMap[number]) => KeyValueMap[number]): KeyValueMap {
  return map.map((record) => (record.key[0] === PARTIAL_SIG ? change(record) : record));
}

/** One bit in the middle of s. */
function flipped(value: Uint8Array): Uint8Array {
  return value.with(50, value[50]! ^ 0x01);
}

export const RETURNED_ROWS: readonly Row<ReturnedCase>[] = [
  {
    row: 59,
    cases: [
      {
        name: '59-one-bit-of-the-first',
        build: (f) =>
          tampered(f, (bytes) =>
            editedInput(bytes, 0, (map) => onSignatures(map, ({ key, value }) => ({ key, value: flipped(value) }))),
          ),
        expected: { result: 'signatures-taken', bad: 1 },
      },
      {
        name: '59-odd-sighash-byte',
        build: (f) =>
          tampered(f, (bytes) =>
            editedInput(bytes, 0, (map) =>
              onSignatures(map, ({ key, value }) => ({ key, value: value.with(value.length - 1, 0x03) })),
            ),
          ),
        expected: { result: 'signatures-taken', bad: 1 },
      },
      {
        name: '59-every-signature',
        build: (f) =>
          tampered(f, (bytes) =>
            edited(bytes, (maps) => ({
              ...maps,
              inputs: maps.inputs.map((map) => onSignatures(map, ({ key, value }) => ({ key, value: flipped(value) }))),
            })),
          ),
        expected: { result: 'no-valid-signature', bad: 2 },
      },
    ],
  },
  {
    row: 60,
    cases: [
      {
        name: '60-in-the-place-of-bobs',
        build: (f) =>
          tampered(f, (bytes) =>
            editedInput(bytes, 0, (map) =>
              onSignatures(map, ({ value }) => ({
                key: Uint8Array.of(PARTIAL_SIG, ...masterOf('Mallory 1').publicKey!),
                value,
              })),
            ),
          ),
        expected: { result: 'signatures-taken', bad: 1 },
      },
    ],
  },
  {
    row: 61,
    cases: [
      {
        name: '61-sighash-type-added',
        build: (f) =>
          tampered(f, (bytes) =>
            editedInput(bytes, 0, (map) => [...map, { key: fromHex('03'), value: fromHex('83000000') }]),
          ),
        expected: { result: 'signatures-taken', bad: 0 },
      },
      {
        name: '61-unknown-field-added',
        build: (f) =>
          tampered(f, (bytes) =>
            editedInput(bytes, 0, (map) => [...map, { key: fromHex('e1'), value: new Uint8Array(1_024) }]),
          ),
        expected: { result: 'signatures-taken', bad: 0 },
      },
      {
        name: '61-fields-stripped',
        build: (f) =>
          tampered(f, (bytes) =>
            edited(bytes, (maps) => ({
              ...maps,
              inputs: maps.inputs.map((map) => map.filter(({ key }) => key[0] === PARTIAL_SIG)),
              outputs: maps.outputs.map(() => []),
            })),
          ),
        expected: { result: 'signatures-taken', bad: 0 },
      },
    ],
  },
  {
    row: 62,
    cases: [
      {
        name: '62-conflicting-origins',
        build: (f) =>
          tampered(f, (bytes) =>
            editedInput(bytes, 0, (map) =>
              map.map(({ key, value }) => (key[0] === 0x06 ? { key, value: value.map(() => 0) } : { key, value })),
            ),
          ),
        expected: { result: 'signatures-taken', bad: 0 },
      },
      {
        name: '62-conflicting-witness-script',
        build: (f) =>
          tampered(f, (bytes) =>
            editedInput(bytes, 0, (map) =>
              map.map(({ key, value }) => (key[0] === 0x05 ? { key, value: fromHex('51') } : { key, value })),
            ),
          ),
        expected: { result: 'signatures-taken', bad: 0 },
      },
    ],
  },
  {
    row: 63,
    cases: [
      {
        name: '63-sequence-changed',
        build: (f) =>
          ofAnother(f, { inputs: replaced(f.base.inputs, 0, (each) => ({ ...each, sequence: 0xffff_fffe })) }),
        expected: { result: 'another-transaction', bad: 0 },
      },
      {
        name: '63-lock-time-changed',
        build: (f) => ofAnother(f, { lockTime: 900_000 }),
        expected: { result: 'another-transaction', bad: 0 },
      },
      {
        name: '63-amount-changed',
        build: (f) =>
          ofAnother(f, { outputs: replaced(f.base.outputs, 0, (each) => ({ ...each, amount: 149_999_000n })) }),
        expected: { result: 'another-transaction', bad: 0 },
      },
    ],
  },
];
