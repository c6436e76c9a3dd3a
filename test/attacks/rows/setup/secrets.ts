/** Secrets where a public key or a name belongs (10): refused at every door, and repeated at none. */
import { formatKeyCard, parseKeyCard } from '../../../../src/core/charter/key-card.ts';
import { readPlainKey } from '../../../../src/core/charter/plain-key.ts';
import { parseCharter } from '../../../../src/core/charter/read.ts';
import { formatReceipt, parseReceipt } from '../../../../src/core/charter/receipt.ts';
import { walletFromDescriptor } from '../../../../src/core/descriptor/wallet-reader.ts';
import type { ErrorCode } from '../../../../src/core/errors.ts';
import { WORDS } from '../../../support/members.ts';
import { goodFile } from '../../documents.ts';
import type { Fixture } from '../../fixture.ts';
import { type ActCase, type CommandLine, type Pair, type Row, refused } from '../../row.ts';
import { about, cardsOf, charterText, founding, importing } from './lines.ts';

const XPRV =
  'xprv9s21ZrQH143K3nyWMZVjzGL4KKAE1zahmhTHuV5pdw4eK3o3igC5QywgQG7UTRe6TGBniPDpPFWzXMeMUFbBj8uYsfXGjyMmF54wdNt8QBm';

interface Secret {
  readonly what: string;
  readonly code: ErrorCode;
  readonly text: string;
}

/** A key pair of nobody's, in every form in which people have pasted one into the wrong field. */
const SECRETS: readonly Secret[] = [
  { what: 'xprv', code: 'key/private-key-refused', text: XPRV },
  {
    what: 'Zprv',
    code: 'key/private-key-refused',
    text: 'ZprvAhadJRUYsNgeAxX7xwXyEWrsP3VP7bFHvC9QPY98miep3RzQzPuUkE7tFNz81gAqW1VP5vR4BncbR6VFCsaAU6PRSp2XKCTjgFU6zRpk6Xp',
  },
  { what: 'wif', code: 'key/wif-refused', text: 'L4JNkJfLBDyWfTLbKJ1H3w56GUMsvdfjCkzRo5RHXfJ6bdHqm6cN' },
  { what: 'words', code: 'key/mnemonic-refused', text: WORDS.Bob },
];

/** A place where a public key belongs: what is there with a text in it, for the library and for a command. */
interface Door {
  readonly name: string;
  readonly library: (fixture: Fixture, key: string) => () => unknown;
  readonly commands: (fixture: Fixture, key: string) => CommandLine;
}

const withXpub = (text: string, key: string): string => JSON.stringify({ ...JSON.parse(text), xpub: key });

/** Anna's receipt with another text where her key stands. */
function receiptWith({ workshop, ...f }: Fixture, key: string): string {
  const { charter } = goodFile({ workshop, ...f });
  return withXpub(formatReceipt(workshop.receipt('Anna', charter)), key);
}

/** Carol's key is the last of the charter's; whoever edits it there must edit the descriptor too, which comes later. */
function charterWith(f: Fixture, key: string): string {
  const { charter } = goodFile(f);
  return charter.canonicalText.replaceAll(`"${cardsOf(f).carol.key.xpub}"`, JSON.stringify(key));
}

const DOORS: readonly Door[] = [
  {
    name: 'text',
    library: (_, text) => () => readPlainKey({ name: 'Carol', text, network: 'main', scriptType: 'p2wsh' }),
    commands: (f, key) => founding({ cards: [cardsOf(f).anna, cardsOf(f).bob], keys: [`Carol=${key}`] }),
  },
  {
    name: 'card',
    library: (f, key) => () => parseKeyCard(withXpub(formatKeyCard(cardsOf(f).carol), key)),
    commands: (f, key) => {
      const { anna, bob, carol } = cardsOf(f);
      return founding({ cards: [anna, bob, withXpub(formatKeyCard(carol), key)] });
    },
  },
  {
    name: 'receipt',
    library: (f, key) => () => parseReceipt(receiptWith(f, key)),
    commands: (f, key) => {
      const line = about(charterText(goodFile(f).charter), 'charter', 'add-receipt', 'anna.receipt');
      return { ...line, files: { ...line.files, 'anna.receipt': receiptWith(f, key) } };
    },
  },
  {
    name: 'charter',
    library: (f, key) => () => parseCharter(charterWith(f, key)),
    commands: (f, key) => {
      const file = { ...JSON.parse(charterText(goodFile(f).charter)), charter: JSON.parse(charterWith(f, key)) };
      return about(JSON.stringify(file), 'charter', 'show');
    },
  },
];

function partsOf(secret: string): readonly string[] {
  return [secret, secret.slice(0, 20), secret.slice(-20)];
}

/** The key that belongs at a door: Anna's receipt holds Anna's, everything else lacks Carol's. */
function rightKey(f: Fixture, door: Door): string {
  const { anna, carol } = cardsOf(f);
  return (door.name === 'receipt' ? anna : carol).key.xpub;
}

function atDoor(door: Door, { what, code, text }: Secret): ActCase {
  return {
    name: `10-${what}-as-${door.name}`,
    expected: refused(code),
    library: (f) => ({ attack: door.library(f, text), control: door.library(f, rightKey(f, door)) }),
    commands: (f) => ({ attack: door.commands(f, text), control: door.commands(f, rightKey(f, door)) }),
    secrets: () => partsOf(text),
  };
}

/** A seed phrase pasted into a field of a card that is meant for a name. */
function asName(field: 'name' | 'software'): ActCase {
  const texts = (f: Fixture): Pair<string> => {
    const control = formatKeyCard(cardsOf(f).carol);
    return { attack: JSON.stringify({ ...JSON.parse(control), [field]: WORDS.Bob }), control };
  };
  return {
    name: `10-words-as-${field}`,
    expected: refused('name/too-long'),
    library: (f) => {
      const { attack, control } = texts(f);
      return { attack: () => parseKeyCard(attack), control: () => parseKeyCard(control) };
    },
    commands: (f) => {
      const { anna, bob } = cardsOf(f);
      const { attack, control } = texts(f);
      return { attack: founding({ cards: [anna, bob, attack] }), control: founding({ cards: [anna, bob, control] }) };
    },
    secrets: () => partsOf(WORDS.Bob),
  };
}

/** The wallet's descriptor with a private key in the place of Carol's. */
function descriptors(f: Fixture): Pair<string> {
  const control = goodFile(f).charter.wallet.descriptor.slice(0, -9);
  return { attack: control.replace(cardsOf(f).carol.key.xpub, XPRV), control };
}

export const SECRET_ROWS: readonly Row<ActCase>[] = [
  {
    row: 10,
    cases: [
      ...DOORS.flatMap((door) => SECRETS.map((secret) => atDoor(door, secret))),
      {
        name: '10-xprv-with-its-origin',
        expected: refused('key/private-key-refused'),
        library: (f) => {
          const [text] = DOORS;
          const { carol } = cardsOf(f);
          return {
            attack: text!.library(f, `[73c5da0a/48h/0h/0h/2h]${XPRV}`),
            control: text!.library(f, `[73c5da0a/48h/0h/0h/2h]${carol.key.xpub}`),
          };
        },
        secrets: () => partsOf(XPRV),
      },
      {
        name: '10-xprv-in-a-descriptor',
        expected: refused('descriptor/private-key-refused'),
        library: (f) => {
          const { attack, control } = descriptors(f);
          const read = (text: string) => () => walletFromDescriptor(text, { network: 'main' });
          return { attack: read(attack), control: read(control) };
        },
        commands: (f) => {
          const { attack, control } = descriptors(f);
          return { attack: importing(attack), control: importing(control) };
        },
        secrets: () => partsOf(XPRV),
      },
      asName('name'),
      asName('software'),
    ],
  },
];
