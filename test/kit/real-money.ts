/**
 * A group's wallet on a real node: coins that exist, payments that spend them, and the way of every payment through
 * review, approval, signing, combining and finalizing. Real code paths only; nothing here decides anything.
 */
import { signReview } from '../../src/cold/sign/sign.ts';
import { formatBtc, type Sats, sats } from '../../src/core/amount.ts';
import { fromHex, toHex } from '../../src/core/bytes.ts';
import { combineForWallet } from '../../src/core/completion/combine-for-wallet.ts';
import { finalizeForWallet } from '../../src/core/completion/finalize-for-wallet.ts';
import { parsePsbt } from '../../src/core/psbt/parse.ts';
import { approveReview } from '../../src/core/review/approve.ts';
import { reviewPsbt } from '../../src/core/review/review.ts';
import { serializeTransaction } from '../../src/core/tx/serialize.ts';
import type { OutPoint, Transaction } from '../../src/core/tx/types.ts';
import { deriveOutput } from '../../src/core/wallet/output.ts';
import type { Keychain, Wallet } from '../../src/core/wallet/types.ts';
import type { PracticeNode } from '../../src/practice/node/types.ts';
import type { Group, Member } from '../review/group.ts';
import { derivationsAt, ownOutput, payToAddress, psbtBytes, type SpentInput } from '../review/payment.ts';

export interface Place {
  readonly keychain: Keychain;
  readonly index: number;
}

/** A coin of the wallet that the node knows. */
export interface RealCoin extends Place, OutPoint {
  readonly amount: Sats;
  /** The transaction that made it, as the node gives it. */
  readonly previousTransaction: Uint8Array;
}

/** Pays one coin to each place and mines a block. */
export async function fundPlaces(
  node: PracticeNode,
  wallet: Wallet,
  places: readonly (Place & { readonly amount: bigint })[],
): Promise<readonly RealCoin[]> {
  const payments = places.map(({ keychain, index, amount }) => ({
    address: deriveOutput(wallet, keychain, index).address,
    amount: sats(amount),
  }));
  const coins = await node.fundAll(payments);
  await node.mine(1);
  return Promise.all(
    places.map(async ({ keychain, index, amount }, position) => {
      const coin = coins[position]!;
      const made = await node.transaction(coin.txid);
      return { keychain, index, ...coin, amount: sats(amount), previousTransaction: fromHex(made!.hex) };
    }),
  );
}

export interface RealPayment {
  readonly coins: readonly RealCoin[];
  readonly payee: string;
  readonly amount: bigint;
  readonly fee: bigint;
  /** Index of the change output. */
  readonly changeIndex: number;
}

/** The proposal as a file: one payment, the rest less the fee as change. */
export function proposalFor(wallet: Wallet, { coins, payee, amount, fee, changeIndex }: RealPayment): Uint8Array {
  const change = coins.reduce((sum, coin) => sum + coin.amount, 0n) - amount - fee;
  return psbtBytes({
    psbtVersion: 0,
    version: 2,
    lockTime: 0,
    inputs: coins.map((coin) => spendCoin(wallet, coin)),
    outputs: [
      payToAddress(wallet, payee, amount),
      ownOutput(wallet, { keychain: 'change', index: changeIndex, amount: change }),
    ],
    xpubs: [],
    unknown: [],
  });
}

/** Replaceable (BIP-0125), as wallets of today make their payments. */
const REPLACEABLE = 0xffff_fffd;

function spendCoin(wallet: Wallet, coin: RealCoin): SpentInput {
  const { keychain, index, txid, vout, amount, previousTransaction } = coin;
  const { scriptPubKey, witnessScript, redeemScript } = deriveOutput(wallet, keychain, index);
  const witnessUtxo = wallet.scriptType === 'p2sh' ? undefined : { amount, scriptPubKey };
  const bip32Derivations = derivationsAt(wallet, keychain, index);
  const fields = { nonWitnessUtxo: previousTransaction, witnessUtxo, witnessScript, redeemScript, bip32Derivations };
  return { txid, vout, sequence: REPLACEABLE, fields };
}

/** One member's way: review against the registered charter, acknowledge every warning, type the amount, sign. */
export function signAs({ account, registered }: Member, { second }: Group, psbt: Uint8Array): Uint8Array {
  const review = reviewPsbt({ psbtBytes: psbt, registered, second });
  const warnings = review.findings.filter(({ severity }) => severity === 'warn').map(({ code }) => code);
  const approved = approveReview(review, {
    acknowledged: [...new Set(warnings)],
    confirmedAmount: formatBtc(review.totals!.leaving),
  });
  return signReview(approved, account, second).psbtBytes;
}

/** Each signer signs the proposal for herself; what comes back is combined onto it and finalized. */
export function completePayment(group: Group, proposal: Uint8Array, signers: readonly Member[]): Transaction {
  const { wallet } = group.charter;
  const returned = signers.map((member) => ({
    name: member.name,
    content: parsePsbt(signAs(member, group, proposal)),
  }));
  const { psbt } = combineForWallet({ base: parsePsbt(proposal), returned, wallet, second: group.second });
  return finalizeForWallet({ psbt, wallet, second: group.second }).transaction;
}

export function transactionHex(transaction: Transaction): string {
  return toHex(serializeTransaction(transaction));
}
