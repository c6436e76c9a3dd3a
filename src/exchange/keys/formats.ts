/** The files and codes in which cosigners' keys arrive. */
import { coldcardCosigner, coldcardGeneric } from './coldcard.ts';
import { electrumKey } from './electrum.ts';
import type { KeyFormat } from './format.ts';
import { singleJsonKey, specterDevice } from './json-keys.ts';
import { keyText } from './lines.ts';
import { urKeys } from './ur-keys.ts';

/** Each recognises its own; no text is of two formats. */
export const KEY_FORMATS: readonly KeyFormat[] = [
  keyText,
  coldcardCosigner,
  coldcardGeneric,
  singleJsonKey,
  specterDevice,
  electrumKey,
  urKeys,
];
