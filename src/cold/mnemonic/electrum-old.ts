/**
 * Recognises seeds of Electrum before version 2.0, so that they can be named: 12 or 24 words of its own list, or the 32 or
 * 64 hexadecimal digits behind them. Their keys follow no BIP-0032, and such a wallet was never multisig.
 */
import { ELECTRUM_OLD_WORDS } from './electrum-old-words.ts';

const OLD_HEX = /^(?:[0-9a-f]{32}|[0-9a-f]{64})$/;

/**
 * Whether Electrum would take the phrase for an old seed. It has no checksum: any 12 words of the list are one.
 *
 * @param phrase normalised as by `normaliseElectrum`.
 */
export function isElectrumOldSeed(phrase: string): boolean {
  if (OLD_HEX.test(phrase)) return true;
  const words = phrase.split(' ');
  return (words.length === 12 || words.length === 24) && words.every((word) => ELECTRUM_OLD_WORDS.has(word));
}
