/** Coins as people name them: `TXID:N`. */
import { IcehouseError } from '../../core/errors.ts';
import type { OutPoint } from '../../core/tx/types.ts';

const COIN = /^([0-9a-f]{64}):(\d{1,10})$/;

/** @throws IcehouseError `usage/arguments`. */
export function readCoinNames(names: readonly string[], option: string): readonly OutPoint[] {
  return names.map((name) => {
    const [, txid, vout] = COIN.exec(name.trim().toLowerCase()) ?? [];
    if (txid !== undefined && vout !== undefined) return { txid, vout: Number(vout) };
    throw new IcehouseError({
      code: 'usage/arguments',
      kind: 'usage',
      message: 'this is not the name of a coin',
      at: option,
      expected: 'a transaction id, a colon and the number of the output, as icehouse watch coins shows them',
    });
  });
}
