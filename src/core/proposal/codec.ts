/**
 * A proposal as it travels: canonical JSON in one proprietary global record of the PSBT (BIP-0174 type 0xFC, identifier
 * `icehouse`, subtype 0), which wallets that know nothing of it keep. Reading checks form and size only; who signed it is
 * `proposal/verify.ts`, and whether the payment is what it says is the review's question.
 */
import { concatBytes, equalBytes, fromUtf8, utf8ToBytes } from '../bytes.ts';
import { IcehouseError } from '../errors.ts';
import { canonicalJson } from '../json/canonical.ts';
import {
  arrayField,
  asObject,
  optionalString,
  place,
  refuseUnknownFields,
  requireFormat,
  stringField,
} from '../json/fields.ts';
import { type JsonObject, type JsonValue, parseStrictJson } from '../json/strict.ts';
import { decodeMessageSignature } from '../message/bip137.ts';
import type { KeyValue, KeyValueMap } from '../psbt/types.ts';
import { checkedName } from '../text/name.ts';
import { requireDay } from './day.ts';
import type { Proposal, ProposedPayee } from './types.ts';

const FORMAT = 'icehouse-proposal';
const VERSION = 1;
const FIELDS = ['format', 'version', 'charter', 'proposer', 'purpose', 'payees', 'expires', 'maxFeeRate', 'signature'];

/** Type 0xFC, the identifier with its length, subtype 0, no key data. */
const RECORD_KEY = concatBytes(Uint8Array.of(0xfc, 8), utf8ToBytes('icehouse'), Uint8Array.of(0));

/** Bounds of the texts in characters: room for people, none for smuggling. */
export const PROPOSAL_LIMITS = {
  purpose: 500,
  payees: 500,
  address: 100,
  payeeName: 100,
  source: 200,
  bytes: 1 << 17,
} as const;

/** Digits without needless zeros, and at most three decimals. */
const FEE_RATE = /^(?:0|[1-9]\d{0,5})(?:\.\d{0,2}[1-9])?$/;
const ID = /^[0-9a-f]{64}$/;
const ADDRESS = /^[0-9A-Za-z]{14,100}$/;

/** The proposal's canonical JSON text. */
export function proposalText(proposal: Proposal): string {
  return canonicalJson(toJson(proposal));
}

/**
 * Writes a proposal as the record to put into a PSBT's global map. The proposal is read back first, so that nothing is
 * written that other members' programs would refuse.
 *
 * @throws IcehouseError as {@link parseProposal}.
 */
export function proposalRecord(proposal: Proposal): KeyValue {
  const value = utf8ToBytes(proposalText(proposal));
  parseProposal(value);
  return { key: RECORD_KEY, value };
}

/**
 * Finds the proposal among a PSBT's global records; undefined when there is none. Proprietary records of other programs,
 * other subtypes of ours and keys with data after the subtype are left alone: the review reports unknown records.
 *
 * @throws IcehouseError as {@link parseProposal}.
 */
export function findProposal(records: KeyValueMap): Proposal | undefined {
  const record = records.find(isProposalRecord);
  return record === undefined ? undefined : parseProposal(record.value);
}

/** Whether a global record is the one that holds the proposal. */
export function isProposalRecord({ key }: KeyValue): boolean {
  return equalBytes(key, RECORD_KEY);
}

/**
 * Reads a proposal from a record's value. Only the canonical form is taken, so nothing can hide in white space, escapes
 * or the order of fields. Names and texts stay foreign: show them through `text/visible.ts`.
 *
 * @throws IcehouseError `proposal/too-large`, `proposal/not-utf8`, `proposal/not-canonical`, `proposal/malformed`,
 * `proposal/not-a-day`, `json/…`, `name/…`, `message/not-a-signature`.
 */
export function parseProposal(value: Uint8Array): Proposal {
  if (value.length > PROPOSAL_LIMITS.bytes) {
    const expected = `at most ${PROPOSAL_LIMITS.bytes} bytes`;
    throw new IcehouseError({ code: 'proposal/too-large', message: 'the proposal is too large', expected });
  }
  const text = fromUtf8(value, 'proposal/not-utf8', 'proposal');
  const object = asObject(parseStrictJson(text, { maxBytes: PROPOSAL_LIMITS.bytes, maxDepth: 3 }), 'proposal');
  requireFormat(object, FORMAT, VERSION, 'proposal');
  refuseUnknownFields(object, FIELDS, 'proposal');
  const proposal = fromJson(object);
  if (proposalText(proposal) !== text) {
    throw new IcehouseError({
      code: 'proposal/not-canonical',
      message: 'the proposal is not written in canonical JSON',
      at: 'proposal',
      expected: 'RFC 8785',
    });
  }
  return proposal;
}

function fromJson(object: JsonObject): Proposal {
  const at = 'proposal';
  const charterId = stringField(object, 'charter', at, 64);
  if (!ID.test(charterId)) throw malformed(place(at, 'charter'), 'a charter id of 64 hexadecimal digits');
  const expires = optionalString(object, 'expires', at, 10);
  if (expires !== undefined) requireDay(expires, place(at, 'expires'));
  const maxFeeRate = optionalString(object, 'maxFeeRate', at, 10);
  if (maxFeeRate !== undefined && !FEE_RATE.test(maxFeeRate)) {
    throw malformed(place(at, 'maxFeeRate'), 'a fee rate in sat/vB, such as 10 or 1.5');
  }
  const signature = optionalString(object, 'signature', at, 100);
  if (signature !== undefined) decodeMessageSignature(signature, place(at, 'signature'));
  const payees = arrayField(object, 'payees', at, PROPOSAL_LIMITS.payees);
  return {
    charterId,
    proposer: checkedName(stringField(object, 'proposer', at, 200), place(at, 'proposer')),
    purpose: stringField(object, 'purpose', at, PROPOSAL_LIMITS.purpose),
    payees: payees.map((payee, index) => payeeFromJson(payee, place(at, `payees[${index}]`))),
    expires,
    ...(maxFeeRate === undefined ? {} : { maxFeeRate }),
    signature,
  };
}

function payeeFromJson(value: JsonValue, at: string): ProposedPayee {
  const object = asObject(value, at);
  refuseUnknownFields(object, ['address', 'name', 'source'], at);
  const address = stringField(object, 'address', at, PROPOSAL_LIMITS.address);
  if (!ADDRESS.test(address)) throw malformed(place(at, 'address'), 'a bitcoin address');
  return {
    address,
    name: stringField(object, 'name', at, PROPOSAL_LIMITS.payeeName),
    source: optionalString(object, 'source', at, PROPOSAL_LIMITS.source),
  };
}

function toJson(proposal: Proposal): JsonObject {
  const { charterId, proposer, purpose, payees, expires, maxFeeRate, signature } = proposal;
  return {
    format: FORMAT,
    version: VERSION,
    charter: charterId,
    proposer,
    purpose,
    payees: payees.map(({ address, name, source }) => ({ address, name, ...(source === undefined ? {} : { source }) })),
    ...(expires === undefined ? {} : { expires }),
    ...(maxFeeRate === undefined ? {} : { maxFeeRate }),
    ...(signature === undefined ? {} : { signature }),
  };
}

function malformed(at: string, expected: string): IcehouseError {
  return new IcehouseError({
    code: 'proposal/malformed',
    message: 'a field of the proposal has the wrong form',
    at,
    expected,
  });
}
