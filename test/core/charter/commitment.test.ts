/** Commitments: what was committed to is what a charter is founded on, and nobody has a second choice. */
import { beforeAll, describe, expect, it } from 'vitest';
import { fromHex, toHex, utf8ToBytes } from '../../../src/core/bytes.ts';
import type { CharterRequest } from '../../../src/core/charter/charter.ts';
import { createCharterFile, formatCharterFile, parseCharterFile } from '../../../src/core/charter/charter-file.ts';
import {
  formatCommitment,
  formatOpening,
  needsCommitments,
  parseCommitment,
  parseOpening,
} from '../../../src/core/charter/commitment.ts';
import { commitmentNotes } from '../../../src/core/charter/commitment-words.ts';
import { keyCardToJson } from '../../../src/core/charter/key-card.ts';
import { taggedHash } from '../../../src/core/hash.ts';
import { canonicalJson } from '../../../src/core/json/canonical.ts';
import { type Committed, commit, committedGroup, shortCard } from '../../support/committed.ts';
import { codeOf, refusalOf } from '../../support/errors.ts';
import { openWorkshop, type Workshop } from '../../support/members.ts';

let workshop: Workshop;
let group: readonly Committed[];
beforeAll(async () => {
  workshop = await openWorkshop();
  group = committedGroup(workshop, 'p2sh');
});

const found = (members: readonly Committed[], changes: Partial<CharterRequest> = {}) =>
  workshop.charter({
    cards: members.map(({ card }) => card),
    committed: {
      commitments: members.map(({ commitment }) => commitment),
      openings: members.map(({ opening }) => opening),
    },
    ...changes,
  });

describe('the hash', () => {
  it('is that of docs/charter.md: the tagged hash of the nonce and the canonical card', () => {
    const { card, commitment, opening } = group[0]!;
    const text = utf8ToBytes(canonicalJson(keyCardToJson(card)));
    const hash = taggedHash('icehouse/commitment', new Uint8Array([...fromHex(opening.nonce), ...text]));
    expect(commitment).toEqual({ name: 'Anna', hash: toHex(hash) });
  });

  it('tells nothing of the card without the nonce, and differs with it', () => {
    expect(commit(group[0]!.card, 7).commitment.hash).not.toBe(group[0]!.commitment.hash);
  });
});

describe('founding on 160-bit addresses', () => {
  it('is needed for P2SH in both forms, and for nothing else', () => {
    expect((['p2wsh', 'p2sh-p2wsh', 'p2sh'] as const).map((type) => needsCommitments(type, 3))).toEqual([
      ...[false, true, true],
    ]);
    expect(needsCommitments('p2sh', 1)).toBe(false);
  });

  it('takes cards that open the commitments, in any order, and gives the same charter as without', () => {
    const charter = found(group);
    const [anna, bob, carol] = group;
    expect(found([carol!, anna!, bob!]).id).toBe(charter.id);
    expect(found(group, { allowUncommitted: true }).id).toBe(charter.id);
  });

  it.each([
    'p2sh',
    'p2sh-p2wsh',
  ] as const)('refuses %s cards without commitments unless taken knowingly', (scriptType) => {
    const cards = committedGroup(workshop, scriptType).map(({ card }) => card);
    const error = refusalOf(() => workshop.charter({ cards }));
    expect([error.code, error.kind]).toEqual(['charter/uncommitted-keys', 'refused']);
    expect(workshop.charter({ cards, allowUncommitted: true }).wallet.scriptType).toBe(scriptType);
    expect(workshop.charter({ m: 1, cards: cards.slice(0, 1) }).wallet.keys).toHaveLength(1);
  });

  it('refuses a key that was chosen after the commitments, even where commitments are not insisted on', () => {
    const late = { ...group[2]!, card: shortCard(workshop, 'Mallory', { scriptType: 'p2sh', as: 'Carol' }) };
    const opened = { ...late, opening: { ...late.opening, xpub: late.card.key.xpub } };
    const refuse = (changes: Partial<CharterRequest>) => codeOf(() => found([group[0]!, group[1]!, opened], changes));
    expect(refuse({})).toBe('commitment/other-card');
    expect(refuse({ allowUncommitted: true })).toBe('commitment/other-card');
  });

  it('refuses a card with as much as another name, and another nonce', () => {
    const renamed = { ...group[2]!, card: shortCard(workshop, 'Carol', { scriptType: 'p2sh', as: 'Dora' }) };
    expect(codeOf(() => found([group[0]!, group[1]!, renamed]))).toBe('commitment/other-card');
    const { opening } = commit(group[2]!.card, 99);
    expect(codeOf(() => found([group[0]!, group[1]!, { ...group[2]!, opening }]))).toBe('commitment/other-card');
  });

  it('refuses a commitment too many, one too few, and one twice', () => {
    const commitments = group.map(({ commitment }) => commitment);
    const openings = group.map(({ opening }) => opening);
    const refuse = (list: typeof commitments) =>
      codeOf(() => found(group, { committed: { commitments: list, openings } }));
    const second = commit(shortCard(workshop, 'Mallory', { scriptType: 'p2sh' }), 9).commitment;
    expect(refuse([...commitments, second])).toBe('commitment/count');
    expect(refuse(commitments.slice(1))).toBe('commitment/count');
    expect(refuse([commitments[0]!, commitments[0]!, commitments[1]!])).toBe('commitment/count');
  });

  it('names who has not opened yet', () => {
    const commitments = group.map(({ commitment }) => commitment);
    const openings = group.slice(1).map(({ opening }) => opening);
    const error = refusalOf(() => found(group, { committed: { commitments, openings } }));
    expect([error.code, error.message]).toEqual(['commitment/not-opened', expect.stringContaining('Anna')]);
  });
});

describe('the files', () => {
  it('come back as they were written', () => {
    const { commitment, opening } = group[0]!;
    expect(parseCommitment(formatCommitment(commitment))).toEqual(commitment);
    expect(parseOpening(formatOpening(opening))).toEqual(opening);
  });

  it.each([
    ['commitment/malformed', { commitment: 'AB'.repeat(32) }],
    ['commitment/malformed', { commitment: 'ab' }],
    ['json/unknown-field', { more: 1 }],
    ['json/unknown-version', { version: 2 }],
    ['name/not-plain', { name: 'An\u202ena' }],
  ])('refuse with %s what is no commitment: %j', (code, change) => {
    const json = { ...JSON.parse(formatCommitment(group[0]!.commitment)), ...change };
    expect(codeOf(() => parseCommitment(JSON.stringify(json)))).toBe(code);
  });

  it('keep the openings in the charter’s file, and no others', () => {
    const charter = found(group);
    const cards = group.map(({ card }) => card);
    const openings = group.map(({ opening }) => opening);
    const file = createCharterFile({ charter, cards, openings });
    expect(parseCharterFile(formatCharterFile(file))).toEqual(file);
    expect(commitmentNotes(file).join()).toContain('hold it against the commitments');
    const without = createCharterFile({ charter, cards });
    expect(formatCharterFile(without)).not.toContain('openings');
    expect(commitmentNotes(without).join()).toContain('Nobody has committed');
    const twice = formatCharterFile({ ...file, openings: [openings[0]!, openings[0]!] });
    expect(codeOf(() => parseCharterFile(twice))).toBe('charter-file/foreign-opening');
    const foreign = { ...openings[0]!, xpub: workshop.card('Mallory').key.xpub };
    const strange = formatCharterFile({ ...file, openings: [foreign] });
    expect(codeOf(() => parseCharterFile(strange))).toBe('charter-file/foreign-opening');
  });
});
