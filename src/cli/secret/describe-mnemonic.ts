/** How typed words were read. Told wherever a key is made: about one slip in 240 turns BIP-0039 words into an Electrum seed. */
import { languageName } from '../../cold/mnemonic/languages.ts';
import type { Mnemonic } from '../../cold/mnemonic/types.ts';

/** @example 'BIP-0039, 24 words, English' */
export function describeMnemonic(mnemonic: Mnemonic): string {
  if (mnemonic.kind === 'bip39') return `BIP-0039, ${mnemonic.words.length} words, ${languageName(mnemonic.language)}`;
  return `Electrum, ${mnemonic.phrase.split(' ').length} words, ${mnemonic.seedType}`;
}
