/** `combine`: members' signatures onto the proposal that was sent out; a bad file is named and left aside. */
import { resolve } from 'node:path';
import { combineForWallet, type Returned } from '../../core/completion/combine-for-wallet.ts';
import { IcehouseError } from '../../core/errors.ts';
import { serializePsbt } from '../../core/psbt/serialize.ts';
import { readPsbt, readReturnedFile } from '../../core/psbt/text.ts';
import { loadSecondOpinion } from '../../core/second/wally.ts';
import { wrapped } from '../../core/text/columns.ts';
import { openCodes } from '../../exchange/codes/join.ts';
import type { Command } from '../command.ts';
import { readCharterFile } from '../documents/charters.ts';
import { combinedJson, combinedLines } from '../documents/combined-output.ts';
import { noteSignatures } from '../documents/noted.ts';
import { readStatements, sameSeen, seenJson, seenLines } from '../documents/seen.ts';
import { readDocumentBytes } from '../documents/travelled.ts';
import { WATCH_OPTIONS } from '../documents/watch-folder.ts';
import { readFileBytes } from '../files/read.ts';
import { writeNewFile } from '../files/write.ts';
import type { Io } from '../io.ts';

export const combine: Command = {
  name: 'combine',
  summary: 'put members’ signatures onto one payment',
  positionals: 'PROPOSAL SIGNED…',
  arity: [2, Infinity],
  options: {
    charter: { kind: 'text', value: 'FILE', help: 'the charter of the wallet', required: true },
    out: { kind: 'text', value: 'FILE', help: 'the combined PSBT to write', required: true },
    seen: { kind: 'list', value: 'FILE', help: 'a member’s statement of what she saw when she signed' },
    ...WATCH_OPTIONS,
  },
  description: [
    'Takes from the returned files nothing but signatures that verify for the charter’s keys over the very transaction of ' +
      'the proposal: PSBTs of either version, whole or stripped, and final transactions. A file that is bad, foreign, ' +
      'unsigned or brings nothing new is named; the others count. Exit code 1 when no file brought anything new and ' +
      'signatures are still missing.',
    'With --seen it also holds what members were shown, by their signed statements, against each other and against the ' +
      'proposal. A difference is an alarm: nothing is written.',
    'Where your folder of the watching side keeps the proposal, the signatures are noted there too.',
  ],
  example: 'icehouse combine payment.psbt bob.psbt carol.psbt --charter family.json --out combined.psbt',
  shape:
    '{ "psbt": file, "files": [{ file, result: "signatures-taken" | "already-signed" | "unsigned" | "no-valid-signature" ' +
    '| "another-transaction" | "unreadable", signedBy, alreadySignedBy, leftOut: [{ at, member, problem, message }], ' +
    'error }], "cleared": [as leftOut], "signedBy": [names], "unfinished": [{ member, inputs }], "stillNeeded": [names], ' +
    '"needed": m, "complete", "state" of the proposal in your folder or null, "seen": [{ file, member, leaving, returning, fee, acknowledged }] }',
  run: async (context) => {
    const { args, io } = context;
    const [proposal = '', ...files] = args.positionals;
    const { charter } = readCharterFile(io, args.required('charter'));
    const { wallet } = charter;
    const base = readPsbt(readDocumentBytes(io, proposal));
    const returned = files.map((name) => readReturned(io, name));
    const statements = readStatements(io, args.list('seen'));
    const second = await loadSecondOpinion();
    const seen = statements.length > 0 ? sameSeen({ base, charter, statements, second }) : [];
    const combined = combineForWallet({ base, returned, wallet, second });
    const out = args.required('out');
    writeNewFile(resolve(io.folder, out), serializePsbt(combined.psbt));
    const noted = await noteSignatures(context, charter, combined.psbt, second);
    const json = combinedJson(combined, wallet);
    const isNew = combined.files.some(({ result }) => result === 'signatures-taken');
    return {
      json: { psbt: out, ...json, state: noted.view?.state ?? null, seen: seen.map(seenJson) },
      lines: [
        ...combinedLines(combined, wallet),
        ...(seen.length > 0 ? seenLines(seen, combined.signedBy, wallet) : []),
        ...noted.lines,
        ...wrapped(combined.complete ? `Complete; written to ${out}. Next: icehouse finalize` : `Written to ${out}.`),
      ],
      exitCode: isNew || combined.complete ? 0 : 1,
    };
  },
};

/** A file whose content is no PSBT is named among the others; one that is not there is a slip of the person. */
function readReturned(io: Io, name: string): Returned {
  const bytes = readFileBytes(resolve(io.folder, name));
  try {
    return { name, content: readReturnedFile(openCodes(bytes)) };
  } catch (error) {
    if (error instanceof IcehouseError) return { name, content: error };
    throw error;
  }
}
