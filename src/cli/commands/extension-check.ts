/** `extension check`: an honest lower bound for an extension that somebody has thought up. */
import { checkExtension, type Verdict } from '../../cold/extension/check.ts';
import type { MnemonicKind } from '../../cold/mnemonic/types.ts';
import { IcehouseError } from '../../core/errors.ts';
import { wrapped } from '../../core/text/columns.ts';
import type { Command, Context } from '../command.ts';
import { askHiddenLine } from '../secret/hidden-line.ts';
import { readKeystore } from '../secret/keystore.ts';
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
  options: {
    'secret-stdin': { kind: 'flag', help: 'read the extension from stdin' },
    keystore: { kind: 'text', value: 'FILE', help: 'judge the extension in a keystore; stdin holds its passphrase' },
    'accept-weak': { kind: 'flag', help: 'exit with 0 even if it is not strong' },
  },
  description: [
    'States a lower bound: dictionary words, dates, keyboard walks, repeats and leetspeak count little, written language ' +
      'at most 64 bits, and nothing below 160 bits is called strong. docs/extensions.md says how. Exit code 1 when it is ' +
      'not strong.',
  ],
  example: 'icehouse extension check',
  shape: '{ "bits", "verdict": "strong" | "weak" | "very-weak", "reasons": [{ code, message }], "crackCost" }',
  run: async (context) => {
    const { args } = context;
    const { text, kind } = await readExtension(context);
    if (text === '') throw new IcehouseError({ code: 'secret/missing', message: 'there is no extension to check' });
    const { bits, verdict, reasons, crackCost } = await checkExtension(text, { kind });
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

/** The extension, and the kind of words that it stands beside, where that is known. */
async function readExtension(context: Context): Promise<{ readonly text: string; readonly kind: MnemonicKind }> {
  const { args, io } = context;
  const keystore = args.text('keystore');
  if (keystore !== undefined) {
    const { extension, mnemonic } = await readKeystore(context, keystore);
    return { text: extension, kind: mnemonic.kind };
  }
  if (!args.flag('secret-stdin')) return { text: await askHiddenLine(io, 'Extension:'), kind: 'bip39' };
  const [text = ''] = await readSecretLines(io, { most: 1 });
  return { text, kind: 'bip39' };
}
