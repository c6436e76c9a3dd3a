/**
 * Wallet and key files of other programs, through the two doors that recognise them: whatever is taken is a wallet whose
 * descriptor reads as the same wallet, and no refusal repeats a private key.
 */
import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { IcehouseError } from '../../src/core/errors.ts';
import type { ImportAnswers } from '../../src/exchange/format.ts';
import { EXPORT_FORMATS } from '../../src/exchange/formats.ts';
import { importWallet } from '../../src/exchange/import-wallet.ts';
import { importKey } from '../../src/exchange/keys/import-key.ts';
import { jsonEdits } from '../edits/json.ts';
import { textEdits } from '../edits/text.ts';
import { holds, type TextTarget } from '../engine/target.ts';
import { charter, DOCUMENT_WORDS } from './workshop.ts';

const FOLDERS = ['sparrow', 'caravan', 'coldcard', 'electrum/wallet-files'];
const LARGEST_SEED = 4_000;

/** Samples of other programs as they are; larger ones are slow and say no more. */
function samples(): readonly string[] {
  return FOLDERS.flatMap((folder) => {
    const place = new URL(`../../test/vectors/${folder}/`, import.meta.url);
    const names = readdirSync(place).filter((name) => name !== 'expected.json' && !name.endsWith('.psbt'));
    return names.toSorted().map((name) => readFileSync(new URL(name, place), 'utf8'));
  }).filter((text) => text.length <= LARGEST_SEED);
}

const WORDS = [
  ...DOCUMENT_WORDS,
  ...['wallet_type', '2of3', 'x1/', 'x2/', 'root_fingerprint', 'derivation', 'Policy: 2 of 3', 'Format: P2WSH'],
  ...['Derivation: ', 'quorum', 'requiredSigners', 'extendedPublicKeys', 'addressType', 'descriptors', 'policy'],
];

const ANSWERS: readonly ImportAnswers[] = [
  {},
  { threshold: 2, scriptType: 'p2wsh', keyOrder: 'sorted', chains: '0,1' },
];

const SECRET = /[a-zA-Z]prv[1-9A-HJ-NP-Za-km-z]{20,}/g;

export const target: TextTarget = {
  kind: 'text',
  name: 'imports',
  pace: 'heavy',
  seeds: () => [...EXPORT_FORMATS.map(({ write }) => write(charter)), ...samples()],
  edits: fc.oneof(jsonEdits(WORDS), textEdits(WORDS)),
  run: (text) => [
    ...(['main', 'testnet3'] as const).flatMap((network) =>
      ANSWERS.map((answers) =>
        attempt(text, () => {
          const { wallet, format } = importWallet(text, { network, answers });
          const again = importWallet(wallet.descriptor, { network });
          holds(again.wallet.descriptor === wallet.descriptor, 'a wallet’s descriptor reads as the same wallet');
          return format;
        }),
      ),
    ),
    attempt(text, () => `key: ${importKey(text, { name: 'Anna', network: 'main', scriptType: 'p2wsh' }).format}`),
  ],
};

function attempt(text: string, step: () => string): string {
  try {
    return step();
  } catch (error) {
    if (!(error instanceof IcehouseError)) throw error;
    const said = JSON.stringify(error);
    for (const [secret] of text.slice(0, 20_000).matchAll(SECRET)) {
      holds(!said.includes(secret.slice(4, 20)), 'no error repeats a private key');
    }
    return error.code;
  }
}
