/**
 * A wallet's descriptor in the spellings that other formats want: keys by any text, hardened steps by either mark, no
 * checksum. The spelling with checksum is the wallet's own, `wallet.descriptor`.
 */
import { formatOrigin } from '../core/key/origin.ts';
import type { CosignerKey, ScriptType } from '../core/key/types.ts';
import type { Wallet } from '../core/wallet/types.ts';

const WRAPPERS: { readonly [scriptType in ScriptType]: (script: string) => string } = {
  p2wsh: (script) => `wsh(${script})`,
  'p2sh-p2wsh': (script) => `sh(wsh(${script}))`,
  p2sh: (script) => `sh(${script})`,
};

/** `wsh(sortedmulti(2,…,…))` with each key written by `keyText`. */
export function policyText(wallet: Wallet, keyText: (key: CosignerKey, index: number) => string): string {
  const name = wallet.keyOrder === 'sorted' ? 'sortedmulti' : 'multi';
  return WRAPPERS[wallet.scriptType](`${name}(${[wallet.m, ...wallet.keys.map(keyText)].join(',')})`);
}

/** `[73c5da0a/48'/0'/0'/2']xpub…`: the mark that every program reads. */
export function keyWithOrigin({ origin, xpub }: CosignerKey): string {
  return (origin === undefined ? '' : formatOrigin(origin, { hardenedMark: "'" })) + xpub;
}
