/** Following by subscription: only what was announced to have changed is asked for again, and nothing that happened is missed. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sats } from '../../../src/core/amount.ts';
import { txidOf } from '../../../src/core/tx/txid.ts';
import type { Chain } from '../../../src/watch/chain/chain.ts';
import { connectElectrum } from '../../../src/watch/chain/electrum/connect.ts';
import { scripthash } from '../../../src/watch/chain/electrum/scripthash.ts';
import { paymentFromOutside } from '../world/blocks.ts';
import { at, familyCharter } from '../world/family.ts';
import { serve, type TestServer } from '../world/liar.ts';
import { createWorld, headerHex, type World } from '../world/world.ts';

const HISTORY = 'blockchain.scripthash.get_history';
const SUBSCRIBE = 'blockchain.scripthash.subscribe';
const charter = familyCharter();
const scripts = [0, 1, 2].map((index) => at(charter, 'receive', index).scriptPubKey);

let world: World;
let server: TestServer;
let chain: Chain;

beforeEach(async () => {
  world = createWorld();
  world.mine(2);
  server = await serve(world);
  chain = await connectElectrum({ url: server.url, network: 'regtest', timeoutMs: 5_000 });
});

afterEach(async () => {
  chain.close();
  await server.close();
});

const asked = (method: string) => server.asked.get(method) ?? 0;
const pay = (index: number) => paymentFromOutside([{ amount: sats(1_000n), scriptPubKey: scripts[index]! }]);

function announceBlock(): void {
  const { height, block } = world.tip();
  server.notify('blockchain.headers.subscribe', [{ height, hex: headerHex(block) }]);
}

/** Tells of a script as the server would: with the status that its history has now. */
const announceScript = (index: number) => server.notify(SUBSCRIBE, [scripthash(scripts[index]!), 'ab'.repeat(32)]);

/** Asks once, subscribes, and hears of one block, so that what follows is pure listening. */
async function listen(): Promise<void> {
  await chain.histories(scripts);
  const heard = chain.news(scripts);
  await expect.poll(() => asked(SUBSCRIBE)).toBe(3);
  announceBlock();
  await heard;
}

describe('a followed script', () => {
  it('is not asked about again before it is announced', async () => {
    await listen();
    expect(asked(HISTORY)).toBe(3);
    const payment = pay(1);
    world.send(payment);
    expect(await chain.histories(scripts)).toEqual([[], [], []]);
    expect(asked(HISTORY)).toBe(3);
    const heard = chain.news(scripts);
    announceScript(1);
    await heard;
    expect(await chain.histories(scripts)).toEqual([[], [{ txid: txidOf(payment), height: undefined }], []]);
    expect([asked(HISTORY), asked(SUBSCRIBE)]).toEqual([4, 3]);
  });

  it('that changed between the question and the subscription is news at once', async () => {
    await chain.histories(scripts);
    world.send(pay(2));
    await chain.news(scripts);
    expect((await chain.histories(scripts))[2]).toHaveLength(1);
    expect(asked(HISTORY)).toBe(4);
  });

  it('that is announced while it is being asked about is asked about once more', async () => {
    await listen();
    server.lies.set(HISTORY, (_, honest) => {
      // The announcement overtakes an answer that does not know of it yet.
      announceScript(0);
      return honest;
    });
    announceScript(0);
    await chain.news(scripts);
    await chain.histories(scripts);
    server.lies.clear();
    await chain.news(scripts);
    const before = asked(HISTORY);
    await chain.histories(scripts);
    expect(asked(HISTORY) - before).toBe(1);
  });

  it('may be one too many for a server, which still announces blocks', async () => {
    server.lies.set(SUBSCRIBE, () => new Error('excessive resource usage'));
    await chain.histories(scripts);
    const heard = chain.news(scripts);
    await expect.poll(() => asked(SUBSCRIBE)).toBe(3);
    world.send(pay(0));
    world.mine();
    announceBlock();
    await heard;
    expect((await chain.histories(scripts))[0]).toHaveLength(1);
  });
});

describe('listening', () => {
  it('ends with the connection, and when a person stops it', async () => {
    await listen();
    const stop = new AbortController();
    const stopped = chain.news(scripts, { signal: stop.signal });
    stop.abort();
    await expect(stopped).rejects.toMatchObject({ code: 'chain/stopped' });
    const cut = chain.news(scripts);
    chain.close();
    await expect(cut).rejects.toMatchObject({ code: 'chain/unreachable' });
  });

  for (const [name, method, params] of [
    ['a block without a header', 'blockchain.headers.subscribe', [{ height: 5 }]],
    ['a script without a status', SUBSCRIBE, ['x', 5]],
    ['no list at all', SUBSCRIBE, {}],
  ] as const) {
    it(`ends at ${name}`, async () => {
      await listen();
      const heard = chain.news(scripts);
      server.notify(method, params as unknown as readonly unknown[]);
      await expect(heard).rejects.toMatchObject({ code: 'chain/protocol', at: server.url });
    });
  }

  it('takes no notice of scripts that were not asked about', async () => {
    await listen();
    let isOver = false;
    const heard = chain.news(scripts).then(() => (isOver = true));
    server.notify(SUBSCRIBE, ['cd'.repeat(32), null]);
    await chain.tip();
    expect(isOver).toBe(false);
    announceBlock();
    await heard;
  });
});
