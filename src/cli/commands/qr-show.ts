/** `qr show`: any of the group's documents as QR codes, on the terminal, as a picture or as the texts of the codes. */
import { extname, resolve } from 'node:path';
import { IcehouseError } from '../../core/errors.ts';
import { wrapped } from '../../core/text/columns.ts';
import { codesSvg } from '../../exchange/codes/svg.ts';
import type { Codes } from '../../exchange/codes/write.ts';
import type { Command, Context } from '../command.ts';
import { CODE_FORMATS, codesOfFile, type SizedCodes } from '../documents/codes.ts';
import { readWholeNumber } from '../documents/numbers.ts';
import { refuseSecretContent } from '../documents/secret-content.ts';
import { readFileBytes } from '../files/read.ts';
import { requireFreeName, writeNewFile } from '../files/write.ts';
import { playUntilEnter } from '../terminal/animation.ts';
import { codeLines } from '../terminal/code.ts';
import { screenOf } from '../terminal/screen.ts';

const USUAL_PACE = '200';

export const qrShow: Command = {
  name: 'qr show',
  summary: 'show a document as one QR code or an animated one',
  positionals: 'FILE',
  arity: [1, 1],
  options: {
    format: { kind: 'text', value: 'FORM', help: 'ur (default), bbqr, or a record for other programs' },
    size: { kind: 'text', value: 'N', help: 'version of the codes, 5 to 40: more squares, fewer parts' },
    pace: { kind: 'text', value: 'MS', help: 'milliseconds that each part is shown; 200 by default' },
    out: { kind: 'text', value: 'FILE', help: 'write a picture (.svg) or the texts of the codes (.txt) instead' },
  },
  description: [
    'The whole document travels: cards with their proof, charters, proposals, signed PSBTs, receipts. An animated UR never ' +
      'repeats itself: whoever scans may begin anywhere and miss parts. BBQr is what Coldcard reads. Without a terminal, and ' +
      'with --json, the texts of the codes are printed, one a line.',
    `Records for other programs, of a card or charter without proof and receipts: ${CODE_FORMATS.slice(2, -1).join(', ')} ` +
      `and ${CODE_FORMATS.at(-1)}. A seed phrase or a private key is refused.`,
  ],
  example: 'icehouse qr show payment.psbt',
  shape: '{ "form": "ur" | "bbqr", "type", "total", "version": of the codes, "parts": [texts], "file": path or null }',
  run: async (context) => {
    const { args, io, json } = context;
    const out = args.text('out');
    if (out !== undefined) requireFreeName(resolve(io.folder, out));
    const content = readFileBytes(resolve(io.folder, args.positionals[0] ?? ''));
    refuseSecretContent(content, 'codes/secret');
    const screen = json || out !== undefined || !io.interactive ? undefined : screenOf(io);
    const format = args.text('format') ?? 'ur';
    const sized = codesOfFile(content, { format, size: args.text('size'), screen });
    const { codes, version } = sized;
    const pace = readWholeNumber(args.text('pace') ?? USUAL_PACE, 'pace', [50, 5_000]);
    if (out !== undefined) writeNewFile(resolve(io.folder, out), fileContent(out, sized, pace));
    const parts = partsOf(codes, codes.total);
    return {
      json: { form: codes.form, type: codes.type, total: codes.total, version, parts, file: out ?? null },
      lines:
        out !== undefined
          ? wrapped(`${codesText(codes)} written to ${out}.`)
          : screen === undefined
            ? parts
            : await drawn(context, sized, pace),
    };
  },
};

async function drawn({ io }: Context, { codes, version }: SizedCodes, milliseconds: number): Promise<string[]> {
  const { total, most, part } = codes;
  if (total === 1) return [...codeLines(part(1), version), ...wrapped(`${codesText(codes)}.`)];
  const frame = (shown: number): string[] => {
    const number = ((shown - 1) % most) + 1;
    const which = number <= total ? `part ${number} of ${total}` : `mix ${number}; any ${total} or so suffice`;
    return [...codeLines(part(number), version), `${which} - Enter ends`];
  };
  const count = await playUntilEnter(io, { frame, milliseconds });
  return wrapped(`${codesText(codes)}; ${count} shown.`);
}

function fileContent(out: string, { codes, version }: SizedCodes, milliseconds: number): string {
  const ending = extname(out).toLowerCase();
  if (ending === '.txt') return `${partsOf(codes, codes.total).join('\n')}\n`;
  // As many mixes as parts: whoever misses some need not wait for them to come round.
  if (ending === '.svg') {
    return codesSvg(partsOf(codes, Math.min(codes.most, codes.total * 2)), { version, milliseconds });
  }
  throw new IcehouseError({
    code: 'usage/arguments',
    kind: 'usage',
    message: 'codes are written as a picture or as text',
    at: '--out',
    expected: 'a name that ends in .svg or .txt',
  });
}

function partsOf({ part }: Codes, count: number): string[] {
  return Array.from({ length: count }, (_, index) => part(index + 1));
}

function codesText({ form, type, total }: Codes): string {
  const kind = form === 'ur' ? `UR ${type}` : `BBQr of type ${type}`;
  return total === 1 ? `One code (${kind})` : `An animated code of ${total} parts (${kind})`;
}
