/** Size and sums of a payment of the wallet as it is planned. */
import { addSats, type Sats } from '../../core/amount.ts';
import { multisigVirtualSize } from '../../core/tx/size.ts';
import type { Wallet } from '../../core/wallet/types.ts';

/** vbytes of a payment of the wallet after signing, at most. */
export function sizeOf(
  { scriptType, m, keys }: Wallet,
  inputCount: number,
  outputs: readonly { readonly scriptPubKey: Uint8Array }[],
): number {
  const outputScripts = outputs.map(({ scriptPubKey }) => scriptPubKey);
  return multisigVirtualSize({ scriptType, m, n: keys.length, inputCount, outputScripts });
}

export function total(parts: readonly { readonly amount: Sats }[]): Sats {
  return addSats(parts.map(({ amount }) => amount));
}
