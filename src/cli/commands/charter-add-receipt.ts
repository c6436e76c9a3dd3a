/** `charter add-receipt`: puts members' receipts and confirmations into the charter's file, which keeps all that it held. */
import { resolve } from 'node:path';
import { addConfirmation, addReceipt, formatCharterFile } from '../../core/charter/charter-file.ts';
import { depositReadiness, whatIsMissing } from '../../core/charter/deposits.ts';
import { confirmedText } from '../../core/charter/explain.ts';
import { statedOrigins, statedOriginText } from '../../core/charter/origin-notes.ts';
import { signerOf } from '../../core/charter/receipt.ts';
import { wrapped } from '../../core/text/columns.ts';
import { visible } from '../../core/text/visible.ts';
import type { Command } from '../command.ts';
import { readAnswers, readCharterFile } from '../documents/charters.ts';
import { replaceFile } from '../files/write.ts';

export const charterAddReceipt: Command = {
  name: 'charter add-receipt',
  summary: 'put members’ receipts into the charter file',
  positionals: 'CHARTER RECEIPT…',
  arity: [2, Infinity],
  description: [
    'Verifies every receipt first and adds them all or none. A receipt for another charter is an alarm: its member was ' +
      'given another document. Confirmations made with icehouse charter confirm are added in the same way.',
  ],
  example: 'icehouse charter add-receipt family.json alice.receipt.json bob.receipt.json',
  shape:
    '{ "charter": file, "added": [names], "signed": [names], "confirmed": [{ name, by, how, date }], "missing": [names], ' +
    '"ready", "origins": [sentences about key origins that receipts state] }',
  run: async ({ args, io }) => {
    const [path = '', ...answerFiles] = args.positionals;
    const file = readCharterFile(io, path);
    const { receipts, confirmations } = readAnswers(io, answerFiles);
    const merged = confirmations.reduce(addConfirmation, receipts.reduce(addReceipt, file));
    const added = [
      ...receipts.map((receipt) => file.charter.wallet.keys[signerOf(file.charter, receipt)]!.name),
      ...confirmations.map(({ memberName }) => memberName),
    ];
    replaceFile(resolve(io.folder, path), formatCharterFile(merged));
    const readiness = depositReadiness(merged);
    const { ready, signed, confirmed, missing, rejected } = readiness;
    const origins = statedOrigins(merged).map(statedOriginText);
    const names = signed.length === 0 ? 'none' : signed.map((name) => visible(name)).join(', ');
    return {
      json: { charter: path, added, signed, confirmed, missing, ready, origins },
      lines: [
        ...wrapped(`Receipts that verify: ${names}.`),
        ...confirmed.flatMap((each) => wrapped(confirmedText(each))),
        ...rejected.flatMap(({ message }) => wrapped(`Not counted: ${message}.`)),
        ...origins.flatMap((sentence) => wrapped(sentence)),
        ...(ready ? ['Deposits are open.'] : wrapped(`Deposits stay locked: ${whatIsMissing(readiness)}.`)),
      ],
    };
  },
};
