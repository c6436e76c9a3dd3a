/** A member whose device signs no receipt: confirmed by another one, and shown as the weaker thing that it is. */
import { readdirSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { formatConfirmation, parseConfirmation } from '../../src/core/charter/confirmation.ts';
import type { Charter } from '../../src/core/charter/types.ts';
import { openWorkshop, type Workshop } from '../support/members.ts';
import { readText } from './group.ts';
import { type Desk, openDesk, told, wordsOf } from './workshop.ts';

let workshop: Workshop;
let charter: Charter;
let code: string;
let first: string;
beforeAll(async () => {
  workshop = await openWorkshop();
  charter = workshop.charter();
  code = charter.code.flat().join(' ');
  first = charter.firstOutput.address;
});

const confirm = (changes: Readonly<Record<string, string | undefined>> = {}): string[] => {
  const options = {
    ...{ member: 'bob', how: 'voice', date: '2026-03-31', 'compared-code': code, 'compared-address': first },
    ...{ out: 'bob.confirmation', ...changes },
  };
  const given = Object.entries(options).flatMap(([name, value]) => (value === undefined ? [] : [`--${name}`, value]));
  return ['charter', 'confirm', 'family.json', ...given, '--secret-stdin'];
};

function deskWith(signers: readonly ('Anna' | 'Bob' | 'Carol')[]): Desk {
  const desk = openDesk();
  desk.charter('family.json', workshop.file(signers));
  return desk;
}

describe('charter confirm', () => {
  it('opens deposits beside two receipts, and every view says that it is no signature', async () => {
    const desk = deskWith(['Anna', 'Carol']);
    const made = await desk.run([...confirm(), '--json'], wordsOf('Anna'));
    expect(made.json()).toEqual({
      ...{ confirmation: 'bob.confirmation', member: 'Bob', by: 'Anna', how: 'voice', date: '2026-03-31' },
      ...{ charterId: charter.id, firstAddress: first },
    });
    expect(parseConfirmation(readText(desk.folder, 'bob.confirmation'))).toEqual(
      workshop.confirmation('Anna', 'Bob', charter),
    );
    expect((await desk.run(['address', 'family.json'])).exitCode).toBe(1);

    const added = await desk.run(['charter', 'add-receipt', 'family.json', 'bob.confirmation']);
    expect(told(added)).toContain('Bob: confirmed by voice by Anna on 2026-03-31');
    expect(told(added)).toContain('Deposits are open.');
    expect((await desk.run(['address', 'family.json'])).exitCode).toBe(0);
    const weaker = 'This is no signature of Bob’s key, and weaker than a receipt.';
    for (const view of ['show', 'check']) {
      expect(told(await desk.run(['charter', view, 'family.json']))).toContain(weaker);
    }
    const shown = (await desk.run(['charter', 'show', 'family.json', '--json'])).json();
    expect((shown.members as object[])[1]).toMatchObject({
      ...{ name: 'Bob', receipt: false, proof: 'key-card' },
      confirmed: [{ by: 'Anna', how: 'voice', date: '2026-03-31' }],
    });
  });

  it('does not open them beside one receipt, and says whose is missing', async () => {
    const desk = deskWith(['Anna']);
    for (const member of ['Bob', 'Carol']) {
      desk.write(`${member}.confirmation`, formatConfirmation(workshop.confirmation('Anna', member as 'Bob', charter)));
    }
    const added = await desk.run(['charter', 'add-receipt', 'family.json', 'Bob.confirmation', 'Carol.confirmation']);
    expect(told(added)).toContain(
      'Deposits stay locked: collect a receipt from one of Bob, Carol as well: no confirmation stands in for the first 2 receipts.',
    );
    const locked = await desk.run(['address', 'family.json']);
    expect(locked.exitCode).toBe(1);
    expect(told(locked)).toContain('1 receipt, and 2 confirmed without one');
  });

  it('waits for the receipt of the member who confirms', async () => {
    const desk = deskWith(['Carol']);
    desk.write('bob.confirmation', formatConfirmation(workshop.confirmation('Anna', 'Bob', charter)));
    const added = await desk.run(['charter', 'add-receipt', 'family.json', 'bob.confirmation']);
    expect(told(added)).toContain('Not counted: key 1 (Anna) has confirmed another member but has signed no receipt.');
    expect(told(added)).toContain('Deposits stay locked: collect receipts from Anna, Bob.');
  });

  it.each<[string, () => Record<string, string | undefined>, number, string]>([
    [
      'other words',
      () => ({ 'compared-code': `zoo ${code.split(' ').slice(1).join(' ')}` }),
      1,
      'charter/code-differs',
    ],
    ['another address', () => ({ 'compared-address': `${first.slice(0, -1)}b` }), 1, 'charter/address-differs'],
    ['half of the address', () => ({ 'compared-address': first.slice(0, 20) }), 1, 'charter/address-differs'],
    ['no words', () => ({ 'compared-code': undefined }), 2, 'usage/missing-option'],
    ['no address', () => ({ 'compared-address': undefined }), 2, 'usage/missing-option'],
    ['herself', () => ({ member: 'Anna' }), 1, 'confirmation/of-oneself'],
    ['a stranger', () => ({ member: 'Mallory' }), 2, 'charter/no-such-member'],
    ['a way that is none', () => ({ how: 'letter' }), 2, 'usage/arguments'],
    ['a day that is none', () => ({ date: '2026-02-30' }), 3, 'proposal/not-a-day'],
    ['a name that is taken', () => ({ out: 'family.json' }), 1, 'file/exists'],
  ])('signs nothing for %s', async (_, changes, exitCode, expected) => {
    const desk = deskWith(['Anna', 'Carol']);
    const refused = await desk.run([...confirm(changes()), '--json'], wordsOf('Anna'));
    expect(refused.json()).toMatchObject({ error: { code: expected } });
    expect(refused.exitCode).toBe(exitCode);
    // What should have been heard must come from the other member.
    expect(refused.stdout).not.toContain(first);
    expect(refused.stdout).not.toContain(code.split(' ').slice(4, 8).join(' '));
    expect(readdirSync(desk.folder)).toEqual(['family.json']);
  });

  it('takes an address in groups and capitals, as it is read aloud', async () => {
    const desk = deskWith(['Anna', 'Carol']);
    const spoken = first.toUpperCase().replace(/(.{4})/g, '$1 ');
    expect((await desk.run(confirm({ 'compared-address': spoken }), wordsOf('Anna'))).exitCode).toBe(0);
  });
});
