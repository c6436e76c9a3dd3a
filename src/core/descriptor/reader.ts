/**
 * What every part of the descriptor parser needs to know besides its own piece of text: how to name a place, and what
 * the caller allowed.
 */
import type { NetworkName } from '../network.ts';
import type { PlaceNamer } from './checksum.ts';

export interface ScriptReader {
  readonly place: PlaceNamer;
  /** What to do with `Zpub…` and the other prefixes of SLIP-0132, which BIP-0380 does not know. */
  readonly slip132: 'refuse' | 'convert';
  /** The networks whose addresses `addr()` may hold, tried in this order. */
  readonly networks: readonly NetworkName[];
}
