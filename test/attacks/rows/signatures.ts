/** Attacks on signatures: other kinds than ALL, bad ones, foreign ones, preset ends, taproot fields (34, 35, 56, 58 to 60). */
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { sats } from '../../../src/core/amount.ts';
import { concatBytes, fromHex } from '../../../src/core/bytes.ts';
import { withPartialSignature } from '../../../src/core/psbt/edit.ts';
import { parsePsbt } from '../../../src/core/psbt/parse.ts';
import { serializePsbt } from '../../../src/core/psbt/serialize.ts';
import { createSighasher } from '../../../src/core/tx/sighash.ts';
import { deriveOutput } from '../../../src/core/wallet/output.ts';
import { transactionOf } from '../../review/payment.ts';
import { changed, editedInput, type Fixture, masterOf, rawRecord, replaced } from '../fixture.ts';
import { type FileCase, type Pair, type Row, refused } from '../row.ts';

const AMOUNT = sats(100_000_000n);

/** Every value of field 0x03 but ALL that anybody has thought of, and one that nobody has. */
const ODD_TYPES = [0x00, 0x02, 0x03, 0x04, 0x41, 0x80, 0x81, 0x82, 0x83, 0x101, 0xffff_ffff];

function sighashCase(type: number): FileCase {
  return {
    name: `34-sighash-${type.toString(16).padStart(2, '0')}`,
    build: ({ base }) => ({
      attack: changed(base, { inputs: replaced(base.inputs, 0, (input) => withType(input, type)) }),
      control: changed(base, { inputs: replaced(base.inputs, 0, (input) => withType(input, 0x01)) }),
    }),
    expected: refused('sighash-not-all'),
  };
}

function withType<T extends Fixture['base']['inputs'][number]>(input: T, sighashType: number): T {
  return { ...input, fields: { ...input.fields, sighashType } };
}

/** The base with Bob's signature on its first input, once as the attack has it and once as it ought to be. */
function withBobs(f: Fixture, attack: Uint8Array, publicKey = keyOf(f, 'bob')): Pair<Uint8Array> {
  const add = (signature: Uint8Array, key: Uint8Array) =>
    serializePsbt(withPartialSignature(parsePsbt(changed(f.base, {})), 0, { publicKey: key, signature }));
  return { attack: add(attack, publicKey), control: add(bobsSignature(f), keyOf(f, 'bob')) };
}

function keyOf({ wallet, ...fixture }: Fixture, member: 'alice' | 'bob' | 'carol'): Uint8Array {
  return deriveOutput(wallet, 'receive', 3).publicKeys[fixture[member].registered.me]!;
}

/** What Bob signs of the first input: the digest of the base, unless another one is given. */
function bobsSignature(f: Fixture, digest = digestOf(f), lowS = true): Uint8Array {
  const { privateKey } = f.bob.account.hdKey.deriveChild(0).deriveChild(3);
  const signature = secp256k1.sign(digest, privateKey!, { prehash: false, lowS, format: 'der' });
  return concatBytes(signature, Uint8Array.of(0x01));
}

function digestOf({ base, wallet }: Fixture): Uint8Array {
  const { multisigScript } = deriveOutput(wallet, 'receive', 3);
  return createSighasher(transactionOf(base)).segwitV0(0, multisigScript, AMOUNT);
}

function withLastByte(signature: Uint8Array, byte: number): Uint8Array {
  return concatBytes(signature.subarray(0, -1), Uint8Array.of(byte));
}

/** The same signature with s in the upper half: valid for consensus, refused by nodes. */
function highS(signature: Uint8Array): Uint8Array {
  const { r, s } = secp256k1.Signature.fromBytes(signature.subarray(0, -1), 'der');
  const restated = new secp256k1.Signature(r, secp256k1.Point.Fn.ORDER - s);
  return concatBytes(restated.toBytes('der'), Uint8Array.of(0x01));
}

export const SIGNATURE_ROWS: readonly Row<FileCase>[] = [
  {
    row: 34,
    cases: [
      ...ODD_TYPES.map(sighashCase),
      {
        name: '34-single-past-the-outputs',
        build: ({ base }) => ({
          attack: changed(base, {
            inputs: replaced(base.inputs, 1, (input) => withType(input, 0x03)),
            outputs: [{ ...base.outputs[0]!, amount: 159_990_000n }],
          }),
          control: changed(base, { outputs: [{ ...base.outputs[0]!, amount: 159_990_000n }] }),
        }),
        expected: refused('sighash-not-all'),
      },
    ],
  },
  {
    row: 35,
    cases: [0x00, 0x02, 0x03, 0x81].map((byte) => ({
      name: `35-last-byte-${byte.toString(16).padStart(2, '0')}`,
      build: (f) => withBobs(f, withLastByte(bobsSignature(f), byte)),
      expected: refused('signature-sighash'),
    })),
  },
  {
    row: 56,
    cases: [
      {
        name: '56-fake-merkle-root',
        build: ({ base }) => {
          const control = changed(base, {});
          return { control, attack: editedInput(control, 0, (map) => [...map, rawRecord('18', new Uint8Array(32))]) };
        },
        expected: refused('taproot-fields'),
      },
      {
        name: '56-fake-internal-key',
        build: ({ base }) => {
          const key = masterOf('Mallory 1').publicKey!.subarray(1);
          const control = changed(base, {});
          return { control, attack: editedInput(control, 0, (map) => [...map, rawRecord('17', key)]) };
        },
        expected: refused('taproot-fields'),
      },
    ],
  },
  {
    row: 58,
    cases: [
      {
        name: '58-garbage-witness',
        build: ({ base }) => withFinal(base, '08', fromHex('0201000151')),
        expected: refused('final-fields'),
      },
      {
        name: '58-empty-witness',
        build: ({ base }) => withFinal(base, '08', fromHex('00')),
        expected: refused('final-fields'),
      },
      {
        name: '58-garbage-script-signature',
        build: ({ base }) => withFinal(base, '07', fromHex('5151')),
        expected: refused('final-fields'),
      },
    ],
  },
  {
    row: 59,
    cases: [
      {
        name: '59-of-another-transaction',
        build: (f) => withBobs(f, bobsSignature(f, new Uint8Array(32).fill(7))),
        expected: refused('signature-invalid'),
      },
      {
        name: '59-random-numbers',
        build: (f) => withBobs(f, concatBytes(randomDer(), Uint8Array.of(0x01))),
        expected: refused('signature-invalid'),
      },
      {
        name: '59-high-s',
        build: (f) => withBobs(f, highS(bobsSignature(f))),
        expected: refused('signature-invalid'),
      },
      {
        name: '59-in-the-name-of-carol',
        build: (f) => withBobs(f, bobsSignature(f), keyOf(f, 'carol')),
        expected: refused('signature-invalid'),
      },
      {
        name: '59-in-my-name',
        build: (f) => withBobs(f, bobsSignature(f), keyOf(f, 'alice')),
        expected: refused('signature-invalid'),
      },
    ],
  },
  {
    row: 60,
    cases: [
      {
        name: '60-by-mallory',
        build: (f) => withBobs(f, mallorysSignature(f), masterOf('Mallory 1').publicKey!),
        expected: refused('signature-foreign-key'),
      },
      {
        name: '60-by-bobs-key-of-another-place',
        build: (f) =>
          withBobs(f, bobsSignature(f), deriveOutput(f.wallet, 'receive', 4).publicKeys[f.bob.registered.me]!),
        expected: refused('signature-foreign-key'),
      },
    ],
  },
];

function withFinal(base: Fixture['base'], type: string, value: Uint8Array): Pair<Uint8Array> {
  const control = changed(base, {});
  return { control, attack: editedInput(control, 0, (map) => [...map, rawRecord(type, value)]) };
}

/** Valid in itself, by a key that has no part in the wallet. */
function mallorysSignature(f: Fixture): Uint8Array {
  const { privateKey } = masterOf('Mallory 1');
  const der = secp256k1.sign(digestOf(f), privateKey!, { prehash: false, format: 'der' });
  return concatBytes(der, Uint8Array.of(0x01));
}

/** Strict DER of two numbers that mean nothing. */
function randomDer(): Uint8Array {
  return fromHex(`3044${'02200123456789abcdef'.padEnd(68, '3')}${'02200fedcba987654321'.padEnd(68, '5')}`);
}
