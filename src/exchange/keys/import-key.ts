/**
 * The door for cosigners' keys of other programs: finds the format, chooses the key that fits the wallet, and makes a card
 * of it. The card carries no proof, as its member's receipt for the charter will be the first one; but a key record of
 * BIP-0129 is signed by its key, and its card is proven.
 */
import { createKeyCard } from '../../core/charter/key-card.ts';
import type { KeyCard } from '../../core/charter/types.ts';
import { IcehouseError } from '../../core/errors.ts';
import { cosignerKey } from '../../core/key/cosigner-key.ts';
import { parseExtendedPublicKey } from '../../core/key/extended-key.ts';
import { formatPath, samePath } from '../../core/key/path.ts';
import { checkSlip132ScriptType } from '../../core/key/slip132.ts';
import type { DerivationPath, ScriptType } from '../../core/key/types.ts';
import type { NetworkName } from '../../core/network.ts';
import { cardOfRecord } from '../bsms/card.ts';
import { parseKeyRecord } from '../bsms/key-record.ts';
import { looksLikeRecord, recordKind } from '../bsms/lines.ts';
import { openDocument } from '../document.ts';
import { conversionNotes } from '../draft.ts';
import { openEnvelope } from '../envelopes.ts';
import type { ForeignDocument, ImportAnswers, ImportNote } from '../format.ts';
import { keyLabel } from '../names.ts';
import { mendOrigin } from '../origins.ts';
import type { KeyFormat, OfferedKey } from './format.ts';
import { KEY_FORMATS } from './formats.ts';

export interface KeyImport {
  /** What the group calls the holder. */
  readonly name: string;
  readonly network: NetworkName;
  /** Of the wallet that the key is for. */
  readonly scriptType: ScriptType;
  /** Which of several keys for this script type, by its path from the master key. */
  readonly path?: DerivationPath;
  /** A true origin for a file that has none; position 1. */
  readonly answers?: ImportAnswers;
  /** Of an encrypted Electrum file. */
  readonly password?: string | undefined;
}

export interface ImportedKey {
  /** Name of the format. */
  readonly format: string;
  readonly card: KeyCard;
  readonly notes: readonly ImportNote[];
}

/** Whether a text is a key in a format that is known. */
export function isForeignKey(text: string): boolean {
  if (looksLikeRecord(text)) return recordKind(text) === 'key';
  const document = openDocument(text);
  return KEY_FORMATS.some((format) => format.recognises(document));
}

/**
 * Imports a key as a card, without proof unless it comes as a key record of BIP-0129.
 *
 * @throws IcehouseError `exchange/unknown-key-format`, `exchange/no-key-for-script-type`, `exchange/several-keys` (usage),
 * `exchange/signed-origin` for an answer about the origin in a key record; those of the formats, `parseKeyRecord`,
 * `cardOfRecord`, `mendOrigin`, `checkSlip132ScriptType`, `cosignerKey` and `createKeyCard`.
 */
export function importKey(text: string, request: KeyImport): ImportedKey {
  if (looksLikeRecord(text)) return importRecord(text, request);
  const document = openDocument(openEnvelope(openDocument(text).text, request.password));
  const format = formatOf(document);
  const { name, network, scriptType } = request;
  const { xpub, claim, at } = chooseKey(format.read(document), request);
  const { extendedKey, slip132 } = parseExtendedPublicKey(xpub, at);
  checkSlip132ScriptType(slip132, scriptType, at);
  const label = keyLabel(name, 1);
  const place = { position: 1, label, extendedKey, scriptType };
  const mended = mendOrigin(claim, place, { network, answers: request.answers ?? {} });
  const key = cosignerKey({ name, origin: mended.origin, extendedKey, network, at });
  return {
    format: format.name,
    card: createKeyCard({ key, scriptType, software: format.program, proof: undefined }),
    notes: [...conversionNotes(slip132, label), ...mended.notes],
  };
}

function importRecord(text: string, request: KeyImport): ImportedKey {
  if (request.answers?.origins !== undefined) {
    throw new IcehouseError({
      code: 'exchange/signed-origin',
      kind: 'refused',
      message: 'the origin in a key record is signed by its member and cannot be answered for her',
      next: 'if it is wrong, ask her for a new record',
    });
  }
  const { card, conversion } = cardOfRecord(parseKeyRecord(text), request);
  const notes =
    conversion === undefined
      ? []
      : [{ code: 'import/converted-key', text: `${keyLabel(request.name, 1)}: ${conversion}` } as const];
  return { format: 'bsms', card, notes };
}

function formatOf(document: ForeignDocument): KeyFormat {
  const format = KEY_FORMATS.find((each) => each.recognises(document));
  if (format !== undefined) return format;
  if (document.json.kind === 'broken') throw document.json.error;
  throw new IcehouseError({
    code: 'exchange/unknown-key-format',
    message: 'this file holds no cosigner’s key in a form that is known',
    expected: KEY_FORMATS.map((each) => each.name).join(', '),
    next: 'let the device show its multisig key as text: [fingerprint/path]xpub…',
  });
}

/** The key for a script type: the one that says so, else the only one that says nothing. */
function chooseKey(keys: readonly OfferedKey[], { scriptType, path }: KeyImport): OfferedKey {
  const meant = keys.filter(({ use }) => use === scriptType);
  const fitting = meant.length > 0 ? meant : keys.filter(({ use }) => use === undefined);
  const chosen =
    path === undefined
      ? fitting
      : fitting.filter(({ claim }) => claim.path !== undefined && samePath(claim.path, path));
  const [key, other] = chosen;
  if (key !== undefined && other === undefined) return key;
  const paths = fitting.map(({ claim }) => (claim.path === undefined ? 'unknown path' : formatPath(claim.path)));
  if (key === undefined) {
    throw new IcehouseError({
      code: 'exchange/no-key-for-script-type',
      message: 'the file has no key for this script type',
      found: `${keys.length} keys for other uses`,
      expected: `a key for ${scriptType}`,
      next: 'let the device export its multisig key for this script type',
    });
  }
  throw new IcehouseError({
    code: 'exchange/several-keys',
    kind: 'usage',
    message: 'the file has more than one key for this script type',
    found: paths.join(', '),
    next: 'say which by its path',
  });
}
