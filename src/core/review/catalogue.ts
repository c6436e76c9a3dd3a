/**
 * Every doubt that a review can raise: its code, how severe it is, what it means and what to do about it. The words on
 * every screen and the page `docs/findings.md` come from here, so that a code means the same thing everywhere.
 * Where each one is raised is told by its area, in the order in which `review.ts` goes through a proposal.
 */

/** `stop` can never be approved; `warn` must be acknowledged by its code; `note` is for information. */
export type Severity = 'stop' | 'warn' | 'note';

/** The part of a proposal that a finding speaks of, in the order of the review. */
export type FindingArea = 'input' | 'signature' | 'output' | 'amount' | 'transaction' | 'proposal' | 'earlier' | 'file';

export interface CatalogueEntry {
  readonly area: FindingArea;
  readonly severity: Severity;
  /** What it means: one sentence, for somebody who has never read a BIP. */
  readonly meaning: string;
  /** What to do now: one sentence. */
  readonly action: string;
  /**
   * Set where a person may, for one signing and on purpose, turn the `stop` into a `warn` through `policy.lowered`.
   * Checks on change never have it.
   */
  readonly lowerable?: true;
}

const stop = (meaning: string, action: string) => ({ severity: 'stop', meaning, action }) as const;
const warn = (meaning: string, action: string) => ({ severity: 'warn', meaning, action }) as const;
const note = (meaning: string, action: string) => ({ severity: 'note', meaning, action }) as const;
const lowerableStop = (meaning: string, action: string) => ({ ...stop(meaning, action), lowerable: true }) as const;

type Entries = Readonly<Record<string, Omit<CatalogueEntry, 'area'>>>;
type InArea<E extends Entries> = { readonly [code in keyof E]: E[code] & { readonly area: FindingArea } };

function area<E extends Entries>(name: FindingArea, entries: E): InArea<E> {
  const withArea = Object.entries(entries).map(([code, entry]) => [code, { area: name, ...entry }]);
  return Object.fromEntries(withArea) as InArea<E>;
}

/** Coins that are spent. */
const INPUT = area('input', {
  'previous-transaction-missing': stop(
    'The file lacks the whole transaction that created this coin, so its amount is only claimed (CVE-2020-14199).',
    'Ask for the file again with the previous transaction (non_witness_utxo) of every input.',
  ),
  'previous-transaction-mismatch': stop(
    'The previous transaction in the file is not the one that this input spends: its id differs.',
    'Do not sign; tell the others, as somebody or something changed the file.',
  ),
  'previous-output-missing': stop(
    'The input spends an output that the previous transaction does not have.',
    'Do not sign; ask for a new file.',
  ),
  'witness-utxo-conflict': stop(
    'The file states another amount or script for this coin than the transaction that created it.',
    'Do not sign; tell the others, as this is how a fee is hidden.',
  ),
  'duplicate-outpoint': stop(
    'The same coin is listed twice, which makes the sums lie and the transaction invalid.',
    'Do not sign; ask for a new file.',
  ),
  'foreign-input': lowerableStop(
    'This coin cannot be recognised as one of the wallet: no derivation record leads to it.',
    'Ask for a file with BIP-0032 derivations; allow foreign inputs only if you agreed to pay together with others.',
  ),
  'input-not-ours': stop(
    'The file says that this coin belongs to the wallet, but the charter gives another script at that place.',
    'Do not sign; somebody wants your key to sign a script that is not the wallet.',
  ),
  'redeem-script-mismatch': stop(
    'The redeem script in the file is not the one that the charter gives.',
    'Do not sign; ask for a new file.',
  ),
  'witness-script-mismatch': stop(
    'The witness script in the file is not the one that the charter gives.',
    'Do not sign; ask for a new file.',
  ),
  'path-lie': stop(
    'A derivation record tells a path or key that contradicts the charter.',
    'Do not sign; have the file made again from the charter.',
  ),
  'derivation-foreign-key': warn(
    'Beside the wallet keys, a key that has no part in this script is recorded.',
    'Ask who added it; the signature does not depend on it.',
  ),
  'fingerprint-differs': note(
    'A derivation record has the right key and path under another master fingerprint.',
    'Nothing: keys are compared, fingerprints are only hints.',
  ),
  'second-opinion': stop(
    'Two independent libraries disagree about a script of the wallet or about an address.',
    'Do not sign and do not deposit on this machine; run the same version on another one and report it.',
  ),
});

/** Signatures, made and asked for. */
const SIGNATURE = area('signature', {
  'sighash-not-all': stop(
    'The file asks for a signature that would leave parts of the transaction open to change.',
    'Do not sign; only SIGHASH_ALL binds everything that you are shown.',
  ),
  'signature-sighash': stop(
    'A signature in the file is not of the kind SIGHASH_ALL.',
    'Have the signatures combined anew from the stored proposal, which leaves this one out.',
  ),
  'signature-invalid': stop(
    'A signature in the file does not verify for this transaction.',
    'Have the signatures combined anew from the stored proposal, and ask the named cosigner to sign again.',
  ),
  'signature-foreign-key': stop(
    'A signature in the file belongs to a key that has no part in this script.',
    'Have the signatures combined anew from the stored proposal, which leaves this one out.',
  ),
  'final-fields': stop(
    'The input is already final: its script or witness is filled in before all have signed.',
    'Ask for the file as it was before it was finalized.',
  ),
  'taproot-fields': stop(
    'The input carries taproot fields, yet this wallet has no taproot scripts.',
    'Do not sign; ask for a new file.',
  ),
  'already-signed': note(
    'Your own valid signature already stands on every input.',
    'Nothing is missing from you; pass the file on.',
  ),
  'enough-signatures': note(
    'As many valid signatures as the wallet needs already stand on every input.',
    'Finalize and broadcast instead of signing again.',
  ),
});

/** Where the money goes. */
const OUTPUT = area('output', {
  'change-not-ours': stop(
    'The file says that this output returns to the wallet, but the charter gives another script at that place.',
    'Do not sign; this money would leave the wallet under the name of change.',
  ),
  'index-beyond-gap': stop(
    'The output returns to the wallet at an index so far ahead that an ordinary scan would not find it.',
    'Ask for change at the next unused index; whoever hides the index can ask a ransom for it.',
  ),
  'output-script-mismatch': stop(
    'The output is the wallet’s, but the redeem or witness script recorded with it is not.',
    'Do not sign; ask for a new file.',
  ),
  'hint-outside-wallet': note(
    'The file connects this output with a seed of the group, but not with this wallet: it counts as a payment.',
    'Check it like any other recipient.',
  ),
  'unknown-script': lowerableStop(
    'The output has a script without a usual address, so nobody can say who may spend it.',
    'Do not sign unless you know exactly what this script is.',
  ),
  'data-with-value': warn(
    'Bitcoin is put on a data output (OP_RETURN), where it is destroyed for ever.',
    'Ask for data outputs with amount zero.',
  ),
  'data-large': warn(
    'A data output is larger than most nodes relay.',
    'Ask what the data is for; the transaction may never reach a block.',
  ),
  'data-several': warn(
    'There are several data outputs, which many nodes do not relay.',
    'Ask what they are for; one is enough for every honest use.',
  ),
  'many-outputs': warn(
    'The money goes to so many recipients that one of them is easily overlooked.',
    'Compare the list with the one you agreed on, line by line.',
  ),
  'many-returns': warn(
    'What returns to the wallet comes in so many pieces that spending it later costs far more in fees.',
    'Ask for one change output, unless you agreed to split the coins.',
  ),
  'dust-payment': warn(
    'A payment is so small that nodes do not relay the transaction.',
    'Ask for a larger payment or none.',
  ),
  'dust-change': warn(
    'The change is so small that spending it later would cost about as much as it holds.',
    'Ask for the change to be added to a payment or the fee, or for other coins to be chosen.',
  ),
});

/** Sums and fee. */
const AMOUNT = area('amount', {
  'amount-out-of-range': stop('The amounts add up to more bitcoin than can exist.', 'Do not sign; ask for a new file.'),
  'fee-negative': stop('More is paid out than the coins hold.', 'Do not sign; the transaction cannot be valid.'),
  'fee-share': stop(
    'The fee is too large a share of what is sent.',
    'Ask for a lower fee, or raise the cap for this one signing if you really mean it.',
  ),
  'fee-amount': stop(
    'The fee is larger than the cap for a single transaction.',
    'Ask for a lower fee, or raise the cap for this one signing if you really mean it.',
  ),
  'fee-rate': stop(
    'The fee for each vbyte is larger than the cap.',
    'Ask for a lower fee, or raise the cap for this one signing if you really mean it.',
  ),
  'fee-cap-raised': warn(
    'The fee is above the usual cap, which was raised for this signing.',
    'Acknowledge it only if you raised the cap yourself.',
  ),
  'fee-rate-low': note(
    'The fee is below what nodes usually relay, so the transaction may wait for ever.',
    'Expect to raise the fee later.',
  ),
  'nothing-leaves': note(
    'Nothing is paid to anybody: all money but the fee returns to the wallet.',
    'Confirm with the amount 0 if the coins are meant to be moved.',
  ),
});

/** The transaction as a whole. */
const TRANSACTION = area('transaction', {
  'no-inputs': stop(
    'The transaction spends no coin of this wallet, so there is nothing that your key could sign.',
    'Check that you opened the right file with the right charter.',
  ),
  'no-outputs': stop('The transaction has no output: everything would become fee.', 'Do not sign; ask for a new file.'),
  'transaction-version': stop('The transaction has a version whose rules are not known here.', 'Ask for version 2.'),
  'transaction-large': warn(
    'The signed transaction would be larger than nodes relay.',
    'Ask for several smaller transactions.',
  ),
  'lock-time': note(
    'The transaction cannot be confirmed before a certain block or time.',
    'Nothing, if the moment is past or near; wallets often set it to the current block.',
  ),
  'lock-time-unjudged': warn(
    'The transaction waits for a block or time that cannot be compared with the present one here.',
    'Compare the block or time with a clock or another device before you acknowledge.',
  ),
  'lock-time-future': warn(
    'The transaction can be confirmed only at a time that is still to come.',
    'Acknowledge it only if the payment is meant to wait.',
  ),
  'lock-time-far': lowerableStop(
    'The transaction could be confirmed only in the far future.',
    'Ask for a transaction without lock time; allow it only if you agreed on that date.',
  ),
  'lock-time-without-effect': lowerableStop(
    'A lock time is set, but every input switches it off, so it holds nothing back.',
    'Ask for the lock time to be removed or the sequence numbers to be mended.',
  ),
  'relative-lock': warn(
    'An input makes the transaction wait until its coin has reached a certain age (BIP-0068).',
    'Acknowledge it only if you agreed on that; this wallet has no need of it.',
  ),
});

/** The words of the proposal. */
const PROPOSAL = area('proposal', {
  'proposal-missing': note(
    'The file does not say who proposes the payment, nor why.',
    'Ask the others before you sign.',
  ),
  'proposal-unreadable': stop('The proposal inside the file cannot be read.', 'Ask for a new file.'),
  'proposal-other-charter': stop(
    'The proposal was made for another charter.',
    'Open the charter that it was made for, or ask for a proposal for this one.',
  ),
  'proposal-signature-invalid': stop(
    'The proposal is not signed by the member whom it names, or not together with this transaction.',
    'Do not sign; somebody changed the proposal or wrote it in another name.',
  ),
  'proposal-unsigned': note(
    'The proposal names its proposer but bears no signature, so the name is only a claim.',
    'Ask the proposer over another channel.',
  ),
  'proposal-payee-missing': stop(
    'The proposal names a recipient whom the transaction does not pay.',
    'Do not sign; the transaction and the words about it do not belong together.',
  ),
  'proposal-payee-is-ours': warn(
    'The proposal calls an output a payment to somebody, yet it returns to the wallet.',
    'Ask the proposer; whoever expects to be paid will not be.',
  ),
  'proposal-payee-unnamed': warn(
    'The transaction pays a recipient of whom the proposal says nothing.',
    'Ask the proposer who this is.',
  ),
  'proposal-expired': warn(
    'The day after which nobody should sign is past.',
    'Ask whether the payment is still wanted; check the clock of this machine.',
  ),
  'proposal-fee-rate': warn(
    'The fee is higher than the proposal says that it may be.',
    'Ask the proposer; a fee that was raised later should be told to you.',
  ),
  'proposal-expiry-unjudged': note(
    'The proposal has a last day, but this machine was given no date to compare it with.',
    'Compare the day with a calendar.',
  ),
});

/** What this member signed before; raised only where a journal or an earlier file is given. */
const EARLIER = area('earlier', {
  'replaces-signed': warn(
    'A coin of this payment was signed for before in another one: only one of the two can ever be confirmed.',
    'Acknowledge it only if this payment is meant to take the place of the earlier one; ask the others why.',
  ),
  'replacement-payee': warn(
    'A recipient gets another sum than in the payment whose place this one takes.',
    'A mere raise of the fee keeps every recipient and sum: do not sign unless this change was agreed on.',
  ),
  'replacement-fee': warn(
    'The fee is not higher than that of the payment whose place this one takes, so nodes keep the earlier one.',
    'Ask whether an old file was sent to you by mistake, or for a higher fee.',
  ),
  'paid-before': warn(
    'A recipient was paid before at this address from other coins, so both payments can be confirmed.',
    'Acknowledge it only if one more payment is meant; what only raises a fee must spend a coin of the first.',
  ),
  'signed-before': note(
    'You have signed this very transaction before.',
    'Nothing changes if you sign it again; ask why it was sent to you once more.',
  ),
});

/** The rest of the file. */
const FILE = area('file', {
  'global-xpub-foreign': warn(
    'The file describes a wallet with a key that the charter does not have; it was ignored.',
    'Ask the coordinator which wallet it used; only the charter counts here.',
  ),
  'unknown-fields': warn(
    'The file carries fields that Icehouse does not know; they are kept but have no part in the review.',
    'Ask which program wrote them; they could carry hidden messages.',
  ),
  'unknown-fields-large': lowerableStop(
    'The file carries more unknown data than any honest wallet adds.',
    'Ask for the file without these fields.',
  ),
});

export const CATALOGUE = {
  ...INPUT,
  ...SIGNATURE,
  ...OUTPUT,
  ...AMOUNT,
  ...TRANSACTION,
  ...PROPOSAL,
  ...EARLIER,
  ...FILE,
} as const;

/** The stable name of a doubt. Never reused for another meaning. */
export type FindingCode = keyof typeof CATALOGUE;

/** Codes whose `stop` a person may turn into a `warn` for one signing. */
export type LowerableCode = {
  [code in FindingCode]: (typeof CATALOGUE)[code] extends { readonly lowerable: true } ? code : never;
}[FindingCode];

/** Whether a text, typed by a person say, is the code of a stop that may be lowered. */
export function isLowerable(code: string): code is LowerableCode {
  const known = FINDING_CODES.find((each) => each === code);
  return known !== undefined && catalogueEntry(known).lowerable === true;
}

export const FINDING_CODES = Object.keys(CATALOGUE) as readonly FindingCode[];

/** The catalogue's words on a code. */
export function catalogueEntry(code: FindingCode): CatalogueEntry {
  return CATALOGUE[code];
}
