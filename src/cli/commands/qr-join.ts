/** `qr join`: what a camera has read, one code a line, becomes the document that it was. */
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { IcehouseError } from '../../core/errors.ts';
import { wrapped } from '../../core/text/columns.ts';
import { type CodeContent, contentName, fileOfContent } from '../../exchange/codes/content.ts';
import { type JoinedCodes, joinCodes, openJoin, progressText, shortProgress } from '../../exchange/codes/join.ts';
import { type RecognisedKind, recognise } from '../../exchange/inbox/recognise.ts';
import type { Command, Context } from '../command.ts';
import { refuseSecretContent } from '../documents/secret-content.ts';
import { readFileText } from '../files/read.ts';
import { requireFreeName, writeNewFile } from '../files/write.ts';

export const qrJoin: Command = {
  name: 'qr join',
  summary: 'put scanned codes together to a document',
  positionals: 'FILE',
  arity: [1, 1],
  options: { out: { kind: 'text', value: 'FILE', help: 'the document to write', required: true } },
  description: [
    'Reads the texts of codes, one a line: UR and BBQr in any order, with repeats, or a code that holds the document itself. ' +
      'With - it reads from standard input as the scanner types, tells how far it is, and ends when the document is ' +
      'complete. Lines that cannot be read or belong to something else are left aside and named. What is missing is told; ' +
      'scan on into the same file and run it again.',
    'Commands that take a card, charter, receipt or PSBT take such a file of texts directly as well.',
  ],
  example: 'icehouse qr join scanned.txt --out payment.psbt',
  shape:
    '{ "file", "form": "ur" | "bbqr" | "plain", "type", "content": kind of document, "taken": number of codes, ' +
    '"ignored": [{ line, code, message }], "open": [{ form, what, have, total, missing }] }',
  run: async (context) => {
    const { args, io } = context;
    const out = args.required('out');
    requireFreeName(resolve(io.folder, out));
    const source = args.positionals[0] ?? '';
    const joined =
      source === '-' ? await fromScanner(context) : joinCodes(readFileText(resolve(io.folder, source)).split('\n'));
    const { content, taken, ignored, open } = joined;
    const file = fileOfContent(content);
    refuseSecretContent(file, 'codes/secret');
    const { kind } = recognise(file);
    writeNewFile(resolve(io.folder, out), file);
    const type = contentName(content);
    const codes = taken === 1 ? 'one code' : `${taken} codes`;
    return {
      json: {
        ...{ file: out, form: content.form, type, content: kind, taken },
        open: open.map((progress) => ({ ...progress, missing: progress.missing() })),
        ignored: ignored.map(({ line, reason }) => ({ line, code: reason.code, message: reason.message })),
      },
      lines: [
        ...wrapped(`${KINDS[kind]} from ${codes} (${type}), written to ${out}.`),
        ...ignored.slice(0, MOST_TOLD).flatMap(({ line, reason }) => wrapped(ignoredText(line, reason))),
        ...(ignored.length > MOST_TOLD ? [`And ${ignored.length - MOST_TOLD} more lines were left aside.`] : []),
        ...open.flatMap((progress) => wrapped(`Not complete and left aside: ${progressText(progress)}.`)),
      ],
    };
  },
};

const MOST_TOLD = 10;

/** Lines as they come, until something is complete. */
async function fromScanner({ io, say }: Context): Promise<JoinedCodes> {
  const join = openJoin();
  const lines = createInterface({ input: io.stdin, signal: io.signal });
  for await (const line of lines) {
    const result = join.add(line);
    if (result === undefined) continue;
    // A text of no kind is a page or an address that was in view; it counts where nothing else comes.
    if (result.outcome === 'complete' && isDocument(result.content)) break;
    if (result.outcome === 'new') say(shortProgress(result.progress));
    if (result.outcome === 'ignored') say(`Left aside: ${result.reason.message}.`);
  }
  lines.close();
  return join.finish();
}

function isDocument(content: CodeContent): boolean {
  return content.form !== 'plain' || recognise(fileOfContent(content)).kind !== 'unknown';
}

const KINDS: { readonly [kind in RecognisedKind]: string } = {
  'key-card': 'A key card',
  charter: 'A charter',
  commitment: 'A commitment to a key',
  opening: 'An opened commitment',
  receipt: 'A receipt',
  confirmation: 'A confirmation',
  seen: 'A statement of what was seen',
  psbt: 'A PSBT',
  transaction: 'A transaction',
  'bsms-key': 'A BSMS key record',
  'bsms-wallet': 'A BSMS wallet record',
  pgp: 'An OpenPGP message',
  'pgp-key': 'An OpenPGP key',
  age: 'An age file',
  labels: 'A list of labels',
  'foreign-wallet': 'A wallet of another program',
  'foreign-key': 'A key of another program',
  secret: 'A secret',
  damaged: 'A damaged document',
  unknown: 'A document of no kind that is known',
};

function ignoredText(line: number, reason: IcehouseError): string {
  return `Line ${line} was left aside: ${reason.message}.`;
}
