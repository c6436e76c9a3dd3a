/**
 * Payments of a group's wallet as fast-check draws them: mostly sound, of one to three coins and one to four outputs, in
 * both versions, with now and then a claim that is not true. They reach behind the first checks at once.
 */
import fc from 'fast-check';
import type { Wallet } from '../../src/core/wallet/types.ts';
import type { MadeOutput } from '../../test/review/payment.ts';
import {
  globalXpubsOf,
  ownInput,
  ownOutput,
  type Payment,
  payTo,
  psbtBytes,
  strangerScript,
} from '../../test/review/payment.ts';

const place = fc.record({
  keychain: fc.constantFrom('receive' as const, 'change' as const),
  index: fc.oneof(
    { weight: 9, arbitrary: fc.nat({ max: 5 }) },
    { weight: 1, arbitrary: fc.constantFrom(999, 1_000, 1_100) },
  ),
});

type Make = (amount: bigint) => MadeOutput;

function outputs(wallet: Wallet, foreign: Wallet): fc.Arbitrary<Make> {
  const own = place.map(
    (where): Make =>
      (amount) =>
        ownOutput(wallet, { ...where, amount }),
  );
  const stranger = fc.constantFrom('Acme', 'Zoë', 'Bank').map(
    (name): Make =>
      (amount) =>
        payTo(strangerScript(name), amount),
  );
  const anyScript = fc.uint8Array({ maxLength: 42 }).map(
    (script): Make =>
      (amount) =>
        payTo(script, amount),
  );
  const data = fc.uint8Array({ maxLength: 75 }).map(
    (bytes): Make =>
      () =>
        payTo(Uint8Array.of(0x6a, bytes.length, ...bytes), 0n),
  );
  /** Another wallet's output under the records of ours, and ours without any record. */
  const disguised = fc.tuple(place, fc.boolean()).map(
    ([where, lie]): Make =>
      (amount) => {
        const ours = ownOutput(wallet, { ...where, amount });
        return lie ? { ...ownOutput(foreign, { ...where, amount }), fields: ours.fields } : { ...ours, fields: {} };
      },
  );
  return fc.oneof(
    { weight: 6, arbitrary: own },
    { weight: 6, arbitrary: stranger },
    { weight: 1, arbitrary: anyScript },
    { weight: 1, arbitrary: data },
    { weight: 1, arbitrary: disguised },
  );
}

/** Files of payments out of the wallet; `foreign` is a wallet of the same form with other keys. */
export function paymentFiles(wallet: Wallet, foreign: Wallet): fc.Arbitrary<Uint8Array> {
  return fc
    .record({
      psbtVersion: fc.constantFrom(0 as const, 2 as const),
      version: fc.constantFrom(1, 2, 2, 2, 3),
      lockTime: fc.oneof(
        { weight: 4, arbitrary: fc.constant(0) },
        { weight: 1, arbitrary: fc.nat({ max: 1_800_000_000 }) },
      ),
      sequences: fc.array(fc.constantFrom(0xffff_fffd, 0xffff_fffe, 0xffff_ffff, 144), { minLength: 3, maxLength: 3 }),
      coins: fc.uniqueArray(fc.record({ place, amount: fc.bigInt({ min: 1_000_000n, max: 200_000_000n }) }), {
        minLength: 1,
        maxLength: 3,
        selector: ({ place: { keychain, index } }) => `${keychain} ${index}`,
      }),
      makes: fc.array(outputs(wallet, foreign), { minLength: 1, maxLength: 4 }),
      fee: fc.bigInt({ min: 500n, max: 60_000n }),
      xpubs: fc.constantFrom<Payment['xpubs']>([], [], globalXpubsOf(wallet), globalXpubsOf(foreign)),
    })
    .map(({ psbtVersion, version, lockTime, sequences, coins, makes, fee, xpubs }) => {
      const spent = coins.reduce((sum, { amount }) => sum + amount, 0n) - fee;
      // Halves, and what is left to the last one.
      const shares = makes.map((_, index) => spent >> BigInt(index < makes.length - 1 ? index + 1 : index));
      return psbtBytes({
        psbtVersion,
        version,
        lockTime,
        inputs: coins.map(({ place: where, amount }, index) => ({
          ...ownInput(wallet, { ...where, amount }),
          sequence: sequences[index]!,
        })),
        outputs: makes.map((make, index) => make(shares[index]!)),
        xpubs,
        unknown: [],
      });
    });
}
