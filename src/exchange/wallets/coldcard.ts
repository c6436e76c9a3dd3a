/**
 * Coldcard's multisig set-up text, and the same text as Keystone, Passport and Jade read and write it. Coldcard sorts keys
 * and wants each with its origin.
 */
import type { ScriptType } from '../../core/key/types.ts';
import type { Wallet } from '../../core/wallet/types.ts';
import { completeDraft } from '../draft.ts';
import type { ExportFormat, ImportFormat } from '../format.ts';
import { requireFits, requireOrigin } from '../limits.ts';
import { pathText } from '../origins.ts';
import { isSetupText, readSetupText } from './setup-text.ts';

const MOST_KEYS = 15;

/** Coldcard's limit for a name, which it shows on its screen. */
const LONGEST_NAME = 20;

export const coldcardText: ImportFormat = {
  name: 'coldcard',
  program: 'multisig set-up text',
  recognises: isSetupText,
  read: (document, context) => completeDraft(readSetupText(document), context),
};

export const SETUP_FORMATS: { readonly [scriptType in ScriptType]: string } = {
  p2wsh: 'P2WSH',
  'p2sh-p2wsh': 'P2SH-P2WSH',
  p2sh: 'P2SH',
};

export const coldcardExport: ExportFormat = {
  name: 'coldcard',
  purpose: 'the multisig set-up text that Coldcard, Keystone, Passport, Jade and Krux read from a card',
  write: ({ name, wallet }) => {
    requireFits(wallet, { program: 'Coldcard', mostKeys: MOST_KEYS, sortedOnly: true, usualChainsOnly: true });
    return [
      '# Coldcard Multisig setup file (created by Icehouse)',
      '#',
      `Name: ${setupName(name, wallet)}`,
      `Policy: ${wallet.m} of ${wallet.keys.length}`,
      `Format: ${SETUP_FORMATS[wallet.scriptType]}`,
      ...keyLines(wallet),
      '',
    ].join('\n');
  },
};

/** Printable ASCII of at most 20 characters; a name without any becomes the policy. */
export function setupName(name: string, wallet: Wallet): string {
  const ascii = name
    .normalize('NFKD')
    .replace(/[^ -~]/g, '')
    .slice(0, LONGEST_NAME)
    .trim();
  return ascii === '' ? `${wallet.m}-of-${wallet.keys.length}` : ascii;
}

function keyLines(wallet: Wallet): readonly string[] {
  let last: string | undefined;
  return wallet.keys.flatMap((key, position) => {
    const { fingerprint, path } = requireOrigin(key, position, 'Coldcard');
    const derivation = pathText(path);
    const line = `${fingerprint.toUpperCase()}: ${key.xpub}`;
    if (derivation === last) return [line];
    last = derivation;
    return ['', `Derivation: ${derivation}`, '', line];
  });
}
