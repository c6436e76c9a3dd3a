/**
 * A proposal: who asks for a payment and why, carried inside the PSBT as one proprietary global record, so that it
 * travels through every wallet that keeps unknown fields.
 */

export interface ProposedPayee {
  /** The output's address. */
  readonly address: string;
  /** Who it is, in the proposer's words; foreign text, escape before showing. */
  readonly name: string;
  /** Where the proposer has the address from, such as "invoice 12 of 3 March". */
  readonly source: string | undefined;
}

export interface Proposal {
  /** Id of the charter it spends from, 64 hex digits. */
  readonly charterId: string;
  readonly proposer: string;
  readonly purpose: string;
  readonly payees: readonly ProposedPayee[];
  /** Day (UTC, `YYYY-MM-DD`) after which nobody should sign; undefined when it does not expire. */
  readonly expires: string | undefined;
  /** What the fee may come to at most, in sat/vB as decimal text such as `10` or `1.5`, as the proposer promised. */
  readonly maxFeeRate?: string | undefined;
  /** BIP-0137 signature (Base64) by the proposer's account key; undefined when a member without a key at hand proposed. */
  readonly signature: string | undefined;
}
