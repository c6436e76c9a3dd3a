/** A P2SH group by commands: hashes first, cards afterwards, and each member's own look at what she was given. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { EXPORT_FORMATS } from '../../src/exchange/formats.ts';
import { shortCard } from '../support/committed.ts';
import { type MemberName, openWorkshop, type Workshop } from '../support/members.ts';
import { type Desk, openDesk, told, wordsOf } from './workshop.ts';

const MEMBERS = ['Anna', 'Bob', 'Carol'] as const;
let workshop: Workshop;
beforeAll(async () => {
  workshop = await openWorkshop();
});

const each = (option: string, ending: string): string[] => MEMBERS.flatMap((name) => [option, `${name}.${ending}`]);

/** Cards, commitments and openings by commands, and the charter that they make. */
async function foundByCommitments(): Promise<{ readonly desk: Desk; readonly code: string }> {
  const desk = openDesk();
  for (const name of MEMBERS) {
    const words = ['key', 'card', '--name', name, '--script-type', 'p2sh', '--out', `${name}.card`, '--secret-stdin'];
    expect((await desk.run(words, wordsOf(name))).exitCode).toBe(0);
    const files = ['--out', `${name}.commitment`, '--opening', `${name}.opening`];
    expect((await desk.run(['key', 'commit', `${name}.card`, ...files])).exitCode).toBe(0);
  }
  const founding = ['charter', 'new', '--name', 'Vault', '--m', '2', ...each('--card', 'card'), '--out', 'vault.json'];
  const refused = await desk.run([...founding, '--json']);
  expect(refused.json()).toMatchObject({ error: { code: 'charter/uncommitted-keys' } });
  const made = await desk.run([
    ...founding,
    ...each('--commitment', 'commitment'),
    ...each('--opening', 'opening'),
    '--json',
  ]);
  expect(made.exitCode, told(made)).toBe(0);
  return { desk, code: (made.json().code as string[][]).flat().join(' ') };
}

const signing = (name: MemberName, code: string, ...more: string[]): string[] => [
  ...['charter', 'sign', 'vault.json', '--compared-code', code, '--out', `${name}.receipt`, '--secret-stdin', '--json'],
  ...more,
];

describe('a P2SH group', () => {
  it('commits, shows its cards, founds, checks and signs', async () => {
    const { desk, code } = await foundByCommitments();
    const kept = each('--commitment', 'commitment');
    const checked = await desk.run(['charter', 'check', 'vault.json', ...kept, '--json']);
    expect(checked.json()).toMatchObject({ committed: 'verified' });
    expect((await desk.run(['charter', 'check', 'vault.json', '--json'])).json()).toMatchObject({ committed: null });
    const unasked = await desk.run(signing('Anna', code), wordsOf('Anna'));
    expect([unasked.exitCode, unasked.json()]).toMatchObject([2, { error: { code: 'commitment/ask' } }]);
    const knowingly = await desk.run(signing('Bob', code, '--accept-uncommitted'), wordsOf('Bob'));
    expect(knowingly.json()).toMatchObject({ committed: 'accepted' });
    for (const name of ['Anna', 'Carol'] as const) {
      const signed = await desk.run(signing(name, code, ...kept), wordsOf(name));
      expect(signed.json()).toMatchObject({ member: name, committed: 'verified' });
    }
    const receipts = MEMBERS.map((name) => `${name}.receipt`);
    expect((await desk.run(['charter', 'add-receipt', 'vault.json', ...receipts])).exitCode).toBe(0);
    const shown = await desk.run(['address', 'vault.json']);
    expect([shown.exitCode, told(shown)]).toEqual([0, expect.stringContaining(' 3')]);
    // What opens the commitments is still there for a member who looks later.
    const later = await desk.run(['charter', 'check', 'vault.json', ...kept, '--json']);
    expect(later.json()).toMatchObject({ committed: 'verified' });
  });

  it('is not taken for committed by a file that lacks a card, whether a commitment is left out too or not', async () => {
    const { desk, code } = await foundByCommitments();
    const file = JSON.parse(readFileSync(join(desk.folder, 'vault.json'), 'utf8'));
    const less = { ...file, cards: file.cards.slice(0, 2), openings: file.openings.slice(0, 2) };
    desk.write('less.json', JSON.stringify(less));
    const kept = each('--commitment', 'commitment');
    for (const given of [kept, kept.slice(0, 4)]) {
      const checked = await desk.run(['charter', 'check', 'less.json', ...given, '--json']);
      expect(checked.json()).toMatchObject({ error: { code: 'commitment/no-card' } });
      const words = signing('Anna', code, ...given).with(2, 'less.json');
      const signed = await desk.run(words, wordsOf('Anna'));
      expect(signed.json()).toMatchObject({ error: { code: 'commitment/no-card' } });
    }
    const whole = await desk.run(['charter', 'check', 'vault.json', ...kept, '--json']);
    expect(whole.json()).toMatchObject({ committed: 'verified' });
  });

  it('never writes one file of the pair without a free name for the other', async () => {
    const desk = openDesk();
    desk.card('a.card', shortCard(workshop, 'Anna', { scriptType: 'p2sh' }));
    desk.write('taken', 'mine');
    const words = ['key', 'commit', 'a.card', '--json'];
    const refused = await desk.run([...words, '--out', 'a.commitment', '--opening', 'taken']);
    expect(refused.json()).toMatchObject({ error: { code: 'file/exists' } });
    const free = await desk.run([...words, '--out', 'a.commitment', '--opening', 'a.opening']);
    expect([free.exitCode, free.json()]).toMatchObject([
      0,
      { name: 'Anna', hash: expect.stringMatching(/^[0-9a-f]{64}$/) },
    ]);
  });

  it('refuses randomness that looks broken', async () => {
    const desk = openDesk();
    desk.card('a.card', shortCard(workshop, 'Anna', { scriptType: 'p2sh' }));
    const words = ['key', 'commit', 'a.card', '--out', 'c', '--opening', 'o', '--json'];
    const zeros = await desk.run(words, '', { random: (length) => new Uint8Array(length) });
    expect(zeros.exitCode).not.toBe(0);
    expect((await desk.run(words)).exitCode).toBe(0);
  });
});

describe('a wallet that exists in another program', () => {
  it('comes in without commitments, and what that means is told', async () => {
    const cards = MEMBERS.map((name) => shortCard(workshop, name, { scriptType: 'p2sh' }));
    const charter = workshop.charter({ cards, allowUncommitted: true });
    const desk = openDesk();
    const electrum = EXPORT_FORMATS.find(({ name }) => name === 'electrum')!;
    desk.write('wallet', electrum.write(charter));
    const words = ['charter', 'import', 'wallet', '--name', 'Vault', '--network', 'main', '--out', 'vault.json'];
    const imported = await desk.run(words);
    expect([imported.exitCode, told(imported)]).toEqual([0, expect.stringContaining('hold 160 bits only')]);
    const again = await desk.run([...words.slice(0, -1), 'again.json', '--json']);
    expect(again.json().notes).toContainEqual(expect.objectContaining({ code: 'import/uncommitted-keys' }));
    const signed = await desk.run(
      signing('Anna', charterCode(await desk.run(['charter', 'show', 'vault.json', '--json']))),
      wordsOf('Anna'),
    );
    expect([signed.exitCode, signed.json()]).toMatchObject([
      0,
      { committed: 'none', notes: [expect.stringContaining('Nobody has committed')] },
    ]);
  });

  it('of P2WSH says nothing of it', async () => {
    const desk = openDesk();
    desk.charter('vault.json', workshop.file());
    const checked = await desk.run(['charter', 'check', 'vault.json']);
    expect(told(checked)).not.toContain('commit');
  });
});

function charterCode(shown: { json(): Record<string, unknown> }): string {
  return (shown.json().code as string[][]).flat().join(' ');
}
