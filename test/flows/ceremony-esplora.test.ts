/** The whole practice ceremony once more, with an Esplora server between the members and the node. */
import { randomFillSync } from 'node:crypto';
import { expect, it } from 'vitest';
import { runCeremony } from '../../src/practice/ceremony/ceremony.ts';
import { DEFAULT_PLAN } from '../../src/practice/ceremony/plan.ts';
import { openPracticeChain } from '../../src/practice/chain.ts';
import { freshFolder, icehouse } from '../cli/icehouse.ts';
import { type EsploraServer, serveEsplora } from '../watch/chain/esplora-server.ts';

it('goes from dice to a confirmed payment over Esplora', async () => {
  let server: EsploraServer | undefined;
  const random = (length: number) => randomFillSync(new Uint8Array(length));
  const chain = await openPracticeChain(random, async (node) => {
    server = await serveEsplora(node);
    return server;
  });
  try {
    const result = await runCeremony({
      ...{ plan: DEFAULT_PLAN, chain, root: freshFolder(), tell: () => {}, step: async () => {} },
      run: async ({ folder, words, input = '' }) => {
        const { exitCode, stdout } = await icehouse(words, { folder, input });
        return { exitCode, json: JSON.parse(stdout) as unknown };
      },
      dice: (count) => [...random(count)].map((byte) => (byte % 6) + 1).join(''),
    });
    expect(await chain.confirmations(result.txid)).toBeGreaterThan(0);
    expect(server?.asked.some((path) => path === '/tx')).toBe(true);
    expect(server?.asked.some((path) => path.endsWith('/merkle-proof'))).toBe(true);
  } finally {
    await chain.close();
  }
});
