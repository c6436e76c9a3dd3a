/** What is worth knowing about the coins that lie in the wallet. */
import { formatBtc } from '../../core/amount.ts';
import { toHex } from '../../core/bytes.ts';
import { groups } from '../../core/text/groups.ts';
import type { AddressFacts } from '../coins/facts.ts';
import { lookAlikes } from '../coins/look-alike.ts';
import type { Coin } from '../sync/view.ts';
import { HINT_CODES, type Hint, hint } from './catalogue.ts';

/** Each at its coin, `txid:index`; those of one kind together, warnings first. */
export function coinHints(coins: readonly Coin[], facts: AddressFacts): readonly Hint[] {
  const twinOf = lookAlikes([...facts.payees, ...facts.own]);
  const all = coins.flatMap((coin) => {
    const at = `${coin.txid}:${coin.vout}`;
    const times = facts.timesPaid.get(toHex(coin.scriptPubKey)) ?? 0;
    const imitated = (facts.beside.get(coin.txid) ?? []).flatMap((address) => {
      const twin = twinOf(address);
      return twin === undefined ? [] : [{ address, twin }];
    });
    return [
      ...(coin.isDust === true ? [hint('coin-dust', at, `${formatBtc(coin.amount)} BTC, frozen for being dust`)] : []),
      ...imitated.map(({ address, twin }) =>
        hint('coin-look-alike', at, `${groups(address)} imitates ${groups(twin)}`),
      ),
      ...(times > 1 ? [hint('coin-address-reused', at, `its address was paid ${times} times`)] : []),
    ];
  });
  const rank = ({ code, severity }: Hint) => HINT_CODES.indexOf(code) + (severity === 'warn' ? 0 : HINT_CODES.length);
  return all.sort((left, right) => rank(left) - rank(right));
}
