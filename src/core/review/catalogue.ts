/**
 * Every doubt that a review can raise: its code, how severe it is, what it means and what to do about it. The words on
 * every screen and the page `docs/findings.md` come from here, so that a code means the same thing everywhere.
 * Where each one is raised is told by its area, in the order in which `review.ts` goes through a proposal.
 */

/** `stop` can never be approved; `warn` must be acknowledged by its code; `note` is for information. */
export type Severity = 'stop' | 'warn' | 'note';

/** The part of a proposal that a finding speaks of, in the order of the review. */
export type FindingArea = 'input' | 'signature' | 'output' | 'amount' | 'transaction' | 'proposal' | 'file';

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

export const CATALOGUE = {
  'previous-transaction-missing': {
    area: 'input',
    severity: 'stop',
    meaning:
      'The file lacks the whole transaction that created this coin, so its amount is only claimed (CVE-2020-14199).',
    action: 'Ask for the file again with the previous transaction (non_witness_utxo) of every input.',
  },
  'previous-transaction-mismatch': {
    area: 'input',
    severity: 'stop',
    meaning: 'The previous transaction in the file is not the one that this input spends: its id differs.',
    action: 'Do not sign; tell the others, as somebody or something changed the file.',
  },
  'previous-output-missing': {
    area: 'input',
    severity: 'stop',
    meaning: 'The input spends an output that the previous transaction does not have.',
    action: 'Do not sign; ask for a new file.',
  },
  'witness-utxo-conflict': {
    area: 'input',
    severity: 'stop',
    meaning: 'The file states another amount or script for this coin than the transaction that created it.',
    action: 'Do not sign; tell the others, as this is how a fee is hidden.',
  },
  'duplicate-outpoint': {
    area: 'input',
    severity: 'stop',
    meaning: 'The same coin is listed twice, which makes the sums lie and the transaction invalid.',
    action: 'Do not sign; ask for a new file.',
  },
  'foreign-input': {
    area: 'input',
    severity: 'stop',
    meaning: 'This coin cannot be recognised as one of the wallet: no derivation record leads to it.',
    action:
      'Ask for a file with BIP-0032 derivations; allow foreign inputs only if you agreed to pay together with others.',
    lowerable: true,
  },
  'input-not-ours': {
    area: 'input',
    severity: 'stop',
    meaning: 'The file says that this coin belongs to the wallet, but the charter gives another script at that place.',
    action: 'Do not sign; somebody wants your key to sign a script that is not the wallet.',
  },
  'redeem-script-mismatch': {
    area: 'input',
    severity: 'stop',
    meaning: 'The redeem script in the file is not the one that the charter gives.',
    action: 'Do not sign; ask for a new file.',
  },
  'witness-script-mismatch': {
    area: 'input',
    severity: 'stop',
    meaning: 'The witness script in the file is not the one that the charter gives.',
    action: 'Do not sign; ask for a new file.',
  },
  'path-lie': {
    area: 'input',
    severity: 'stop',
    meaning: 'A derivation record tells a path or key that contradicts the charter.',
    action: 'Do not sign; have the file made again from the charter.',
  },
  'derivation-foreign-key': {
    area: 'input',
    severity: 'warn',
    meaning: 'Beside the wallet keys, a key that has no part in this script is recorded.',
    action: 'Ask who added it; the signature does not depend on it.',
  },
  'fingerprint-differs': {
    area: 'input',
    severity: 'note',
    meaning: 'A derivation record has the right key and path under another master fingerprint.',
    action: 'Nothing: keys are compared, fingerprints are only hints.',
  },
  'second-opinion': {
    area: 'input',
    severity: 'stop',
    meaning: 'Two independent libraries disagree about a script of the wallet or about an address.',
    action: 'Do not sign and do not deposit on this machine; run the same version on another one and report it.',
  },
  'sighash-not-all': {
    area: 'signature',
    severity: 'stop',
    meaning: 'The file asks for a signature that would leave parts of the transaction open to change.',
    action: 'Do not sign; only SIGHASH_ALL binds everything that you are shown.',
  },
  'signature-sighash': {
    area: 'signature',
    severity: 'stop',
    meaning: 'A signature in the file is not of the kind SIGHASH_ALL.',
    action: 'Have the signatures combined anew from the stored proposal, which leaves this one out.',
  },
  'signature-invalid': {
    area: 'signature',
    severity: 'stop',
    meaning: 'A signature in the file does not verify for this transaction.',
    action: 'Have the signatures combined anew from the stored proposal, and ask the named cosigner to sign again.',
  },
  'signature-foreign-key': {
    area: 'signature',
    severity: 'stop',
    meaning: 'A signature in the file belongs to a key that has no part in this script.',
    action: 'Have the signatures combined anew from the stored proposal, which leaves this one out.',
  },
  'final-fields': {
    area: 'signature',
    severity: 'stop',
    meaning: 'The input is already final: its script or witness is filled in before all have signed.',
    action: 'Ask for the file as it was before it was finalized.',
  },
  'taproot-fields': {
    area: 'signature',
    severity: 'stop',
    meaning: 'The input carries taproot fields, yet this wallet has no taproot scripts.',
    action: 'Do not sign; ask for a new file.',
  },
  'already-signed': {
    area: 'signature',
    severity: 'note',
    meaning: 'Your own valid signature already stands on every input.',
    action: 'Nothing is missing from you; pass the file on.',
  },
  'enough-signatures': {
    area: 'signature',
    severity: 'note',
    meaning: 'As many valid signatures as the wallet needs already stand on every input.',
    action: 'Finalize and broadcast instead of signing again.',
  },
  'change-not-ours': {
    area: 'output',
    severity: 'stop',
    meaning:
      'The file says that this output returns to the wallet, but the charter gives another script at that place.',
    action: 'Do not sign; this money would leave the wallet under the name of change.',
  },
  'index-beyond-gap': {
    area: 'output',
    severity: 'stop',
    meaning: 'The output returns to the wallet at an index so far ahead that an ordinary scan would not find it.',
    action: 'Ask for change at the next unused index; whoever hides the index can ask a ransom for it.',
  },
  'output-script-mismatch': {
    area: 'output',
    severity: 'stop',
    meaning: 'The output is the wallet’s, but the redeem or witness script recorded with it is not.',
    action: 'Do not sign; ask for a new file.',
  },
  'hint-outside-wallet': {
    area: 'output',
    severity: 'note',
    meaning:
      'The file connects this output with a seed of the group, but not with this wallet: it counts as a payment.',
    action: 'Check it like any other recipient.',
  },
  'unknown-script': {
    area: 'output',
    severity: 'stop',
    meaning: 'The output has a script without a usual address, so nobody can say who may spend it.',
    action: 'Do not sign unless you know exactly what this script is.',
    lowerable: true,
  },
  'data-with-value': {
    area: 'output',
    severity: 'warn',
    meaning: 'Bitcoin is put on a data output (OP_RETURN), where it is destroyed for ever.',
    action: 'Ask for data outputs with amount zero.',
  },
  'data-large': {
    area: 'output',
    severity: 'warn',
    meaning: 'A data output is larger than most nodes relay.',
    action: 'Ask what the data is for; the transaction may never reach a block.',
  },
  'data-several': {
    area: 'output',
    severity: 'warn',
    meaning: 'There are several data outputs, which many nodes do not relay.',
    action: 'Ask what they are for; one is enough for every honest use.',
  },
  'many-outputs': {
    area: 'output',
    severity: 'warn',
    meaning: 'The money goes to so many recipients that one of them is easily overlooked.',
    action: 'Compare the list with the one you agreed on, line by line.',
  },
  'dust-payment': {
    area: 'output',
    severity: 'warn',
    meaning: 'A payment is so small that nodes do not relay the transaction.',
    action: 'Ask for a larger payment or none.',
  },
  'dust-change': {
    area: 'output',
    severity: 'warn',
    meaning: 'The change is so small that spending it later would cost about as much as it holds.',
    action: 'Ask for the change to be added to a payment or the fee, or for other coins to be chosen.',
  },
  'amount-out-of-range': {
    area: 'amount',
    severity: 'stop',
    meaning: 'The amounts add up to more bitcoin than can exist.',
    action: 'Do not sign; ask for a new file.',
  },
  'fee-negative': {
    area: 'amount',
    severity: 'stop',
    meaning: 'More is paid out than the coins hold.',
    action: 'Do not sign; the transaction cannot be valid.',
  },
  'fee-share': {
    area: 'amount',
    severity: 'stop',
    meaning: 'The fee is too large a share of what is sent.',
    action: 'Ask for a lower fee, or raise the cap for this one signing if you really mean it.',
  },
  'fee-amount': {
    area: 'amount',
    severity: 'stop',
    meaning: 'The fee is larger than the cap for a single transaction.',
    action: 'Ask for a lower fee, or raise the cap for this one signing if you really mean it.',
  },
  'fee-rate': {
    area: 'amount',
    severity: 'stop',
    meaning: 'The fee for each vbyte is larger than the cap.',
    action: 'Ask for a lower fee, or raise the cap for this one signing if you really mean it.',
  },
  'fee-cap-raised': {
    area: 'amount',
    severity: 'warn',
    meaning: 'The fee is above the usual cap, which was raised for this signing.',
    action: 'Acknowledge it only if you raised the cap yourself.',
  },
  'fee-rate-low': {
    area: 'amount',
    severity: 'note',
    meaning: 'The fee is below what nodes usually relay, so the transaction may wait for ever.',
    action: 'Expect to raise the fee later.',
  },
  'nothing-leaves': {
    area: 'amount',
    severity: 'note',
    meaning: 'Nothing is paid to anybody: all money but the fee returns to the wallet.',
    action: 'Confirm with the amount 0 if the coins are meant to be moved.',
  },
  'no-inputs': {
    area: 'transaction',
    severity: 'stop',
    meaning: 'The transaction spends no coin of this wallet, so there is nothing that your key could sign.',
    action: 'Check that you opened the right file with the right charter.',
  },
  'no-outputs': {
    area: 'transaction',
    severity: 'stop',
    meaning: 'The transaction has no output: everything would become fee.',
    action: 'Do not sign; ask for a new file.',
  },
  'transaction-version': {
    area: 'transaction',
    severity: 'stop',
    meaning: 'The transaction has a version whose rules are not known here.',
    action: 'Ask for version 2.',
  },
  'transaction-large': {
    area: 'transaction',
    severity: 'warn',
    meaning: 'The signed transaction would be larger than nodes relay.',
    action: 'Ask for several smaller transactions.',
  },
  'lock-time': {
    area: 'transaction',
    severity: 'note',
    meaning: 'The transaction cannot be confirmed before a certain block or time.',
    action: 'Nothing, if the moment is past or near; wallets often set it to the current block.',
  },
  'lock-time-unjudged': {
    area: 'transaction',
    severity: 'warn',
    meaning: 'The transaction waits for a block or time that cannot be compared with the present one here.',
    action: 'Compare the block or time with a clock or another device before you acknowledge.',
  },
  'lock-time-future': {
    area: 'transaction',
    severity: 'warn',
    meaning: 'The transaction can be confirmed only at a time that is still to come.',
    action: 'Acknowledge it only if the payment is meant to wait.',
  },
  'lock-time-far': {
    area: 'transaction',
    severity: 'stop',
    meaning: 'The transaction could be confirmed only in the far future.',
    action: 'Ask for a transaction without lock time; allow it only if you agreed on that date.',
    lowerable: true,
  },
  'lock-time-without-effect': {
    area: 'transaction',
    severity: 'stop',
    meaning: 'A lock time is set, but every input switches it off, so it holds nothing back.',
    action: 'Ask for the lock time to be removed or the sequence numbers to be mended.',
    lowerable: true,
  },
  'relative-lock': {
    area: 'transaction',
    severity: 'warn',
    meaning: 'An input makes the transaction wait until its coin has reached a certain age (BIP-0068).',
    action: 'Acknowledge it only if you agreed on that; this wallet has no need of it.',
  },
  'proposal-missing': {
    area: 'proposal',
    severity: 'note',
    meaning: 'The file does not say who proposes the payment, nor why.',
    action: 'Ask the others before you sign.',
  },
  'proposal-unreadable': {
    area: 'proposal',
    severity: 'stop',
    meaning: 'The proposal inside the file cannot be read.',
    action: 'Ask for a new file.',
  },
  'proposal-other-charter': {
    area: 'proposal',
    severity: 'stop',
    meaning: 'The proposal was made for another charter.',
    action: 'Open the charter that it was made for, or ask for a proposal for this one.',
  },
  'proposal-signature-invalid': {
    area: 'proposal',
    severity: 'stop',
    meaning: 'The proposal is not signed by the member whom it names, or not together with this transaction.',
    action: 'Do not sign; somebody changed the proposal or wrote it in another name.',
  },
  'proposal-unsigned': {
    area: 'proposal',
    severity: 'note',
    meaning: 'The proposal names its proposer but bears no signature, so the name is only a claim.',
    action: 'Ask the proposer over another channel.',
  },
  'proposal-payee-missing': {
    area: 'proposal',
    severity: 'stop',
    meaning: 'The proposal names a recipient whom the transaction does not pay.',
    action: 'Do not sign; the transaction and the words about it do not belong together.',
  },
  'proposal-payee-is-ours': {
    area: 'proposal',
    severity: 'warn',
    meaning: 'The proposal calls an output a payment to somebody, yet it returns to the wallet.',
    action: 'Ask the proposer; whoever expects to be paid will not be.',
  },
  'proposal-payee-unnamed': {
    area: 'proposal',
    severity: 'warn',
    meaning: 'The transaction pays a recipient of whom the proposal says nothing.',
    action: 'Ask the proposer who this is.',
  },
  'proposal-expired': {
    area: 'proposal',
    severity: 'warn',
    meaning: 'The day after which nobody should sign is past.',
    action: 'Ask whether the payment is still wanted; check the clock of this machine.',
  },
  'proposal-expiry-unjudged': {
    area: 'proposal',
    severity: 'note',
    meaning: 'The proposal has a last day, but this machine was given no date to compare it with.',
    action: 'Compare the day with a calendar.',
  },
  'global-xpub-foreign': {
    area: 'file',
    severity: 'warn',
    meaning: 'The file describes a wallet with a key that the charter does not have; it was ignored.',
    action: 'Ask the coordinator which wallet it used; only the charter counts here.',
  },
  'unknown-fields': {
    area: 'file',
    severity: 'warn',
    meaning: 'The file carries fields that Icehouse does not know; they are kept but have no part in the review.',
    action: 'Ask which program wrote them; they could carry hidden messages.',
  },
  'unknown-fields-large': {
    area: 'file',
    severity: 'stop',
    meaning: 'The file carries more unknown data than any honest wallet adds.',
    action: 'Ask for the file without these fields.',
    lowerable: true,
  },
} as const satisfies Readonly<Record<string, CatalogueEntry>>;

/** The stable name of a doubt. Never reused for another meaning. */
export type FindingCode = keyof typeof CATALOGUE;

/** Codes whose `stop` a person may turn into a `warn` for one signing. */
export type LowerableCode = {
  [code in FindingCode]: (typeof CATALOGUE)[code] extends { readonly lowerable: true } ? code : never;
}[FindingCode];

export const FINDING_CODES = Object.keys(CATALOGUE) as readonly FindingCode[];

/** The catalogue's words on a code. */
export function catalogueEntry(code: FindingCode): CatalogueEntry {
  return CATALOGUE[code];
}
