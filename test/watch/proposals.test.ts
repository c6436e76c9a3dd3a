/** Where a proposal stands, from draft to confirmed or to another end, and whose coins are reserved meanwhile. */
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { signProposal } from '../../src/cold/proposal/sign-proposal.ts';
import { sats } from '../../src/core/amount.ts';
import { findProposal, proposalRecord } from '../../src/core/proposal/codec.ts';
import { withGlobalRecord } from '../../src/core/psbt/edit.ts';
import { parsePsbt } from '../../src/core/psbt/parse.ts';
import { serializePsbt } from '../../src/core/psbt/serialize.ts';
import { txidOf } from '../../src/core/tx/txid.ts';
import { addProposal } from '../../src/watch/proposals/add.ts';
import { rebroadcastLost } from '../../src/watch/proposals/rebroadcast.ts';
import { settleProposals } from '../../src/watch/proposals/settle.ts';
import { takeSignatures } from '../../src/watch/proposals/signers.ts';
import { withdrawProposal } from '../../src/watch/proposals/withdraw.ts';
import { recordProposal } from '../../src/watch/spend/build.ts';
import { viewCoins } from '../../src/watch/sync/view.ts';
import { foundGroup, type Group } from '../review/group.ts';
import { spend } from './world/blocks.ts';
import { NOW } from './world/family.ts';
import { addressOf, openPayer, PAYEE, type Payer, payersGroup } from './world/payer.ts';

let group: Group;
let payer: Payer;

beforeAll(async () => {
  group = await payersGroup();
});
beforeEach(async () => {
  payer = await openPayer(group);
});
afterEach(() => payer.close());

const take = (psbtBytes: Uint8Array) => takeSignatures({ ...payer.about, content: parsePsbt(psbtBytes) });
const add = (psbtBytes: Uint8Array) => addProposal({ ...payer.about, psbt: parsePsbt(psbtBytes) });
const reserved = async () =>
  (await viewCoins(payer.desk.store, group.charter.id)).coins.flatMap(({ reservedBy }) => reservedBy ?? []);

/** A payment to somebody else: another transaction of the same coin. */
const elsewhere = { payments: [{ address: addressOf(9), amount: sats(99_000n), name: 'Baker' }] };

/** Somebody who holds m keys spends a coin past this store. */
function spendOutside(coin: { txid: string; vout: number }): void {
  payer.world.send(
    spend([coin], [{ amount: sats(1_000n), scriptPubKey: new Uint8Array([0x00, 0x14, ...new Uint8Array(20)]) }]),
  );
}

describe('a proposal on its way', () => {
  it('goes from draft to confirmed, with the names of those who signed to the end', async () => {
    await payer.deposit(400_000n);
    const built = await payer.build();
    await recordProposal(payer.desk.store, built, NOW, { isDraft: true });
    expect(await payer.view(built.id)).toMatchObject({ state: 'draft', signedBy: [] });
    expect(await reserved()).toEqual([]);

    expect((await add(built.psbtBytes)).view).toMatchObject({ state: 'proposed', leaving: 150_000n, conflicts: [] });
    expect(await reserved()).toEqual([built.id]);
    expect((await payer.desk.store.addresses.keychains(group.charter.id)).change.handedOut).toBe(0);

    expect(await take(payer.signed(built.psbtBytes, 'Bob'))).toBe(built.id);
    expect(await payer.view(built.id)).toMatchObject({
      state: 'signed',
      signedBy: ['Bob'],
      stillNeeded: expect.arrayContaining(['Alice', 'Carol']),
    });
    await take(payer.signed(built.psbtBytes, 'Carol'));
    expect(await payer.view(built.id)).toMatchObject({ state: 'complete', stillNeeded: [] });
    expect(await reserved()).toEqual([built.id]);

    const transaction = await payer.send(built.psbtBytes, 'Bob', 'Carol');
    const names = [...(await payer.view(built.id)).signedBy].sort();
    expect(names).toEqual(['Bob', 'Carol']);
    expect(await payer.view(built.id)).toMatchObject({ state: 'broadcast', confirmations: 0 });
    expect(transaction.inputs).toHaveLength(1);
    payer.world.mine(3);
    await payer.sync();
    const confirmed = await payer.view(built.id);
    expect(confirmed).toMatchObject({ state: 'confirmed', confirmations: 3, txid: built.id });
    expect([...confirmed.signedBy].sort()).toEqual(names);
    expect((await payer.desk.store.proposals.get(built.id)).state).toBe('confirmed');
  });

  it('learns its signers from the chain where the signed files never came here', async () => {
    await payer.deposit(400_000n);
    const { id, psbtBytes } = await payer.propose();
    payer.world.send(payer.final(psbtBytes));
    await payer.sync();
    expect(await payer.view(id)).toMatchObject({
      state: 'broadcast',
      signedBy: expect.arrayContaining(['Alice', 'Bob']),
    });
  });

  it('takes no signature that does not verify, and none of another payment', async () => {
    const [deposit] = await payer.deposit(400_000n, 300_000n);
    const { id, psbtBytes } = await payer.propose({ coins: [{ txid: deposit!, vout: 0 }] });
    const other = await payer.propose(elsewhere);
    const signed = parsePsbt(payer.signed(psbtBytes, 'Bob'));
    const [signature] = signed.inputs[0]!.partialSignatures;
    const broken = signature!.signature.map((byte, index) => (index === 20 ? byte ^ 1 : byte));
    const bad = serializePsbt(signed);
    const at = Buffer.from(bad).indexOf(signature!.signature);
    bad.set(broken, at);
    await take(bad);
    expect(await payer.view(id)).toMatchObject({ state: 'proposed', signedBy: [] });
    await take(payer.signed(psbtBytes, 'Bob'));
    expect(await payer.view(id)).toMatchObject({ signedBy: ['Bob'] });
    expect(await payer.view(other.id)).toMatchObject({ state: 'proposed', signedBy: [] });
  });

  it('is complete and not broadcast when no server took it', async () => {
    await payer.deposit(400_000n);
    const { id, psbtBytes } = await payer.propose();
    payer.server.lies.set('blockchain.transaction.broadcast', () => new Error('min relay fee not met'));
    payer.server.lies.set('blockchain.transaction.get', () => new Error('no such transaction'));
    await expect(payer.send(psbtBytes)).rejects.toMatchObject({ code: 'chain/rejected' });
    await take(payer.signed(psbtBytes, 'Alice', 'Bob'));
    expect(await payer.view(id)).toMatchObject({
      state: 'complete',
      reason: expect.stringContaining('broadcast it again'),
    });
  });

  it('stays broadcast when the mempool drops it, and says so', async () => {
    await payer.deposit(400_000n);
    const { id, psbtBytes } = await payer.propose();
    await payer.send(psbtBytes);
    payer.world.evict(id);
    await payer.sync();
    expect(await payer.view(id)).toMatchObject({ state: 'broadcast', reason: 'sent; the last sync did not see it' });
    expect(await reserved()).toEqual([id]);
  });
});

describe('what was sent and is not in sight', () => {
  const again = () => rebroadcastLost({ ...payer.about, chain: payer.chain });

  it('is sent once more, and what is in sight is not', async () => {
    await payer.deposit(400_000n);
    const { id, psbtBytes } = await payer.propose();
    expect(await again()).toEqual([]);
    await payer.send(psbtBytes);
    expect(await again()).toEqual([]);
    payer.world.evict(id);
    await payer.sync();
    expect(await again()).toEqual([{ proposalId: id, txid: id, error: undefined }]);
    expect(payer.world.find(id)?.height).toBeUndefined();
    await payer.sync();
    expect(await payer.view(id)).toMatchObject({ state: 'broadcast', reason: undefined });
    payer.world.evict(id);
    await payer.sync();
    payer.server.lies.set('blockchain.transaction.broadcast', () => {
      payer.world.evict(id);
      return new Error('mempool full');
    });
    expect(await again()).toMatchObject([{ txid: id, error: { code: 'chain/rejected', found: 'mempool full' } }]);
  });

  it('stays where it is when it was withdrawn, replaced or lost its coin', async () => {
    await payer.deposit(400_000n);
    const { id, psbtBytes } = await payer.propose();
    await payer.send(psbtBytes);
    payer.world.evict(id);
    await payer.sync();
    const view = await payer.view(id);
    await payer.desk.store.proposals.update(view.stored, { state: 'withdrawn', reason: 'x', at: NOW.toISOString() });
    expect(await again()).toEqual([]);
    const next = await payer.propose(elsewhere);
    await payer.send(next.psbtBytes);
    expect(await again()).toEqual([]);
    expect(payer.world.find(id)).toBeUndefined();
  });
});

describe('the other ends', () => {
  it('is dead as soon as a coin is gone, which is told before anyone signs, and frees the other coins', async () => {
    const [first, second] = await payer.deposit(100_000n, 110_000n);
    const { id } = await payer.propose();
    expect(await reserved()).toEqual([id, id]);
    spendOutside({ txid: first!, vout: 0 });
    await payer.sync();
    const view = await payer.view(id);
    expect(view).toMatchObject({ state: 'dead', reason: expect.stringMatching(/^coin .* was spent by transaction/) });
    expect(view.reason).toContain(first!.slice(0, 8));
    expect(await reserved()).toEqual([]);
    const next = await payer.propose({ payments: [{ address: PAYEE, amount: sats(90_000n) }] });
    expect(next.summary.inputs).toMatchObject([{ txid: second }]);
  });

  it('is alive again when the transaction that killed it goes away', async () => {
    const [first] = await payer.deposit(400_000n);
    const { id } = await payer.propose();
    spendOutside({ txid: first!, vout: 0 });
    await payer.sync();
    expect(await payer.view(id)).toMatchObject({ state: 'dead' });
    payer.world.evict(...payer.world.mempool.map(txidOf));
    await payer.sync();
    expect(await payer.view(id)).toMatchObject({ state: 'proposed' });
    expect(await reserved()).toEqual([id]);
  });

  it('is dead when the deposit that it spends is not there any more', async () => {
    await payer.deposit(400_000n);
    const { id } = await payer.propose();
    payer.world.reorganise(1, 2);
    await payer.sync();
    expect(await payer.view(id)).toMatchObject({
      state: 'dead',
      reason: expect.stringContaining('not there any more'),
    });
  });

  it('expires after its last day, unless it is complete', async () => {
    const [deposit] = await payer.deposit(400_000n, 400_000n);
    const open = await payer.propose({ coins: [{ txid: deposit!, vout: 0 }], expires: '2025-03-01' });
    const complete = await payer.propose({ ...elsewhere, expires: '2025-03-01' });
    await take(payer.signed(complete.psbtBytes, 'Alice', 'Bob'));
    expect(await payer.view(open.id)).toMatchObject({ state: 'proposed' });
    const tomorrow = new Date('2025-03-02T00:00:01Z');
    expect(await payer.view(open.id, tomorrow)).toMatchObject({ state: 'expired' });
    expect(await payer.view(complete.id, tomorrow)).toMatchObject({ state: 'complete' });
    expect(await reserved()).toEqual([complete.id]);
  });

  it('is withdrawn with a reason, which frees its coins; not once it is out or over', async () => {
    await payer.deposit(400_000n, 300_000n);
    const { id } = await payer.propose();
    const withdraw = async (which: string, reason: string) =>
      withdrawProposal({ ...payer.about, view: await payer.view(which), reason });
    await expect(withdraw(id, '  ')).rejects.toMatchObject({ code: 'proposal/reason-length' });
    await withdraw(id, 'wrong invoice\u001b');
    expect(await payer.view(id)).toMatchObject({ state: 'withdrawn', reason: 'wrong invoice\\u{1B}' });
    expect(await reserved()).toEqual([]);
    await expect(withdraw(id, 'again')).rejects.toMatchObject({ code: 'proposal/is-over' });
    const { id: out, psbtBytes } = await payer.propose(elsewhere);
    await payer.send(psbtBytes);
    await expect(withdraw(out, 'too late')).rejects.toMatchObject({ code: 'proposal/is-out' });
  });

  it('stays withdrawn when its coins are spent by the next one, and is broadcast if somebody sends it after all', async () => {
    await payer.deposit(400_000n);
    const { id, psbtBytes } = await payer.propose();
    const final = payer.final(psbtBytes);
    await withdrawProposal({ ...payer.about, view: await payer.view(id), reason: 'no' });
    const next = await payer.propose(elsewhere);
    await payer.send(next.psbtBytes);
    expect(await payer.view(id)).toMatchObject({ state: 'withdrawn' });
    payer.world.evict(next.id);
    payer.world.send(final);
    await payer.sync();
    expect(await payer.view(id)).toMatchObject({ state: 'broadcast' });
    expect(await payer.view(next.id)).toMatchObject({ state: 'replaced', overtakenBy: id });
  });
});

describe('another member’s proposal', () => {
  it('reserves its coins and change place here, and is shown beside mine on the same coins, on both', async () => {
    await payer.deposit(400_000n);
    const hers = await payer.build(elsewhere);
    const mine = await payer.propose();
    const { outcome, view } = await add(hers.psbtBytes);
    expect({ outcome, conflicts: view.conflicts }).toEqual({ outcome: 'added', conflicts: [mine.id] });
    expect((await payer.view(mine.id)).conflicts).toEqual([hers.id]);
    await expect(payer.propose({ payments: [{ address: PAYEE, amount: sats(1_000n) }] })).rejects.toMatchObject({
      code: 'spend/insufficient-funds',
    });
    await withdrawProposal({ ...payer.about, view: await payer.view(mine.id), reason: 'hers is better' });
    expect((await payer.view(hers.id)).conflicts).toEqual([]);
    expect(await reserved()).toEqual([hers.id]);
  });

  it('brings signatures and the proposer’s signed word when it is known already', async () => {
    await payer.deposit(400_000n);
    const { id, psbtBytes } = await payer.propose();
    const psbt = parsePsbt(psbtBytes);
    const [alice] = group.members;
    const { charter, second } = group;
    const word = signProposal({
      ...{ charter, second, account: alice!.account, transaction: psbt, proposal: findProposal(psbt.unknown)! },
    });
    const sent = serializePsbt(withGlobalRecord(psbt, proposalRecord(word)));
    expect((await add(payer.signed(sent, 'Bob'))).outcome).toBe('updated');
    const view = await payer.view(id);
    expect(view).toMatchObject({ state: 'signed', signedBy: ['Bob'], facts: { proposal: { isSigned: true } } });
    // Other words on the same transaction change nothing here.
    const other = proposalRecord({ ...findProposal(psbt.unknown)!, purpose: 'a yacht' });
    await add(serializePsbt(withGlobalRecord(psbt, other)));
    expect((await payer.view(id)).facts.proposal).toMatchObject({ purpose: 'the roof', isSigned: true });
  });

  it('is refused when a coin is gone, when it is not ours, and when it speaks of another charter', async () => {
    const [deposit] = await payer.deposit(400_000n, 300_000n);
    const coins = [{ txid: deposit!, vout: 0 }];
    const built = await payer.build({ coins });
    const foreign = proposalRecord({ ...built.proposal, charterId: 'ab'.repeat(32) });
    const misled = serializePsbt(withGlobalRecord(parsePsbt(built.psbtBytes), foreign));
    await expect(add(misled)).rejects.toMatchObject({ code: 'proposal/other-charter' });
    const strangers = await foundGroup({ name: 'Strangers', network: 'regtest', path: '48h/1h/7h/2h' });
    const stranger = await openPayer(strangers);
    await stranger.deposit(400_000n);
    const theirs = await stranger.build();
    await stranger.close();
    const renamed = proposalRecord({ ...theirs.proposal, charterId: group.charter.id });
    const stolen = serializePsbt(withGlobalRecord(parsePsbt(theirs.psbtBytes), renamed));
    await expect(add(stolen)).rejects.toMatchObject({ code: 'completion/not-our-input' });
    spendOutside(coins[0]!);
    payer.world.mine();
    await payer.sync();
    await expect(add(built.psbtBytes)).rejects.toMatchObject({ code: 'proposal/coins-gone', at: 'inputs[0]' });
    expect(await payer.desk.store.proposals.list(group.charter.id)).toEqual([]);
    const good = await payer.build({ payments: [{ address: PAYEE, amount: sats(50_000n) }] });
    expect((await add(good.psbtBytes)).outcome).toBe('added');
  });
});

it('settling twice changes nothing', async () => {
  await payer.deposit(400_000n);
  const { psbtBytes } = await payer.propose();
  await payer.send(psbtBytes);
  payer.world.mine();
  await payer.sync();
  expect(await settleProposals(payer.about)).toEqual([]);
});
