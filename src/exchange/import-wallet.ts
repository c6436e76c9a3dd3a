/**
 * The door for wallets of other programs: opens the text, finds the format that knows it, and reads. What comes out is a
 * checked wallet and what has to be told about it; nobody has shown to hold any of its keys, and `charter/` takes it from
 * there. A file says what it is by its looks, never by its name.
 */
import { IcehouseError } from '../core/errors.ts';
import type { NetworkName } from '../core/network.ts';
import { openDocument } from './document.ts';
import { openEnvelope } from './envelopes.ts';
import type { ForeignDocument, ImportAnswers, ImportFormat, ReadWallet } from './format.ts';
import { IMPORT_FORMATS } from './formats.ts';
import { KEY_FORMATS } from './keys/formats.ts';

export interface ImportOptions {
  readonly network: NetworkName;
  /** Name of the format, where the person knows better or a text would be of two. */
  readonly format?: string | undefined;
  readonly answers?: ImportAnswers;
  /** Of an encrypted Electrum file. */
  readonly password?: string | undefined;
}

export interface ImportedWallet extends ReadWallet {
  /** Name of the format. */
  readonly format: string;
  /** What the file is of; goes onto the key cards as their software. */
  readonly program: string;
}

/**
 * Imports a wallet.
 *
 * @throws IcehouseError of kind usage for what the file leaves open and {@link ImportOptions} can answer
 * (`exchange/ask-…`, `exchange/password-needed`, `exchange/several-formats`); `exchange/unknown-format`,
 * `exchange/key-not-wallet`, and those of the formats.
 */
export function importWallet(text: string, options: ImportOptions): ImportedWallet {
  const document = openDocument(openEnvelope(openDocument(text).text, options.password));
  const format = options.format === undefined ? recognise(document) : formatNamed(options.format);
  const read = format.read(document, { network: options.network, answers: options.answers ?? {} });
  return { ...read, format: format.name, program: format.program };
}

function formatNamed(name: string): ImportFormat {
  const format = IMPORT_FORMATS.find((each) => each.name === name);
  if (format !== undefined) return format;
  throw new IcehouseError({
    code: 'exchange/unknown-format',
    kind: 'usage',
    message: 'this format is not known',
    expected: IMPORT_FORMATS.map((each) => each.name).join(', '),
  });
}

function recognise(document: ForeignDocument): ImportFormat {
  const [format, ...others] = IMPORT_FORMATS.filter((each) => each.recognises(document));
  if (format !== undefined && others.length === 0) return format;
  if (format !== undefined) {
    const names = [format, ...others].map((each) => each.name);
    throw new IcehouseError({
      code: 'exchange/several-formats',
      kind: 'usage',
      message: 'the file could be of more than one format',
      found: names.join(', '),
      next: 'say which',
    });
  }
  if (KEY_FORMATS.some((each) => each.recognises(document))) {
    throw new IcehouseError({
      code: 'exchange/key-not-wallet',
      message: 'this is the key of one cosigner, not a wallet',
      next: 'take it as a member’s key when the charter is made',
    });
  }
  if (document.json.kind === 'broken') throw document.json.error;
  throw new IcehouseError({
    code: 'exchange/unknown-format',
    message: 'this file is of no wallet that is known',
    expected: IMPORT_FORMATS.map((each) => each.name).join(', '),
    next: 'export the wallet as an output descriptor',
  });
}
