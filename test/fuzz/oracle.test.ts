/** The judge of signatures: each way in which a signer could betray a person, played by a step that does just that. */
import { beforeAll, describe, expect, it } from 'vitest';
import { type LooseMap, readLoose, writeLoose } from '../../fuzz/edits/loose-psbt.ts';
import { createSigning, type Signer, STEPS, type Steps } from '../../fuzz/targets/signing.ts';
import type { SignedPsbt } from '../../src/cold/sign/sign.ts';
import { sats } from '../../src/core/amount.ts';
import { amountToType } from '../../src/core/review/describe-verdict.ts';
import type { Review } from '../../src/core/review/types.ts';
import { deriveOutput } from '../../src/core/wallet/output.ts';
import { changed, type Fixture, loadFixture, replaced } from '../attacks/fixture.ts';
import { ownOutput, payTo, psbtBytes, strangerScript } from '../review/payment.ts';

let fixture: Fixture;
let signer: Signer;
let base: Uint8Array;
beforeAll(async () => {
  fixture = await loadFixture();
  const { registered, account } = fixture.alice;
  signer = { registered, account, second: fixture.group.second };
  base = psbtBytes(fixture.base);
});

const run = (file: Uint8Array, steps: Partial<Steps> = {}, bases: readonly Uint8Array[] = []) =>
  createSigning(signer, bases, { ...STEPS, ...steps })(file);

/** A review with something in it that is not so. */
const reviewed =
  (lie: (review: Review) => Partial<Review>): Steps['review'] =>
  (request) => {
    const review = STEPS.review(request);
    return { ...review, ...lie(review) };
  };

/** A signer that does its work and then something else. */
const signed =
  (deed: (maps: readonly LooseMap[]) => readonly LooseMap[]): Steps['sign'] =>
  (...given): SignedPsbt => {
    const honest = STEPS.sign(...given);
    const file = readLoose(honest.psbtBytes)!;
    return { ...honest, psbtBytes: writeLoose({ ...file, maps: deed(file.maps) }) };
  };

const isSignature = ({ key }: { readonly key: Uint8Array }) => key[0] === 0x02;

describe('the judge', () => {
  it('lets a sound payment pass, in both versions', () => {
    expect(run(base, {}, [base])).toContain('signed');
    expect(run(psbtBytes({ ...fixture.base, psbtVersion: 2 }))).toContain('2 signatures');
  });

  it('sees change that is not the wallet’s', () => {
    const place = { keychain: 'change', index: 2, amount: 9_990_000n } as const;
    const foreign = ownOutput(fixture.mallory.charter.wallet, place);
    const file = changed(fixture.base, { outputs: replaced(fixture.base.outputs, 1, () => foreign) });
    const owned = deriveOutput(fixture.wallet, 'change', 2);
    const review = reviewed(({ outputs }) => ({
      findings: [],
      outputs: replaced(outputs, 1, (output) => ({ ...output, role: 'change', owned })),
    }));
    expect(() => run(file, { review })).toThrow('what is called change is the wallet’s');
  });

  it('sees a recipient who is told less than is paid', () => {
    const review = reviewed(({ outputs }) => ({
      outputs: replaced(outputs, 0, (output) => ({ ...output, amount: sats(output.amount - 1n) })),
    }));
    expect(() => run(base, { review })).toThrow('the transaction in the file is the one described');
  });

  it('sees an output that is not told', () => {
    const review = reviewed(({ outputs }) => ({ outputs: outputs.slice(0, 1) }));
    expect(() => run(base, { review })).toThrow('the transaction in the file is the one described');
    const version2 = psbtBytes({ ...fixture.base, psbtVersion: 2 });
    expect(() => run(version2, { review })).toThrow('each input and output of the file is described');
  });

  it('sees a coin that holds more than is told', () => {
    const review = reviewed(({ inputs, totals }) => ({
      inputs: replaced(inputs, 0, (input) => ({ ...input, amount: sats(input.amount! - 5n) })),
      totals: { ...totals!, inputs: sats(totals!.inputs - 5n), fee: sats(totals!.fee - 5n) },
    }));
    expect(() => run(base, { review })).toThrow('the amount is that of the coin');
  });

  it('sees a sum that does not add up', () => {
    const review = reviewed(({ totals }) => ({ totals: { ...totals!, fee: sats(1n) } }));
    expect(() => run(base, { review })).toThrow('the fee is what is left');
  });

  it('sees an approval that carries over to another sum', () => {
    const [payment, change] = fixture.base.outputs;
    const outputs = [
      { ...payment!, amount: 140_000_000n },
      { ...change!, amount: 19_990_000n },
    ];
    const file = changed(fixture.base, { outputs });
    expect(run(file, {}, [base])).toContain('signed');
    const approve: Steps['approve'] = (review, approval) =>
      STEPS.approve(review, { ...approval, confirmedAmount: amountToType(review)! });
    expect(() => run(file, { approve }, [base])).toThrow('an approval is bound');
  });

  it('sees another payment of the same sum, and marks that it was told', () => {
    const outputs = replaced(fixture.base.outputs, 0, () => payTo(strangerScript('Evil'), 150_000_000n));
    const marks = run(changed(fixture.base, { outputs }), {}, [base]);
    expect(marks).toContain('other outputs, same sum');
  });

  it.each<[string, (maps: readonly LooseMap[]) => readonly LooseMap[], string]>([
    ['drops a record', (maps) => maps.with(1, maps[1]!.slice(1)), 'signing keeps every record as it was'],
    [
      'changes the order of records',
      (maps) => maps.with(2, maps[2]!.toReversed()),
      'signing keeps every record as it was',
    ],
    [
      'hides something in the global map',
      (maps) => maps.with(0, [...maps[0]!, { key: Uint8Array.of(0xf0), value: Uint8Array.of(1) }]),
      'signing adds records to inputs only',
    ],
    [
      'leaks something beside the signature',
      (maps) => maps.with(1, [...maps[1]!, { key: Uint8Array.of(0xf0), value: new Uint8Array(32) }]),
      'the signer counts what it signed',
    ],
    [
      'signs for SIGHASH_NONE',
      (maps) =>
        maps.with(
          1,
          maps[1]!.map((each) => (isSignature(each) ? { ...each, value: each.value.with(-1, 2) } : each)),
        ),
      'a signature binds the whole transaction',
    ],
    [
      'signs another input',
      (maps) => {
        const [first, second] = [maps[1]!.find(isSignature)!, maps[2]!.find(isSignature)!];
        return maps.with(
          1,
          maps[1]!.map((each) => (isSignature(each) ? { ...first, value: second.value } : each)),
        );
      },
      'a signature is over the transaction described',
    ],
    [
      'signs with another key',
      (maps) => {
        const [first, second] = [maps[1]!.find(isSignature)!, maps[2]!.find(isSignature)!];
        return maps.with(
          1,
          maps[1]!.map((each) => (isSignature(each) ? { ...second, value: first.value } : each)),
        );
      },
      'the only record added is the own signature',
    ],
  ])('sees a signer that %s', (_, deed, property) => {
    expect(() => run(base, { sign: signed(deed) })).toThrow(property);
  });
});
