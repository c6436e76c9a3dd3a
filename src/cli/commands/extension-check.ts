/** `extension check`: an honest lower bound for an extension that somebody has thought up. */
import { checkExtension, type Verdict } from '../../cold/extension/check.ts';
import { IcehouseError } from '../../core/errors.ts';
import { wrapped } from '../../core/text/columns.ts';
import type { Command } from '../command.ts';
import { askHiddenLine } from '../secret/hidden-line.ts';
import { readSecretLines } from '../secret/stdin.ts';
import { costText } from '../terminal/cost.ts';

const VERDICTS: { readonly [verdict in Verdict]: string } = {
  strong: 'Strong',
  weak: 'Weak',
  'very-weak': 'Very weak',
};

export const extensionCheck: Command = {
  name: 'extension check',
  summary: 'say honestly how hard an extension is to guess',
  cold: 'asks-secret',
  options: { 'accept-weak': { kind: 'flag', help: 'exit with 0 even if it is not strong' } },
  description: [
    'States a lower bound: dictionary words, dates, keyboard walks, repeats and leetspeak count little, written language ' +
      'at most 64 bits, and nothing below 160 bits is called strong. docs/extensions.md says how. Exit code 1 when it is ' +
      'not strong.',
  ],
  example: 'icehouse extension check',
  shape: '{ "bits", "verdict": "strong" | "weak" | "very-weak", "reasons": [{ code, message }], "crackCost" }',
  run: async ({ args, io }) => {
    const text = args.flag('secret-stdin')
      ? ((await readSecretLines(io, { most: 1 }))[0] ?? '')
      : await askHiddenLine(io, 'Extension:');
    if (text === '') throw new IcehouseError({ code: 'secret/missing', message: 'there is no extension to check' });
    const { bits, verdict, reasons, crackCost } = await checkExtension(text);
    return {
      json: { bits: Math.floor(bits), verdict, reasons, crackCost },
      lines: [
        `${VERDICTS[verdict]}: at least ${Math.floor(bits)} bits; 160 are needed to be called strong.`,
        ...reasons.flatMap(({ message }) => wrapped(`${message}.`, { first: '  - ', indent: '    ' })),
        ...wrapped(costText(crackCost)),
      ],
      exitCode: verdict === 'strong' || args.flag('accept-weak') ? 0 : 1,
    };
  },
};
