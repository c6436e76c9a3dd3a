/** What a person wants paid, checked: an address of the right network, an amount that nodes relay. */
import { formatBtc, type Sats } from '../../core/amount.ts';
import { IcehouseError } from '../../core/errors.ts';
import type { NetworkName } from '../../core/network.ts';
import type { ProposedPayee } from '../../core/proposal/types.ts';
import { dustLimit, scriptKind } from '../../core/review/script-kind.ts';
import type { TxOutput } from '../../core/tx/types.ts';
import { decodeAddress, encodeAddress, witnessProgram } from '../../core/wallet/address.ts';

export interface Payment {
  readonly address: string;
  readonly amount: Sats;
  /** Who it is, in the proposer's words. */
  readonly name?: string | undefined;
  /** Where the proposer has the address from. */
  readonly source?: string | undefined;
}

/** A payment, or one that receives whatever remains after the others and the fee. */
export type WantedPayment = Omit<Payment, 'amount'> & { readonly amount: Sats | 'all' };

export interface PaymentOptions {
  /** Whether addresses of witness versions without rules may be paid: a person must have said so. */
  readonly futureVersion?: boolean | undefined;
}

/**
 * Turns payments into outputs, in their order.
 *
 * @throws IcehouseError `spend/no-payments`, `spend/dust-payment`, `spend/future-version`, `address/wrong-network` and the other errors of
 * `decodeAddress`, all with the payment's place.
 */
export function outputsOf(
  payments: readonly Payment[],
  network: NetworkName,
  { futureVersion = false }: PaymentOptions = {},
): readonly TxOutput[] {
  if (payments.length === 0) {
    throw new IcehouseError({ code: 'spend/no-payments', kind: 'usage', message: 'nobody is to be paid' });
  }
  return payments.map(({ address, amount }, index) => {
    const scriptPubKey = decodeAddress(address, network, `payments[${index}].address`);
    if (!futureVersion) {
      refuseFutureVersion(scriptPubKey, {
        at: `payments[${index}].address`,
        otherwise: '; --future-version pays to this one nevertheless',
      });
    }
    refuseDust(amount, scriptPubKey, index);
    return { amount, scriptPubKey };
  });
}

/** An address that nobody knows how to spend from yet: anybody could take the money, and some nodes do not relay it. */
export function refuseFutureVersion(
  scriptPubKey: Uint8Array,
  { at, otherwise = '' }: { readonly at: string; readonly otherwise?: string },
): void {
  const version = witnessProgram(scriptPubKey)?.version ?? 0;
  if (scriptKind(scriptPubKey) !== 'unknown') return;
  throw new IcehouseError({
    code: 'spend/future-version',
    kind: 'refused',
    message: 'by today’s rules anybody could spend what is paid to such an address',
    at,
    found: `a program of witness version ${version}`,
    expected: 'an address in use today: version 0, or taproot',
    next: `ask for another address${otherwise}`,
  });
}

/** @throws IcehouseError `spend/dust-payment` for less than nodes relay to such a script. */
export function refuseDust(amount: Sats, scriptPubKey: Uint8Array, index: number): void {
  const least = dustLimit(scriptKind(scriptPubKey));
  if (amount >= least && amount > 0n) return;
  throw new IcehouseError({
    code: 'spend/dust-payment',
    kind: 'refused',
    message: 'so small an amount is not relayed by nodes, as it costs more to spend than it is worth',
    at: `payments[${index}].amount`,
    found: `${formatBtc(amount)} BTC`,
    expected: `at least ${formatBtc(least)} BTC to such an address`,
  });
}

/** What the proposal says of the payees: of those alone about whom something is said. */
export function payeesOf(payments: readonly WantedPayment[], network: NetworkName): readonly ProposedPayee[] {
  return payments.flatMap(({ address, name, source }, index) => {
    if (name === undefined && source === undefined) return [];
    const scriptPubKey = decodeAddress(address, network, `payments[${index}].address`);
    return [{ address: encodeAddress(scriptPubKey, network) ?? address.trim(), name: name ?? '', source }];
  });
}
