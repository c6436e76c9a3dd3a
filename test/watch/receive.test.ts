import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { signReceipt } from '../../src/cold/charter/sign-receipt.ts';
import { sats } from '../../src/core/amount.ts';
import type { Receipt } from '../../src/core/charter/types.ts';
import { deriveOutput } from '../../src/core/wallet/output.ts';
import { connectElectrum } from '../../src/watch/chain/electrum/connect.ts';
import { nextReceiveAddress, type ReceiveRequest } from '../../src/watch/receive/receive.ts';
import { syncWallet } from '../../src/watch/sync/sync.ts';
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

const handedOut = async () => (await desk.store.addresses.keychains(group.charter.id)).receive.handedOut;

describe('the next receive address', () => {
  it('is another one each time, and recorded', async () => {
    expect((await next()).address).toBe(addressAt(0));
    expect((await next()).address).toBe(addressAt(1));
    expect(await handedOut()).toBe(1);
  });

  it('comes after every address that was paid', async () => {
    const world = createWorld();
    world.send(
      paymentFromOutside([
        { amount: sats(5n), scriptPubKey: deriveOutput(group.charter.wallet, 'receive', 3).scriptPubKey },
      ]),
    );
    const server = await serve(world);
    const chain = await connectElectrum({ url: server.url, network: 'regtest' });
    await syncWallet({ store: desk.store, chain, charter: group.charter, now: NOW });
    chain.close();
    await server.close();
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
