/** Keys of other programs: what is told about their origins and proofs, and how an origin is mended. */
import { beforeAll, describe, expect, it } from 'vitest';
import { createKeyCard } from '../../src/core/charter/key-card.ts';
import type { KeyCard } from '../../src/core/charter/types.ts';
import { openWorkshop, type Workshop } from '../support/members.ts';
import { type Desk, openDesk, told, wordsOf } from './workshop.ts';

let workshop: Workshop;
let anna: KeyCard;
let bob: KeyCard;
let carol: KeyCard;
let id: string;
beforeAll(async () => {
  workshop = await openWorkshop();
  [anna, bob, carol] = [workshop.card('Anna'), workshop.card('Bob'), workshop.card('Carol')];
  id = workshop.charter().id;
});

const BOBS_ORIGIN = '[b8688df1/48h/0h/0h/2h]';

function deskWithCards(...cards: readonly KeyCard[]): Desk {
  const desk = openDesk();
  for (const card of cards) desk.card(`${card.key.name}.card`, card);
  return desk;
}

const found = (out: string, ...more: string[]): string[] => {
  const base = ['--name', 'Family vault', '--m', '2', '--birthday', '850000', '--out', out];
  return ['charter', 'new', ...base, ...more];
};
const asJson = async (desk: Desk, words: readonly string[]) => desk.run([...words, '--json']);
const cardsOf = (...names: string[]): string[] => names.flatMap((name) => ['--card', `${name}.card`]);

describe('charter new with a plain key', () => {
  it('says what a missing origin costs, and that nobody has shown to hold the key', async () => {
    const desk = deskWithCards(anna, carol);
    const given = [...cardsOf('Anna', 'Carol'), '--key', `Bob=${bob.key.xpub}`];
    const result = (await asJson(desk, found('a.json', ...given))).json();
    expect(result).toMatchObject({ unproven: ['Bob'], conversions: [] });
    expect(result.notes).toEqual([expect.stringContaining('hardware signers and most other programs look for')]);
    const shown = told(await desk.run(['charter', 'show', 'a.json']));
    expect(shown).toContain('no key origin, not proven: nobody has signed with it yet');
    const text = told(await desk.run(found('b.json', ...given)));
    expect(text).toContain('Bob: not proven, as nobody has signed with the key yet.');
    expect(text).toContain('The origin of Bob’s key is not known.');
  });

  it('refuses the placeholder with its cost, and takes the true origin', async () => {
    const desk = deskWithCards(anna, carol);
    const key = ['--key', `Bob=[00000000/48h/0h/0h/2h]${bob.key.xpub}`];
    const refused = await desk.run(found('a.json', ...cardsOf('Anna', 'Carol'), ...key));
    expect(refused.exitCode).toBe(3);
    expect(told(refused)).toContain('hardware signers would not find their key by it, and sign nothing');
    expect(told(refused)).toContain(
      'ask the member for the fingerprint that the device shows, or take it from a receipt',
    );
    const mended = await asJson(
      desk,
      found('a.json', ...cardsOf('Anna', 'Carol'), ...key, '--origin', `Bob=${BOBS_ORIGIN}`),
    );
    expect(mended.json()).toMatchObject({ id, notes: [] });
  });

  it('takes the true origin from a receipt, which tells it for a charter that lacks it', async () => {
    const desk = deskWithCards(anna, carol);
    const key = ['--key', `Bob=${bob.key.xpub}`];
    const lacking = (await asJson(desk, found('a.json', ...cardsOf('Anna', 'Carol'), ...key))).json();
    expect(lacking.id).not.toBe(id);
    const code = (lacking.code as string[][]).flat().join(' ');
    const sign = ['charter', 'sign', 'a.json', '--compared-code', code, '--out', 'bob.receipt', '--secret-stdin'];
    const signed = (await desk.run([...sign, '--json'], wordsOf('Bob'))).json();
    expect(signed).toMatchObject({ member: 'Bob', origin: BOBS_ORIGIN });
    const added = await desk.run(['charter', 'add-receipt', 'a.json', 'bob.receipt', '--json']);
    expect(added.json().origins).toEqual([
      `Bob’s receipt states the origin ${BOBS_ORIGIN} for the key, where the charter knows none: found the charter anew ` +
        'with it before anything is paid in.',
    ]);
    expect(told(await desk.run(['charter', 'show', 'a.json']))).toContain('no key origin, proven by its receipt');
    const mended = await asJson(desk, found('b.json', ...cardsOf('Anna', 'Carol'), ...key, '--receipt', 'bob.receipt'));
    expect(mended.json()).toMatchObject({ id, notes: [] });
  });

  it('gives no origin to a card, whose own is signed, nor to somebody without a key', async () => {
    const desk = deskWithCards(anna, bob, carol);
    const refused = await asJson(
      desk,
      found('a.json', ...cardsOf('Anna', 'Bob', 'Carol'), '--origin', `Bob=${BOBS_ORIGIN}`),
    );
    expect(refused.exitCode).toBe(2);
    expect(refused.json()).toMatchObject({
      error: { code: 'usage/arguments', at: '--origin', next: expect.stringContaining('signed by its member') },
    });
  });

  it('needs no card where the kind of wallet is told or the usual one', async () => {
    const desk = openDesk();
    const keys = [anna, bob, carol].flatMap(({ key }) => [
      '--key',
      `${key.name}=[${key.origin!.fingerprint}/48h/0h/0h/2h]${key.xpub}`,
    ]);
    expect((await asJson(desk, found('a.json', ...keys))).json()).toMatchObject({
      id,
      unproven: ['Anna', 'Bob', 'Carol'],
    });
    const type = ['--script-type', 'p2sh-p2wsh', '--accept-uncommitted'];
    const nested = await asJson(desk, found('b.json', ...keys, ...type));
    expect(nested.json().firstAddress).toMatch(/^3/);
    expect((nested.json().notes as string[]).length).toBe(4);
    expect((await asJson(desk, found('c.json'))).json()).toMatchObject({ error: { code: 'charter/no-cards' } });
  });
});

describe('charter new with cards', () => {
  it('refuses one for another network or script type than asked for, and says which', async () => {
    const desk = deskWithCards(anna, bob, workshop.card('Carol', { network: 'signet' }));
    const cards = cardsOf('Anna', 'Bob', 'Carol');
    const refused = await desk.run(found('a.json', ...cards, '--network', 'main'));
    expect(refused.exitCode).toBe(3);
    expect(told(refused)).toContain('the card of Carol is for another network');
    expect(told(refused)).toContain('found signet, p2wsh expected main, p2wsh');
  });

  it('refuses one from which the proof was taken, unless its member is taken by name', async () => {
    const desk = deskWithCards(anna, createKeyCard({ ...bob, proof: undefined }), carol);
    const words = found('a.json', ...cardsOf('Anna', 'Bob', 'Carol'));
    const refused = await desk.run(words);
    expect(refused.exitCode).toBe(1);
    expect(told(refused)).toContain('nobody has shown to hold the key of key 2 (Bob)');
    expect((await asJson(desk, [...words, '--unproven', 'Bob'])).json()).toMatchObject({ id, unproven: ['Bob'] });
  });

  it('takes a shared fingerprint only knowingly, and names the two', async () => {
    const desk = deskWithCards(anna, workshop.card('Anna', { account: 1, as: 'Dora' }), bob);
    const words = found('a.json', ...cardsOf('Anna', 'Dora', 'Bob'));
    const refused = await desk.run(words);
    expect(refused.exitCode).toBe(1);
    expect(told(refused)).toContain('key 1 (Anna) and key 2 (Dora) name the same master key');
    expect(told(refused)).toContain('a device that looks for its key by it may stall');
    const allowed = await asJson(desk, [...words, '--allow-shared-fingerprint']);
    expect(allowed.json().notes).toEqual([expect.stringContaining('name the same master key 73c5da0a')]);
  });
});
