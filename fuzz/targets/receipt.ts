/** Receipts: what is read prints back, and only the receipts that members really signed verify. */
import { isDeepStrictEqual } from 'node:util';
import { formatReceipt, parseReceipt, verifyReceipt } from '../../src/core/charter/receipt.ts';
import { jsonEdits } from '../edits/json.ts';
import { holds, type TextTarget } from '../engine/target.ts';
import { charter, DOCUMENT_WORDS, file, receiptTexts } from './workshop.ts';

export const target: TextTarget = {
  kind: 'text',
  name: 'receipt',
  pace: 'heavy',
  seeds: () => receiptTexts,
  edits: jsonEdits(DOCUMENT_WORDS),
  run: (text) => {
    const receipt = parseReceipt(text);
    const printed = formatReceipt(receipt);
    holds(
      isDeepStrictEqual(JSON.parse(printed), JSON.parse(text.replace(/^\ufeff/, ''))),
      'a receipt keeps all it says',
    );
    holds(formatReceipt(parseReceipt(printed)) === printed, 'a receipt prints to the same receipt');
    const signer = verifyReceipt(charter, receipt);
    const real = file.receipts.some(
      ({ xpub, charterId, firstAddress }) =>
        xpub === receipt.xpub && charterId === receipt.charterId && firstAddress === receipt.firstAddress,
    );
    holds(real, 'only what a member signed verifies');
    return [`signed by ${signer}`];
  },
};
