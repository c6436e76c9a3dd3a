/** Following the chain of headers: from the middle, backwards, through reorganisations, and never to less work. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Chain } from '../../src/watch/chain/chain.ts';
import { connectElectrum } from '../../src/watch/chain/electrum/connect.ts';
import { type Checkpoint, checkpointBelow } from '../../src/watch/spv/checkpoints.ts';
import { syncHeaders } from '../../src/watch/sync/headers.ts';
import { isOldBlock } from '../../src/watch/sync/old-block.ts';
import type { SyncProgress } from '../../src/watch/sync/progress.ts';
import { type Desk, familyCharter, NOW, openDesk } from './world/family.ts';
import { serve, type TestServer } from './world/liar.ts';
import { createWorld, type World } from './world/world.ts';

let world: World;
let server: TestServer;
let desk: Desk;
let chain: Chain;

beforeEach(async () => {
  world = createWorld();
  world.mine(100);
  server = await serve(world);
  desk = await openDesk(familyCharter());
  chain = await connectElectrum({ url: server.url, network: 'regtest' });
});

afterEach(async () => {
  chain.close();
  await server.close();
  await desk.remove();
});

const ORIGIN = checkpointBelow('regtest', 0);
const checkpointAt = (height: number): Checkpoint => ({
  height,
  hash: world.blocks[height]!.hash,
  nextBits: 0x207fffff,
});

const sync = (start: Checkpoint = ORIGIN, onProgress?: (progress: SyncProgress) => void) =>
  syncHeaders({ store: desk.store, chain, start, onProgress, now: NOW });

const stored = async () => (await desk.store.headers.list('regtest', 0, 10_000)).map(({ hash }) => hash);
const hashes = (from = 0) => world.blocks.slice(from).map(({ hash }) => hash);

describe('the newest block', () => {
  it('is old after four hours where blocks come by themselves', () => {
    const isOldAfter = (hours: number, network: 'main' | 'signet' | 'regtest') =>
      isOldBlock(network, NOW.getTime() / 1000 - hours * 3600, NOW);
    expect([isOldAfter(3.9, 'main'), isOldAfter(4.1, 'main'), isOldAfter(4.1, 'signet')]).toEqual([false, true, true]);
    expect([isOldAfter(-1, 'main'), isOldAfter(1e6, 'regtest')]).toEqual([false, false]);
  });
});

describe('the chain of headers', () => {
  it('begins at the genesis block and follows the tip', async () => {
    expect(await sync()).toMatchObject({ height: 100, hash: world.tip().block.hash });
    expect(await stored()).toEqual(hashes());
    world.mine(3);
    await sync();
    expect(await stored()).toEqual(hashes());
    expect(server.asked.get('blockchain.block.headers')).toBe(2);
  });

  it('is fetched in parts that are kept, each told of', async () => {
    world.mine(2_000);
    const told: SyncProgress[] = [];
    await sync(ORIGIN, (progress) => told.push(progress));
    expect(told).toEqual([
      { stage: 'headers', done: 2016, total: 2101 },
      { stage: 'headers', done: 2101, total: 2101 },
    ]);
    expect(await desk.store.headers.range('regtest')).toEqual({ first: 0, last: 2100 });
  });

  it('may begin at a checkpoint and be led back to an earlier one', async () => {
    await sync(checkpointAt(59));
    expect(await stored()).toEqual(hashes(60));
    await sync(checkpointAt(79));
    expect(await stored()).toEqual(hashes(60));
    await sync(checkpointAt(19));
    expect(await stored()).toEqual(hashes(20));
    await sync();
    expect(await stored()).toEqual(hashes());
  });

  it('does not join old headers of another chain', async () => {
    await sync(checkpointAt(59));
    const other = createWorld();
    other.mine(50);
    other.reorganise(0, 1);
    other.mine(60);
    const otherServer = await serve(other);
    const otherChain = await connectElectrum({ url: otherServer.url, network: 'regtest' });
    const start = { height: 19, hash: other.blocks[19]!.hash, nextBits: 0x207fffff };
    await expect(syncHeaders({ store: desk.store, chain: otherChain, start, now: NOW })).rejects.toMatchObject({
      code: 'chain/false-header',
      message: 'the old headers do not lead to the known ones',
    });
    expect(await stored()).toEqual(hashes(60));
    otherChain.close();
    await otherServer.close();
  });

  it('follows reorganisations of any depth', async () => {
    await sync();
    for (const depth of [1, 7, 8, 9, 40, 99]) {
      world.reorganise(depth, depth + 1);
      expect(await sync()).toMatchObject({ hash: world.tip().block.hash });
      expect(await stored()).toEqual(hashes());
    }
  });

  it('goes to another branch of equal work, as nodes may disagree for a while', async () => {
    await sync();
    world.reorganise(2, 2);
    await sync();
    expect(await stored()).toEqual(hashes());
  });

  it('never goes to less work, and stays when the server is merely behind', async () => {
    await sync();
    const known = hashes();
    world.reorganise(5, 4);
    await expect(sync()).rejects.toMatchObject({ code: 'chain/less-work', kind: 'refused' });
    expect(await stored()).toEqual(known);

    const { blocks } = world;
    server.lies.set('blockchain.headers.subscribe', () => ({
      height: 90,
      hex: Buffer.from(blocks[90]!.header).toString('hex'),
    }));
    expect(await sync()).toMatchObject({ height: 100 });
    expect(await stored()).toEqual(known);
  });

  it('asks for no more than a batch on the word of a server that claims any height', async () => {
    await sync();
    const known = hashes();
    const stranger = Buffer.from(world.blocks[7]!.header).toString('hex');
    server.lies.set('blockchain.headers.subscribe', () => ({ height: 499_000_000, hex: stranger }));
    let asked = 0;
    server.lies.set('blockchain.block.headers', ([first, count], honest) => {
      asked += Number(count);
      return Number(first) > 100 ? { count, hex: stranger.repeat(Number(count)), max: 2016 } : honest;
    });
    await expect(sync()).rejects.toMatchObject({ code: 'chain/false-header' });
    expect(asked).toBeLessThan(5_000);
    expect(await stored()).toEqual(known);
  });

  it('follows a branch that goes on far beyond the known blocks', async () => {
    await sync();
    world.reorganise(5, 2_300);
    expect(await sync()).toMatchObject({ height: world.tip().height, hash: world.tip().block.hash });
    expect(await stored()).toEqual(hashes());
  });

  it('does not reach into the future of this computer, whose clock may be wrong', async () => {
    const { header } = world.tip().block;
    const time = new DataView(header.buffer, header.byteOffset).getUint32(68, true);
    const at = (seconds: number) =>
      syncHeaders({ store: desk.store, chain, start: ORIGIN, now: new Date((time + seconds) * 1000) });
    await expect(at(-2 * 3600 - 1)).rejects.toMatchObject({
      code: 'chain/clock',
      kind: 'environment',
      found: new Date(time * 1000).toISOString(),
      next: expect.stringContaining('set the clock'),
    });
    await expect(at(-1e9)).rejects.toMatchObject({ code: 'chain/clock' });
    expect(await stored()).toEqual([]);
    expect(await at(-2 * 3600)).toMatchObject({ height: 100 });
  });

  it('cannot follow a server that has not come as far as the checkpoint', async () => {
    await expect(sync({ height: 120, hash: 'ab'.repeat(32), nextBits: undefined })).rejects.toMatchObject({
      code: 'chain/behind',
      found: 'its last block is 100',
      expected: 'at least 121',
    });
    await sync(checkpointAt(95));
    world.reorganise(20, 10);
    await expect(sync(checkpointAt(85))).rejects.toMatchObject({ code: 'chain/behind' });
  });

  it('does not leave the checkpoint it began at', async () => {
    await sync(checkpointAt(95));
    const start = checkpointAt(95);
    world.reorganise(20, 30);
    await expect(sync(start)).rejects.toMatchObject({
      code: 'chain/false-header',
      message: 'the server shares no block with the known chain',
    });
  });
});
