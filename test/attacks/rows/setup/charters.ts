/** Attacks on the charter: another key, quorum, order or checksum behind the same face, and files edited at rest (1 to 4, 13, 14, 16, 17). */
import { formatCharterFile, parseCharterFile } from '../../../../src/core/charter/charter-file.ts';
import { requireDepositsOpen } from '../../../../src/core/charter/deposits.ts';
import { readPlainKey } from '../../../../src/core/charter/plain-key.ts';
import { refuseOverwrite, registerCharter } from '../../../../src/core/charter/register.ts';
import type { Charter, Receipt } from '../../../../src/core/charter/types.ts';
import { addChecksum } from '../../../../src/core/descriptor/checksum.ts';
import type { ErrorCode } from '../../../../src/core/errors.ts';
import { formatXpub } from '../../../../src/core/key/extended-key.ts';
import { wordsOfMember } from '../../../review/group.ts';
import { charterFileOf, goodFile } from '../../documents.ts';
import { changed, type Fixture } from '../../fixture.ts';
import { type ActCase, type Row, refused } from '../../row.ts';
import { forgedTwin } from './forgery.ts';
import { addressing, cardsOf, charterText, checking, founding, showing, signing } from './lines.ts';

/** Anna's program is handed a charter in the place of the one that she has compared and signed for. */
function swapped(name: string, evil: (fixture: Fixture) => Charter, good?: (fixture: Fixture) => Charter): ActCase {
  const pair = (f: Fixture) => {
    const control = good?.(f) ?? goodFile(f).charter;
    const receipts = good ? [f.workshop.receipt('Anna', control)] : goodFile(f).receipts;
    return { attack: evil(f), control, receipts };
  };
  return {
    name,
    expected: refused('receipt/other-charter'),
    library: (f) => {
      const { attack, control, receipts } = pair(f);
      const register = (charter: Charter) => () => registerCharter({ charter, receipts, me: cardsOf(f).anna.key });
      return { attack: register(attack), control: register(control) };
    },
    commands: (f) => {
      const { attack, control, receipts } = pair(f);
      return { attack: showing(charterText(attack, receipts)), control: showing(charterText(control, receipts)) };
    },
  };
}

/** Anna holds a charter against her own card. */
function foundOut(name: string, code: ErrorCode, evil: (fixture: Fixture) => Charter): ActCase {
  return {
    name,
    expected: refused(code),
    library: (f) => {
      const { charter: good, receipts } = goodFile(f);
      const register = (charter: Charter) => () => registerCharter({ charter, receipts, me: cardsOf(f).anna.key });
      return { attack: register(evil(f)), control: register(good) };
    },
    commands: (f) => {
      const { anna } = cardsOf(f);
      const check = (charter: Charter) => checking(charterText(charter), anna);
      return { attack: check(evil(f)), control: check(goodFile(f).charter) };
    },
  };
}

/** A charter file that was edited where it lay. */
function edited(name: string, code: ErrorCode, edit: (json: CharterJson, fixture: Fixture) => void): ActCase {
  const texts = (f: Fixture) => {
    const { charter, receipts } = goodFile(f);
    const control = charterText(charter, receipts);
    const json = JSON.parse(control);
    edit(json, f);
    return { attack: JSON.stringify(json), control };
  };
  return {
    name,
    expected: refused(code),
    library: (f) => {
      const { attack, control } = texts(f);
      return { attack: () => parseCharterFile(attack), control: () => parseCharterFile(control) };
    },
    commands: (f) => {
      const { attack, control } = texts(f);
      return { attack: showing(attack), control: showing(control) };
    },
  };
}

interface CharterJson {
  charter: { name: string; m: number; keys: { xpub: string }[]; descriptor: string };
  receipts: unknown[];
}

/** The group with Mallory's key under Carol's name. */
function withMallory({ workshop, ...f }: Fixture): Charter {
  const { anna, bob } = cardsOf({ workshop, ...f });
  return workshop.charter({ cards: [anna, bob, workshop.card('Mallory', { as: 'Carol' })] });
}

/** A file with Mallory's key in its charter and the members' own cards beside it. */
function underGoodCards(f: Fixture) {
  const good = goodFile(f);
  return {
    attack: formatCharterFile({ ...good, charter: withMallory(f), receipts: [] }),
    control: formatCharterFile(good),
  };
}

/** Anna's fingerprint and path before Mallory's key. */
function inAnnasName({ workshop, ...f }: Fixture): Charter {
  const { bob, carol } = cardsOf({ workshop, ...f });
  const text = `[73c5da0a/48h/0h/0h/2h]${formatXpub(workshop.card('Mallory').key.extendedKey)}`;
  const { card } = readPlainKey({ name: 'Anna', text, network: 'main', scriptType: 'p2wsh' });
  return workshop.charter({ cards: [card, bob, carol], allowUnproven: ['Anna'] });
}

export const CHARTER_ROWS: readonly Row<ActCase>[] = [
  {
    row: 1,
    cases: [
      swapped('1-one-key-replaced', withMallory),
      {
        name: '1-one-key-replaced-under-the-good-cards',
        expected: refused('charter-file/foreign-card'),
        library: (f) => {
          const { attack, control } = underGoodCards(f);
          return { attack: () => parseCharterFile(attack), control: () => parseCharterFile(control) };
        },
        commands: (f) => {
          const { attack, control } = underGoodCards(f);
          return { attack: showing(attack), control: showing(control) };
        },
      },
      {
        name: '1-before-anybody-compared',
        expected: refused('charter/code-differs'),
        commands: (f) => {
          const { charter: good } = goodFile(f);
          return { attack: signing(charterText(withMallory(f)), good), control: signing(charterText(good), good) };
        },
      },
      {
        name: '1-deposit-before-registration',
        expected: refused('deposits/locked'),
        library: (f) => {
          const { charter, receipts } = goodFile(f);
          return {
            attack: () => requireDepositsOpen({ charter: withMallory(f), receipts: [] }),
            control: () => requireDepositsOpen({ charter, receipts }),
          };
        },
        commands: (f) => {
          const { charter, receipts } = goodFile(f);
          return {
            attack: addressing(charterText(withMallory(f))),
            control: addressing(charterText(charter, receipts)),
          };
        },
      },
    ],
  },
  {
    row: 2,
    cases: [
      foundOut('2-my-key-is-absent', 'charter/my-key-absent', ({ workshop, ...f }) => {
        const { bob, carol } = cardsOf({ workshop, ...f });
        return workshop.charter({ cards: [bob, carol, workshop.card('Mallory')] });
      }),
    ],
  },
  { row: 3, cases: [foundOut('3-my-fingerprint-foreign-key', 'charter/my-fingerprint-other-key', inAnnasName)] },
  {
    row: 4,
    cases: [
      swapped('4-one-of-three', ({ workshop }) => workshop.charter({ m: 1 })),
      swapped('4-three-of-three', ({ workshop }) => workshop.charter({ m: 3 })),
      swapped('4-a-fourth-key', ({ workshop, ...f }) => {
        const { anna, bob, carol } = cardsOf({ workshop, ...f });
        return workshop.charter({ cards: [anna, bob, carol, workshop.card('Mallory')] });
      }),
      swapped('4-two-keys-only', ({ workshop, ...f }) => {
        const { anna, bob } = cardsOf({ workshop, ...f });
        return workshop.charter({ cards: [anna, bob] });
      }),
    ],
  },
  {
    row: 13,
    cases: [
      swapped('13-sorted-becomes-given', ({ workshop }) => workshop.charter({ keyOrder: 'given' })),
      // The control of sorted keys in another order: the very charter that Anna has signed for.
      swapped(
        '13-given-order-changed',
        ({ workshop, ...f }) => {
          const { anna, bob, carol } = cardsOf({ workshop, ...f });
          return workshop.charter({ keyOrder: 'given', cards: [bob, anna, carol] });
        },
        ({ workshop }) => workshop.charter({ keyOrder: 'given' }),
      ),
      edited('13-function-changed-in-the-descriptor', 'charter/descriptor-differs', ({ charter }) => {
        charter.descriptor = addChecksum(charter.descriptor.slice(0, -9).replace('sortedmulti', 'multi'));
      }),
    ],
  },
  { row: 14, cases: [swapped('14-same-checksum', forgedTwin)] },
  {
    row: 16,
    cases: [
      {
        name: '16-same-name-new-keys',
        expected: refused('charter/name-taken'),
        library: (f) => {
          const { charter: good } = goodFile(f);
          return {
            attack: () => refuseOverwrite([good], withMallory(f)),
            control: () => refuseOverwrite([good], good),
          };
        },
      },
      {
        name: '16-file-of-the-same-name',
        expected: refused('file/exists'),
        commands: (f) => {
          const { anna, bob, carol } = cardsOf(f);
          const evil = founding({ cards: [anna, bob, f.workshop.card('Mallory', { as: 'Carol' })] });
          const kept = { ...evil.files, 'new.json': charterText(goodFile(f).charter) };
          return { attack: { ...evil, files: kept }, control: founding({ cards: [anna, bob, carol] }) };
        },
      },
    ],
  },
  {
    row: 17,
    cases: [
      edited('17-name-changed', 'charter-file/id-differs', ({ charter }) => {
        charter.name = 'Family Vault';
      }),
      swapped('17-quorum-changed-and-id-recomputed', ({ workshop }) => workshop.charter({ m: 1 })),
      edited('17-key-changed', 'key/bad-checksum', ({ charter }) => {
        const [first] = charter.keys;
        first!.xpub = first!.xpub.replace(/.$/, (last) => (last === '1' ? '2' : '1'));
      }),
      {
        name: '17-receipts-taken-out',
        expected: refused('charter/not-registered'),
        library: (f) => {
          const { charter, receipts } = goodFile(f);
          const register = (kept: readonly Receipt[]) => () =>
            registerCharter({ charter, receipts: kept, me: cardsOf(f).anna.key });
          return { attack: register([]), control: register(receipts) };
        },
        commands: (f) => {
          const text = charterFileOf(f.group);
          const without = JSON.stringify({ ...JSON.parse(text), receipts: [] });
          const words = ['sign', 'payment.psbt', '--charter', 'family.json', '--out', 'signed.psbt', '--secret-stdin'];
          const line = (charter: string) => ({
            words: [...words, '--confirm-amount', '1.5'],
            files: { 'payment.psbt': changed(f.base, {}), 'family.json': charter },
            input: `${wordsOfMember('Alice')}\n`,
          });
          return { attack: line(without), control: line(text) };
        },
      },
    ],
  },
];
