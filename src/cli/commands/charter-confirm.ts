/** `charter confirm`: for a member whose device cannot sign a receipt, another one signs that they compared the charter. */
import { resolve } from 'node:path';
import { signConfirmation } from '../../cold/charter/sign-confirmation.ts';
import { wipeAccount } from '../../cold/key/account.ts';
import { findOwnAccount } from '../../cold/key/own-account.ts';
import { loadColdSecondOpinion } from '../../cold/second/wally.ts';
import { wipe } from '../../cold/seed.ts';
import { CONFIRMATION_WAYS } from '../../core/charter/choices.ts';
import { formatConfirmation } from '../../core/charter/confirmation.ts';
import type { ConfirmationWay } from '../../core/charter/types.ts';
import { IcehouseError } from '../../core/errors.ts';
import { requireDay } from '../../core/proposal/day.ts';
import { wrapped } from '../../core/text/columns.ts';
import { visible } from '../../core/text/visible.ts';
import { verifiedOutput } from '../../core/wallet/verified.ts';
import type { Command } from '../command.ts';
import { memberPosition, readCharterFile } from '../documents/charters.ts';
import { COMPARED_ADDRESS, COMPARED_CODE, requireSameAddress, requireSameCode } from '../documents/compared.ts';
import { requireFreeName, writeNewFile } from '../files/write.ts';
import { MNEMONIC_OPTIONS, readSecret } from '../secret/read-secret.ts';

export const charterConfirm: Command = {
  name: 'charter confirm',
  summary: 'vouch for a member without a receipt (offline)',
  positionals: 'CHARTER',
  arity: [1, 1],
  cold: 'asks-secret',
  options: {
    member: { kind: 'text', value: 'NAME', help: 'the member whom you asked', required: true },
    how: { kind: 'text', value: 'WAY', help: 'voice or in-person', required: true },
    date: { kind: 'text', value: 'DAY', help: 'the day on which you compared, such as 2026-03-31', required: true },
    out: { kind: 'text', value: 'FILE', help: 'the confirmation to write', required: true },
    ...COMPARED_CODE,
    ...COMPARED_ADDRESS,
    ...MNEMONIC_OPTIONS,
  },
  description: [
    'For a member whose device signs no messages. Speak with her in person or where you know her voice; let her read to ' +
      'you the 16 words of her file and the first address that her own device shows. You sign, with your key, that both ' +
      'were the same. Add the file with: icehouse charter add-receipt',
    'It is weaker than her receipt and always shown as that: it does not show that she can sign. It counts only beside the ' +
      'receipts of two members, yours among them.',
  ],
  example:
    'icehouse charter confirm family.json --member Bob --how voice --date 2026-03-31 --out bob.confirmation.json',
  shape: '{ "confirmation": file, "member", "by", "how", "date", "charterId", "firstAddress" }',
  run: async (context) => {
    const { args, io } = context;
    const { charter } = readCharterFile(io, args.positionals[0]!);
    const member = memberPosition(charter, args.required('member'), '--member');
    const how = readWay(args.required('how'));
    const date = args.required('date');
    requireDay(date, '--date');
    const file = args.required('out');
    requireFreeName(resolve(io.folder, file));
    const second = await loadColdSecondOpinion();
    verifiedOutput(charter.wallet, 'receive', 0, second);
    await requireSameCode(context, charter);
    await requireSameAddress(context, charter);
    const { seed } = await readSecret(context, { confirm: false });
    const { account } = findOwnAccount(charter.wallet, seed, second);
    wipe(seed);
    try {
      const confirmation = signConfirmation({ charter, account, member, how, date, second });
      writeNewFile(resolve(io.folder, file), formatConfirmation(confirmation));
      const { memberName, charterId, firstAddress } = confirmation;
      const by = account.key.name;
      return {
        json: { confirmation: file, member: memberName, by, how, date, charterId, firstAddress },
        lines: [
          ...wrapped(`Confirmation of ${visible(memberName)} by ${visible(by)} written to ${file}.`),
          ...wrapped(
            'It is no receipt, and shown as the weaker thing that it is. It counts beside two receipts, yours among them.',
          ),
          'Give it to every member; each adds it with: icehouse charter add-receipt',
        ],
      };
    } finally {
      wipeAccount(account);
    }
  },
};

function readWay(text: string): ConfirmationWay {
  const way = CONFIRMATION_WAYS.find((each) => each === text);
  if (way !== undefined) return way;
  throw new IcehouseError({
    code: 'usage/arguments',
    kind: 'usage',
    message: 'this is not a way in which two people compare a charter',
    at: '--how',
    expected: CONFIRMATION_WAYS.join(', '),
  });
}
