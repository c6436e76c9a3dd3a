/** Members' files onto the stored proposal: what is taken, in whose name, and what is said about the rest. */
import { beforeAll, describe, expect, it } from 'vitest';
import { fromHex } from '../../src/core/bytes.ts';
import { combineForWallet, type Returned } from '../../src/core/completion/combine-for-wallet.ts';
import { IcehouseError } from '../../src/core/errors.ts';
import { toVersion2 } from '../../src/core/psbt/convert.ts';
import { createPsbt } from '../../src/core/psbt/create.ts';
import { withInputRecord } from '../../src/core/psbt/edit.ts';
import { finalizeAndExtract } from '../../src/core/psbt/extract.ts';
import { finalizePsbt } from '../../src/core/psbt/finalize.ts';
import { record } from '../../src/core/psbt/maps.ts';
import { parsePsbt } from '../../src/core/psbt/parse.ts';
import { serializePsbt } from '../../src/core/psbt/serialize.ts';
import type { Psbt } from '../../src/core/psbt/types.ts';
import { plainPayment, psbtBytes } from '../review/payment.ts';
import { codeOf } from '../support/errors.ts';
import { flipped, onlyInput, onSignatures, openWorld, signed, stripped, type World } from './world.ts';

let world: World;
let byBob: Psbt;
let byCarol: Psbt;
let both: Psbt;
beforeAll(async () => {
  world = await openWorld();
  byBob = signed(world, world.bob, world.base);
  byCarol = signed(world, world.carol, world.base);
  both = combined([byBob, byCarol]).psbt;
});

function combined(contents: readonly Returned['content'][], base: Psbt = world.base, of: World = world) {
  const returned = contents.map((content, number) => ({ name: `file ${number + 1}`, content }));
  return combineForWallet({ base, returned, wallet: of.wallet, second: of.group.second });
}

/** One line for each file: result, who is new, who had signed, how many signatures were left out. */
const brief = ({ files }: ReturnType<typeof combined>) =>
  files.map(({ result, signed: fresh, repeated, leftOut }) => {
    const names = (list: typeof fresh) => list.map(({ name, inputs }) => `${name} ${inputs.join('+')}`).join(', ');
    return [result, names(fresh), names(repeated), leftOut.length];
  });

const positionsOf = (...members: World['alice'][]) => members.map(({ registered }) => registered.me).toSorted();

describe('combining for a group', () => {
  it('takes each member’s signatures and names her', () => {
    const result = combined([byBob, byCarol]);
    expect(brief(result)).toEqual([
      ['signatures-taken', 'Bob 0+1', '', 0],
      ['signatures-taken', 'Carol 0+1', '', 0],
    ]);
    expect(result).toMatchObject({ complete: true, unfinished: [], cleared: [] });
    expect(result.signedBy).toEqual(positionsOf(world.bob, world.carol));
  });

  it('tells an unsigned file from one that brings nothing new, and says who had signed', () => {
    expect(brief(combined([world.base]))).toEqual([['unsigned', '', '', 0]]);
    expect(brief(combined([stripped(world.base)]))).toEqual([['unsigned', '', '', 0]]);
    expect(brief(combined([byBob, byBob]))[1]).toEqual(['already-signed', '', 'Bob 0+1', 0]);
    expect(brief(combined([byBob], byBob))).toEqual([['already-signed', '', 'Bob 0+1', 0]]);
  });

  it('tells what is new from what was there in one file', () => {
    const signedAfterBob = signed(world, world.carol, byBob);
    expect(brief(combined([byBob, signedAfterBob]))[1]).toEqual(['signatures-taken', 'Carol 0+1', 'Bob 0+1', 0]);
  });

  it('counts a member as done only when every input bears her signature', () => {
    const result = combined([onlyInput(byBob, 0), byCarol]);
    expect(brief(result)[0]).toEqual(['signatures-taken', 'Bob 0', '', 0]);
    expect(result).toMatchObject({ complete: false, unfinished: [{ name: 'Bob', inputs: [0] }] });
    expect(result.signedBy).toEqual(positionsOf(world.carol));
    const rest = combined([byBob], result.psbt);
    expect(brief(rest)).toEqual([['signatures-taken', 'Bob 1', '', 0]]);
    expect(rest).toMatchObject({ complete: true, unfinished: [] });
  });

  it('is complete when each input has enough signatures, though by different members', () => {
    const byAlice = signed(world, world.alice, world.base);
    const result = combined([byBob, onlyInput(byCarol, 0), onlyInput(byAlice, 1)]);
    expect(result.signedBy).toEqual(positionsOf(world.bob));
    expect(result.unfinished.map(({ name }) => name).toSorted()).toEqual(['Alice', 'Carol']);
    expect(result.complete).toBe(true);
    expect(finalizeAndExtract(result.psbt).inputs.length).toBe(2);
  });
});

describe.each([
  ['p2wsh', '48h/0h/0h/2h'],
  ['p2sh-p2wsh', '48h/0h/0h/1h'],
  ['p2sh', '45h'],
] as const)('what comes back of a %s wallet', (scriptType, path) => {
  for (const version of [0, 2] as const) {
    it(`counts in whatever form signers write it, on a stored proposal of version ${version}`, async () => {
      const own = await openWorld({ scriptType, path }, version);
      const bobs = signed(own, own.bob, own.base);
      const carols = signed(own, own.carol, own.base);
      const whole = combined([bobs, carols], own.base, own);
      expect(whole.complete).toBe(true);
      const bare = createPsbt({ transaction: own.base.transaction, inputs: [{}, {}], outputs: [{}, {}] });
      const signaturesOnly = bare.inputs.reduce(
        (psbt, _, input) =>
          bobs.inputs[input]!.partialSignatures.reduce(
            (each, { publicKey, signature }) => withInputRecord(each, input, record(0x02, signature, publicKey)),
            psbt,
          ),
        bare,
      );
      const forms: readonly (readonly Returned['content'][])[] = [
        [stripped(bobs), stripped(carols)],
        [signaturesOnly, carols],
        [version === 0 ? toVersion2(bobs) : bobs, carols],
        [whole.psbt],
        [finalizePsbt(whole.psbt)],
        [finalizeAndExtract(whole.psbt)],
      ];
      for (const contents of forms) {
        const result = combined(contents, own.base, own);
        expect(serializePsbt(result.psbt)).toEqual(serializePsbt(whole.psbt));
        expect(result.signedBy).toEqual(whole.signedBy);
        expect(result.files.flatMap(({ leftOut }) => leftOut)).toEqual([]);
      }
    });
  }
});

describe('signatures that do not count', () => {
  it('are named by place, member and reason, and the others of the file are kept', () => {
    const [file] = combined([onSignatures(byBob, 1, flipped)]).files;
    expect(file).toMatchObject({ result: 'signatures-taken', signed: [{ name: 'Bob', inputs: [0] }] });
    expect(file?.leftOut).toEqual([
      {
        inputIndex: 1,
        inTheNameOf: 'Bob',
        problem: 'does-not-verify',
        message: 'inputs[1]: the signature in the name of Bob was left out: it does not verify for this transaction',
      },
    ]);
  });

  it('make a file without any that is not the same as an unsigned one', () => {
    const bad = onSignatures(onSignatures(byBob, 0, flipped), 1, flipped);
    expect(brief(combined([bad]))).toEqual([['no-valid-signature', '', '', 2]]);
  });

  it('are taken off the stored proposal too, where a signer would refuse them', () => {
    const result = combined([byCarol], onSignatures(byBob, 0, flipped));
    expect(result.cleared).toMatchObject([{ inputIndex: 0, inTheNameOf: 'Bob', problem: 'does-not-verify' }]);
    expect(result.unfinished).toMatchObject([{ name: 'Bob', inputs: [1] }]);
    expect(serializePsbt(combined([byBob], result.psbt).psbt)).toEqual(serializePsbt(both));
  });

  it('in a final script are left out as one', () => {
    const [, first, second, script] = finalizePsbt(both).inputs[0]!.finalScriptWitness!;
    const swapped = [new Uint8Array(), second!, first!, script!];
    const final = withInputRecord(finalizePsbt(both), 0, record(0x08, encoded(swapped)));
    expect(brief(combined([final]))).toEqual([['signatures-taken', 'Bob 1, Carol 1', '', 1]].map(byKeyOrder));
    expect(combined([final]).files[0]?.leftOut[0]).toMatchObject({ problem: 'final-script', inTheNameOf: undefined });
  });

  it('of a member that stand beside her valid one change nothing', () => {
    expect(brief(combined([onSignatures(byBob, 0, flipped)], byBob))).toEqual([['already-signed', '', 'Bob 1', 1]]);
  });
});

/** Names come in the order of the wallet's keys. */
function byKeyOrder([result, names, ...rest]: readonly (string | number)[]) {
  const order = world.wallet.keys.map(({ name }) => name);
  const sorted = String(names)
    .split(', ')
    .toSorted((left, right) => order.indexOf(left.split(' ')[0]!) - order.indexOf(right.split(' ')[0]!));
  return [result, sorted.join(', '), ...rest];
}

function encoded(items: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from([items.length, ...items.flatMap((item) => [item.length, ...item])]);
}

describe('files that are left aside', () => {
  it('do not keep the others from counting', () => {
    const another = parsePsbt(psbtBytes({ ...plainPayment(world.wallet), lockTime: 5 }));
    const broken = new IcehouseError({ code: 'psbt/truncated', message: 'the file ends too early' });
    const result = combined([signed(world, world.bob, another), broken, byCarol]);
    expect(brief(result)).toEqual([
      ['another-transaction', '', '', 0],
      ['unreadable', '', '', 0],
      ['signatures-taken', 'Carol 0+1', '', 0],
    ]);
    expect(result.files.map(({ error }) => error?.code)).toEqual([
      'psbt/another-transaction',
      'psbt/truncated',
      undefined,
    ]);
    expect(serializePsbt(result.psbt)).toEqual(serializePsbt(byCarol));
  });
});

describe('a stored proposal that is not the wallet’s', () => {
  it('is refused, whatever came back', async () => {
    const other = await openWorld({ members: [{ name: 'Dave' }, { name: 'Erin' }, { name: 'Frank' }] });
    expect(codeOf(() => combined([byBob], other.base))).toBe('completion/not-our-input');
    expect(codeOf(() => combined([byBob], stripped(byBob)))).toBe('completion/not-our-input');
    const lie = withInputRecord(world.base, 0, record(0x05, fromHex('51')));
    expect(codeOf(() => combined([byBob], lie))).toBe('psbt/script-mismatch');
  });
});
