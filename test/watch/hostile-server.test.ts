/** What a hostile or broken server may do to a sync: each lie has its error, and the store stays as it was. */
import type { Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sats } from '../../src/core/amount.ts';
import { fromHex, toHex } from '../../src/core/bytes.ts';
import { sha256d } from '../../src/core/hash.ts';
import { txidOf } from '../../src/core/tx/txid.ts';
import type { Transaction } from '../../src/core/tx/types.ts';
import type { Chain } from '../../src/watch/chain/chain.ts';
import { connectElectrum } from '../../src/watch/chain/electrum/connect.ts';
import { readHistory } from '../../src/watch/history/history.ts';
import { syncWallet } from '../../src/watch/sync/sync.ts';
import { viewWallet } from '../../src/watch/sync/view.ts';
import { hexOf, mineHeader, paymentFromOutside, spend } from './world/blocks.ts';
import { at, type Desk, familyCharter, NOW, openDesk } from './world/family.ts';
import { type Lie, serve, type TestServer } from './world/liar.ts';
import { createWorld, headerHex, type World } from './world/world.ts';

const charter = familyCharter();
const receive = (index: number, amount: bigint) => ({
  amount: sats(amount),
  scriptPubKey: at(charter, 'receive', index).scriptPubKey,
});

const HISTORY = 'blockchain.scripthash.get_history';
const TRANSACTION = 'blockchain.transaction.get';
const MERKLE = 'blockchain.transaction.get_merkle';
const HEADERS = 'blockchain.block.headers';
const TIP = 'blockchain.headers.subscribe';

let world: World;
let server: TestServer;
let desk: Desk;
let chain: Chain;
let known: Transaction;
let fresh: Transaction;

/** One deposit is known and proven; another one and two blocks wait on the server. */
beforeEach(async () => {
  world = createWorld();
  known = paymentFromOutside([receive(0, 100_000n)]);
  world.send(known);
  world.mine(3);
  server = await serve(world);
  desk = await openDesk(charter);
  chain = await connect();
  await sync();
  fresh = paymentFromOutside([receive(1, 7_000n)]);
  world.send(fresh, paymentFromOutside([{ amount: sats(5n), scriptPubKey: Uint8Array.of(0x51) }]));
  world.mine(2);
});

afterEach(async () => {
  chain.close();
  await server.close();
  await desk.remove();
});

const connect = (timeoutMs = 5_000) => connectElectrum({ url: server.url, network: 'regtest', timeoutMs });
const sync = () => syncWallet({ store: desk.store, chain, charter, now: NOW });

const history = async () => ({ history: (await readHistory(desk.store, charter.id)).entries });

/** All that the store holds of the wallet. */
async function holdings() {
  return {
    view: { ...(await viewWallet(desk.store, charter.id)), ...(await history()), tipHeight: undefined },
    sightings: await desk.store.scans.sightings(charter.id),
    scripts: await desk.store.addresses.scripts(charter.id),
    keychains: await desk.store.addresses.keychains(charter.id),
  };
}

async function expectRefusal(code: string): Promise<void> {
  const before = await holdings();
  const { view } = before;
  expect(view.balance.confirmed).toBe(100_000n);
  const refused = await sync().then(
    () => 'no error',
    (error: unknown) => error,
  );
  expect(refused).toMatchObject({ code, at: server.url });
  const after = await holdings();
  // Confirmations grow with the blocks, which are facts by themselves.
  const withoutDepth = ({ view: { coins, history, ...rest } }: typeof after) => ({
    ...rest,
    coins: coins.map((coin) => ({ ...coin, confirmations: 0 })),
    history: history.map((entry) => ({ ...entry, confirmations: 0 })),
  });
  expect({ ...after, view: withoutDepth(after) }).toEqual({ ...before, view: withoutDepth(before) });
}

/** After the lie, an honest server brings everything up to date. */
async function expectRecovery(): Promise<void> {
  server.lies.clear();
  server.raw = undefined;
  chain.close();
  chain = await connect();
  await sync();
  expect((await viewWallet(desk.store, charter.id)).balance.confirmed).toBe(107_000n);
}

interface LieCase {
  readonly name: string;
  readonly method: string;
  readonly code: string;
  readonly lie: (world: World) => Lie;
}

const merkleOf = (honest: unknown) => honest as { block_height: number; merkle: string[]; pos: number };

const LIES: readonly LieCase[] = [
  {
    name: 'another transaction than the one asked for',
    method: TRANSACTION,
    code: 'chain/false-transaction',
    lie: () => () => hexOf(known),
  },
  {
    name: 'a transaction with a flipped amount',
    method: TRANSACTION,
    code: 'chain/false-transaction',
    lie: () => () =>
      hexOf({ ...fresh, outputs: fresh.outputs.map((output) => ({ ...output, amount: sats(7_000_000n) })) }),
  },
  {
    name: 'bytes that are no transaction',
    method: TRANSACTION,
    code: 'chain/false-transaction',
    lie: () => () => 'c0ffee',
  },
  { name: 'text that is no hex', method: TRANSACTION, code: 'chain/protocol', lie: () => () => 'zz' },
  { name: 'a number for a transaction', method: TRANSACTION, code: 'chain/protocol', lie: () => () => 5 },
  {
    name: 'a refusal to give a transaction that it has listed',
    method: TRANSACTION,
    code: 'chain/server-error',
    lie: () => () => new Error('<b>no</b>\u202e\u001b[31m'),
  },
  {
    name: 'a branch that leads elsewhere',
    method: MERKLE,
    code: 'chain/false-proof',
    lie: () => (_, honest) => ({ ...merkleOf(honest), merkle: merkleOf(honest).merkle.map(() => 'ab'.repeat(32)) }),
  },
  {
    name: 'the place of another transaction',
    method: MERKLE,
    code: 'chain/false-proof',
    lie: () => (_, honest) => ({ ...merkleOf(honest), pos: merkleOf(honest).pos ^ 1 }),
  },
  {
    name: 'a position outside the tree',
    method: MERKLE,
    code: 'chain/false-proof',
    lie: () => (_, honest) => ({ ...merkleOf(honest), pos: merkleOf(honest).pos + 4 }),
  },
  {
    name: 'an over-long branch',
    method: MERKLE,
    code: 'chain/false-proof',
    lie: () => (_, honest) => ({ ...merkleOf(honest), merkle: Array.from({ length: 16 }, () => '00'.repeat(32)) }),
  },
  {
    name: 'a proof for another block',
    method: MERKLE,
    code: 'chain/protocol',
    lie: () => (_, honest) => ({ ...merkleOf(honest), block_height: 2 }),
  },
  {
    name: 'a negative position',
    method: MERKLE,
    code: 'chain/protocol',
    lie: () => (_, honest) => ({ ...merkleOf(honest), pos: -1 }),
  },
  {
    name: 'a confirmation in a block where the transaction is not',
    method: HISTORY,
    code: 'chain/false-proof',
    lie: () => (_, honest) => (honest as { tx_hash: string }[]).map((entry) => ({ ...entry, height: 6 })),
  },
  {
    name: 'a confirmation beyond its own tip',
    method: HISTORY,
    code: 'chain/false-proof',
    lie: () => (_, honest) => (honest as { tx_hash: string }[]).map((entry) => ({ ...entry, height: 400 })),
  },
  {
    name: "a stranger's transaction in our history",
    method: HISTORY,
    code: 'chain/false-history',
    lie: (here) => () => [{ tx_hash: txidOf(here.blocks[4]!.transactions[2]!), height: 4 }],
  },
  {
    name: 'a history that is no list',
    method: HISTORY,
    code: 'chain/protocol',
    lie: () => () => ({ length: 1, 0: {} }),
  },
  {
    name: 'a history with a height out of this world',
    method: HISTORY,
    code: 'chain/protocol',
    lie: () => () => [{ tx_hash: txidOf(fresh), height: 2 ** 53 }],
  },
  {
    name: 'a history with an id that is none',
    method: HISTORY,
    code: 'chain/protocol',
    lie: () => () => [{ tx_hash: '../../etc', height: 4 }],
  },
  {
    name: 'headers without work',
    method: HEADERS,
    code: 'chain/false-header',
    lie: (here) => () => {
      const header = fromHex(headerHex(here.blocks[4]!));
      do header[76] = (header[76]! + 1) & 0xff;
      while ((sha256d(header)[31] ?? 0) < 0x80);
      return { count: 1, hex: toHex(header) };
    },
  },
  {
    name: 'headers that follow nothing',
    method: HEADERS,
    code: 'chain/false-header',
    lie: (here) => (params) => {
      const count = Number(params[1]);
      const stray = mineHeader('11'.repeat(32), new Uint8Array(32), 1_700_000_000);
      const honest = here.blocks.slice(Number(params[0]), Number(params[0]) + count - 1).map(headerHex);
      return { count, hex: [...honest, toHex(stray)].join('') };
    },
  },
  {
    name: 'a difficulty of its own choosing',
    method: HEADERS,
    code: 'chain/false-header',
    lie: (here) => () => {
      const header = fromHex(headerHex(here.blocks[4]!));
      header.set([0xff, 0xff, 0x7f, 0x21], 72);
      return { count: 1, hex: toHex(header) };
    },
  },
  {
    name: 'a count of headers that does not fit',
    method: HEADERS,
    code: 'chain/protocol',
    lie: () => (_, honest) => ({ ...(honest as object), count: 7 }),
  },
  {
    name: 'no headers at all',
    method: HEADERS,
    code: 'chain/protocol',
    lie: () => () => ({ count: 0, hex: '' }),
  },
  {
    name: 'a tip that its headers do not reach',
    method: TIP,
    code: 'chain/protocol',
    lie: () => (_, honest) => ({ ...(honest as object), height: 4_000 }),
  },
  { name: 'a tip of no header', method: TIP, code: 'chain/protocol', lie: () => () => ({ height: 5, hex: '00' }) },
  { name: 'nothing for a tip', method: TIP, code: 'chain/protocol', lie: () => () => null },
];

describe('a server that lies', () => {
  for (const { name, method, code, lie } of LIES) {
    it(`${name}: ${code}`, async () => {
      server.lies.set(method, lie(world));
      await expectRefusal(code);
      await expectRecovery();
    });
  }

  it('shows its own words escaped', async () => {
    server.lies.set(TRANSACTION, () => new Error(`<b>\u202e\u001b]52;c${'x'.repeat(5_000_000)}`));
    const error = await sync().catch((refusal: unknown) => refusal as { found: string });
    expect(error).toMatchObject({ code: 'chain/server-error' });
    const { found } = error as { found: string };
    expect(found.length).toBeLessThan(400);
    expect(found).toContain('\\u{202E}\\u{1B}]52;c');
  });

  it('that has no proof to give leaves the transaction unproven', async () => {
    server.lies.set(MERKLE, () => new Error('pruned'));
    await sync();
    expect((await viewWallet(desk.store, charter.id)).balance).toMatchObject({ confirmed: 100_000n, unproven: 7_000n });
    await expectRecovery();
  });

  it('that hides a proven deposit changes nothing and is found out', async () => {
    server.lies.set(HISTORY, () => []);
    expect(await sync()).toMatchObject({ withheld: [txidOf(known)], vanished: [] });
    expect((await viewWallet(desk.store, charter.id)).balance.confirmed).toBe(100_000n);
    await expectRecovery();
  });

  it('that calls a proven deposit unconfirmed changes nothing and is found out', async () => {
    server.lies.set(HISTORY, (_, honest) => (honest as object[]).map((entry) => ({ ...entry, height: 0 })));
    expect(await sync()).toMatchObject({ withheld: [txidOf(known)] });
    expect((await viewWallet(desk.store, charter.id)).balance).toMatchObject({
      confirmed: 100_000n,
      unconfirmed: 7_000n,
    });
    await expectRecovery();
  });

  it('that keeps back the payment behind a spend is found out', async () => {
    const hidden = paymentFromOutside([receive(2, 9_000n)]);
    const child = spend(
      [{ txid: txidOf(hidden), vout: 0 }],
      [{ amount: sats(8_000n), scriptPubKey: Uint8Array.of(0x51) }],
    );
    world.send(hidden, child);
    server.lies.set(HISTORY, (_, honest) =>
      (honest as { tx_hash: string }[]).filter(({ tx_hash }) => tx_hash !== txidOf(hidden)),
    );
    await expectRefusal('chain/false-history');
  });
});

describe('a connection that breaks in the middle of a sync', () => {
  const BREAKS: readonly (readonly [string, string, (socket: Socket) => void])[] = [
    ['by garbage', 'chain/protocol', (socket) => socket.write('\u0000\u0000\n')],
    ['by half a line and the end', 'chain/unreachable', (socket) => socket.end('{"id":7,"resu')],
    ['by a cut', 'chain/unreachable', (socket) => socket.destroy()],
    ['by silence', 'chain/timeout', () => {}],
    ['by a line without end', 'chain/protocol', (socket) => socket.write(Buffer.alloc(10_000_000, 0x61))],
  ];
  for (const [name, code, breakOff] of BREAKS) {
    it(`${name}: ${code}`, async () => {
      chain.close();
      chain = await connect(400);
      server.lies.set(TRANSACTION, (_, honest) => {
        server.raw = breakOff;
        return honest;
      });
      await expectRefusal(code);
      await expectRecovery();
    });
  }
});
