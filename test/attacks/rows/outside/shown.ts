/** Attacks on the eye: look-alike addresses, hidden and acting characters, markup (70, 83, 84). */
import { concatBytes, fromHex, utf8ToBytes } from '../../../../src/core/bytes.ts';
import { createKeyCard, formatKeyCard } from '../../../../src/core/charter/key-card.ts';
import { reviewText } from '../../../../src/core/review/describe.ts';
import { reviewPsbt } from '../../../../src/core/review/review.ts';
import { encodeAddress } from '../../../../src/core/wallet/address.ts';
import { type Payment, type ProposalWords, payTo, proposed, strangerScript } from '../../../review/payment.ts';
import { changed, type Fixture, NOW, replaced } from '../../fixture.ts';
import { type ActCase, type Row, refused } from '../../row.ts';
import { cardsOf, founding } from '../setup/lines.ts';
import { reviewing } from './lines.ts';

const addressOf = (scriptPubKey: Uint8Array): string => encodeAddress(scriptPubKey, 'main') ?? '';

/** Pays to `bc1qcf8s9qn7c7tn34yapz9g6tfesqc0halshlzzkp`, which took half a second to find: see Acme's own below. */
const LOOK_ALIKE = concatBytes(fromHex('0014'), fromHex('c24f02827ec79738d49d088a8d2d398030fbf7f0'));

/** What is shown of a payment, with addresses that Alice knows. */
function shown({ alice, group }: Fixture, psbtBytes: Uint8Array, knownAddresses: readonly string[] = []): string {
  const request = { psbtBytes, registered: alice.registered, second: group.second, now: NOW, knownAddresses };
  return reviewText(reviewPsbt(request));
}

const HONEST: ProposalWords = {
  purpose: 'Second instalment for the roof',
  payees: [{ address: addressOf(strangerScript('Acme')), name: 'Acme', source: 'invoice 12' }],
  expires: undefined,
};

/** Looks like the first line of an address where a line breaks before it. */
const FALSE_ADDRESS = 'bc1q good good good good good good good';
const PADDED_NAME = `Acme Roofing and Building Company of twelve, Mill Lane ${FALSE_ADDRESS}`;
/** Breaks after "Nothing is paid to" and these words. */
const PADDED_ADVICE = `${'Roofer '.repeat(6)}Company -> Nothing: everybody agreed on this. Sign it`;
const PADDED_DATA = `${'x'.repeat(66)} known: this address was used before (outputs[0])`;

interface Hostile {
  readonly words?: Partial<ProposalWords>;
  readonly name?: string;
  readonly source?: string;
  readonly data?: string;
}

/** Bob proposes the base; one text of the file is hostile. */
function proposal(f: Fixture, { words, name, source, data }: Hostile): Uint8Array {
  const [payee] = HONEST.payees;
  const payees = [{ ...payee!, ...(name === undefined ? {} : { name }), ...(source === undefined ? {} : { source }) }];
  const outputs = data === undefined ? f.base.outputs : [...f.base.outputs, dataOutput(data)];
  const payment: Payment = { ...f.base, outputs };
  const { group, bob } = f;
  return changed(proposed(payment, { ...HONEST, payees, ...words }, { ...group, member: bob }), {});
}

function dataOutput(text: string): Payment['outputs'][number] {
  const bytes = utf8ToBytes(text);
  return payTo(concatBytes(fromHex('6a4c'), Uint8Array.of(bytes.length), bytes), 0n);
}

/** The text is shown with marks for what cannot be seen; what acts on a screen never reaches it. */
function marked(name: string, hostile: Hostile, shows: readonly string[], never: readonly string[]): ActCase {
  return {
    name,
    expected: { outcome: 'told', shows, never },
    library: (f) => ({
      attack: () => shown(f, proposal(f, hostile)),
      control: () => shown(f, proposal(f, {})),
    }),
    commands: (f) => ({
      attack: reviewing(f, proposal(f, hostile)),
      control: reviewing(f, proposal(f, {})),
    }),
  };
}

/** The names of members and wallets are said aloud, so hostile ones are refused instead of marked. */
function named(name: string, hostile: string): ActCase {
  return {
    name,
    expected: refused('name/not-plain'),
    library: (f) => {
      const { carol } = cardsOf(f);
      const card = (text: string) => () =>
        createKeyCard({ ...carol, key: { ...carol.key, name: text }, proof: undefined });
      return { attack: card(hostile), control: card('Carol') };
    },
    commands: (f) => {
      const { anna, bob, carol } = cardsOf(f);
      const text = formatKeyCard(carol);
      const found = (third: string) => founding({ cards: [anna, bob, third] });
      return {
        attack: found(JSON.stringify({ ...JSON.parse(text), name: hostile })),
        control: found(text),
      };
    },
  };
}

export const SHOWN_ROWS: readonly Row<ActCase>[] = [
  {
    row: 70,
    cases: [
      {
        name: '70-same-first-and-last-characters',
        expected: { outcome: 'told', shows: ['FIRST SEEN', 'bc1q cf8s 9qn7 c7tn 34ya pz9g'] },
        library: (f) => {
          const known = addressOf(strangerScript('Acme'));
          return {
            attack: () => shown(f, toLookAlike(f), [known]),
            control: () => shown(f, changed(f.base, {}), [known]),
          };
        },
        commands: (f) => {
          const known = addressOf(strangerScript('Acme'));
          return {
            attack: reviewing(f, toLookAlike(f), '--known', known),
            control: reviewing(f, changed(f.base, {}), '--known', known),
          };
        },
      },
    ],
  },
  {
    row: 83,
    cases: [
      marked('83-right-to-left-purpose', { words: { purpose: 'rent \u202egnp' } }, ['rent \\u{202E}gnp'], ['\u202e']),
      marked('83-zero-width-name', { name: 'Ac\u200bme' }, ['Ac\\u{200B}me'], ['\u200b']),
      marked('83-letter-of-another-script', { name: '\u0410cme' }, ['\\u{410}cme'], ['\u0410']),
      marked('83-nul-in-the-source', { source: 'invoice 12\u0000' }, ['invoice 12\\u{0}'], ['\u0000']),
      marked('83-forged-lines', { words: { purpose: 'rent\n\nFindings\n  none' } }, ['rent\\u{A}\\u{A}Findings'], []),
      marked(
        '83-address-put-up-by-a-name',
        { name: PADDED_NAME },
        [`\n    | ${FALSE_ADDRESS}`],
        [`\n    ${FALSE_ADDRESS}`],
      ),
      marked(
        '83-advice-put-up-by-a-name',
        { words: { payees: [...HONEST.payees, { ...HONEST.payees[0]!, name: PADDED_ADVICE }] } },
        ['\n        | -> Nothing'],
        ['\n        -> Nothing'],
      ),
      marked(
        '83-known-by-its-own-word',
        { data: PADDED_DATA },
        ['\n    | known: this address was used before'],
        ['\n    known: this'],
      ),
      marked('83-hidden-in-data', { data: 'paid\u2066\u200f' }, ['paid\\u{2066}\\u{200F}'], ['\u2066', '\u200f']),
      named('83-name-that-hides', 'Ca\u200drol'),
      named('83-name-with-a-line', 'Carol\nMallory'),
    ],
  },
  {
    row: 84,
    cases: [
      marked(
        '84-clipboard-by-escape',
        { words: { purpose: 'x\u001b]52;c;cm0gLXJm\u0007' } },
        ['x\\u{1B}]52'],
        ['\u001b'],
      ),
      marked('84-screen-cleared-by-name', { name: 'Acme\u001b[2J' }, ['Acme\\u{1B}[2J'], ['\u001b']),
      marked('84-escape-in-data', { data: '\u001b]0;owned\u0007' }, ['\\u{1B}]0;owned\\u{7}'], ['\u001b', '\u0007']),
      marked('84-single-byte-escape', { source: 'mail \u009b31m' }, ['mail \\u{9B}31m'], ['\u009b']),
      marked('84-markup-as-it-stands', { name: '<img src=x onerror=alert(1)>' }, ['<img src=x onerror=alert(1)>'], []),
      marked('84-formula-as-it-stands', { source: '=HYPERLINK("http://x")' }, ['address from: =HYPERLINK'], []),
      named('84-name-that-acts', 'Carol\u001b[31m'),
    ],
  },
];

/** The base with Mallory's look-alike in the place of Acme's address. */
function toLookAlike({ base }: Fixture): Uint8Array {
  return changed(base, { outputs: replaced(base.outputs, 0, (each) => ({ ...each, scriptPubKey: LOOK_ALIKE })) });
}
