/**
 * What a keystore holds: a member's mnemonic and extension, as JSON inside an age file (`file.ts`). The form is published in
 * docs/keystore.md, so that stock `age` and a text editor are enough to get at the words.
 */
import { utf8ToBytes } from '../../core/bytes.ts';
import { IcehouseError } from '../../core/errors.ts';
import { canonicalJson } from '../../core/json/canonical.ts';
import { asObject, choiceField, refuseUnknownFields, requireFormat, stringField } from '../../core/json/fields.ts';
import { type JsonObject, parseStrictJson } from '../../core/json/strict.ts';
import { LANGUAGES } from '../mnemonic/languages.ts';
import { readMnemonic } from '../mnemonic/read.ts';
import type { Mnemonic } from '../mnemonic/types.ts';
import { checkExtensionText } from '../seed.ts';

const FORMAT = 'icehouse-keystore';
const VERSION = 1;
const FIELDS = ['format', 'version', 'kind', 'language', 'mnemonic', 'extension'];
const MAX_BYTES = 16_384;
const MAX_FIELD = 4_000;

/** The length of an age file tells that of its content: it is rounded up, so that it tells nothing about the extension. */
const BLOCK = 1_024;

export interface KeystoreContent {
  readonly mnemonic: Mnemonic;
  /** Empty for none. */
  readonly extension: string;
}

/** The content's bytes, filled with spaces to a multiple of 1,024. @throws IcehouseError those of `checkExtensionText`. */
export function keystoreBytes({ mnemonic, extension }: KeystoreContent): Uint8Array {
  checkExtensionText(extension);
  const words: JsonObject =
    mnemonic.kind === 'bip39'
      ? { kind: 'bip39', language: mnemonic.language, mnemonic: mnemonic.words.join(' ') }
      : { kind: 'electrum', mnemonic: mnemonic.phrase };
  const bytes = utf8ToBytes(canonicalJson({ format: FORMAT, version: VERSION, ...words, extension }));
  const padded = new Uint8Array(Math.ceil((bytes.length + 1) / BLOCK) * BLOCK).fill(0x20);
  padded.set(bytes);
  padded[padded.length - 1] = 0x0a;
  bytes.fill(0);
  return padded;
}

/**
 * Reads what {@link keystoreBytes} gives; words and checksum are checked again.
 *
 * @throws IcehouseError `keystore/malformed`, which says nothing of the content.
 */
export function parseKeystoreContent(text: string): KeystoreContent {
  try {
    const object = asObject(parseStrictJson(text, { maxBytes: MAX_BYTES, maxDepth: 1 }), '');
    requireFormat(object, FORMAT, VERSION);
    refuseUnknownFields(object, FIELDS, '');
    const kind = choiceField(object, 'kind', '', ['bip39', 'electrum']);
    const language = kind === 'bip39' ? choiceField(object, 'language', '', LANGUAGES) : undefined;
    const mnemonic = readMnemonic(stringField(object, 'mnemonic', '', MAX_FIELD), { kind, language });
    const extension = stringField(object, 'extension', '', MAX_FIELD);
    checkExtensionText(extension);
    return { mnemonic, extension };
  } catch (error) {
    if (!(error instanceof IcehouseError)) throw error;
    // Its cause would name words of the mnemonic.
    throw new IcehouseError({
      code: 'keystore/malformed',
      message: 'the passphrase is right, and yet this file holds no mnemonic that Icehouse knows',
      next: 'it may be an age file of another kind, or of a newer Icehouse; the words on paper are still the key',
    });
  }
}
