/** What a store tells of a desk, as text to be compared. */
import type { Store } from '../../src/watch/store/store.ts';

export interface Content {
  /** A sync stores headers before all the rest: they are true by themselves. */
  readonly headers: string;
  readonly rest: string;
}

export async function contentOf(store: Store, charterId: string): Promise<Content> {
  const { wallets, addresses, headers, scans, ledger, labels, proposals, broadcasts } = store;
  const known = await wallets.list();
  if (known.length === 0) return { headers: '[]', rest: '[]' };
  const rest = [
    known,
    await addresses.keychains(charterId),
    await addresses.scripts(charterId),
    // In no order.
    new Map((await scans.sightings(charterId)).map((sighting) => [sighting.txid, sighting])),
    await ledger.coins(charterId),
    await ledger.transactions(charterId),
    await labels.list(charterId),
    await proposals.list(charterId),
    await broadcasts.list(),
  ];
  return { headers: asText(await headers.list('regtest', 0, 1_000)), rest: asText(rest) };
}

function asText(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) => {
    if (typeof part === 'bigint') return `${part}n`;
    if (part instanceof Map) return [...part].sort(([left], [right]) => (left < right ? -1 : 1));
    return part instanceof Uint8Array ? Buffer.from(part).toString('hex') : part;
  });
}
