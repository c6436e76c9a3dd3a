/** Steps 1 and 2: each member alone makes an extension, a seed and a key card. */
import { act, fileOf, type Member, textOf } from './member.ts';
import type { Stage } from './stage.ts';

const DICE = 99;

/** Fills the member's paper and writes her card into her folder. */
export async function makeKeys(stage: Stage, member: Member): Promise<void> {
  const { run, tell } = stage;
  const extension = await act(run, member, ['extension', 'new', '--online-ok']);
  member.paper.extension = textOf(extension, 'extension');
  const seed = await act(run, member, ['seed', 'new', '--dice-stdin', '--online-ok'], { line: stage.dice(DICE) });
  member.paper.mnemonic = textOf(seed, 'mnemonic');
  const words = member.paper.mnemonic.split(' ').length;
  const card = await act(
    run,
    member,
    ['key', 'card', '--name', member.name, '--network', 'regtest', '--out', fileOf(member, 'card.json')],
    true,
  );
  tell(
    `  ${member.name.padEnd(8)} ${words} words from ${DICE} dice and the system, ${String(extension.bits)}-bit extension`,
  );
  tell(
    `  ${''.padEnd(8)} key ${textOf(card, 'fingerprint')} at ${textOf(card, 'path')} → ${fileOf(member, 'card.json')}`,
  );
}
