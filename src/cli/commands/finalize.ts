/** `finalize`: from m valid signatures to the transaction that the network takes. */
import { resolve } from 'node:path';
import { toHex } from '../../core/bytes.ts';
import { finalizeForWallet } from '../../core/completion/finalize-for-wallet.ts';
import { readPsbt } from '../../core/psbt/text.ts';
import { loadSecondOpinion } from '../../core/second/wally.ts';
import { pairs } from '../../core/text/columns.ts';
import { serializeTransaction } from '../../core/tx/serialize.ts';
import type { Command } from '../command.ts';
import { readCharterFile } from '../documents/charters.ts';
import { noteSignatures } from '../documents/noted.ts';
import { readDocumentBytes } from '../documents/travelled.ts';
import { WATCH_OPTIONS } from '../documents/watch-folder.ts';
import { writeNewFile } from '../files/write.ts';

export const finalize: Command = {
  name: 'finalize',
  summary: 'make the final transaction from m signatures',
  positionals: 'PSBT',
  arity: [1, 1],
  options: {
    charter: { kind: 'text', value: 'FILE', help: 'the charter of the wallet', required: true },
    out: { kind: 'text', value: 'FILE', help: 'the transaction to write, as hexadecimal text', required: true },
    ...WATCH_OPTIONS,
  },
  description: [
    'Verifies every signature again, builds the scripts from the charter, lets a second library read the result from its ' +
      'bytes, and writes the transaction. Refuses below m signatures, naming who has not signed yet.',
  ],
  example: 'icehouse finalize combined.psbt --charter family.json --out payment.tx',
  shape: '{ "transaction": file, "txid", "fee", "virtualSize", "state" of the proposal in your folder or null }',
  run: async (context) => {
    const { args, io } = context;
    const { charter } = readCharterFile(io, args.required('charter'));
    const { wallet } = charter;
    const psbt = readPsbt(readDocumentBytes(io, args.positionals[0]!));
    const second = await loadSecondOpinion();
    const final = finalizeForWallet({ psbt, wallet, second });
    const { transaction, txid, fee, virtualSize } = final;
    const file = args.required('out');
    writeNewFile(resolve(io.folder, file), `${toHex(serializeTransaction(transaction))}\n`);
    const noted = await noteSignatures(context, charter, psbt, second);
    return {
      json: { transaction: file, txid, fee, virtualSize, state: noted.view?.state ?? null },
      lines: [
        `Final transaction written to ${file}.`,
        ...pairs([
          ['id', txid],
          ['fee', `${fee} sat, ${virtualSize} vbytes`],
        ]),
        ...noted.lines,
        'Next: icehouse broadcast',
      ],
    };
  },
};
