/** Reads members' keys as the command line names them: card files, or keys of other programs as plain text. */
import { resolve } from 'node:path';
import { SCRIPT_TYPES } from '../../core/charter/choices.ts';
import { parseKeyCard } from '../../core/charter/key-card.ts';
import { readPlainKey } from '../../core/charter/plain-key.ts';
import type { KeyCard } from '../../core/charter/types.ts';
import { IcehouseError } from '../../core/errors.ts';
import type { ScriptType } from '../../core/key/types.ts';
import type { NetworkName } from '../../core/network.ts';
import { readFileText } from '../files/read.ts';
import type { Io } from '../io.ts';

export function readCards(io: Io, files: readonly string[]): KeyCard[] {
  return files.map((file) => parseKeyCard(readFileText(resolve(io.folder, file))));
}

export interface ForeignKeys {
  readonly cards: readonly KeyCard[];
  /** Sentences about prefixes that were converted, to be shown. */
  readonly conversions: readonly string[];
}

/**
 * Reads `NAME=[fingerprint/path]xpub…` for keys that come without a card.
 *
 * @throws IcehouseError `usage/arguments` without a name; those of `readPlainKey`.
 */
export function readForeignKeys(
  texts: readonly string[],
  { network, scriptType }: { readonly network: NetworkName; readonly scriptType: ScriptType },
): ForeignKeys {
  const read = texts.map((text) => {
    const split = text.indexOf('=');
    if (split < 1) {
      throw new IcehouseError({
        code: 'usage/arguments',
        kind: 'usage',
        message: 'a key from elsewhere needs the name of its holder',
        at: '--key',
        expected: 'NAME=[fingerprint/path]xpub…',
      });
    }
    const name = text.slice(0, split);
    return { name, ...readPlainKey({ name, text: text.slice(split + 1), network, scriptType }) };
  });
  return {
    cards: read.map(({ card }) => card),
    conversions: read.flatMap(({ name, conversion }) => (conversion === undefined ? [] : [`${name}: ${conversion}`])),
  };
}

/** @throws IcehouseError `usage/arguments` for a script type that is none. */
export function readScriptType(text: string): ScriptType {
  const known = SCRIPT_TYPES.find((each) => each === text);
  if (known === undefined) {
    throw new IcehouseError({
      code: 'usage/arguments',
      kind: 'usage',
      message: 'this script type is not known',
      at: '--script-type',
      expected: SCRIPT_TYPES.join(', '),
    });
  }
  return known;
}
