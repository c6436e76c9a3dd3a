/** `combine`: members' signatures onto the proposal that was sent out; a bad file is named and left aside. */
import { resolve } from 'node:path';
import { combineForWallet, type Returned, type ReturnedOutcome } from '../../core/completion/combine-for-wallet.ts';
import { IcehouseError } from '../../core/errors.ts';
import { serializePsbt } from '../../core/psbt/serialize.ts';
import { readPsbt, readReturnedFile } from '../../core/psbt/text.ts';
import { loadSecondOpinion } from '../../core/second/wally.ts';
import { wrapped } from '../../core/text/columns.ts';
import type { Command } from '../command.ts';
import { readCharterFile } from '../documents/charters.ts';
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
  },
  description: [
    'Takes from the returned files nothing but signatures that verify for the charter’s keys over the very transaction of ' +
      'the proposal. A file that is bad, foreign or brings nothing new is named; the others count.',
  ],
  example: 'icehouse combine payment.psbt bob.psbt carol.psbt --charter family.json --out combined.psbt',
  shape:
    '{ "psbt": file, "files": [{ file, result, signedBy, problems, error }], "signedBy": [names], "needed": m, "complete" }',
  run: async ({ args, io }) => {
    const [proposal = '', ...files] = args.positionals;
    const { wallet } = readCharterFile(io, args.required('charter')).charter;
    const base = readPsbt(readFileBytes(resolve(io.folder, proposal)));
    const returned = files.map((name) => readReturned(io, name));
    const second = await loadSecondOpinion();
    const combined = combineForWallet({ base, returned, wallet, second });
    const out = args.required('out');
    writeNewFile(resolve(io.folder, out), serializePsbt(combined.psbt));
    const signedBy = combined.signedBy.map((position) => wallet.keys[position]!.name);
    return {
      json: {
        ...{ psbt: out, signedBy, needed: wallet.m, complete: combined.complete },
        files: combined.files.map(({ name, error, ...rest }) => ({
          file: name,
          ...rest,
          error: error?.toJSON() ?? null,
        })),
      },
      lines: [
        ...combined.files.flatMap(fileLines),
        `Signed by ${signedBy.join(', ') || 'nobody'}: ${Math.min(signedBy.length, wallet.m)} of ${wallet.m}.`,
        combined.complete ? `Complete; written to ${out}. Next: icehouse finalize` : `Written to ${out}.`,
      ],
    };
  },
};

function readReturned(io: Io, name: string): Returned {
  try {
    return { name, content: readReturnedFile(readFileBytes(resolve(io.folder, name))) };
  } catch (error) {
    if (error instanceof IcehouseError && error.kind === 'input') return { name, content: error };
    throw error;
  }
}

const RESULTS: { readonly [result in ReturnedOutcome['result']]: string } = {
  'signatures-taken': 'signature taken',
  'no-new-signature': 'no new signature',
  'not-combined': 'left aside',
  unreadable: 'cannot be read',
};

function fileLines({ name, result, signedBy, problems, error }: ReturnedOutcome): string[] {
  const who = signedBy.length > 0 ? `: ${signedBy.join(', ')}` : '';
  const why = error === undefined ? '' : ` (${error.message}; ${error.code})`;
  return [
    ...wrapped(`${name}: ${RESULTS[result]}${who}${why}.`),
    ...problems.flatMap((text) => wrapped(text, { indent: '  ' })),
  ];
}
