/** Attacks on the group's agreement: members who are shown different charters, and signatures put to other uses (15, 54). */
import { createHash } from 'node:crypto';
import { signMessage } from '../../../../src/cold/key/sign-message.ts';
import { addReceipt } from '../../../../src/core/charter/charter-file.ts';
import { requireDepositsOpen } from '../../../../src/core/charter/deposits.ts';
import { formatKeyCard, parseKeyCard } from '../../../../src/core/charter/key-card.ts';
import { formatReceipt } from '../../../../src/core/charter/receipt.ts';
import type { Charter, Receipt } from '../../../../src/core/charter/types.ts';
import { domainText } from '../../../../src/core/message/domain.ts';
import { goodFile } from '../../documents.ts';
import type { Fixture } from '../../fixture.ts';
import { type ActCase, type CommandLine, type Row, refused } from '../../row.ts';
import { about, addressing, cardsOf, charterText, founding } from './lines.ts';

/** What Anna is shown: Mallory's key in the place of Bob's. */
function annasView({ workshop, ...f }: Fixture): Charter {
  const { anna, carol } = cardsOf({ workshop, ...f });
  return workshop.charter({ cards: [anna, workshop.card('Mallory', { as: 'Bob' }), carol] });
}

/** What Bob is shown: Mallory's key in the place of Carol's. */
function bobsView({ workshop, ...f }: Fixture): Charter {
  const { anna, bob } = cardsOf({ workshop, ...f });
  return workshop.charter({ cards: [anna, bob, workshop.card('Mallory', { as: 'Carol' })] });
}

/** Anna puts a receipt that has arrived to the charter that she holds. */
function adding(charter: Charter, receipt: Receipt): CommandLine {
  const line = about(charterText(charter), 'charter', 'add-receipt', 'bob.receipt');
  return { ...line, files: { ...line.files, 'bob.receipt': formatReceipt(receipt) } };
}

function deposits(name: string, receipts: (fixture: Fixture, view: Charter) => readonly Receipt[]): ActCase {
  return {
    name,
    expected: refused('deposits/locked'),
    library: (f) => {
      const view = annasView(f);
      const { charter, receipts: all } = goodFile(f);
      return {
        attack: () => requireDepositsOpen({ charter: view, receipts: receipts(f, view) }),
        control: () => requireDepositsOpen({ charter, receipts: all }),
      };
    },
    commands: (f) => {
      const view = annasView(f);
      const { charter, receipts: all } = goodFile(f);
      return {
        attack: addressing(charterText(view, receipts(f, view))),
        control: addressing(charterText(charter, all)),
      };
    },
  };
}

/** 32 bytes that could be a transaction's digest, written as a text. */
function asMessage(spelling: string, write: (hash: Buffer) => string): ActCase {
  return {
    name: `54-hash-as-message-in-${spelling}`,
    expected: refused('message/unknown-domain'),
    library: ({ workshop }) => {
      const account = workshop.account('Anna');
      const sign = (text: string) => () => signMessage({ account, text, second: workshop.second });
      const hash = createHash('sha256').update('a transaction').digest();
      return { attack: sign(write(hash)), control: sign(domainText('receipt', ['Charter: none'])) };
    },
  };
}

export const AGREEMENT_ROWS: readonly Row<ActCase>[] = [
  {
    row: 15,
    cases: [
      {
        name: '15-each-member-another-view',
        expected: refused('receipt/other-charter'),
        library: (f) => {
          const { charter, receipts } = goodFile(f);
          const truthful = [f.workshop.receipt('Anna', annasView(f)), f.workshop.receipt('Bob', bobsView(f))];
          return {
            attack: () => requireDepositsOpen({ charter: bobsView(f), receipts: truthful }),
            control: () => requireDepositsOpen({ charter, receipts }),
          };
        },
        commands: (f) => {
          const { charter } = goodFile(f);
          // Bob's key is in both views, so his receipt is one of a member who was shown something else.
          const shown = bobsView(f);
          return {
            attack: adding(charter, f.workshop.receipt('Bob', shown)),
            control: adding(charter, f.workshop.receipt('Bob', charter)),
          };
        },
      },
      {
        name: '15-receipt-put-into-another-file',
        expected: refused('receipt/other-charter'),
        library: (f) => {
          const { charter, cards } = goodFile(f);
          const add = (shown: Charter) => () =>
            addReceipt({ charter, cards, receipts: [] }, f.workshop.receipt('Bob', shown));
          return { attack: add(bobsView(f)), control: add(charter) };
        },
      },
      deposits('15-own-receipt-alone', ({ workshop }, view) => [workshop.receipt('Anna', view)]),
      deposits('15-attackers-receipt-for-a-members', ({ workshop }, view) => [
        workshop.receipt('Anna', view),
        workshop.receipt('Mallory', view, { as: 'Bob' }),
      ]),
      {
        name: '15-one-receipt-is-to-be-enough',
        expected: refused('charter/receipts-required'),
        library: ({ workshop }) => ({
          attack: () => workshop.charter({ receiptsRequired: 1 }),
          control: () => workshop.charter({ receiptsRequired: 2 }),
        }),
        commands: (f) => {
          const { anna, bob, carol } = cardsOf(f);
          const found = (count: string) => founding({ cards: [anna, bob, carol], more: ['--receipts', count] });
          return { attack: found('1'), control: found('2') };
        },
      },
    ],
  },
  {
    row: 54,
    cases: [
      asMessage('hexadecimal', (hash) => hash.toString('hex')),
      asMessage('prefixed-hexadecimal', (hash) => `0x${hash.toString('hex')}`),
      asMessage('base64', (hash) => hash.toString('base64')),
      asMessage('bytes', (hash) => hash.toString('latin1')),
      {
        name: '54-proof-of-a-card-as-receipt',
        expected: refused('receipt/bad-signature'),
        library: (f) => {
          const { charter, cards } = goodFile(f);
          const receipt = f.workshop.receipt('Bob', charter);
          const add = (signature: string) => () =>
            addReceipt({ charter, cards, receipts: [] }, { ...receipt, signature });
          return { attack: add(cardsOf(f).bob.proof ?? ''), control: add(receipt.signature) };
        },
        commands: (f) => {
          const { charter } = goodFile(f);
          const receipt = f.workshop.receipt('Bob', charter);
          const { proof = '' } = cardsOf(f).bob;
          return { attack: adding(charter, { ...receipt, signature: proof }), control: adding(charter, receipt) };
        },
      },
      {
        name: '54-receipt-as-proof-of-a-card',
        expected: refused('key-card/bad-proof'),
        library: (f) => {
          const { attack, control } = cardTexts(f);
          return { attack: () => parseKeyCard(attack), control: () => parseKeyCard(control) };
        },
        commands: (f) => {
          const { attack, control } = cardTexts(f);
          const { anna, carol } = cardsOf(f);
          const found = (bob: string) => founding({ cards: [anna, bob, carol] });
          return { attack: found(attack), control: found(control) };
        },
      },
    ],
  },
];

/** Bob's card with the signature of his receipt as its proof, and as it is. */
function cardTexts(f: Fixture) {
  const control = formatKeyCard(cardsOf(f).bob);
  const { signature } = f.workshop.receipt('Bob', goodFile(f).charter);
  return { attack: JSON.stringify({ ...JSON.parse(control), proof: signature }), control };
}
