/**
 * What a person has compared with another one before a key signs for it: the 16 words and, for a confirmation, the first
 * address. Given as options or typed at the terminal; nothing is signed where anything differs, and no refusal tells what
 * it should have been, as it must come from the other member.
 */
import { compareCode } from '../../core/charter/code.ts';
import type { Charter } from '../../core/charter/types.ts';
import { IcehouseError } from '../../core/errors.ts';
import { visible } from '../../core/text/visible.ts';
import type { Context, Options } from '../command.ts';
import { ask } from '../terminal/ask.ts';
import { policyText } from './charters.ts';

export const COMPARED_CODE: Options = {
  'compared-code': { kind: 'text', value: 'WORDS', help: 'the 16 words as another member read them to you' },
};

export const COMPARED_ADDRESS: Options = {
  'compared-address': { kind: 'text', value: 'ADDRESS', help: 'the first address as the other member sees it' },
};

/**
 * @throws IcehouseError `charter/code-differs` (refused), `usage/missing-option` where nobody can be asked.
 */
export async function requireSameCode(context: Context, charter: Charter): Promise<void> {
  const typed = await heard(context, 'compared-code', 'the words that another member read to you are missing', () => [
    `${visible(charter.name)}: ${policyText(charter)}.`,
    'Let another member read the 16 words of her file to you, and type them:',
  ]);
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

/**
 * Compares the whole first address, in whatever groups it was read; case counts only where the address has both.
 *
 * @throws IcehouseError `charter/address-differs` (refused), `usage/missing-option` where nobody can be asked.
 */
export async function requireSameAddress(context: Context, charter: Charter): Promise<void> {
  const typed = await heard(
    context,
    'compared-address',
    'the first address that the other member sees is missing',
    () => ['Let the member read the first receive address to you that the own device or program shows, and type it:'],
  );
  const { address } = charter.firstOutput;
  const plain = typed.replace(/\s+/g, '');
  if (plain === address || (address === address.toLowerCase() && plain.toLowerCase() === address)) return;
  throw new IcehouseError({
    code: 'charter/address-differs',
    kind: 'refused',
    message: 'the address that you heard is not the first one of this charter; nothing was signed',
    next: 'listen again; if it stays different, one of you has another wallet: stop and find out why',
  });
}

async function heard(
  { args, io, say }: Context,
  option: string,
  missing: string,
  question: () => readonly string[],
): Promise<string> {
  const given = args.text(option);
  if (given !== undefined) return given;
  if (!io.interactive) {
    throw new IcehouseError({
      code: 'usage/missing-option',
      kind: 'usage',
      message: missing,
      at: `--${option}`,
      next: `run this at a terminal, which asks for them, or give --${option}`,
    });
  }
  for (const line of question()) say(line);
  return ask(io, '>');
}
