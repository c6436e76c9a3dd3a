/** `charter add-receipt`: puts members' receipts into the charter's file, which keeps all that it held. */
import { resolve } from 'node:path';
import { addReceipt, formatCharterFile } from '../../core/charter/charter-file.ts';
import { depositReadiness } from '../../core/charter/deposits.ts';
import { signerOf } from '../../core/charter/receipt.ts';
import type { Command } from '../command.ts';
import { readCharterFile, readReceipts } from '../documents/charters.ts';
import { replaceFile } from '../files/write.ts';

export const charterAddReceipt: Command = {
  name: 'charter add-receipt',
  summary: 'put members’ receipts into the charter file',
  positionals: 'CHARTER RECEIPT…',
  arity: [2, Infinity],
  description: [
    'Verifies every receipt first and adds them all or none. A receipt for another charter is an alarm: its member was ' +
      'given another document.',
  ],
  example: 'icehouse charter add-receipt family.json alice.receipt.json bob.receipt.json',
  shape: '{ "charter": file, "added": [names], "signed": [names], "missing": [names], "ready" }',
  run: async ({ args, io }) => {
    const [path = '', ...receiptFiles] = args.positionals;
    const file = readCharterFile(io, path);
    const receipts = readReceipts(io, receiptFiles);
    const merged = receipts.reduce(addReceipt, file);
    const added = receipts.map((receipt) => file.charter.wallet.keys[signerOf(file.charter, receipt)]!.name);
    replaceFile(resolve(io.folder, path), formatCharterFile(merged));
    const { ready, signed, missing } = depositReadiness(merged);
    return {
      json: { charter: path, added, signed, missing, ready },
      lines: [
        `Receipts that verify: ${signed.join(', ')}.`,
        ready ? 'Deposits are open.' : `Still missing: ${missing.join(', ')}. Deposits stay locked.`,
      ],
    };
  },
};
