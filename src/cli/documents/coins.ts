/** Coins as people name them: `txid:index`, or the beginning of the id as the list of coins shows it. */
import { IcehouseError } from '../../core/errors.ts';
import type { OutPoint } from '../../core/tx/types.ts';

/** Fewer digits than this are a slip. */
const FEWEST_DIGITS = 8;

/** @throws IcehouseError `spend/unknown-coin`, `spend/ambiguous-coin`, `usage/arguments` for a text of another form. */
export function findCoin<Coin extends OutPoint>(coins: readonly Coin[], text: string): Coin {
  const match = /^([0-9a-f]{1,64})…?:(\d{1,7})$/i.exec(text.trim());
  const [, id = '', vout = ''] = match ?? [];
  if (id.length < FEWEST_DIGITS) {
    throw new IcehouseError({
      code: 'usage/arguments',
      kind: 'usage',
      message: 'this names no coin',
      expected: `TXID:INDEX with at least ${FEWEST_DIGITS} digits of the id, as icehouse watch coins shows it`,
    });
  }
  const found = coins.filter((coin) => coin.txid.startsWith(id.toLowerCase()) && coin.vout === Number(vout));
  if (found[0] !== undefined && found.length === 1) return found[0];
  throw new IcehouseError({
    code: found.length === 0 ? 'spend/unknown-coin' : 'spend/ambiguous-coin',
    message: found.length === 0 ? 'the wallet has no such coin' : 'several coins begin like this',
    at: `${id.toLowerCase()}:${Number(vout)}`,
    next: found.length === 0 ? 'sync, and look at the list of coins: it may have been spent' : 'give more digits',
  });
}
