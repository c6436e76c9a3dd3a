/** A store with 500 coins, each out of a transaction of its own that paid nine others too; synced as any store is. */
import { sats } from '../../src/core/amount.ts';
import { sha256 } from '../../src/core/hash.ts';
import type { TxOutput } from '../../src/core/tx/types.ts';
import { createDeriver } from '../../src/core/wallet/output.ts';
import { connectElectrum } from '../../src/watch/chain/electrum/connect.ts';
import { openStore } from '../../src/watch/store/open.ts';
import { syncWallet } from '../../src/watch/sync/sync.ts';
import { paymentFromOutside } from '../../test/watch/world/blocks.ts';
import { familyCharter, NOW } from '../../test/watch/world/family.ts';
import { serve } from '../../test/watch/world/liar.ts';
import { createWorld } from '../../test/watch/world/world.ts';

export const INPUTS = 500;
const OTHERS = 9;

export async function fillStore(path: string): Promise<void> {
  const charter = familyCharter();
  const { network } = charter.wallet;
  const deriver = createDeriver(charter.wallet);
  const world = createWorld();
  const places = deriver.outputs(
    'receive',
    Array.from({ length: INPUTS }, (_, index) => index),
  );
  for (const { scriptPubKey, index } of places) {
    const others = Array.from({ length: OTHERS }, (_, each) => stranger(index * OTHERS + each));
    world.send(paymentFromOutside([{ amount: sats(1_000_000n), scriptPubKey }, ...others]));
  }
  world.mine();
  const server = await serve(world);
  const store = await openStore(path);
  await store.wallets.add({ charterId: charter.id, network, charterFile: '{}', at: NOW.toISOString() });
  const chain = await connectElectrum({ url: server.url, network });
  await syncWallet({ store, chain, charter, now: NOW });
  chain.close();
  await store.close();
  await server.close();
}

function stranger(number: number): TxOutput {
  const hash = sha256(Uint8Array.of(number & 0xff, number >> 8)).subarray(0, 20);
  return { amount: sats(5_000n), scriptPubKey: new Uint8Array([0x00, 0x14, ...hash]) };
}
