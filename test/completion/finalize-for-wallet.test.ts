/** The final transaction, and the second reading that it must pass before anybody gets it. */
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { beforeAll, describe, expect, it } from 'vitest';
import { sats } from '../../src/core/amount.ts';
import { concatBytes, fromBase64, fromHex, toHex } from '../../src/core/bytes.ts';
import { combineForWallet } from '../../src/core/completion/combine-for-wallet.ts';
import { finalizeForWallet } from '../../src/core/completion/finalize-for-wallet.ts';
import { walletFromDescriptor } from '../../src/core/descriptor/wallet-reader.ts';
import { withInputRecord, withPartialSignature } from '../../src/core/psbt/edit.ts';
import { record } from '../../src/core/psbt/maps.ts';
import { createMultisigInputs } from '../../src/core/psbt/multisig-spend.ts';
import { parsePsbt } from '../../src/core/psbt/parse.ts';
import type { Psbt } from '../../src/core/psbt/types.ts';
import type { FinalOpinion, SecondOpinion, SpentCoin } from '../../src/core/second/types.ts';
import { loadSecondOpinion } from '../../src/core/second/wally.ts';
import { serializeTransaction } from '../../src/core/tx/serialize.ts';
import type { Transaction, TxInput } from '../../src/core/tx/types.ts';
import type { Wallet } from '../../src/core/wallet/types.ts';
import { codeOf, refusalOf } from '../support/errors.ts';
import { coreSpends, vectors } from '../support/psbts.ts';
import { flipped, onlyInput, onSignatures, openWorld, signed, type World } from './world.ts';

let second: SecondOpinion;
beforeAll(async () => {
  second = await loadSecondOpinion();
});

function completed(world: World): Psbt {
  const returned = [world.bob, world.carol].map((member) => ({
    name: member.name,
    content: signed(world, member, world.base),
  }));
  return combineForWallet({ base: world.base, returned, wallet: world.wallet, second }).psbt;
}

describe('what Bitcoin Core finalized', () => {
  const { cases } = vectors<{ cases: { descriptor: string }[] }>('core/core-signed-psbts.json');

  it.each(
    coreSpends.map((spend, index) => ({ ...spend, descriptor: cases[index]!.descriptor })),
  )('comes out byte for byte: $type $m of $n', ({
    descriptor,
    combined_first_m,
    unsigned,
    signed_by_key,
    final_tx,
    m,
  }) => {
    const wallet = walletFromDescriptor(descriptor, { network: 'regtest' });
    const returned = signed_by_key
      .slice(0, m)
      .map((file, index) => ({ name: `file ${index + 1}`, content: parsePsbt(fromBase64(file)) }));
    const { psbt, complete } = combineForWallet({ base: parsePsbt(fromBase64(unsigned)), returned, wallet, second });
    expect(complete).toBe(true);
    for (const each of [psbt, parsePsbt(fromBase64(combined_first_m))]) {
      const { transaction } = finalizeForWallet({ psbt: each, wallet, second });
      expect(toHex(serializeTransaction(transaction))).toBe(final_tx);
    }
  });
});

let world: World;
let all: Psbt;
beforeAll(async () => {
  world = await openWorld();
  all = completed(world);
});

describe('too few signatures', () => {
  it('are told by name, with whom to ask', () => {
    const { wallet } = world;
    const nobody = refusalOf(() => finalizeForWallet({ psbt: world.base, wallet, second }));
    expect(nobody).toMatchObject({ code: 'completion/not-enough-signatures', kind: 'refused', at: 'inputs[0]' });
    expect(nobody).toMatchObject({ found: 'nobody', expected: '2 of 3' });
    const byBob = signed(world, world.bob, world.base);
    const one = refusalOf(() => finalizeForWallet({ psbt: byBob, wallet, second }));
    expect(one.found).toBe('Bob');
    expect(one.next).toMatch(/^ask (?:Alice or Carol|Carol or Alice) for a signature/);
    const partly = refusalOf(() => finalizeForWallet({ psbt: onlyInput(all, 0), wallet, second }));
    expect(partly).toMatchObject({ code: 'completion/not-enough-signatures', at: 'inputs[1]', found: 'nobody' });
    const bad = refusalOf(() => finalizeForWallet({ psbt: onSignatures(all, 1, flipped), wallet, second }));
    expect(bad.found).toContain('inputs[1]: the signature in the name of Bob was left out');
    expect(finalizeForWallet({ psbt: all, wallet, second }).fee).toBe(10_000n);
  });

  it('are not made up for by a witness that was filled in beforehand', () => {
    const final = withInputRecord(world.base, 0, record(0x08, fromHex('0201000151')));
    const codes = [world.base, final].map((psbt) =>
      codeOf(() => finalizeForWallet({ psbt, wallet: world.wallet, second })),
    );
    expect(codes).toEqual(['completion/not-enough-signatures', 'psbt/final-script-invalid']);
  });
});

describe('a second library that reads the result differently', () => {
  const lies: readonly (readonly [string, (opinion: FinalOpinion) => Partial<FinalOpinion>])[] = [
    ['finds an input not spent', ({ problems }) => ({ problems: problems.with(1, 'its script is not the charter’s') })],
    ['computes another id', () => ({ txid: '00'.repeat(32) })],
    ['finds another payment in it', () => ({ unsignedTxid: '00'.repeat(32) })],
    ['computes another size', ({ virtualSize }) => ({ virtualSize: virtualSize + 1 })],
  ];

  it.each(lies)('%s: nothing is handed out', (_, lie) => {
    const psbt = all;
    const other: SecondOpinion = {
      ...second,
      finalTransaction: (question) => {
        const opinion = second.finalTransaction(question);
        return { ...opinion, ...lie(opinion) };
      },
    };
    const refusal = refusalOf(() => finalizeForWallet({ psbt, wallet: world.wallet, second: other }));
    expect(refusal).toMatchObject({ code: 'second-opinion/differs', kind: 'refused' });
    expect(finalizeForWallet({ psbt, wallet: world.wallet, second }).transaction.inputs).toHaveLength(2);
  });
});

const FORMS = [
  ['p2wsh', '48h/0h/0h/2h'],
  ['p2sh-p2wsh', '48h/0h/0h/1h'],
  ['p2sh', '45h'],
] as const;

/** A final transaction and what the second library is told about it. */
interface Final {
  readonly wallet: Wallet;
  readonly transaction: Transaction;
  readonly coins: readonly SpentCoin[];
}

const COINS: readonly SpentCoin[] = [
  { keychain: 'receive', index: 3, amount: sats(100_000_000n) },
  { keychain: 'change', index: 1, amount: sats(60_000_000n) },
];

const finals = new Map<string, Final>();
for (const [scriptType, path] of FORMS) {
  beforeAll(async () => {
    const { wallet, ...own } = await openWorld({ scriptType, path });
    const { transaction } = finalizeForWallet({ psbt: completed({ wallet, ...own }), wallet, second });
    finals.set(scriptType, { wallet, transaction, coins: COINS });
  });
}

function problemsOf({ wallet, transaction, coins }: Final) {
  return second.finalTransaction({ wallet, coins, transactionBytes: serializeTransaction(transaction) }).problems;
}

/** The same with the first input changed. */
function onFirst(final: Final, change: (input: TxInput) => Partial<TxInput>): Final {
  const [first, ...rest] = final.transaction.inputs;
  const inputs = [{ ...first!, ...change(first!) }, ...rest];
  return { ...final, transaction: { ...final.transaction, inputs } };
}

const onWitness = (final: Final, change: (items: readonly Uint8Array[]) => readonly Uint8Array[]) =>
  onFirst(final, ({ witness }) => ({ witness: change(witness) }));

function highS(signature: Uint8Array): Uint8Array {
  const { r, s } = secp256k1.Signature.fromBytes(signature.subarray(0, -1), 'der');
  const der = new secp256k1.Signature(r, secp256k1.Point.Fn.neg(s)).toBytes('der');
  return concatBytes(der, signature.subarray(-1));
}

/** A zero in front of R where the sign needs none: valid BER, not DER. */
function padded(signature: Uint8Array): Uint8Array {
  const head = Uint8Array.of(0x30, signature[1]! + 1, 0x02, signature[3]! + 1, 0x00);
  return concatBytes(head, signature.subarray(4));
}

describe.each(FORMS)('the second reading of a %s spend', (scriptType) => {
  const good = () => finals.get(scriptType)!;

  it('finds nothing wrong with a good one, nor does it depend on what was read before', () => {
    for (let time = 0; time < 3; time++) expect(problemsOf(good())).toEqual([undefined, undefined]);
  });

  it('finds a coin of another place, and for segwit another amount', () => {
    const [first, other] = COINS;
    const elsewhere = problemsOf({ ...good(), coins: [{ ...first!, index: 4 }, other!] });
    expect(elsewhere).toEqual(['its script is not the charter’s', undefined]);
    const amount = problemsOf({ ...good(), coins: [{ ...first!, amount: sats(99_999_999n) }, other!] });
    const expected = scriptType === 'p2sh' ? undefined : 'its signature 1 is by none of the keys that may come there';
    expect(amount).toEqual([expected, undefined]);
  });

  it('finds a transaction that was changed after signing', () => {
    const { transaction } = good();
    const changed = problemsOf({ ...good(), transaction: { ...transaction, lockTime: 1 } });
    expect(changed).toEqual(Array(2).fill('its signature 1 is by none of the keys that may come there'));
  });

  it('finds an input that nobody signed', () => {
    const unsigned = onFirst(good(), () => ({ witness: [], scriptSig: new Uint8Array() }));
    expect(problemsOf(unsigned)).toEqual(['it is not signed', undefined]);
  });

  it('wants a coin for each input', () => {
    expect(codeOf(() => problemsOf({ ...good(), coins: COINS.slice(1) }))).toBe('second-opinion/failed');
  });
});

describe.each(['p2wsh', 'p2sh-p2wsh'] as const)('the witness of a %s spend', (scriptType) => {
  const good = () => finals.get(scriptType)!;
  const form = 'its signature 1 is not in the form of the rules';

  it.each([
    [
      'an element too many',
      ([first, ...rest]: Uint8Array[]) => [first!, new Uint8Array(), ...rest],
      'it has 3 signatures',
    ],
    ['a signature too few', ([dummy, , ...rest]: Uint8Array[]) => [dummy!, ...rest], 'it has 1 signatures'],
    [
      'a first element that is not empty',
      (items: Uint8Array[]) => items.with(0, Uint8Array.of(1)),
      'it does not begin with an empty element',
    ],
    [
      'signatures in another order',
      ([dummy, one, two, script]: Uint8Array[]) => [dummy!, two!, one!, script!],
      'its signature 2 is by none of the keys that may come there',
    ],
    [
      'one signature twice',
      ([dummy, one, , script]: Uint8Array[]) => [dummy!, one!, one!, script!],
      'its signature 2 is by none of the keys that may come there',
    ],
    [
      'a signature altered',
      (items: Uint8Array[]) => items.with(1, flipped(items[1]!)),
      'its signature 1 is by none of the keys that may come there',
    ],
    [
      'a high S',
      (items: Uint8Array[]) => items.with(1, highS(items[1]!)),
      'its signature 1 is by none of the keys that may come there',
    ],
    ['another sighash byte', (items: Uint8Array[]) => items.with(1, items[1]!.with(-1, 0x81)), form],
    ['loose DER', (items: Uint8Array[]) => items.with(1, padded(items[1]!)), form],
    ['noise in place of a signature', (items: Uint8Array[]) => items.with(1, Uint8Array.of(0x30, 0x01)), form],
    ['an empty signature', (items: Uint8Array[]) => items.with(1, new Uint8Array()), form],
  ] as const)('with %s is found', (_, change, problem) => {
    expect(problemsOf(onWitness(good(), (items) => change([...items])))).toEqual([problem, undefined]);
  });

  it('with another script is found', () => {
    const other = onWitness(good(), (items) => items.with(-1, items.at(-1)!.with(0, 0x51)));
    const problem =
      scriptType === 'p2wsh' ? 'its script is not the charter’s' : 'its script signature is not what it should be';
    expect(problemsOf(other)).toEqual([problem, undefined]);
  });

  it('with a script signature that does not belong there is found', () => {
    const other = onFirst(good(), ({ scriptSig }) => ({ scriptSig: concatBytes(scriptSig, Uint8Array.of(0x51)) }));
    expect(problemsOf(other)).toEqual(['its script signature is not what it should be', undefined]);
  });
});

describe('the script signature of a p2sh spend', () => {
  const good = () => finals.get('p2sh')!;
  const sigOf = (final: Final) => final.transaction.inputs[0]!.scriptSig;

  it('is found when it is not of shortest pushes, or beside a witness', () => {
    const long = onFirst(good(), ({ scriptSig }) => {
      const length = scriptSig[1]!;
      return { scriptSig: concatBytes(Uint8Array.of(0x00, 0x4c, length), scriptSig.subarray(2)) };
    });
    expect(problemsOf(long)).toEqual(['its script signature is not made of plain pushes', undefined]);
    const cut = onFirst(good(), ({ scriptSig }) => ({ scriptSig: scriptSig.subarray(0, -1) }));
    expect(problemsOf(cut)).toEqual(['its script signature is not made of plain pushes', undefined]);
    const operation = onFirst(good(), () => ({ scriptSig: concatBytes(Uint8Array.of(0x76), sigOf(good())) }));
    expect(problemsOf(operation)).toEqual(['its script signature is not made of plain pushes', undefined]);
    const witness = onFirst(good(), () => ({ witness: [Uint8Array.of(1)] }));
    expect(problemsOf(witness)).toEqual(['it has a witness', undefined]);
  });
});

describe('a wallet of more keys than one opcode counts', () => {
  it('is finalized and read alike: 17 of 18', async () => {
    const members = Array.from({ length: 18 }, (_, index) => ({ name: `Member ${index + 1}`, seed: seedOf(index) }));
    const { base, group, wallet } = await openWorld({ m: 17, members });
    const inputAt = createMultisigInputs(base, 'previous-transaction');
    const psbt = COINS.reduce((file, { keychain, index }, inputIndex) => {
      const digest = inputAt(inputIndex).digest();
      return group.members.slice(1).reduce((each, { account }) => {
        const { privateKey, publicKey } = account.hdKey.deriveChild(keychain === 'receive' ? 0 : 1).deriveChild(index);
        const der = secp256k1.sign(digest, privateKey!, { prehash: false, format: 'der' });
        const signature = concatBytes(der, Uint8Array.of(0x01));
        return withPartialSignature(each, inputIndex, { publicKey: publicKey!, signature });
      }, file);
    }, base);
    expect(combineForWallet({ base, returned: [{ name: 'all', content: psbt }], wallet, second }).complete).toBe(true);
    expect(finalizeForWallet({ psbt, wallet, second }).transaction.inputs[0]?.witness).toHaveLength(19);
  });
});

const seedOf = (index: number): Uint8Array => new Uint8Array(32).fill(index + 1);
