/** Confirmations of addresses by other machines: only the wallet's own address at its own index goes for confirmed. */
import { isDeepStrictEqual } from 'node:util';
import { deriveOutput } from '../../src/core/wallet/output.ts';
import { checkConfirmation, formatConfirmation, parseConfirmation } from '../../src/watch/receive/confirmation.ts';
import { jsonEdits } from '../edits/json.ts';
import { holds, type TextTarget } from '../engine/target.ts';
import { charter, DOCUMENT_WORDS } from './workshop.ts';

const output = deriveOutput(charter.wallet, 'receive', 3);
const { address } = output;
const names = charter.wallet.keys.map(({ name }) => name);

export const target: TextTarget = {
  kind: 'text',
  name: 'address-confirmation',
  pace: 'light',
  seeds: () => names.map((member) => formatConfirmation({ charterId: charter.id, member, index: 3, address })),
  edits: jsonEdits([...DOCUMENT_WORDS, 'icehouse-address', 'member', 'index', 'address']),
  run: (text) => {
    const confirmation = parseConfirmation(text);
    const printed = formatConfirmation(confirmation);
    holds(
      isDeepStrictEqual(parseConfirmation(printed), confirmation),
      'a confirmation survives being written and read',
    );
    const name = checkConfirmation(charter, output, confirmation);
    holds(names.includes(name), 'only a member’s machine confirms');
    holds(
      confirmation.charterId === charter.id && confirmation.address === address && confirmation.index === 3,
      'only the very address of this charter is confirmed',
    );
    return ['confirmed'];
  },
};
