import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { sats } from '../../src/core/amount.ts';
import { createCharter } from '../../src/core/charter/charter.ts';
import { readPlainKey } from '../../src/core/charter/plain-key.ts';
import type { ScriptType } from '../../src/core/key/types.ts';
import { findProposal } from '../../src/core/proposal/codec.ts';
import { parsePsbt } from '../../src/core/psbt/parse.ts';
import type { SecondOpinion } from '../../src/core/second/types.ts';
import { loadSecondOpinion } from '../../src/core/second/wally.ts';
import { multisigVirtualSize } from '../../src/core/tx/size.ts';
import { txidOf } from '../../src/core/tx/txid.ts';
import { encodeAddress } from '../../src/core/wallet/address.ts';
import type { Chain } from '../../src/watch/chain/chain.ts';
import { connectElectrum } from '../../src/watch/chain/electrum/connect.ts';
import { buildProposal, type ProposalRequest, recordProposal } from '../../src/watch/spend/build.ts';
import { parseFeeRate } from '../../src/watch/spend/fee-rate.ts';
import { lockTimeFor } from '../../src/watch/spend/lock-time.ts';
import { syncWallet } from '../../src/watch/sync/sync.ts';
import { paymentFromOutside } from './world/blocks.ts';
import { accountOf, at, type Desk, familyCharter, NAMES, NOW, openDesk } from './world/family.ts';
import { serve, type TestServer } from './world/liar.ts';
import { createWorld, type World } from './world/world.ts';

let second: SecondOpinion;
let world: World;
let server: TestServer;
let desk: Desk;
let chain: Chain;

const charter = familyCharter();
const payeeScript = new Uint8Array([0x00, 0x14, ...new Uint8Array(20).fill(7)]);
const PAYEE = encodeAddress(payeeScript, 'regtest')!;
const receive = (index: number, amount: bigint, of = charter) => ({
  amount: sats(amount),
  scriptPubKey: at(of, 'receive', index).scriptPubKey,
});

beforeAll(async () => {
  second = await loadSecondOpinion();
});

beforeEach(async () => {
  world = createWorld();
  world.mine();
  server = await serve(world);
  desk = await openDesk(charter);
  chain = await connectElectrum({ url: server.url, network: 'regtest' });
});

afterEach(async () => {
  chain.close();
  await server.close();
  await desk.remove();
});

const sync = (of = charter) => syncWallet({ store: desk.store, chain, charter: of, now: NOW });

/** Deposits that are mined and synced, one transaction each. */
async function deposit(...amounts: bigint[]): Promise<string[]> {
  const deposits = amounts.map((amount, index) => paymentFromOutside([receive(index, amount)]));
  world.send(...deposits);
  world.mine();
  await sync();
  return deposits.map(txidOf);
}

const request = (changes: Partial<ProposalRequest> = {}): ProposalRequest => ({
  store: desk.store,
  charter,
  second,
  payments: [{ address: PAYEE, amount: sats(150_000n), name: 'Acme Roofing', source: 'invoice 12' }],
  feeRate: parseFeeRate('5'),
  purpose: 'the roof',
  proposer: 'Alice',
  expires: '2025-04-01',
  now: NOW,
  random: () => 1,
  ...changes,
});

/** Above the long-term rate, where as few coins as possible are spent. */
const DEAR = { feeRate: parseFeeRate('20') };

describe('a proposal', () => {
  it('carries all that offline signers need', async () => {
    const [small, large] = await deposit(100_000n, 400_000n);
    const { id, psbtBytes, proposal, summary } = await buildProposal(request(DEAR));
    const psbt = parsePsbt(psbtBytes);
    expect(psbt).toMatchObject({ version: 0, txid: id });
    expect(psbt.transaction.inputs).toMatchObject([{ txid: large, vout: 0, sequence: 0xfffffffd, witness: [] }]);
    expect(small).not.toBe(large);
    const [input] = psbt.inputs;
    const place = at(charter, 'receive', 1);
    expect(input?.nonWitnessUtxo?.txid).toBe(large);
    expect(input?.witnessUtxo).toEqual({ amount: 400_000n, scriptPubKey: place.scriptPubKey });
    expect(input?.witnessScript).toEqual(place.witnessScript);
    expect(input?.bip32Derivations.map(({ path }) => path.slice(-2))).toEqual([
      [0, 1],
      [0, 1],
      [0, 1],
    ]);
    expect(new Set(input?.bip32Derivations.map(({ fingerprint }) => fingerprint)).size).toBe(3);
    expect(psbt.xpubs).toEqual([]);
    const forDevices = await buildProposal(request({ withXpubs: true, psbtVersion: 2 }));
    expect(parsePsbt(forDevices.psbtBytes)).toMatchObject({
      version: 2,
      xpubs: { length: 3 },
      txid: expect.stringMatching(/^\w{64}$/),
    });
    expect(findProposal(psbt.unknown)).toEqual(proposal);
    expect(proposal).toEqual({
      charterId: charter.id,
      proposer: 'Alice',
      purpose: 'the roof',
      payees: [{ address: PAYEE, name: 'Acme Roofing', source: 'invoice 12' }],
      expires: '2025-04-01',
      signature: undefined,
    });
    expect(summary).toMatchObject({ paid: 150_000n, change: { address: at(charter, 'change', 0).address, index: 0 } });
  });

  it('pays exactly: inputs are payments, change and fee, and the fee is the rate times the size', async () => {
    await deposit(100_000n, 400_000n);
    const { psbtBytes, summary } = await buildProposal(request({ feeRate: parseFeeRate('27.25') }));
    const { transaction, outputs } = parsePsbt(psbtBytes);
    const virtualSize = multisigVirtualSize({
      scriptType: 'p2wsh',
      m: 2,
      n: 3,
      inputCount: 1,
      outputScripts: outputs.map(({ scriptPubKey }) => scriptPubKey),
    });
    expect(summary.virtualSize).toBe(virtualSize);
    expect(summary.fee).toBe(BigInt(Math.ceil(virtualSize * 27.25)));
    const total = transaction.outputs.reduce((sum, { amount }) => sum + amount, 0n);
    expect(total + summary.fee).toBe(400_000n);
    const back = outputs.find(({ amount }) => amount === summary.change?.amount);
    expect(back?.scriptPubKey).toEqual(at(charter, 'change', 0).scriptPubKey);
    expect(back?.bip32Derivations.map(({ path }) => path.slice(-2))).toEqual([
      [1, 0],
      [1, 0],
      [1, 0],
    ]);
  });

  it('has its outputs where chance puts them', async () => {
    await deposit(400_000n);
    const places = await Promise.all(
      [() => 0, (limit: number) => limit - 1].map(async (random) => {
        const { psbtBytes } = await buildProposal(request({ random }));
        return parsePsbt(psbtBytes).outputs.findIndex(({ amount }) => amount === 150_000n);
      }),
    );
    expect(places).toEqual([1, 0]);
  });

  it('makes no change where none is worth making, and can be of version 2', async () => {
    await deposit(151_000n);
    const { psbtBytes, summary } = await buildProposal(request({ psbtVersion: 2 }));
    expect(summary).toMatchObject({ change: undefined, fee: 1_000n });
    expect(parsePsbt(psbtBytes)).toMatchObject({ version: 2, outputs: [{ amount: 150_000n }] });
  });

  it('reserves its coins and its change address', async () => {
    await deposit(400_000n, 400_000n);
    const first = await buildProposal(request(DEAR));
    await recordProposal(desk.store, first, NOW);
    const other = await buildProposal(request(DEAR));
    expect(other.summary.inputs).not.toEqual(first.summary.inputs);
    expect(other.summary.change?.index).toBe(1);
    await recordProposal(desk.store, other, NOW);
    await expect(buildProposal(request(DEAR))).rejects.toMatchObject({
      code: 'spend/insufficient-funds',
      found: '0.00000000 BTC in 0 coins (besides 0.00800000 BTC reserved by another proposal)',
    });
    await expect(recordProposal(desk.store, first, NOW)).rejects.toMatchObject({ code: 'store/coins-reserved' });
    const reserved = other.summary.inputs[0]!;
    await expect(buildProposal(request({ coins: [reserved] }))).rejects.toMatchObject({
      code: 'spend/coin-not-spendable',
    });
  });

  it('keeps change within the gap limit, however many proposals come to nothing', async () => {
    await deposit(400_000n);
    const indices: (number | undefined)[] = [];
    for (let number = 0; number < 8; number++) {
      const built = await buildProposal(
        request({ purpose: `try ${number}`, payments: [{ address: PAYEE, amount: sats(BigInt(10_000 + number)) }] }),
      );
      await recordProposal(desk.store, built, NOW);
      await desk.store.proposals.update(await desk.store.proposals.get(built.id), {
        state: 'withdrawn',
        at: NOW.toISOString(),
      });
      indices.push(built.summary.change?.index);
    }
    expect(indices).toEqual([0, 1, 2, 3, 4, 4, 4, 4]);
  });

  it('spends exactly the coins that were chosen', async () => {
    const [first, second] = await deposit(100_000n, 400_000n, 700_000n);
    const coins = [
      { txid: first!, vout: 0 },
      { txid: second!, vout: 0 },
    ];
    const { summary } = await buildProposal(request({ coins }));
    expect(new Set(summary.inputs.map(({ txid }) => txid))).toEqual(new Set([first, second]));
    await expect(buildProposal(request({ coins: [coins[0]!, coins[0]!] }))).rejects.toMatchObject({
      code: 'spend/coin-twice',
    });
    await expect(buildProposal(request({ coins: [{ txid: first!, vout: 9 }] }))).rejects.toMatchObject({
      code: 'spend/unknown-coin',
    });
  });

  it('empties an address at once where that costs nothing, or where it is told to', async () => {
    const twice = [400_000n, 400_001n].map((amount) => paymentFromOutside([receive(0, amount)]));
    world.send(...twice, paymentFromOutside([receive(1, 390_000n)]));
    world.mine();
    await sync();
    const [payment] = request().payments;
    const amounts = async (changes: Partial<ProposalRequest>) =>
      (await buildProposal(request({ ...DEAR, ...changes }))).summary.inputs.map(({ amount }) => amount).toSorted();
    expect(await amounts({})).toHaveLength(1);
    const large = [{ ...payment!, amount: sats(700_000n) }];
    expect(await amounts({ payments: large })).toEqual([400_000n, 400_001n]);
    const small = [{ ...payment!, amount: sats(396_500n) }];
    expect(await amounts({ payments: small })).toHaveLength(1);
    expect(await amounts({ payments: small, keepTogether: 'always' })).toEqual([400_000n, 400_001n]);
  });

  it('gives one payee all that remains', async () => {
    await deposit(100_000n, 400_000n, 300n);
    const [payment] = request().payments;
    const other = { address: at(charter, 'receive', 9).address, amount: sats(20_000n) };
    const { psbtBytes, summary } = await buildProposal(request({ payments: [{ ...payment!, amount: 'all' }, other] }));
    const { outputs } = parsePsbt(psbtBytes);
    expect(summary).toMatchObject({ change: undefined, inputs: [{}, {}], payments: [{}, { amount: 20_000n }] });
    expect(summary.payments[0]?.amount).toBe(500_000n - 20_000n - summary.fee);
    expect(summary.fee).toBe(BigInt(summary.virtualSize) * 5n);
    expect(outputs.map(({ amount }) => amount)).toContain(summary.payments[0]?.amount);
    const all = [{ ...payment!, amount: 'all' as const }];
    const [large] = (await buildProposal(request({ payments: all }))).summary.inputs;
    const one = await buildProposal(request({ payments: all, coins: [large!] }));
    expect(one.summary.inputs).toEqual([large]);
    for (const [payments, error] of [
      [[...all, ...all], { code: 'spend/all-twice' }],
      [[...all, { ...other, amount: sats(499_900n) }], { code: 'spend/insufficient-funds' }],
      [[...all, { ...other, amount: sats(498_300n) }], { code: 'spend/dust-payment', at: 'payments[0].amount' }],
    ] as const) {
      await expect(buildProposal(request({ payments }))).rejects.toMatchObject(error);
    }
  });

  it('keeps the fee under the cap', async () => {
    await deposit(151_100n);
    const cap = (text: string) => ({ maxFeeRate: parseFeeRate(text) });
    await expect(buildProposal(request(cap('4.999')))).rejects.toMatchObject({
      code: 'spend/fee-over-cap',
      found: '5 sat/vB',
    });
    // 1,100 sat are left for 146 vbytes: more than 7 sat/vB, and too little for change.
    await expect(buildProposal(request(cap('5')))).rejects.toMatchObject({
      code: 'spend/fee-over-cap',
      next: expect.stringContaining('pay 0.00150370 BTC instead'),
    });
    const [payment] = request().payments;
    const raised = request({ ...cap('5'), payments: [{ ...payment!, amount: sats(150_370n) }] });
    expect((await buildProposal(raised)).summary).toMatchObject({ fee: 730n, virtualSize: 146, change: undefined });
    expect((await buildProposal(request(cap('8')))).summary.fee).toBe(1_100n);
  });

  it('leaves unconfirmed, frozen and immature coins alone and tells of them', async () => {
    const [frozen] = await deposit(400_000n);
    world.send(paymentFromOutside([receive(1, 300_000n)]));
    await sync();
    await desk.store.labels.set(charter.id, { type: 'output', ref: `${frozen}:0`, label: 'dust', spendable: false });
    await expect(buildProposal(request())).rejects.toMatchObject({
      code: 'spend/insufficient-funds',
      found: '0.00000000 BTC in 0 coins (besides 0.00400000 BTC frozen, 0.00300000 BTC waiting for confirmation)',
      next: 'at this fee rate at most 0.00000000 BTC can be paid',
    });
  });

  for (const scriptType of ['p2sh-p2wsh', 'p2sh'] as const satisfies readonly ScriptType[]) {
    it(`is whole for ${scriptType}`, async () => {
      const family = familyCharter({ scriptType });
      await desk.store.wallets.add({ charterId: family.id, network: 'regtest', charterFile: '{}', at: '' });
      world.send(paymentFromOutside([receive(0, 400_000n, family)]));
      world.mine();
      await sync(family);
      const { psbtBytes } = await buildProposal(request({ charter: family }));
      const [input] = parsePsbt(psbtBytes).inputs;
      const place = at(family, 'receive', 0);
      expect(input?.redeemScript).toEqual(place.redeemScript);
      expect(input?.witnessScript).toEqual(place.witnessScript);
      expect(input?.witnessUtxo === undefined).toBe(scriptType === 'p2sh');
    });
  }

  it('names keys without origin by their own fingerprint', async () => {
    const cards = NAMES.map((name) => {
      const text = accountOf(name).account.publicExtendedKey;
      return readPlainKey({ name, text, network: 'regtest', scriptType: 'p2wsh' }).card;
    });
    const bare = createCharter({ name: 'Bare', m: 2, cards, birthdayHeight: 0, allowUnproven: NAMES });
    await desk.store.wallets.add({ charterId: bare.id, network: 'regtest', charterFile: '{}', at: '' });
    world.send(paymentFromOutside([receive(0, 400_000n, bare)]));
    world.mine();
    await sync(bare);
    const { psbtBytes } = await buildProposal(request({ charter: bare }));
    const psbt = parsePsbt(psbtBytes);
    expect(psbt.xpubs).toEqual([]);
    expect(psbt.inputs[0]?.bip32Derivations.map(({ path }) => path)).toEqual([
      [0, 0],
      [0, 0],
      [0, 0],
    ]);
  });
});

describe('a payment is refused', () => {
  const REFUSALS: readonly (readonly [string, Partial<ProposalRequest>, object])[] = [
    ['to nobody', { payments: [] }, { code: 'spend/no-payments' }],
    [
      'of dust',
      { payments: [{ address: PAYEE, amount: sats(293n) }] },
      { code: 'spend/dust-payment', at: 'payments[0].amount', expected: 'at least 0.00000294 BTC to such an address' },
    ],
    ['of nothing', { payments: [{ address: PAYEE, amount: sats(0n) }] }, { code: 'spend/dust-payment' }],
    [
      'to another network',
      {
        payments: [
          { address: PAYEE, amount: sats(5_000n) },
          { address: encodeAddress(payeeScript, 'main')!, amount: sats(5_000n) },
        ],
      },
      { code: 'address/wrong-network', at: 'payments[1].address' },
    ],
    [
      'to a spoilt address',
      { payments: [{ address: `${PAYEE.slice(0, -1)}q`, amount: sats(5_000n) }] },
      { code: 'address/bad-checksum' },
    ],
    [
      'over the balance',
      { payments: [{ address: PAYEE, amount: sats(500_000n) }] },
      { code: 'spend/insufficient-funds', found: '0.00400000 BTC in 1 coin' },
    ],
    ['with a day that is none', { expires: '2025-02-30' }, { code: 'proposal/not-a-day' }],
    ['with a proposer in disguise', { proposer: 'Al\u200bice' }, { code: 'name/not-plain' }],
  ];
  for (const [name, changes, expected] of REFUSALS) {
    it(name, async () => {
      await deposit(400_000n);
      await expect(buildProposal(request(changes))).rejects.toMatchObject(expected);
      expect(await desk.store.proposals.list(charter.id)).toEqual([]);
    });
  }

  it('before the first sync', async () => {
    await expect(buildProposal(request())).rejects.toMatchObject({ code: 'spend/not-synced' });
  });
});

describe('lock times', () => {
  it('are the last height, now and then an older one, and none when the chain is behind', async () => {
    world.mine(150);
    await sync();
    const tipHeight = world.tip().height;
    const mined = new Date((1_700_000_000 + tipHeight * 600 + 60) * 1000);
    const lockTime = (random: (limit: number) => number, now = mined) =>
      lockTimeFor({ store: desk.store, network: 'regtest', tipHeight, now, random });
    expect(await lockTime(() => 1)).toBe(tipHeight);
    expect(await lockTime((limit) => (limit === 10 ? 0 : limit - 1))).toBe(tipHeight - 99);
    expect(await lockTime(() => 1, NOW)).toBe(0);
  });
});
