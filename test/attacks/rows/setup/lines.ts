/** What attacks on the set-up have in common: the three good cards, and command lines that put documents before a member. */
import { formatCharterFile } from '../../../../src/core/charter/charter-file.ts';
import { formatKeyCard } from '../../../../src/core/charter/key-card.ts';
import type { Charter, KeyCard, Receipt } from '../../../../src/core/charter/types.ts';
import { type MemberName, WORDS } from '../../../support/members.ts';
import { goodFile } from '../../documents.ts';
import type { Fixture } from '../../fixture.ts';
import type { CommandLine } from '../../row.ts';

export interface Cards {
  readonly anna: KeyCard;
  readonly bob: KeyCard;
  readonly carol: KeyCard;
}

/** The good cards of Anna, Bob and Carol. */
export function cardsOf(fixture: Fixture): Cards {
  const [anna, bob, carol] = goodFile(fixture).cards;
  return { anna: anna!, bob: bob!, carol: carol! };
}

/** Standard input of a member without an extension. */
export const secretOf = (name: MemberName): string => `${WORDS[name]}\n`;

interface Founding {
  /** Cards, or the texts of card files. */
  readonly cards: readonly (KeyCard | string)[];
  /** Keys without a card, as `NAME=KEY`. */
  readonly keys?: readonly string[];
  readonly more?: readonly string[];
}

/** `icehouse charter new`, 2 of however many. */
export function founding({ cards, keys = [], more = [] }: Founding): CommandLine {
  const files = cards.map((card, index) => [`${index}.card`, typeof card === 'string' ? card : formatKeyCard(card)]);
  const named = files.flatMap(([name]) => ['--card', name!]);
  const texts = keys.flatMap((key) => ['--key', key]);
  return {
    words: ['charter', 'new', '--name', 'Family vault', '--m', '2', ...named, ...texts, ...more, '--out', 'new.json'],
    files: Object.fromEntries(files),
  };
}

/** The text of a charter file, without cards, whatever its receipts are worth. */
export function charterText(charter: Charter, receipts: readonly Receipt[] = []): string {
  return formatCharterFile({ charter, cards: [], receipts });
}

const FILE = 'family.json';

/** A command about one charter file. */
export function about(text: string, ...words: readonly string[]): CommandLine {
  const [group = '', name = '', ...rest] = words;
  return { words: [group, name, FILE, ...rest], files: { [FILE]: text } };
}

export const showing = (text: string): CommandLine => about(text, 'charter', 'show');

/** Anna looks for her key in a charter that she was handed. */
export function checking(text: string, mine: KeyCard): CommandLine {
  const line = about(text, 'charter', 'check', '--card', 'mine.card');
  return { ...line, files: { ...line.files, 'mine.card': formatKeyCard(mine) } };
}

/** Anna is asked for a receipt, after somebody has read these words to her. */
export function signing(text: string, heard: Charter): CommandLine {
  const code = heard.code.flat().join(' ');
  const words = ['charter', 'sign', '--compared-code', code, '--out', 'anna.receipt', '--secret-stdin'];
  return { ...about(text, ...words), input: secretOf('Anna') };
}

/** The first deposit address. */
export const addressing = (text: string): CommandLine => ({ words: ['address', FILE], files: { [FILE]: text } });

const MEMBERS = ['1=Anna', '2=Bob', '3=Carol'].flatMap((member) => ['--member', member]);

/** A wallet that another program describes. */
export const importing = (text: string): CommandLine => ({
  words: ['charter', 'import', 'wallet.txt', '--name', 'Vault', '--network', 'main', ...MEMBERS, '--out', 'new.json'],
  files: { 'wallet.txt': `${text}\n` },
});
