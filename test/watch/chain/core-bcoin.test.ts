/**
 * The Bitcoin Core back end against bcoin's own RPC, as far as bcoin speaks it: password, network, headers, proofs,
 * transactions. It has no watch-only wallet, no trial of transactions; `core-replay.test.ts` has those.
 */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toHex } from '../../../src/core/bytes.ts';
import { sha256d } from '../../../src/core/hash.ts';
import { parsePreviousTransaction } from '../../../src/core/tx/parse.ts';
import { loadBcoin } from '../../../src/practice/node/bcoin.ts';
import type { Chain } from '../../../src/watch/chain/chain.ts';
import { connectCore } from '../../../src/watch/chain/core/connect.ts';
import { merkleFlaw } from '../../../src/watch/spv/merkle.ts';
import { listen } from '../../support/listen.ts';

interface FullNode {
  readonly chain: { readonly tip: { rhash(): string; readonly height: number } };
  readonly miner: {
    addAddress(address: string): void;
    mineBlock(): Promise<unknown>;
    readonly cpu: { mineBlock(): Promise<unknown> };
  };
  open(): Promise<void>;
  close(): Promise<void>;
}

const ADDRESS = 'bcrt1q40mnq4ttchzd4w43um0a5r2ff6khvuhmkjwrkj';

let node: FullNode & {
  chain: {
    add(block: unknown): Promise<unknown>;
    getBlock(hash: string): Promise<{ txs: { txid(): string; toRaw(): Buffer }[] }>;
  };
};
let url: string;
let folder: string;

beforeAll(async () => {
  loadBcoin();
  const { FullNode: Full } = createRequire(import.meta.url)('bcoin') as {
    FullNode: new (options: object) => typeof node;
  };
  // A free port, given back a moment before bcoin takes it.
  const { port, close } = await listen(createServer());
  await close();
  node = new Full({
    ...{
      network: 'regtest',
      memory: true,
      workers: false,
      indexTx: true,
      listen: false,
      httpPort: port,
      apiKey: 'secret',
    },
    ...{ maxOutbound: 1, only: ['127.0.0.1:1'], logLevel: 'none' },
  });
  await node.open();
  node.miner.addAddress(ADDRESS);
  for (let count = 0; count < 20; count++) await node.chain.add(await node.miner.cpu.mineBlock());
  url = `core+http://127.0.0.1:${port}`;
  folder = mkdtempSync(join(tmpdir(), 'icehouse-bcoin-'));
});

afterAll(async () => {
  await node.close();
  rmSync(folder, { recursive: true });
});

function connect(password = 'secret', network: 'regtest' | 'main' = 'regtest'): Promise<Chain> {
  const cookieFile = join(folder, 'cookie');
  writeFileSync(cookieFile, `x:${password}`);
  return connectCore({ url, network, cookieFile, walletName: 'none' });
}

describe('bcoin over RPC', () => {
  it('asks for its password', async () => {
    await expect(connect('wrong')).rejects.toMatchObject({ code: 'core/wrong-password' });
  });

  it('is on its own network', async () => {
    await expect(connect('secret', 'main')).rejects.toMatchObject({ code: 'chain/wrong-network', found: 'regtest' });
  });

  it('gives headers that lead to its tip', async () => {
    const chain = await connect();
    const headers = await chain.headers(0, 21);
    expect(toHex(sha256d(headers.at(-1)!).reverse())).toBe(node.chain.tip.rhash());
    await expect(chain.headers(21, 1)).rejects.toMatchObject({ code: 'chain/server-error' });
    chain.close();
  });

  it('gives proofs that hold', async () => {
    const chain = await connect();
    const hash = (await chain.headers(7, 1))[0]!;
    const block = await node.chain.getBlock(Buffer.from(sha256d(hash)).toString('hex'));
    const [tx] = block.txs;
    const txid = tx!.txid();
    const [proof] = await chain.merkleProofs([{ txid, height: 7 }]);
    const { transaction } = parsePreviousTransaction(Uint8Array.from(tx!.toRaw()));
    expect(merkleFlaw({ txid, transaction, proof: proof!, merkleRoot: hash.slice(36, 68) })).toBeUndefined();
    expect(await chain.merkleProofs([{ txid: 'ab'.repeat(32), height: 7 }])).toEqual([undefined]);
    chain.close();
  });

  it('refuses a transaction with its reason, though it knows no trial', async () => {
    const chain = await connect();
    await expect(chain.broadcast(Uint8Array.of(1, 2, 3))).rejects.toMatchObject({
      code: expect.stringMatching(/^chain\//),
    });
    chain.close();
  });
});
