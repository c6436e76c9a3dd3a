/**
 * Keys as plain text, `[73c5da0a/48h/0h/0h/2h]xpub…`: what SeedSigner, Krux, Jade, Specter-DIY, Sparrow and Electrum show
 * for a cosigner, in a file, in a code, or copied. The prefix of the key may say what it is for.
 */
import { parseExtendedPublicKey } from '../../core/key/extended-key.ts';
import { isKeyLine, keyLines, readLine } from '../wallets/key-list.ts';
import type { KeyFormat, OfferedKey } from './format.ts';

export const keyText: KeyFormat = {
  name: 'text',
  program: 'extended key as text',
  recognises: (document) => {
    const lines = keyLines(document);
    return document.json.kind !== 'value' && lines.length > 0 && lines.every(isKeyLine);
  },
  read: (document) => keyLines(document).map((line, index) => offered(line, `line ${index + 1}`)),
};

function offered(line: string, at: string): OfferedKey {
  const { xpub, claim } = readLine(line, at);
  return { xpub, claim, use: useOf(xpub, at), at };
}

/** What the SLIP-0132 prefix says the key is for. */
export function useOf(xpub: string, at: string): OfferedKey['use'] {
  const { declares } = parseExtendedPublicKey(xpub, at).slip132;
  return declares === 'p2wpkh' || declares === 'p2sh-p2wpkh' ? 'single' : declares;
}
