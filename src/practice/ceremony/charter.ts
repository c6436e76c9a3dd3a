/** Steps 3 and 4: the cards become one charter; everybody compares its code, signs a receipt and collects the others'. */
import { act, fileOf, handOver, listOf, type Member, textOf } from './member.ts';
import type { Stage } from './stage.ts';

export const CHARTER = 'charter.json';

/** The first member puts the charter together; everybody gets a copy. */
export async function agree(stage: Stage, members: readonly Member[]): Promise<void> {
  const { plan, run, tell } = stage;
  const [first] = members as [Member];
  for (const member of members) handOver(fileOf(member, 'card.json'), member, first);
  const cards = members.flatMap((member) => ['--card', fileOf(member, 'card.json')]);
  const charter = await act(run, first, [
    ...['charter', 'new', '--name', plan.walletName, '--m', String(plan.m), ...cards, '--out', CHARTER],
  ]);
  for (const member of members) handOver(CHARTER, first, member);
  tell(`  ${first.name} writes ${CHARTER}; its code, to be read aloud by everybody:`);
  for (const group of listOf(charter, 'code'))
    tell(
      `    ${(group as string[])
        .map((word) => word.padEnd(9))
        .join('')
        .trimEnd()}`,
    );
  tell(`  first address`);
  tell(`    ${textOf(charter, 'firstAddress')}`);
}

/** Each member types the code that she heard from another one, and signs. Receipts go to everybody. */
export async function signReceipts(stage: Stage, members: readonly Member[]): Promise<void> {
  const { run, tell } = stage;
  const heard: string[] = [];
  for (const member of members) {
    const shown = await act(run, member, ['charter', 'show', CHARTER]);
    heard.push((listOf(shown, 'code') as string[][]).flat().join(' '));
  }
  for (const [position, member] of members.entries()) {
    const code = heard[(position + 1) % members.length]!;
    const receipt = fileOf(member, 'receipt.json');
    await act(run, member, ['charter', 'sign', CHARTER, '--compared-code', code, '--out', receipt], true);
    for (const other of members) handOver(receipt, member, other);
    tell(`  ${member.name.padEnd(8)} heard the same 16 words, signs → ${receipt}`);
  }
  const receipts = members.map((member) => fileOf(member, 'receipt.json'));
  for (const member of members) await act(run, member, ['charter', 'add-receipt', CHARTER, ...receipts]);
  tell(`  every receipt verifies in every folder: deposits are open`);
}
