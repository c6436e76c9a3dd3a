/** The proposal's record: one text for one proposal, so what is read prints back byte for byte. */

import fc from 'fast-check';
import { equalBytes } from '../../src/core/bytes.ts';
import { IcehouseError } from '../../src/core/errors.ts';
import { parseProposal, proposalRecord } from '../../src/core/proposal/codec.ts';
import { proposalMessage, verifyProposal } from '../../src/core/proposal/verify.ts';
import type { BytesEdit } from '../edits/bytes.ts';
import { bytesEdits } from '../edits/bytes.ts';
import { jsonEdits } from '../edits/json.ts';
import { type BytesTarget, holds } from '../engine/target.ts';
import { charter, DOCUMENT_WORDS, proposalRecords } from './workshop.ts';

const TRANSACTION = { txid: '11'.repeat(32) };

/** JSON edits of the record's text; the canonical order is kept by printing what an edit made through a sorted tree. */
const asText: fc.Arbitrary<BytesEdit> = fc.tuple(jsonEdits(DOCUMENT_WORDS), fc.boolean()).map(
  ([edit, sort]): BytesEdit =>
    (bytes, corpus) => {
      const text = edit(decoded(bytes), (number) => decoded(corpus(number)));
      return Buffer.from(sort ? sorted(text) : text, 'utf8');
    },
);

function decoded(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('utf8');
}

function sorted(text: string): string {
  try {
    const object = JSON.parse(text);
    return JSON.stringify(Object.fromEntries(Object.entries(object).toSorted(([a], [b]) => (a < b ? -1 : 1))));
  } catch {
    // Not JSON any more: nothing to sort.
    return text;
  }
}

export const target: BytesTarget = {
  kind: 'bytes',
  name: 'proposal',
  pace: 'light',
  seeds: () => proposalRecords,
  edits: fc.oneof({ weight: 5, arbitrary: asText }, { weight: 1, arbitrary: bytesEdits }),
  run: (bytes) => {
    const proposal = parseProposal(bytes);
    holds(equalBytes(proposalRecord(proposal).value, bytes), 'a proposal prints back to the bytes it was read from');
    const text = proposalMessage(proposal, TRANSACTION);
    try {
      verifyProposal({ proposal, charter, transaction: TRANSACTION });
    } catch (error) {
      if (error instanceof IcehouseError) return ['read', error.code];
      throw error;
    }
    holds(signedTexts.has(text), 'only what a member signed verifies');
    return ['signed'];
  },
};

const signedTexts: ReadonlySet<string> = new Set(
  proposalRecords.map((record) => proposalMessage(parseProposal(record), TRANSACTION)),
);
