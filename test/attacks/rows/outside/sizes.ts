/** Files that are large for nothing, and small ones that want to be large (71 to 73). */
import { truncateSync } from 'node:fs';
import { join } from 'node:path';
import { concatBytes, fromHex } from '../../../../src/core/bytes.ts';
import { parseCharterFile } from '../../../../src/core/charter/charter-file.ts';
import type { ErrorCode } from '../../../../src/core/errors.ts';
import { sha256 } from '../../../../src/core/hash.ts';
import { PSBT_MAGIC, parsePsbt } from '../../../../src/core/psbt/parse.ts';
import { readPsbt } from '../../../../src/core/psbt/text.ts';
import { MOST_PLACES } from '../../../../src/core/review/places.ts';
import { reviewPsbt } from '../../../../src/core/review/review.ts';
import { uint32Bytes } from '../../../../src/core/tx/writer.ts';
import { payTo, strangerScript } from '../../../review/payment.ts';
import { charterFileOf } from '../../documents.ts';
import { changed, edited, type Fixture } from '../../fixture.ts';
import { type ActCase, type Row, refused } from '../../row.ts';
import { showing } from '../setup/lines.ts';
import { reviewing } from './lines.ts';

const HUNDRED_MEGABYTES = 100_000_000;

/** Generous for a busy machine; what these files want would take minutes or all memory. */
const SOON = 1_000;

/** The file with zeros behind it. */
function padded(bytes: Uint8Array, length: number): Uint8Array {
  const large = new Uint8Array(length);
  large.set(bytes);
  return large;
}

function bomb(name: string, code: ErrorCode, evil: (fixture: Fixture) => Uint8Array): ActCase {
  return {
    name,
    expected: refused(code),
    library: (f) => {
      const [attack, control] = [evil(f), changed(f.base, {})];
      return { attack: () => parsePsbt(attack), control: () => parsePsbt(control) };
    },
    commands: (f) => ({ attack: reviewing(f, evil(f)), control: reviewing(f, changed(f.base, {})) }),
    within: SOON,
  };
}

/** Unknown records behind those of the base, each with another key of eight bytes. */
function withStrangers({ base }: Fixture, count: number): Uint8Array {
  const strangers = Array.from({ length: count }, (_, index) => ({
    key: Uint8Array.of(0x70, 1, 2, 3, ...uint32Bytes(index)),
    value: new Uint8Array(1),
  }));
  return edited(changed(base, {}), (maps) => ({ ...maps, global: [...maps.global, ...strangers] }));
}

/** The base with so many more outputs, each of which points to a place of the wallet by a key of another seed. */
function withClaims({ base, group }: Fixture, count: number): Uint8Array {
  const [{ origin } = {}] = group.charter.wallet.keys;
  const publicKey = group.second.publicKeyOf(sha256(Uint8Array.of(1)));
  const claims = Array.from({ length: count }, (_, index) => ({
    ...payTo(strangerScript('Mallory'), 300n),
    fields: { bip32Derivations: [{ publicKey, fingerprint: '00000000', path: [...(origin?.path ?? []), 1, index] }] },
  }));
  return changed(base, { outputs: [...base.outputs, ...claims] });
}

const afterMagic = (hex: string) => (): Uint8Array => concatBytes(Uint8Array.from(PSBT_MAGIC), fromHex(hex));

export const SIZE_ROWS: readonly Row<ActCase>[] = [
  {
    row: 71,
    cases: [
      {
        name: '71-payment-of-100-megabytes',
        expected: refused('psbt/too-large'),
        library: (f) => {
          const control = changed(f.base, {});
          const attack = padded(control, HUNDRED_MEGABYTES);
          return { attack: () => readPsbt(attack), control: () => readPsbt(control) };
        },
        commands: {
          code: 'file/too-large',
          build: (f) => {
            const control = reviewing(f, changed(f.base, {}));
            const prepare = (folder: string) => truncateSync(join(folder, 'payment.psbt'), HUNDRED_MEGABYTES);
            return { attack: { ...control, prepare }, control };
          },
        },
        within: SOON,
      },
      bomb('71-zeros-behind-a-payment', 'psbt/trailing-bytes', ({ base }) => padded(changed(base, {}), 1_000_000)),
      {
        name: '71-charter-of-a-megabyte',
        expected: refused('json/too-large'),
        library: (f) => {
          const text = charterFileOf(f.group);
          const attack = `${text}${' '.repeat(1_000_000)}`;
          return { attack: () => parseCharterFile(attack), control: () => parseCharterFile(text) };
        },
        commands: (f) => {
          const text = charterFileOf(f.group);
          return { attack: showing(`${text}${' '.repeat(1_000_000)}`), control: showing(text) };
        },
        within: SOON,
      },
    ],
  },
  {
    row: 72,
    cases: [
      bomb('72-unknown-keys', 'psbt/too-many-records', (f) => withStrangers(f, 16_000)),
      {
        name: '72-places-of-the-wallet-without-end',
        expected: refused('review/too-many-places'),
        library: (f) => {
          const [attack, control] = [withClaims(f, MOST_PLACES + 1), withClaims(f, 10)];
          const read = (psbtBytes: Uint8Array) => () =>
            reviewPsbt({ psbtBytes, registered: f.alice.registered, second: f.group.second });
          return { attack: read(attack), control: read(control) };
        },
        commands: (f) => ({
          attack: reviewing(f, withClaims(f, MOST_PLACES + 1)),
          control: reviewing(f, withClaims(f, 10)),
        }),
        within: SOON,
      },
    ],
  },
  {
    row: 73,
    cases: [
      bomb('73-key-of-nine-thousand-trillion-bytes', 'psbt/key-too-long', afterMagic('ffffffffffffff1f00')),
      bomb('73-key-longer-than-any-number', 'psbt/size-too-large', afterMagic('ffffffffffffffffff')),
      bomb('73-value-of-nine-thousand-trillion-bytes', 'psbt/truncated', afterMagic('0100ffffffffffffff1f00')),
      bomb('73-inputs-without-end', 'tx/count-too-large', afterMagic('01000d02000000ffffffffffffff1f0000')),
      bomb('73-inputs-that-are-not-there', 'tx/truncated', afterMagic('01000702000000fd465f00')),
    ],
  },
];
