/** The documents of one group with public test seeds, made by the real code: the valid inputs of several targets. */
import { signProposal } from '../../src/cold/proposal/sign-proposal.ts';
import { formatCharterFile } from '../../src/core/charter/charter-file.ts';
import { commitTo } from '../../src/core/charter/commitment.ts';
import { formatKeyCard } from '../../src/core/charter/key-card.ts';
import { formatReceipt } from '../../src/core/charter/receipt.ts';
import { proposalRecord } from '../../src/core/proposal/codec.ts';
import { openWorkshop } from '../../test/support/members.ts';

const workshop = await openWorkshop();

/** Anna, Bob and Carol: 2 of 3, P2WSH, mainnet. */
export const file = workshop.file();
export const { charter } = file;

const nested = workshop.charter({
  name: 'Äpfel & Birnen 日本',
  keyOrder: 'given',
  m: 1,
  cards: (['Carol', 'Bob'] as const).map((name) => workshop.card(name, { scheme: 'bip87', network: 'testnet3' })),
  branches: { receive: 0, change: 7 },
  receiptsRequired: 2,
});

export const charterTexts: readonly string[] = [
  formatCharterFile(file),
  formatCharterFile(workshop.file([])),
  charter.canonicalText,
  nested.canonicalText,
];

export const cardTexts: readonly string[] = [
  ...file.cards.map(formatKeyCard),
  formatKeyCard({ ...file.cards[0]!, proof: undefined }),
  formatKeyCard(workshop.card('Bob', { network: 'regtest', scriptType: 'p2sh', scheme: 'bip45' })),
];

const nonces = [1, 2, 3].map((byte) => new Uint8Array(32).fill(byte));
const pairs = file.cards.map((card, index) => commitTo(card, nonces[index]!));

/** What the members committed to, and a charter's file with what opens it. */
export const committed = {
  commitments: pairs.map(({ commitment }) => commitment),
  openings: pairs.map(({ opening }) => opening),
};

export const committedText = formatCharterFile({ ...file, openings: committed.openings });

export const receiptTexts: readonly string[] = file.receipts.map(formatReceipt);

const proposal = signProposal({
  proposal: {
    purpose: 'New roof, second half',
    payees: [
      { address: charter.firstOutput.address, name: 'Acme', source: 'invoice 12 of 3 March' },
      { address: '1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2', name: 'Zoë', source: undefined },
    ],
    expires: '2026-12-31',
  },
  transaction: { txid: '11'.repeat(32) },
  charter,
  account: workshop.account('Bob'),
  second: workshop.second,
});

export const proposalRecords: readonly Uint8Array[] = [
  proposalRecord(proposal).value,
  proposalRecord({ ...proposal, payees: [], expires: undefined, signature: undefined }).value,
];

/** Words of the documents, for edits of them. */
export const DOCUMENT_WORDS: readonly string[] = [
  ...[
    'format',
    'version',
    'id',
    'charter',
    'cards',
    'receipts',
    'name',
    'network',
    'scriptType',
    'm',
    'keyOrder',
    'keys',
  ],
  ...['branches', 'descriptor', 'birthdayHeight', 'gapLimit', 'receiptsRequired', 'extensions', 'critical', 'origin'],
  ...['xpub', 'scheme', 'software', 'proof', 'signature', 'firstAddress', 'purpose', 'payees', 'expires', 'source'],
  ...[
    'p2wsh',
    'p2sh',
    'p2sh-p2wsh',
    'main',
    'testnet3',
    'regtest',
    'bip48',
    'bip45',
    'bip87',
    'other',
    'sorted',
    'given',
  ],
  ...['\u202e', 'А', '[00000000]', '2147483647', 'xprv', '2027-02-29', '0000-00-00'],
];
