/** `charter sign`: after comparing the code with the others, the member's key signs the receipt. */
import { resolve } from 'node:path';
import { signReceipt } from '../../cold/charter/sign-receipt.ts';
import { wipeAccount } from '../../cold/key/account.ts';
import { findOwnAccount } from '../../cold/key/own-account.ts';
import { loadColdSecondOpinion } from '../../cold/second/wally.ts';
import { wipe } from '../../cold/seed.ts';
import { compareCode } from '../../core/charter/code.ts';
import { formatReceipt } from '../../core/charter/receipt.ts';
import type { Charter } from '../../core/charter/types.ts';
import { IcehouseError } from '../../core/errors.ts';
import { groups } from '../../core/text/groups.ts';
import { verifiedOutput } from '../../core/wallet/verified.ts';
import type { Command, Context } from '../command.ts';
import { policyText, readCharterFile } from '../documents/charters.ts';
import { writeNewFile } from '../files/write.ts';
import { MNEMONIC_OPTIONS, readSecret } from '../secret/read-secret.ts';
import { ask } from '../terminal/ask.ts';

export const charterSign: Command = {
  name: 'charter sign',
  summary: 'sign a receipt after comparing the code (offline)',
  positionals: 'CHARTER',
  arity: [1, 1],
  cold: 'asks-secret',
  options: {
    out: { kind: 'text', value: 'FILE', help: 'the receipt to write', required: true },
    'compared-code': { kind: 'text', value: 'WORDS', help: 'the 16 words as another member read them to you' },
    ...MNEMONIC_OPTIONS,
  },
  description: [
    'Asks for the 16 words as another member read them to you, in person or by voice, and signs only if they are the ' +
      'words of this very file. The receipt opens deposits for the group, and is your registration of the charter: without ' +
      'it nothing is reviewed or signed.',
  ],
  example: 'icehouse charter sign family.json --out alice.receipt.json',
  shape: '{ "receipt": file, "member", "charterId", "firstAddress" }',
  run: async (context) => {
    const { args, io } = context;
    const { charter } = readCharterFile(io, args.positionals[0]!);
    const second = await loadColdSecondOpinion();
    verifiedOutput(charter.wallet, 'receive', 0, second);
    await requireSameCode(context, charter);
    const { seed } = await readSecret(context, { confirm: false });
    const { account } = findOwnAccount(charter.wallet, seed, second);
    wipe(seed);
    try {
      const receipt = signReceipt({ charter, account, second });
      const file = args.required('out');
      writeNewFile(resolve(io.folder, file), formatReceipt(receipt));
      const member = account.key.name;
      return {
        json: { receipt: file, member, charterId: charter.id, firstAddress: receipt.firstAddress },
        lines: [
          `Receipt of ${member} for ${charter.name} written to ${file}.`,
          'Give it to every member; each adds it with: icehouse charter add-receipt',
        ],
      };
    } finally {
      wipeAccount(account);
    }
  },
};

async function requireSameCode({ args, io, say }: Context, charter: Charter): Promise<void> {
  let typed = args.text('compared-code');
  if (typed === undefined) {
    if (!io.interactive) {
      throw new IcehouseError({
        code: 'usage/missing-option',
        kind: 'usage',
        message: 'the words that another member read to you are missing',
        at: '--compared-code',
      });
    }
    say(`${charter.name}: ${policyText(charter)}, first address`);
    say(`    ${groups(charter.firstOutput.address)}`);
    say('Let another member read the 16 words of her file to you, and type them:');
    typed = await ask(io, '>');
  }
  const { same, differing } = compareCode(charter.code, typed);
  if (same) return;
  throw new IcehouseError({
    code: 'charter/code-differs',
    kind: 'refused',
    message: 'the words that you heard are not those of this file; nothing was signed',
    found: `other words in place ${differing.join(', ')}`,
    next: 'listen again; if they stay different, the two of you hold different charters: stop and find out why',
  });
}
