/** By which first line texts that hold a descriptor are told from a plain one, so that no text is of two formats. */
import type { ForeignDocument } from '../format.ts';

/** The comment that Sparrow's export begins with. */
export const SPARROW_HEADER = '# Receive and change descriptor (BIP389):';

export function isSparrow({ text }: ForeignDocument): boolean {
  return text.trimStart().startsWith(SPARROW_HEADER);
}

/** The version line of BIP-0129. */
export function isBsmsRecord({ text }: ForeignDocument): boolean {
  return /^\s*BSMS 1\.\d+[ \t]*\n/.test(text);
}
