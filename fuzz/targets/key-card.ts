/** Key cards: what is read says all that the file says, and a proof that is there has verified. */
import { isDeepStrictEqual } from 'node:util';
import { formatKeyCard, keyCardMessage, parseKeyCard } from '../../src/core/charter/key-card.ts';
import { verifyMessage } from '../../src/core/message/bip137.ts';
import { jsonEdits } from '../edits/json.ts';
import { holds, type TextTarget } from '../engine/target.ts';
import { cardTexts, DOCUMENT_WORDS } from './workshop.ts';

export const target: TextTarget = {
  kind: 'text',
  name: 'key-card',
  pace: 'heavy',
  seeds: () => cardTexts,
  edits: jsonEdits(DOCUMENT_WORDS),
  run: (text) => {
    const card = parseKeyCard(text);
    const printed = formatKeyCard(card);
    holds(isDeepStrictEqual(JSON.parse(printed), JSON.parse(text.replace(/^\ufeff/, ''))), 'a card keeps all it says');
    holds(formatKeyCard(parseKeyCard(printed)) === printed, 'a card prints to the same card');
    if (card.proof === undefined) return ['not proven'];
    const { publicKey } = card.key.extendedKey;
    const verifies = verifyMessage({ publicKey, text: keyCardMessage(card), signature: card.proof });
    holds(verifies, 'a proven card is signed by its key');
    return ['proven'];
  },
};
