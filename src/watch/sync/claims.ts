/**
 * Holds what a server claims against what is known: which claims are new, which need a proof, and where the
 * server contradicts what was proven. Pure; `sync.ts` acts on it.
 */
import type { KnownSighting } from '../store/store.ts';

export interface Claims {
  /** In a block, as the server says, and not proven to be there. */
  readonly placed: readonly { readonly txid: string; readonly height: number }[];
  /** Now in the mempool, as the server says, and last seen elsewhere or never. */
  readonly waiting: readonly string[];
  /** No longer told of, and never proven. */
  readonly gone: readonly string[];
  /** Proven, and yet not told of, or told of as unconfirmed or in another block. The proof stands. */
  readonly withheld: readonly string[];
}

export function compareClaims(
  known: ReadonlyMap<string, KnownSighting>,
  reported: ReadonlyMap<string, number | undefined>,
): Claims {
  const claims = { placed: [], waiting: [], gone: [], withheld: [] } as {
    [list in keyof Claims]: Claims[list][number][];
  };
  for (const [txid, height] of reported) {
    const sighting = known.get(txid);
    if (sighting?.confirmed) {
      if (sighting.height !== height) claims.withheld.push(txid);
    } else if (height !== undefined) {
      claims.placed.push({ txid, height });
    } else if (sighting?.seen !== 'mempool') {
      claims.waiting.push(txid);
    }
  }
  for (const { txid, seen, confirmed } of known.values()) {
    if (reported.has(txid)) continue;
    if (confirmed) claims.withheld.push(txid);
    else if (seen !== 'gone') claims.gone.push(txid);
  }
  return claims;
}
