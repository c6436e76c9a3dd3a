/**
 * Bitcoin Core: the argument of `importdescriptors` for a watch-only descriptor wallet. Rescanning starts at the
 * timestamp 0, since a charter's birthday is a height and Core wants a time: slow once, but nothing is missed.
 */
import { keychainDescriptors } from './descriptors.ts';
import type { ExportFormat } from './format.ts';

/** How many addresses Core keeps ready at once; a hundred gap limits of common wallets. */
const RANGE_END = 999;

export const bitcoinCore: ExportFormat = {
  name: 'bitcoin-core',
  purpose: 'the argument of Bitcoin Core’s importdescriptors, for a blank watch-only wallet',
  write: ({ wallet }) => {
    const requests = keychainDescriptors(wallet).map((desc, keychain) => ({
      desc,
      active: true,
      internal: keychain === 1,
      range: [0, RANGE_END],
      next_index: 0,
      timestamp: 0,
    }));
    return `${JSON.stringify(requests, null, 2)}\n`;
  },
};
