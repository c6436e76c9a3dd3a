/**
 * The descriptor of a multisig wallet as text: what `wallet/wallet.ts` puts into every wallet it makes. Pure writing, and
 * therefore apart from `wallet-reader.ts`, which goes the other way and needs `wallet/wallet.ts` itself.
 */
import { formatOrigin } from '../key/origin.ts';
import type { CosignerKey, ScriptType } from '../key/types.ts';
import type { KeyOrder, Wallet } from '../wallet/types.ts';
import { addChecksum } from './checksum.ts';

/** The functions around the multisig script, for each script type. */
const WRAPPERS: { readonly [scriptType in ScriptType]: (script: string) => string } = {
  p2wsh: (script) => `wsh(${script})`,
  'p2sh-p2wsh': (script) => `sh(wsh(${script}))`,
  p2sh: (script) => `sh(${script})`,
};

const FUNCTIONS: { readonly [order in KeyOrder]: string } = { sorted: 'sortedmulti', given: 'multi' };

/**
 * Writes a BIP-0389 multipath descriptor with its BIP-0380 checksum: receive first, then change. Keys keep the order of
 * the wallet, also where `sortedmulti` makes it irrelevant, so that the text shows the same list as the charter.
 *
 * @example descriptorOfWallet({ scriptType: 'p2wsh', m: 2, keys, keyOrder: 'sorted', branches: { receive: 0, change: 1 } })
 * // 'wsh(sortedmulti(2,[73c5da0a/48h/0h/0h/2h]xpub…/<0;1>/*,…))#…'
 */
export function descriptorOfWallet(wallet: Omit<Wallet, 'descriptor' | 'network'>): string {
  const path = `/<${wallet.branches.receive};${wallet.branches.change}>/*`;
  const keys = wallet.keys.map((key) => keyWithOrigin(key) + path);
  const script = `${FUNCTIONS[wallet.keyOrder]}(${[wallet.m, ...keys].join(',')})`;
  return addChecksum(WRAPPERS[wallet.scriptType](script));
}

function keyWithOrigin(key: CosignerKey): string {
  return (key.origin === undefined ? '' : formatOrigin(key.origin)) + key.xpub;
}
