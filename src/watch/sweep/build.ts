/** Plans a sweep or a consolidation from what the last sync found, and writes its next stage as a proposal. */

import type { Sats } from '../../core/amount.ts';
import { IcehouseError } from '../../core/errors.ts';
import type { Proposal } from '../../core/proposal/types.ts';
import { serializePsbt } from '../../core/psbt/serialize.ts';
import { decodeAddress } from '../../core/wallet/address.ts';
import { verifiedOutput } from '../../core/wallet/verified.ts';
import { walletCoins } from '../coins/coins.ts';
import type { ViewRequest } from '../proposals/view.ts';
import { nextChangeIndex, notSynced, type RecordableProposal } from '../spend/build.ts';
import type { FeeRate } from '../spend/fee-rate.ts';
import { lockTimeFor } from '../spend/lock-time.ts';
import { payeesOf, refuseFutureVersion } from '../spend/payments.ts';
import { type RandomBelow, shuffled } from '../spend/random.ts';
import { obstacle } from '../spend/spendable.ts';
import { writePsbt } from '../spend/write-psbt.ts';
import type { Coin } from '../sync/view.ts';
import { type Plan, planStages } from './plan.ts';

export interface SweepRequest extends ViewRequest {
  /** Where everything goes; a change place of the wallet itself when left out. */
  readonly to?: { readonly address: string; readonly name?: string | undefined } | undefined;
  readonly feeRate: FeeRate;
  readonly maxInputs: number;
  /** For all stages of this plan together; those that were proposed before do not count. */
  readonly maxFee: Sats;
  /** Only coins of less than this. */
  readonly below?: Sats | undefined;
}

export interface SweepPlan extends Plan<Coin> {
  /** Where the next stage pays to. */
  readonly target: SweepTarget;
}

interface SweepTarget {
  readonly address: string;
  readonly scriptPubKey: Uint8Array;
  /** Set where it is the wallet's own. */
  readonly own: { readonly keychain: 'change'; readonly index: number } | undefined;
}

/**
 * Plans over the coins that are free now.
 *
 * @throws IcehouseError `spend/not-synced`, `address/…`, `sweep/bad-stage-size`, `second-opinion/differs`.
 */
export async function planSweep(request: SweepRequest): Promise<SweepPlan> {
  const { store, charter, feeRate, maxInputs, maxFee, below, to } = request;
  const { coins, lastScan } = await walletCoins(store, charter);
  if (lastScan === undefined) throw notSynced();
  const target = await targetOf(request);
  const free = coins.filter((coin) => obstacle(coin) === undefined && (below === undefined || coin.amount < below));
  const plan = planStages({
    ...{ wallet: charter.wallet, coins: free, target: target.scriptPubKey, rate: feeRate, maxInputs, maxFee },
    leastCoins: to === undefined ? 2 : 1,
  });
  return { ...plan, target };
}

export interface StageRequest extends SweepRequest {
  readonly purpose: string;
  readonly proposer: string;
  readonly expires?: string | undefined;
  readonly psbtVersion?: 0 | 2 | undefined;
  readonly withXpubs?: boolean | undefined;
  readonly random: RandomBelow;
}

/**
 * Writes the first stage of a plan. Recording it reserves its coins, so that the next plan begins with the next stage.
 *
 * @throws IcehouseError `sweep/nothing-to-do`, `proposal/…`, `name/…`, `second-opinion/differs`.
 */
export async function buildStage(
  request: StageRequest,
  { stages, target }: SweepPlan,
): Promise<RecordableProposal & { readonly proposal: Proposal }> {
  const { store, charter, second, to, purpose, proposer, expires, random, now, psbtVersion, withXpubs } = request;
  const { network } = charter.wallet;
  const [stage] = stages;
  if (stage === undefined) throw nothingToDo();
  const paid = to === undefined ? [] : [{ address: target.address, amount: stage.amount, name: to.name }];
  const payees = payeesOf(paid, network);
  const proposal = { charterId: charter.id, proposer, purpose, payees, expires, signature: undefined };
  const inputs = shuffled(stage.coins, random);
  const { scriptPubKey, own } = target;
  const tipHeight = (await store.headers.range(network))?.last ?? 0;
  const psbt = await writePsbt({
    ...{ store, charter, second, inputs, proposal, psbtVersion, withXpubs },
    outputs: [{ amount: stage.amount, scriptPubKey, own }],
    lockTime: await lockTimeFor({ store, network, tipHeight, now, random }),
  });
  return {
    ...{ id: psbt.txid, charterId: charter.id, psbtBytes: serializePsbt(psbt), proposal },
    summary: { inputs, change: own },
  };
}

async function targetOf({ store, charter, second, to }: SweepRequest): Promise<SweepTarget> {
  const { wallet } = charter;
  if (to !== undefined) {
    const scriptPubKey = decodeAddress(to.address, wallet.network, '--to');
    refuseFutureVersion(scriptPubKey, { at: '--to' });
    return { address: to.address, scriptPubKey, own: undefined };
  }
  const index = await nextChangeIndex(store, charter);
  const { address, scriptPubKey } = verifiedOutput(wallet, 'change', index, second);
  return { address, scriptPubKey, own: { keychain: 'change', index } };
}

function nothingToDo(): IcehouseError {
  return new IcehouseError({
    code: 'sweep/nothing-to-do',
    kind: 'refused',
    message: 'no stage is left: no free coin is worth it at this rate and within the cap',
    next: 'sync, wait until reserved coins are free or fees are lower, or allow a higher fee',
  });
}
