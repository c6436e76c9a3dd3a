/** Attacks on wallets whose addresses hold 160 bits, where whoever gives the last key could choose it (18). */
import { createCharterFile, formatCharterFile } from '../../../../src/core/charter/charter-file.ts';
import { formatCommitment, formatOpening, requireCommitted } from '../../../../src/core/charter/commitment.ts';
import type { Commitment } from '../../../../src/core/charter/types.ts';
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

/** The coordinator founds the wallet on a late key and makes up a commitment for it; Anna has kept the one that she was given. */
function signingWithKept(): ActCase {
  const pair = ({ workshop, ...f }: Fixture) => {
    const good = committedGroup(workshop, 'p2sh');
    const made = commit(shortCard(workshop, 'Mallory', { scriptType: 'p2sh', as: 'Carol' }), 8);
    const fileOf = (members: readonly Committed[]) => {
      const charter = found({ workshop, ...f }, { members });
      const cards = members.map(({ card }) => card);
      return createCharterFile({ charter, cards, openings: members.map(({ opening }) => opening) });
    };
    const kept = good.map(({ commitment }) => commitment);
    return { attack: fileOf([good[0]!, good[1]!, made]), control: fileOf(good), kept };
  };
  return {
    name: '18-commitment-made-up-afterwards',
    expected: refused('commitment/other-card'),
    library: (f) => {
      const { attack, control, kept } = pair(f);
      const check = (file: typeof attack) => () =>
        requireCommitted(file.cards, { commitments: kept, openings: file.openings ?? [] });
      return { attack: check(attack), control: check(control) };
    },
    commands: (f) => {
      const { attack, control, kept } = pair(f);
      const files = Object.fromEntries(kept.map((each, index) => [`${index}.kept`, formatCommitment(each)]));
      const sign = (file: typeof attack): CommandLine => {
        const line = signing(formatCharterFile(file), file.charter);
        const words = [...line.words, ...Object.keys(files).flatMap((name) => ['--commitment', name])];
        return { ...line, words, files: { ...line.files, ...files } };
      };
      return { attack: sign(attack), control: sign(control) };
    },
  };
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
      signingWithKept(),
    ],
  },
];
