import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { signReceipt } from '../../src/cold/charter/sign-receipt.ts';
import { sats } from '../../src/core/amount.ts';
import type { Receipt } from '../../src/core/charter/types.ts';
import { deriveOutput } from '../../src/core/wallet/output.ts';
import { connectElectrum } from '../../src/watch/chain/electrum/connect.ts';
import {
  type AddressConfirmation,
  type ConfirmRequest,
  checkConfirmation,
  confirmAddress,
  formatConfirmation,
  parseConfirmation,
} from '../../src/watch/receive/confirmation.ts';
import { nextReceiveAddress, type ReceiveRequest, shownAgain } from '../../src/watch/receive/receive.ts';
import { turnOf } from '../../src/watch/receive/turns.ts';
import { syncWallet } from '../../src/watch/sync/sync.ts';
import { viewWallet } from '../../src/watch/sync/view.ts';
import { foundGroup, type Group } from '../review/group.ts';
import { paymentFromOutside } from './world/blocks.ts';
import { type Desk, NOW, openDesk } from './world/family.ts';
import { serve } from './world/liar.ts';
import { createWorld } from './world/world.ts';

let group: Group;
let receipts: readonly Receipt[];
let desk: Desk;

beforeAll(async () => {
  group = await foundGroup({ network: 'regtest', path: '48h/1h/0h/2h' });
  const { charter, second } = group;
  receipts = group.members.map(({ account }) => signReceipt({ charter, account, second }));
});

beforeEach(async () => {
  desk = await openDesk(group.charter);
});

afterEach(() => desk.remove());

const next = (changes: Partial<ReceiveRequest> = {}) =>
  nextReceiveAddress({
    store: desk.store,
    file: { charter: group.charter, receipts },
    second: group.second,
    ...changes,
  });

const addressAt = (index: number) => deriveOutput(group.charter.wallet, 'receive', index).address;

/** Pays to a receive address on a chain of its own and syncs. */
async function pay(index: number): Promise<void> {
  const world = createWorld();
  const { scriptPubKey } = deriveOutput(group.charter.wallet, 'receive', index);
  world.send(paymentFromOutside([{ amount: sats(5n), scriptPubKey }]));
  const server = await serve(world);
  const chain = await connectElectrum({ url: server.url, network: 'regtest' });
  await syncWallet({ store: desk.store, chain, charter: group.charter, now: NOW });
  chain.close();
  await server.close();
}

const handedOut = async () => (await desk.store.addresses.keychains(group.charter.id)).receive.handedOut;

describe('the next receive address', () => {
  it('is another one each time, and recorded', async () => {
    expect((await next()).address).toBe(addressAt(0));
    expect((await next()).address).toBe(addressAt(1));
    expect(await handedOut()).toBe(1);
  });

  it('comes after every address that was paid', async () => {
    await pay(3);
    expect((await next()).address).toBe(addressAt(4));
  });

  it('is refused while receipts are missing, naming who has not signed', async () => {
    const file = { charter: group.charter, receipts: receipts.slice(0, 2) };
    await expect(next({ file })).rejects.toMatchObject({
      code: 'deposits/locked',
      next: expect.stringContaining(group.members[2]!.name),
    });
    expect(await handedOut()).toBe(-1);
  });

  it('is refused when the engines disagree, and not recorded', async () => {
    const second = { ...group.second, output: () => deriveOutput(group.charter.wallet, 'receive', 5) };
    await expect(next({ second })).rejects.toMatchObject({ code: 'second-opinion/differs' });
    expect(await handedOut()).toBe(-1);
  });

  it('stays within the gap limit unless a person insists', async () => {
    await desk.store.addresses.handOut(group.charter.id, 'receive', group.charter.gapLimit - 2);
    expect((await next()).index).toBe(group.charter.gapLimit - 1);
    await expect(next()).rejects.toMatchObject({
      code: 'receive/beyond-gap-limit',
      found: `${group.charter.gapLimit} unpaid addresses`,
    });
    expect((await next({ beyondGap: 'allow' })).index).toBe(group.charter.gapLimit);
  });

  it('is never given twice at the same moment', async () => {
    const both = await Promise.allSettled([next(), next()]);
    const given = both.flatMap((each) => (each.status === 'fulfilled' ? [each.value.address] : []));
    expect(new Set(given).size).toBe(given.length);
    expect(given).toContain(addressAt(0));
    expect(both.filter((each) => each.status === 'rejected').map(({ reason }) => reason.code)).toEqual([
      'store/already-handed-out',
    ]);
  });
});

describe('members who hand out addresses on machines of their own', () => {
  it('never give out the same address, and stay next to one another', async () => {
    const { charter, members } = group;
    const given: number[] = [];
    for (const { name } of members) {
      const own = await openDesk(charter);
      const turn = turnOf(charter, name);
      for (let count = 0; count < 4; count++) given.push((await next({ store: own.store, turn })).index);
      await own.remove();
    }
    expect(given.toSorted((left, right) => left - right)).toEqual(Array.from({ length: 12 }, (_, index) => index));
  });

  it('go on behind what was paid to any of them', async () => {
    const turn = turnOf(group.charter, group.charter.wallet.keys[1]!.name);
    await pay(6);
    expect((await next({ turn })).index).toBe(7);
    expect((await next({ turn })).index).toBe(10);
  });

  it('have as many addresses within the gap limit as their share, and are told how many are left', async () => {
    const { charter } = group;
    const turn = turnOf(charter, charter.wallet.keys[2]!.name);
    const share = Math.floor(charter.gapLimit / 3);
    for (let left = share - 1; left >= 0; left--) expect((await next({ turn })).left).toBe(left);
    await expect(next({ turn })).rejects.toMatchObject({ code: 'receive/beyond-gap-limit' });
    expect((await next({ turn, beyondGap: 'allow' })).left).toBeLessThan(0);
    // Whatever was given out is looked for, however far behind the last payment it lies.
    const { handedOut } = (await desk.store.addresses.keychains(charter.id)).receive;
    await pay(handedOut);
    expect((await viewWallet(desk.store, charter.id)).balance.total).toBe(5n);
  });

  it('are found by name, in any case, and no others are', () => {
    const { charter, members } = group;
    const position = charter.wallet.keys.findIndex(({ name }) => name === members[0]!.name);
    expect(turnOf(charter, members[0]!.name.toUpperCase())).toEqual({ position, of: 3 });
    expect(() => turnOf(charter, 'Mallory')).toThrow(expect.objectContaining({ code: 'receive/no-such-member' }));
  });
});

describe('an address shown again', () => {
  it('is one that was given out, by the same rules', async () => {
    await next();
    const { store } = desk;
    const file = { charter: group.charter, receipts };
    expect((await shownAgain({ store, file, second: group.second }, 0)).address).toBe(addressAt(0));
    expect(await handedOut()).toBe(0);
    await expect(shownAgain({ store, file, second: group.second }, 1)).rejects.toMatchObject({
      code: 'receive/not-given-out',
    });
    const locked = { ...file, receipts: receipts.slice(0, 2) };
    await expect(shownAgain({ store, file: locked, second: group.second }, 0)).rejects.toMatchObject({
      code: 'deposits/locked',
    });
  });
});

describe('an address confirmed by another machine', () => {
  const confirm = (changes: Partial<ConfirmRequest> = {}) =>
    confirmAddress({
      ...{ store: desk.store, file: { charter: group.charter, receipts }, second: group.second },
      ...{ member: group.members[1]!.name, index: 2, ...changes },
    });

  it('is the one that this machine derives, and counts as given out there too', async () => {
    const text = formatConfirmation(await confirm());
    expect(await handedOut()).toBe(2);
    const output = deriveOutput(group.charter.wallet, 'receive', 2);
    expect(checkConfirmation(group.charter, output, parseConfirmation(text))).toBe(group.members[1]!.name);
    expect((await confirm({ index: 1 })).address).toBe(addressAt(1));
    expect(await handedOut()).toBe(2);
  });

  it('raises the alarm when it is another one, or of another charter', async () => {
    const confirmation = await confirm();
    const { charter } = group;
    const check = (changes: Partial<AddressConfirmation>) => () =>
      checkConfirmation(charter, deriveOutput(charter.wallet, 'receive', 2), { ...confirmation, ...changes });
    expect(check({})).not.toThrow();
    const code = (name: string) => expect.objectContaining({ code: name });
    expect(check({ address: addressAt(3) })).toThrow(code('receive/other-address'));
    expect(check({ index: 3 })).toThrow(code('receive/other-address'));
    expect(check({ charterId: '0'.repeat(64) })).toThrow(code('receive/other-charter'));
    expect(check({ member: 'Mallory' })).toThrow(code('receive/no-such-member'));
  });

  it('lies within the gap limit, and only while deposits are open', async () => {
    await expect(confirm({ index: group.charter.gapLimit })).rejects.toMatchObject({
      code: 'receive/beyond-gap-limit',
    });
    expect((await confirm({ index: group.charter.gapLimit - 1 })).index).toBe(group.charter.gapLimit - 1);
    const file = { charter: group.charter, receipts: receipts.slice(0, 2) };
    await expect(confirm({ file })).rejects.toMatchObject({ code: 'deposits/locked' });
  });

  it('is read strictly', async () => {
    const text = formatConfirmation(await confirm());
    const wrong = (from: string, to: string) => () => parseConfirmation(text.replace(from, to));
    expect(wrong('', '')().index).toBe(2);
    expect(wrong('"index": 2', '"index": -1')).toThrow(expect.objectContaining({ code: 'json/out-of-range' }));
    expect(wrong('"index"', '"place"')).toThrow(expect.objectContaining({ name: 'IcehouseError' }));
    expect(wrong('"version": 1', '"version": 2')).toThrow(expect.objectContaining({ name: 'IcehouseError' }));
  });
});
