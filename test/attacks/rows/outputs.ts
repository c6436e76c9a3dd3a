/** Attacks on where the money goes: fees, sums, data, odd scripts, crowds, locks (45 to 50). */
import { concatBytes, fromHex } from '../../../src/core/bytes.ts';
import type { FindingCode } from '../../../src/core/review/catalogue.ts';
import { type MadeOutput, ownInput, ownOutput, payTo, strangerScript } from '../../review/payment.ts';
import { changed, edited, type Fixture, replaced } from '../fixture.ts';
import { type External, type FileCase, type Pair, type Row, refused } from '../row.ts';

const external = (output: number, code: FindingCode): External => ({ outcome: 'external', output, code });

/** 1.6 BTC go in; the payment takes its part, the change the rest but the fee. */
function withFee(f: Fixture, payment: bigint, fee: bigint): Uint8Array {
  const change = ownOutput(f.wallet, { keychain: 'change', index: 2, amount: 160_000_000n - payment - fee });
  return changed(f.base, { outputs: [payTo(strangerScript('Acme'), payment), change] });
}

function withExtra(
  { base }: Fixture,
  attack: readonly MadeOutput[],
  control: readonly MadeOutput[] = [],
): Pair<Uint8Array> {
  return {
    attack: changed(base, { outputs: [...base.outputs, ...attack] }),
    control: changed(base, { outputs: [...base.outputs, ...control] }),
  };
}

const data = (text: string, amount = 0n): MadeOutput => payTo(concatBytes(fromHex('6a'), pushed(text)), amount);

function pushed(text: string): Uint8Array {
  const bytes = new TextEncoder().encode(text);
  const head =
    bytes.length < 76
      ? [bytes.length]
      : bytes.length < 256
        ? [76, bytes.length]
        : [77, bytes.length & 255, bytes.length >> 8];
  return concatBytes(Uint8Array.from(head), bytes);
}

/** Raises one amount inside the unsigned transaction of the base, below the level of its meaning. */
function withRawAmount({ base }: Fixture, littleEndian: string): Pair<Uint8Array> {
  const control = changed(base, {});
  const amount = '80d1f00800000000';
  const attack = edited(control, (maps) => ({
    ...maps,
    global: maps.global.map((each) => {
      if (each.key[0] !== 0x00) return each;
      const hex = Buffer.from(each.value).toString('hex');
      if (!hex.includes(amount)) throw new Error('the payment of 1.5 BTC is not where it was');
      return { key: each.key, value: fromHex(hex.replace(amount, littleEndian)) };
    }),
  }));
  return { attack, control };
}

export const OUTPUT_ROWS: readonly Row<FileCase>[] = [
  {
    row: 45,
    cases: [
      {
        name: '45-more-than-a-tenth',
        build: (f) => ({ attack: withFee(f, 1_000_000n, 100_001n), control: withFee(f, 1_000_000n, 100_000n) }),
        expected: refused('fee-share'),
      },
      {
        name: '45-more-than-the-cap',
        build: (f) => ({ attack: withFee(f, 150_000_000n, 1_000_001n), control: withFee(f, 150_000_000n, 90_000n) }),
        expected: refused('fee-amount'),
      },
      {
        name: '45-rate-over-the-cap',
        build: (f) => ({ attack: withFee(f, 150_000_000n, 200_000n), control: withFee(f, 150_000_000n, 100_000n) }),
        expected: refused('fee-rate'),
      },
    ],
  },
  {
    row: 46,
    cases: [
      {
        name: '46-negative-fee',
        build: ({ base }) => ({
          attack: changed(base, { outputs: replaced(base.outputs, 0, (each) => ({ ...each, amount: 160_000_000n })) }),
          control: changed(base, {}),
        }),
        expected: refused('fee-negative'),
      },
      {
        name: '46-over-21-million',
        build: (f) => withRawAmount(f, '0140075af0750700'),
        expected: refused('amount/out-of-range'),
      },
      {
        name: '46-negative-amount',
        build: (f) => withRawAmount(f, 'ffffffffffffffff'),
        expected: refused('amount/out-of-range'),
      },
      {
        name: '46-sum-over-21-million',
        build: (f) => withRawAmount(f, '0040075af0750700'),
        expected: refused('tx/amounts-too-large'),
      },
      {
        name: '46-coins-over-21-million',
        build: ({ base, wallet }) => {
          const rich = (index: number) =>
            ownInput(wallet, { keychain: 'receive', index, amount: 1_100_000_000_000_000n });
          return {
            attack: changed(base, { inputs: [...base.inputs, rich(5), rich(6)] }),
            control: changed(base, {}),
          };
        },
        expected: refused('amount-out-of-range'),
      },
    ],
  },
  {
    row: 47,
    cases: [
      {
        name: '47-value-on-data',
        build: (f) => ({
          attack: changed(f.base, {
            outputs: [data('burn', 1_000n), ...f.base.outputs.slice(1), payTo(strangerScript('Acme'), 149_999_000n)],
          }),
          control: changed(f.base, {
            outputs: [data('note'), ...f.base.outputs.slice(1), payTo(strangerScript('Acme'), 150_000_000n)],
          }),
        }),
        expected: external(0, 'data-with-value'),
      },
      {
        name: '47-several',
        build: (f) => withExtra(f, [data('one'), data('two')], [data('one')]),
        expected: external(3, 'data-several'),
      },
      {
        name: '47-oversized',
        build: (f) => withExtra(f, [data('x'.repeat(81))], [data('x'.repeat(80))]),
        expected: external(2, 'data-large'),
      },
      {
        name: '47-hidden-behind-a-second-push',
        build: (f) => {
          const twoPushes = concatBytes(fromHex('6a'), pushed('note'), pushed('x'.repeat(90)));
          return withExtra(f, [payTo(twoPushes, 0n)], [data('note')]);
        },
        expected: external(2, 'data-large'),
      },
    ],
  },
  {
    row: 48,
    cases: [
      ['witness-version-2', `5220${'11'.repeat(32)}`],
      ['witness-version-16', `6028${'11'.repeat(40)}`],
      ['odd-witness-program', `0021${'11'.repeat(33)}`],
      ['anybody-can-spend', '51'],
      ['empty', ''],
      ['bare-public-key', `21${'02'.repeat(33)}ac`],
      ['odd-opcodes', 'b275b175fdff'],
    ].map(([name, hex]) => ({
      name: `48-${name}`,
      build: ({ base }) => ({
        attack: changed(base, {
          outputs: replaced(base.outputs, 0, (each) => ({ ...each, scriptPubKey: fromHex(hex ?? '') })),
        }),
        control: changed(base, {
          outputs: replaced(base.outputs, 0, (each) => ({ ...each, scriptPubKey: fromHex(`5120${'11'.repeat(32)}`) })),
        }),
      }),
      expected: refused('unknown-script'),
    })),
  },
  {
    row: 49,
    cases: [
      {
        name: '49-three-hundred-outputs',
        build: (f) => {
          const crowd = Array.from({ length: 300 }, (_, index) => payTo(strangerScript(`payee ${index}`), 10_000n));
          const paid = payTo(strangerScript('Acme'), 147_000_000n);
          return {
            attack: changed(f.base, { outputs: [paid, ...crowd, ...f.base.outputs.slice(1)] }),
            control: changed(f.base, { outputs: [paid, ...crowd.slice(0, 19), ...ownRest(f)] }),
          };
        },
        expected: external(300, 'many-outputs'),
      },
      {
        name: '49-change-in-many-pieces',
        build: (f) => ({
          attack: changed(f.base, { outputs: [f.base.outputs[0]!, ...pieces(f, 21, 470_000n)] }),
          control: changed(f.base, { outputs: [f.base.outputs[0]!, ...pieces(f, 2, 4_980_000n)] }),
        }),
        expected: { outcome: 'asked', codes: ['many-returns'] },
      },
    ],
  },
];

/** Change of what twenty payments leave over. */
function ownRest({ wallet }: Fixture): readonly MadeOutput[] {
  return [ownOutput(wallet, { keychain: 'change', index: 2, amount: 12_800_000n })];
}

/** Change in equal pieces, each of which is the wallet's. */
function pieces({ wallet }: Fixture, count: number, amount: bigint): readonly MadeOutput[] {
  return Array.from({ length: count }, (_, index) =>
    ownOutput(wallet, { keychain: 'change', index: 2 + index, amount }),
  );
}
