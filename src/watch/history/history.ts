/**
 * How the balance came to be: every transaction of a wallet in order, what each did, and the running total, which ends in
 * the balance that `sync/view.ts` adds up from the coins. Nothing is left out: what vanished stays in the list and counts
 * for nothing. Reads the store alone, so a reorganisation shows as soon as it is synced.
 */
import { addSats, type Sats } from '../../core/amount.ts';
import { toHex } from '../../core/bytes.ts';
import { invariant } from '../../core/errors.ts';
import type { NetworkName } from '../../core/network.ts';
import type { OutPoint, Transaction } from '../../core/tx/types.ts';
import { encodeAddress } from '../../core/wallet/address.ts';
import type { OwnScript, Store, StoredTransaction } from '../store/store.ts';
import { storedTransactions } from '../sync/fetch.ts';
import { confirmationsOf, viewWallet } from '../sync/view.ts';
import { inOrder } from './order.ts';
import type { Doubt, History, HistoryEntry, HistoryKind, HistoryOutput } from './types.ts';
import { readWords, type Words } from './words.ts';

/** @throws IcehouseError `store/wallet-unknown`. */
export async function readHistory(store: Store, charterId: string): Promise<History> {
  const { balance, lastScan, tipHeight } = await viewWallet(store, charterId);
  const { network } = await store.wallets.get(charterId);
  const stored = inOrder(await store.ledger.transactions(charterId));
  const parsed = await storedTransactions(
    store,
    stored.map(({ txid }) => txid),
  );
  const transactions = stored.map((each) => {
    const transaction = parsed.get(each.txid)?.transaction;
    invariant(transaction, 'the bytes of every transaction are stored with it');
    return { stored: each, transaction };
  });
  const scripts = await store.addresses.scripts(charterId);
  const words = await readWords(store, charterId);
  return {
    network,
    entries: entriesOf({ network, transactions, scripts, words, tipHeight }),
    balance,
    lastScan,
    tipHeight,
  };
}

interface Known {
  readonly stored: StoredTransaction;
  readonly transaction: Transaction;
}

interface Sources {
  readonly network: NetworkName;
  /** In the order in which they count. */
  readonly transactions: readonly Known[];
  readonly scripts: readonly OwnScript[];
  readonly words: Words;
  readonly tipHeight: number | undefined;
}

/** A coin that the wallet has or had. */
interface OwnCoin {
  readonly amount: Sats;
  /** The transaction that made it is in sight. */
  readonly isThere: boolean;
  /** A transaction in sight that was counted as spending it. */
  spentBy: string | undefined;
}

const nameOfCoin = ({ txid, vout }: OutPoint): string => `${txid}:${vout}`;

function entriesOf({ network, transactions, scripts, words, tipHeight }: Sources): HistoryEntry[] {
  const own = new Map(scripts.map((script) => [toHex(script.scriptPubKey), script]));
  const coins = ownCoins(transactions, own);
  const spenders = spendersInSight(transactions);
  let balance = 0n;
  return transactions.map(({ stored, transaction }) => {
    const { txid, state, height, blockTime, firstSeenAt, fee, label } = stored;
    const spends = transaction.inputs.map((input) => coins.get(nameOfCoin(input)));
    const proposal = words.proposalOf(transaction);
    const outputs = transaction.outputs.map(({ amount, scriptPubKey }, vout): HistoryOutput => {
      const address = encodeAddress(scriptPubKey, network);
      const place = own.get(toHex(scriptPubKey));
      const name = words.nameOf({ coin: nameOfCoin({ txid, vout }), address }, proposal);
      return { vout, amount, scriptPubKey, address, own: place && placeOf(place), name };
    });
    const received = addSats(outputs.filter((output) => output.own).map(({ amount }) => amount));
    const spent = addSats(spends.map((coin) => coin?.amount ?? 0n));
    const isVanished = state === 'vanished';
    const { counted, doubt } = isVanished ? { counted: 0n, doubt: undefined } : count(txid, received, spends);
    balance += counted;
    return {
      ...{ txid, state, kind: kindOf(spends, outputs), height, confirmations: confirmationsOf(stored, tipHeight) },
      ...{ date: blockTime === undefined ? undefined : new Date(blockTime * 1000).toISOString(), firstSeenAt },
      ...{ received, spent, delta: received - spent, counted, fee, balance, outputs, doubt },
      replacedBy: isVanished
        ? transaction.inputs.map((input) => spenders.get(nameOfCoin(input))).find(Boolean)
        : undefined,
      ...{ label, purpose: proposal?.purpose },
    };
  });
}

function ownCoins(transactions: readonly Known[], own: ReadonlyMap<string, OwnScript>): Map<string, OwnCoin> {
  const coins = new Map<string, OwnCoin>();
  for (const { stored, transaction } of transactions) {
    for (const [vout, { amount, scriptPubKey }] of transaction.outputs.entries()) {
      if (!own.has(toHex(scriptPubKey))) continue;
      const isThere = stored.state !== 'vanished';
      coins.set(nameOfCoin({ txid: stored.txid, vout }), { amount, isThere, spentBy: undefined });
    }
  }
  return coins;
}

function spendersInSight(transactions: readonly Known[]): ReadonlyMap<string, string> {
  const inSight = transactions.filter(({ stored }) => stored.state !== 'vanished');
  return new Map(
    inSight.flatMap(({ stored, transaction }) =>
      transaction.inputs.map((input) => [nameOfCoin(input), stored.txid] as const),
    ),
  );
}

/** Takes the coins that a transaction in sight spends; none is taken twice, and none that is not there. */
function count(txid: string, received: Sats, spends: readonly (OwnCoin | undefined)[]) {
  let counted: bigint = received;
  let doubt: Doubt | undefined;
  for (const coin of spends) {
    if (coin === undefined) continue;
    if (!coin.isThere) doubt = 'parent-vanished';
    else if (coin.spentBy !== undefined) doubt = 'spent-twice';
    else {
      coin.spentBy = txid;
      counted -= coin.amount;
    }
  }
  return { counted, doubt };
}

function kindOf(spends: readonly (OwnCoin | undefined)[], outputs: readonly HistoryOutput[]): HistoryKind {
  const ours = spends.filter((coin) => coin !== undefined).length;
  if (ours === 0) return 'received';
  if (ours < spends.length) return 'joint';
  return outputs.every(({ own }) => own) ? 'moved' : 'sent';
}

function placeOf({ keychain, index }: OwnScript): NonNullable<HistoryOutput['own']> {
  return { keychain, index };
}
