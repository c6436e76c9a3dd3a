/**
 * The facts of a review, taken out of it, and their canonical JSON form. `seen/statement.ts` has a member sign them,
 * `journal/` keeps them, `seen/differences.ts` compares those of two members.
 */
import { type Sats, sats } from '../amount.ts';
import { toHex } from '../bytes.ts';
import { IcehouseError } from '../errors.ts';
import {
  arrayField,
  asObject,
  choiceField,
  integerField,
  objectField,
  optionalString,
  place,
  refuseUnknownFields,
  stringField,
} from '../json/fields.ts';
import type { JsonObject, JsonValue } from '../json/strict.ts';
import { PROPOSAL_LIMITS } from '../proposal/codec.ts';
import { requireDay } from '../proposal/day.ts';
import type { Review } from '../review/types.ts';
import { MAX_INPUTS, MAX_OUTPUTS } from '../tx/parse.ts';
import type { ReviewFacts, SeenInput, SeenOutput, SeenProposal } from './types.ts';

/** What of a review the facts are made of; a review has it all. */
export interface FactSource extends Pick<Review, 'psbt' | 'inputs' | 'outputs' | 'totals' | 'proposal' | 'proposedBy'> {
  readonly charterId: string;
}

/**
 * Takes the facts out of a review.
 *
 * @throws IcehouseError `seen/amounts-not-proven` when there is no sum, which no review without a `stop` has.
 */
export function factsOf({ charterId, psbt, totals, proposal, proposedBy, ...review }: FactSource): ReviewFacts {
  if (totals === undefined) throw notProven();
  return {
    charterId,
    txid: psbt.txid,
    lockTime: psbt.transaction.lockTime,
    inputs: review.inputs.map(({ txid, vout, sequence, amount }) => {
      if (amount === undefined) throw notProven();
      return { txid, vout, sequence, amount };
    }),
    outputs: review.outputs.map(({ role, scriptPubKey, amount, payee, source }) => {
      return { role, script: toHex(scriptPubKey), amount, payee, source };
    }),
    fee: totals.fee,
    proposal: proposal && {
      proposer: proposal.proposer,
      isSigned: proposedBy !== undefined,
      purpose: proposal.purpose,
      expires: proposal.expires,
    },
  };
}

/** The facts of a whole review. @throws IcehouseError `seen/amounts-not-proven`. */
export function factsOfReview(review: Review): ReviewFacts {
  return factsOf({ ...review, charterId: review.registered.charter.id });
}

function notProven(): IcehouseError {
  return new IcehouseError({
    code: 'seen/amounts-not-proven',
    message: 'the amounts of this transaction are not proven, so nobody can say what was seen',
    next: 'use the file with the previous transaction of every input',
  });
}

export function factsToJson({ charterId, txid, lockTime, inputs, outputs, fee, proposal }: ReviewFacts): JsonObject {
  return {
    charter: charterId,
    txid,
    lockTime,
    inputs: inputs.map((input) => ({
      txid: input.txid,
      vout: input.vout,
      sequence: input.sequence,
      amount: Number(input.amount),
    })),
    outputs: outputs.map(({ role, script, amount, payee, source }) => ({
      role,
      script,
      amount: Number(amount),
      ...(payee === undefined ? {} : { payee }),
      ...(source === undefined ? {} : { source }),
    })),
    fee: Number(fee),
    ...(proposal === undefined ? {} : { proposal: proposalToJson(proposal) }),
  };
}

function proposalToJson({ proposer, isSigned, purpose, expires }: SeenProposal): JsonObject {
  return { proposer, signed: isSigned, purpose, ...(expires === undefined ? {} : { expires }) };
}

const ID = /^[0-9a-f]{64}$/;
const HEX = /^[0-9a-f]*$/;
/** An output script of the largest transaction. */
const MAX_SCRIPT_DIGITS = 8_000_000;
const MAX_UINT32 = 0xffff_ffff;
const MAX_SATS = 2_100_000_000_000_000;
const MAX_NAME = 200;

/**
 * Reads what {@link factsToJson} gives. That the parts fit together (the id is that of such a transaction, the sums add
 * up) is not checked: whoever signed them says so, and `seen/differences.ts` holds them against the transaction.
 *
 * @throws IcehouseError `seen/malformed`, `json/…`, `amount/out-of-range`, `proposal/not-a-day`.
 */
export function factsFromJson(value: JsonValue, at: string): ReviewFacts {
  const object = asObject(value, at);
  refuseUnknownFields(object, ['charter', 'txid', 'lockTime', 'inputs', 'outputs', 'fee', 'proposal'], at);
  return {
    charterId: patternField(object, 'charter', at, ID),
    txid: patternField(object, 'txid', at, ID),
    lockTime: integerField(object, 'lockTime', at, { min: 0, max: MAX_UINT32 }),
    inputs: arrayField(object, 'inputs', at, MAX_INPUTS).map((input, index) =>
      inputFromJson(input, place(at, `inputs[${index}]`)),
    ),
    outputs: arrayField(object, 'outputs', at, MAX_OUTPUTS).map((output, index) =>
      outputFromJson(output, place(at, `outputs[${index}]`)),
    ),
    fee: amountField(object, 'fee', at),
    proposal:
      object.proposal === undefined
        ? undefined
        : proposalFromJson(objectField(object, 'proposal', at), place(at, 'proposal')),
  };
}

function inputFromJson(value: JsonValue, at: string): SeenInput {
  const object = asObject(value, at);
  refuseUnknownFields(object, ['txid', 'vout', 'sequence', 'amount'], at);
  return {
    txid: patternField(object, 'txid', at, ID),
    vout: integerField(object, 'vout', at, { min: 0, max: MAX_UINT32 }),
    sequence: integerField(object, 'sequence', at, { min: 0, max: MAX_UINT32 }),
    amount: amountField(object, 'amount', at),
  };
}

function outputFromJson(value: JsonValue, at: string): SeenOutput {
  const object = asObject(value, at);
  refuseUnknownFields(object, ['role', 'script', 'amount', 'payee', 'source'], at);
  return {
    role: choiceField(object, 'role', at, ['payment', 'change', 'self-transfer', 'data']),
    script: scriptField(object, at),
    amount: amountField(object, 'amount', at),
    payee: optionalString(object, 'payee', at, PROPOSAL_LIMITS.payeeName),
    source: optionalString(object, 'source', at, PROPOSAL_LIMITS.source),
  };
}

function proposalFromJson(object: JsonObject, at: string): SeenProposal {
  refuseUnknownFields(object, ['proposer', 'signed', 'purpose', 'expires'], at);
  const expires = optionalString(object, 'expires', at, 10);
  if (expires !== undefined) requireDay(expires, place(at, 'expires'));
  if (typeof object.signed !== 'boolean') throw malformed(place(at, 'signed'), 'true or false');
  return {
    proposer: stringField(object, 'proposer', at, MAX_NAME),
    isSigned: object.signed,
    purpose: stringField(object, 'purpose', at, PROPOSAL_LIMITS.purpose),
    expires,
  };
}

function patternField(object: JsonObject, name: string, at: string, pattern: RegExp, maxLength = 64): string {
  const text = stringField(object, name, at, maxLength);
  if (pattern.test(text)) return text;
  throw malformed(place(at, name), 'lower-case hexadecimal digits, 64 of them for an id');
}

function scriptField(object: JsonObject, at: string): string {
  const script = patternField(object, 'script', at, HEX, MAX_SCRIPT_DIGITS);
  if (script.length % 2 === 0) return script;
  throw malformed(place(at, 'script'), 'two hexadecimal digits for each byte');
}

function amountField(object: JsonObject, name: string, at: string): Sats {
  return sats(BigInt(integerField(object, name, at, { min: 0, max: MAX_SATS })), place(at, name));
}

function malformed(at: string, expected: string): IcehouseError {
  return new IcehouseError({ code: 'seen/malformed', message: 'a field has the wrong form', at, expected });
}
