/** Attacks on wallets whose addresses hold 160 bits, where whoever gives the last key could choose it (18). */
import { createCharterFile, formatCharterFile } from '../../../../src/core/charter/charter-file.ts';
import { formatCommitment, formatOpening, requireCommitted } from '../../../../src/core/charter/commitment.ts';
import type { CharterFile, Commitment } from '../../../../src/core/charter/types.ts';
import { type Committed, commit, committedGroup, type ShortType, shortCard } from '../../../support/committed.ts';
import type { Fixture } from '../../fixture.ts';
import { type ActCase, type CommandLine, type Row, refused } from '../../row.ts';
import { founding, signing } from './lines.ts';

interface Gathered {
  readonly members: readonly Committed[];
  /** What the founder holds; those of the members unless said otherwise. */
  readonly commitments?: readonly Commitment[];
  readonly opened?: readonly Committed[];
}

function committing({ members, commitments, opened = members }: Gathered): CommandLine {
  const held = commitments ?? members.map(({ commitment }) => commitment);
  const files = {
    ...Object.fromEntries(held.map((each, index) => [`${index}.commitment`, formatCommitment(each)])),
    ...Object.fromEntries(opened.map(({ opening }, index) => [`${index}.opening`, formatOpening(opening)])),
  };
  const more = Object.keys(files).flatMap((name) => [name.endsWith('.opening') ? '--opening' : '--commitment', name]);
  const line = founding({ cards: members.map(({ card }) => card), more });
  return { ...line, files: { ...line.files, ...files } };
}

const found = ({ workshop }: Fixture, { members, commitments, opened = members }: Gathered) =>
  workshop.charter({
    cards: members.map(({ card }) => card),
    committed: {
      commitments: commitments ?? members.map(({ commitment }) => commitment),
      openings: opened.map(({ opening }) => opening),
    },
  });

function gathering(
  name: string,
  scriptType: ShortType,
  code: Parameters<typeof refused>[0],
  attack: (good: readonly Committed[], fixture: Fixture) => Gathered,
): ActCase {
  const pair = (f: Fixture) => {
    const members = committedGroup(f.workshop, scriptType);
    return { attack: attack(members, f), control: { members } };
  };
  return {
    name,
    expected: refused(code),
    library: (f) => {
      const gathered = pair(f);
      return { attack: () => found(f, gathered.attack), control: () => found(f, gathered.control) };
    },
    commands: (f) => {
      const gathered = pair(f);
      return { attack: committing(gathered.attack), control: committing(gathered.control) };
    },
  };
}

/** A group of this type that never made commitments, beside one that did. */
function without(name: string, scriptType: ShortType): ActCase {
  return {
    name,
    expected: refused('charter/uncommitted-keys'),
    library: (f) => {
      const members = committedGroup(f.workshop, scriptType);
      return {
        attack: () => f.workshop.charter({ cards: members.map(({ card }) => card) }),
        control: () => found(f, { members }),
      };
    },
    commands: (f) => {
      const members = committedGroup(f.workshop, scriptType);
      return { attack: founding({ cards: members.map(({ card }) => card) }), control: committing({ members }) };
    },
  };
}

/** Mallory commits in Carol's name, and shows another key when she has seen those of the others. */
const lateChoice =
  (scriptType: ShortType) =>
  ([anna, bob, carol]: readonly Committed[], { workshop }: Fixture): Gathered => {
    const chosen = commit(shortCard(workshop, 'Mallory', { scriptType, as: 'Carol' }), 3);
    return { members: [anna!, bob!, { ...chosen, commitment: carol!.commitment }] };
  };

/** A wallet founded on a late key, with a commitment that was made up for it; the members kept those that they were given. */
function foundedLate({ workshop, ...f }: Fixture) {
  const good = committedGroup(workshop, 'p2sh');
  const made = commit(shortCard(workshop, 'Mallory', { scriptType: 'p2sh', as: 'Carol' }), 8);
  const fileOf = (members: readonly Committed[]): CharterFile => {
    const charter = found({ workshop, ...f }, { members });
    const cards = members.map(({ card }) => card);
    return createCharterFile({ charter, cards, openings: members.map(({ opening }) => opening) });
  };
  const kept = good.map(({ commitment }) => commitment);
  return { late: fileOf([good[0]!, good[1]!, made]), good: fileOf(good), kept };
}

interface Signing {
  readonly file: CharterFile;
  readonly kept: readonly Commitment[];
}

/** A member holds a charter's file against the commitments that she gives, before she signs. */
function signingWithKept(
  name: string,
  code: Parameters<typeof refused>[0],
  attackOf: (founded: ReturnType<typeof foundedLate>) => Signing,
): ActCase {
  const pair = (f: Fixture) => {
    const founded = foundedLate(f);
    return { attack: attackOf(founded), control: { file: founded.good, kept: founded.kept } };
  };
  const check =
    ({ file: { charter, cards, openings = [] }, kept }: Signing) =>
    () =>
      requireCommitted({ keys: charter.wallet.keys, cards }, { commitments: kept, openings });
  const sign = ({ file, kept }: Signing): CommandLine => {
    const files = Object.fromEntries(kept.map((each, index) => [`${index}.kept`, formatCommitment(each)]));
    const line = signing(formatCharterFile(file), file.charter);
    const words = [...line.words, ...Object.keys(files).flatMap((each) => ['--commitment', each])];
    return { ...line, words, files: { ...line.files, ...files } };
  };
  return {
    name,
    expected: refused(code),
    library: (f) => {
      const { attack, control } = pair(f);
      return { attack: check(attack), control: check(control) };
    },
    commands: (f) => {
      const { attack, control } = pair(f);
      return { attack: sign(attack), control: sign(control) };
    },
  };
}

/** The late key's card and opening are left out of the file, and a member is talked into leaving its commitment out too. */
function withoutLateCard({ late, kept }: ReturnType<typeof foundedLate>): Signing {
  const { charter, cards, openings = [] } = late;
  const file = createCharterFile({ charter, cards: cards.slice(0, 2), openings: openings.slice(0, 2) });
  return { file, kept: kept.slice(0, 2) };
}

export const COMMITMENT_ROWS: readonly Row<ActCase>[] = [
  {
    row: 18,
    cases: [
      without('18-p2sh-without-commitments', 'p2sh'),
      without('18-nested-without-commitments', 'p2sh-p2wsh'),
      gathering('18-last-key-chosen-late', 'p2sh', 'commitment/other-card', lateChoice('p2sh')),
      gathering('18-last-nested-key-chosen-late', 'p2sh-p2wsh', 'commitment/other-card', lateChoice('p2sh-p2wsh')),
      gathering('18-two-commitments-to-choose-from', 'p2sh', 'commitment/count', (members, { workshop }) => {
        const spare = commit(shortCard(workshop, 'Mallory', { scriptType: 'p2sh', as: 'Carol' }), 9);
        return { members, commitments: [...members.map(({ commitment }) => commitment), spare.commitment] };
      }),
      gathering('18-commitment-never-opened', 'p2sh', 'commitment/not-opened', (members) => ({
        members,
        opened: members.slice(0, 2),
      })),
      signingWithKept('18-commitment-made-up-afterwards', 'commitment/other-card', ({ late: file, kept }) => ({
        file,
        kept,
      })),
      signingWithKept('18-late-card-left-out', 'commitment/no-card', withoutLateCard),
    ],
  },
];
