/**
 * Payments from a group's wallet as plain values, so that a test can take a valid one and change a single thing. Each
 * coin comes from a previous transaction made up here; nothing is on any chain.
 */

import { signProposal } from '../../src/cold/proposal/sign-proposal.ts';
import { sats } from '../../src/core/amount.ts';
import { toHex, utf8ToBytes } from '../../src/core/bytes.ts';
import type { Charter } from '../../src/core/charter/types.ts';
import { hash160, sha256 } from '../../src/core/hash.ts';
import { extendedKeyToBytes } from '../../src/core/key/extended-key.ts';
import { proposalRecord } from '../../src/core/proposal/codec.ts';
import type { Proposal } from '../../src/core/proposal/types.ts';
import { createPsbt, type NewPsbtInput, type NewPsbtOutput } from '../../src/core/psbt/create.ts';
import { parsePsbt } from '../../src/core/psbt/parse.ts';
import { serializePsbt } from '../../src/core/psbt/serialize.ts';
import type { Bip32Derivation, GlobalXpub, KeyValue } from '../../src/core/psbt/types.ts';
import { serializeTransaction } from '../../src/core/tx/serialize.ts';
import { txidOf } from '../../src/core/tx/txid.ts';
import type { Transaction, TxInput, TxOutput } from '../../src/core/tx/types.ts';
import { decodeAddress } from '../../src/core/wallet/address.ts';
import { deriveOutput } from '../../src/core/wallet/output.ts';
import type { Keychain, Wallet } from '../../src/core/wallet/types.ts';
import type { Group, Member } from './group.ts';

const NO_BYTES = new Uint8Array();
/** Replaceable (BIP-0125), as wallets of today make them. */
const REPLACEABLE = 0xffff_fffd;

export interface SpentInput {
  readonly txid: string;
  readonly vout: number;
  readonly sequence: number;
  readonly fields: NewPsbtInput;
}

export interface MadeOutput {
  readonly amount: bigint;
  readonly scriptPubKey: Uint8Array;
  readonly fields: NewPsbtOutput;
}

export interface Payment {
  readonly psbtVersion: 0 | 2;
  readonly version: number;
  readonly lockTime: number;
  readonly inputs: readonly SpentInput[];
  readonly outputs: readonly MadeOutput[];
  readonly xpubs: readonly GlobalXpub[];
  readonly unknown: readonly KeyValue[];
}

export interface PlaceAndAmount {
  readonly keychain: Keychain;
  readonly index: number;
  readonly amount: bigint;
}

/** The transaction that created a coin: a stranger's output first, the coin second. */
export function previousTransaction(scriptPubKey: Uint8Array, amount: bigint, salt: string): Transaction {
  const txid = toHex(sha256(utf8ToBytes(`a transaction of the tests, ${salt}`)));
  return {
    version: 2,
    lockTime: 0,
    inputs: [{ txid, vout: 0, scriptSig: NO_BYTES, sequence: REPLACEABLE, witness: [] }],
    outputs: [
      { amount: sats(12_345_678n), scriptPubKey: strangerScript(salt) },
      { amount: sats(amount), scriptPubKey },
    ],
  };
}

/** P2WPKH script of somebody outside every group of the tests. */
export function strangerScript(name: string): Uint8Array {
  return Uint8Array.of(0x00, 20, ...hash160(utf8ToBytes(`a stranger of the tests, ${name}`)));
}

/** Input fields of any coin: its previous transaction and its output, as Bitcoin Core fills them in. */
export function spend(scriptPubKey: Uint8Array, amount: bigint, salt: string): SpentInput {
  const previous = previousTransaction(scriptPubKey, amount, salt);
  const witnessUtxo: TxOutput = { amount: sats(amount), scriptPubKey };
  const fields = { nonWitnessUtxo: serializeTransaction(previous), witnessUtxo };
  return { txid: txidOf(previous), vout: 1, sequence: REPLACEABLE, fields };
}

/** A coin of the wallet with everything an honest coordinator tells about it. */
export function ownInput(wallet: Wallet, { keychain, index, amount }: PlaceAndAmount): SpentInput {
  const { scriptPubKey, witnessScript, redeemScript } = deriveOutput(wallet, keychain, index);
  const input = spend(scriptPubKey, amount, `${keychain} ${index}`);
  const bip32Derivations = derivationsAt(wallet, keychain, index);
  const { nonWitnessUtxo, witnessUtxo } = input.fields;
  const utxo = wallet.scriptType === 'p2sh' ? { nonWitnessUtxo } : { nonWitnessUtxo, witnessUtxo };
  return { ...input, fields: { ...utxo, witnessScript, redeemScript, bip32Derivations } };
}

/** Change or a transfer to ourselves, with everything an honest coordinator tells about it. */
export function ownOutput(wallet: Wallet, { keychain, index, amount }: PlaceAndAmount): MadeOutput {
  const { scriptPubKey, witnessScript, redeemScript } = deriveOutput(wallet, keychain, index);
  const bip32Derivations = derivationsAt(wallet, keychain, index);
  return { amount, scriptPubKey, fields: { witnessScript, redeemScript, bip32Derivations } };
}

export function payTo(scriptPubKey: Uint8Array, amount: bigint): MadeOutput {
  return { amount, scriptPubKey, fields: {} };
}

export function payToAddress(wallet: Wallet, address: string, amount: bigint): MadeOutput {
  return payTo(decodeAddress(address, wallet.network), amount);
}

/** The true records of BIP-0174 at a place. */
export function derivationsAt(wallet: Wallet, keychain: Keychain, index: number): Bip32Derivation[] {
  const { publicKeys } = deriveOutput(wallet, keychain, index);
  return wallet.keys.map((key, position) => ({
    publicKey: publicKeys[position]!,
    fingerprint: key.origin?.fingerprint ?? '00000000',
    path: [...(key.origin?.path ?? []), wallet.branches[keychain], index],
  }));
}

/** The file, as a coordinator would send it. */
export function psbtBytes(payment: Payment): Uint8Array {
  const { psbtVersion, inputs, outputs, xpubs, unknown } = payment;
  const psbt = createPsbt({
    version: psbtVersion,
    transaction: transactionOf(payment),
    inputs: inputs.map(({ fields }) => fields),
    outputs: outputs.map(({ fields }) => fields),
    xpubs,
    unknown,
  });
  return serializePsbt(psbt);
}

export function transactionOf({ version, lockTime, inputs, outputs }: Payment): Transaction {
  return {
    version,
    lockTime,
    inputs: inputs.map(
      ({ txid, vout, sequence }): TxInput => ({ txid, vout, sequence, scriptSig: NO_BYTES, witness: [] }),
    ),
    outputs: outputs.map(({ amount, scriptPubKey }) => ({ amount: sats(amount), scriptPubKey })),
  };
}

/** A payment whose fee is 10,000 sat for two inputs: 1.6 BTC in, 1.5 to a stranger, the rest back. */
export function plainPayment(wallet: Wallet): Payment {
  return {
    psbtVersion: 0,
    version: 2,
    lockTime: 0,
    inputs: [
      ownInput(wallet, { keychain: 'receive', index: 3, amount: 100_000_000n }),
      ownInput(wallet, { keychain: 'change', index: 1, amount: 60_000_000n }),
    ],
    outputs: [
      payTo(strangerScript('Acme'), 150_000_000n),
      ownOutput(wallet, { keychain: 'change', index: 2, amount: 9_990_000n }),
    ],
    xpubs: [],
    unknown: [],
  };
}

/** The wallet's keys as PSBT_GLOBAL_XPUB has them. */
export function globalXpubsOf(wallet: Wallet): GlobalXpub[] {
  return wallet.keys.map(({ extendedKey, origin }) => ({
    extendedKey: extendedKeyToBytes(extendedKey),
    fingerprint: origin?.fingerprint ?? '00000000',
    path: origin?.path ?? [],
  }));
}

/** The same payment with a proposal by a member, signed over it; one thing of it may be changed after signing. */
export function proposed(
  payment: Payment,
  words: ProposalWords,
  { charter, member, second }: { readonly charter: Charter; readonly member: Member; readonly second: Group['second'] },
  tamper: (proposal: Proposal) => Proposal = (proposal) => proposal,
): Payment {
  const transaction = parsePsbt(psbtBytes(payment));
  const proposal = signProposal({ proposal: words, transaction, charter, account: member.account, second });
  return { ...payment, unknown: [...payment.unknown, proposalRecord(tamper(proposal))] };
}

export type ProposalWords = Pick<Proposal, 'purpose' | 'payees' | 'expires' | 'maxFeeRate'>;
