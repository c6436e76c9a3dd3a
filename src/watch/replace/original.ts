/**
 * The payment that is to be replaced or helped along, put together from what the store knows: its coins with their places in
 * the wallet, its outputs, its fee, and what would be replaced together with it.
 */
import { type Sats, sats } from '../../core/amount.ts';
import { toHex } from '../../core/bytes.ts';
import { IcehouseError, invariant } from '../../core/errors.ts';
import { findProposal } from '../../core/proposal/codec.ts';
import type { Proposal } from '../../core/proposal/types.ts';
import type { Place } from '../../core/review/places.ts';
import { signalsReplacement } from '../../core/tx/locktime.ts';
import { parseTransaction } from '../../core/tx/parse.ts';
import { virtualSizeOf } from '../../core/tx/size.ts';
import type { Transaction } from '../../core/tx/types.ts';
import { readSight, type SeenSpend, unsignedIdOf } from '../proposals/sight.ts';
import { isOpen, type ProposalView, type ViewRequest, viewProposals } from '../proposals/view.ts';
import { sizeOf, total } from '../spend/payment-size.ts';
import type { PlannedOutput, SpentCoin } from '../spend/write-psbt.ts';
import type { Store, StoredTransaction } from '../store/store.ts';

export interface Original {
  /** The stored proposal that it is; undefined for a transaction that was made elsewhere. */
  readonly view: ProposalView | undefined;
  /** Its id on the network, while it waits there. */
  readonly txid: string | undefined;
  readonly inputs: readonly SpentCoin[];
  /** In their order; `own` is set for change. */
  readonly outputs: readonly PlannedOutput[];
  readonly lockTime: number;
  readonly fee: Sats;
  /** vbytes: the real ones where it is signed, at most so many where it is not. */
  readonly virtualSize: number;
  /** Whether it says that it may be replaced (BIP-0125). */
  readonly isReplaceable: boolean;
  readonly proposal: Proposal | undefined;
  /** Waiting transactions of the wallet that spend from it and would go with it. */
  readonly descendants: readonly StoredTransaction[];
}

/**
 * Reads the original by the id of a proposal or of a transaction.
 *
 * @throws IcehouseError `bump/unknown`, `bump/confirmed`, `bump/over` for a proposal that has ended, `bump/not-ours`.
 */
export async function readOriginal(request: ViewRequest, id: string): Promise<Original> {
  const { store, charter } = request;
  const sight = await readSight(store, charter.id);
  const ledger = await store.ledger.transactions(charter.id);
  const byTxid = await waitingSpend(store, ledger, id);
  const proposalId = byTxid?.unsignedId ?? id;
  const view = (await viewProposals(request, ({ id }) => id === proposalId))[0];
  const spend = byTxid ?? sight.spendOf(proposalId);
  checkOpen(id, view, spend);
  const transaction = spend?.transaction ?? view?.psbt.transaction;
  invariant(transaction, 'what is open is in sight or stored');
  const inputs = await coinsOf(request, transaction);
  const outputs = await outputsOf(request, transaction);
  return {
    ...{ view, inputs, outputs, lockTime: transaction.lockTime, txid: spend?.stored.txid },
    fee: sats(total(inputs) - total(outputs)),
    virtualSize: spend ? virtualSizeOf(transaction) : sizeOf(charter.wallet, inputs.length, outputs),
    isReplaceable: signalsReplacement(transaction),
    proposal: view && findProposal(view.psbt.unknown),
    descendants: spend ? descendantsOf(spend.stored.txid, ledger) : [],
  };
}

/** A transaction of the wallet by its own id, which a P2SH one changes by being signed. */
async function waitingSpend(
  store: Store,
  ledger: readonly StoredTransaction[],
  txid: string,
): Promise<SeenSpend | undefined> {
  const stored = ledger.find((each) => each.txid === txid && each.state !== 'vanished' && each.spent > 0n);
  const bytes = stored && (await store.ledger.transactionBytes([txid])).get(txid);
  if (stored === undefined || bytes === undefined) return undefined;
  const transaction = parseTransaction(bytes);
  return { unsignedId: unsignedIdOf(transaction), stored, transaction };
}

function checkOpen(id: string, view: ProposalView | undefined, spend: SeenSpend | undefined): void {
  if (spend?.stored.state === 'confirmed' || spend?.stored.state === 'unproven') {
    throw new IcehouseError({
      code: 'bump/confirmed',
      kind: 'refused',
      message: 'this payment is in a block already: nothing can replace it any more',
      found: spend.stored.txid,
    });
  }
  if (spend !== undefined || (view !== undefined && isOpen(view))) return;
  throw new IcehouseError({
    code: view === undefined ? 'bump/unknown' : 'bump/over',
    kind: view === undefined ? 'usage' : 'refused',
    message: view === undefined ? 'this wallet knows no such payment' : `this proposal is not under way: ${view.state}`,
    found: id,
    next: 'see: icehouse proposal list; and sync, so that what waits on the network is known',
  });
}

async function coinsOf({ store, charter }: ViewRequest, { inputs }: Transaction): Promise<readonly SpentCoin[]> {
  const places = await placesOf(store, charter.id);
  const previous = await store.ledger.transactionBytes([...new Set(inputs.map(({ txid }) => txid))]);
  const parsed = new Map([...previous].map(([txid, bytes]) => [txid, parseTransaction(bytes)]));
  return inputs.map(({ txid, vout }, index) => {
    const output = parsed.get(txid)?.outputs[vout];
    const place = output && places.get(toHex(output.scriptPubKey));
    if (output !== undefined && place !== undefined) return { txid, vout, amount: output.amount, ...place };
    throw new IcehouseError({
      code: 'bump/not-ours',
      kind: 'refused',
      message: 'this transaction spends a coin that is not the wallet’s, so the wallet alone cannot replace it',
      at: `inputs[${index}]`,
      next: 'if it pays to the wallet, a child can help it along: icehouse bump --child',
    });
  });
}

/** Change is what pays to a change place: a payment to an own receive address stays as it is. */
async function outputsOf({ store, charter }: ViewRequest, { outputs }: Transaction): Promise<readonly PlannedOutput[]> {
  const places = await placesOf(store, charter.id);
  return outputs.map(({ amount, scriptPubKey }) => {
    const place = places.get(toHex(scriptPubKey));
    return { amount, scriptPubKey, own: place?.keychain === 'change' ? place : undefined };
  });
}

async function placesOf(store: Store, charterId: string): Promise<ReadonlyMap<string, Place>> {
  const scripts = await store.addresses.scripts(charterId);
  return new Map(scripts.map(({ keychain, index, scriptPubKey }) => [toHex(scriptPubKey), { keychain, index }]));
}

function descendantsOf(txid: string, ledger: readonly StoredTransaction[]): readonly StoredTransaction[] {
  const found = new Map<string, StoredTransaction>();
  const open = [txid];
  for (let parent = open.pop(); parent !== undefined; parent = open.pop()) {
    for (const each of ledger) {
      if (each.state !== 'unconfirmed' || found.has(each.txid) || !each.parents.includes(parent)) continue;
      found.set(each.txid, each);
      open.push(each.txid);
    }
  }
  return [...found.values()];
}
