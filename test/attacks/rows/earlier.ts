/** Attacks by what was signed before: an old file sent once more, and payments that take the place of others (51, 52). */
import type { FindingCode } from '../../../src/core/review/catalogue.ts';
import { ownInput, ownOutput, type Payment, payTo, strangerScript } from '../../review/payment.ts';
import { changed, type Fixture, replaced } from '../fixture.ts';
import type { FileCase, Row } from '../row.ts';

type Parts = (fixture: Fixture) => Partial<Payment>;

/** Changes one output of the base and leaves the difference to the fee. */
const onOutput =
  (index: number, change: (output: Payment['outputs'][number]) => Payment['outputs'][number]): Parts =>
  (f) => ({ outputs: replaced(f.base.outputs, index, change) });

/** An honest replacement: the change alone pays for the higher fee. */
export const higherFee: Parts = onOutput(1, (change) => ({ ...change, amount: change.amount - 5_000n }));

/** The next payment, which has nothing to do with the one before. */
export const otherCoins: Parts = ({ wallet }) => ({
  inputs: [ownInput(wallet, { keychain: 'receive', index: 5, amount: 20_000_000n })],
  outputs: [payTo(strangerScript('Baker'), 19_990_000n)],
});

/** Alice has signed the base; what is put before her now raises exactly these codes about it. */
function afterTheBase(
  name: string,
  raised: readonly FindingCode[],
  attack: Parts,
  control: Parts = higherFee,
): FileCase {
  return {
    name,
    signedBefore: 'the base',
    build: (f) => ({ attack: changed(f.base, attack(f)), control: changed(f.base, control(f)) }),
    expected: { outcome: 'asked', codes: raised },
    controlWarnings: control === higherFee ? ['replaces-signed'] : [],
  };
}

export const EARLIER_ROWS: readonly Row<FileCase>[] = [
  {
    row: 51,
    cases: [
      afterTheBase('51-very-same-file', ['signed-before'], () => ({}), otherCoins),
      afterTheBase(
        '51-same-coins-in-a-new-transaction',
        ['replaces-signed', 'replacement-payee'],
        ({ wallet }) => ({
          outputs: [
            payTo(strangerScript('Mallory'), 150_000_000n),
            ownOutput(wallet, { keychain: 'change', index: 2, amount: 9_980_000n }),
          ],
        }),
        otherCoins,
      ),
      afterTheBase(
        '51-one-of-the-coins-in-a-new-transaction',
        ['replaces-signed', 'replacement-payee'],
        ({ base }) => ({
          inputs: [base.inputs[1]!],
          outputs: [payTo(strangerScript('Mallory'), 59_980_000n)],
        }),
        otherCoins,
      ),
    ],
  },
  {
    row: 52,
    cases: [
      afterTheBase(
        '52-recipient-changed',
        ['replaces-signed', 'replacement-payee'],
        onOutput(0, (each) => payTo(strangerScript('Mallory'), each.amount - 5_000n)),
      ),
      afterTheBase('52-recipient-gets-more', ['replaces-signed', 'replacement-payee'], ({ base }) => ({
        outputs: base.outputs.map((each, index) => ({
          ...each,
          amount: index === 0 ? each.amount + 5_000_000n : each.amount - 5_005_000n,
        })),
      })),
      afterTheBase(
        '52-change-stolen',
        ['replaces-signed', 'replacement-payee'],
        onOutput(1, (each) => payTo(strangerScript('Mallory'), each.amount - 5_000n)),
      ),
      afterTheBase('52-recipient-added', ['replaces-signed', 'replacement-payee'], ({ base }) => ({
        outputs: [
          base.outputs[0]!,
          { ...base.outputs[1]!, amount: 8_980_000n },
          payTo(strangerScript('Mallory'), 1_000_000n),
        ],
      })),
      // Without a coin in common both could be confirmed, and the recipient would be paid twice.
      afterTheBase('52-no-coin-in-common', ['paid-before'], ({ wallet, base }) => ({
        inputs: [ownInput(wallet, { keychain: 'receive', index: 7, amount: 160_000_000n })],
        outputs: [base.outputs[0]!, { ...base.outputs[1]!, amount: 9_980_000n }],
      })),
      afterTheBase(
        '52-fee-that-does-not-rise',
        ['replaces-signed', 'replacement-fee'],
        onOutput(1, (each) => ({ ...each, amount: each.amount + 1_000n })),
      ),
      afterTheBase('52-another-sequence-number-alone', ['replaces-signed', 'replacement-fee'], ({ base }) => ({
        inputs: replaced(base.inputs, 0, (each) => ({ ...each, sequence: 0xffff_fffe })),
      })),
    ],
  },
];
