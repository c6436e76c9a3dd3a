/** What leaves as QR codes: in which form, and in codes of which size. */
import { deflateRawSync } from 'node:zlib';
import type { KeyCard } from '../../core/charter/types.ts';
import { IcehouseError } from '../../core/errors.ts';
import { serializePsbt } from '../../core/psbt/serialize.ts';
import { lettersInVersion, MOST_VERSION } from '../../exchange/codes/matrix.ts';
import { bbqrOfFile, type Codes, urCodes, urOfFile } from '../../exchange/codes/write.ts';
import type { ExportFormat } from '../../exchange/format.ts';
import { recognise } from '../../exchange/inbox/recognise.ts';
import { accountValueOf } from '../../exchange/ur/account.ts';
import type { CborValue } from '../../exchange/ur/cbor.ts';
import { encodeCbor } from '../../exchange/ur/cbor-write.ts';
import { hdKeyRecordOf } from '../../exchange/ur/hd-key.ts';
import { hdKeyMap } from '../../exchange/ur/hd-key-record.ts';
import { decodeUr, type UniformResource } from '../../exchange/ur/ur.ts';
import { urDescriptorExport, urExport } from '../../exchange/wallets/ur-output.ts';
import { codeSize } from '../terminal/code.ts';
import type { Screen } from '../terminal/screen.ts';
import { readWholeNumber } from './numbers.ts';

/** Below it the heads of parts take most of the room. */
const LEAST_VERSION = 5;
/** Parts of 45 squares on a side are read by weak cameras too. */
const USUAL_VERSION = 7;
/** Of 57 squares: what fits into one such code is not animated, and long documents are over sooner. */
const LARGE_VERSION = 10;
const MANY_PARTS = 30;

/** Records that other programs know: of a card or a charter less than the document, without proof and receipts. */
const OF_CARDS: ReadonlyMap<string, (card: KeyCard) => CborValue> = new Map([
  ['crypto-account', ({ key, scriptType }: KeyCard) => accountValueOf(key, scriptType, 1)],
  ['account-descriptor', ({ key, scriptType }: KeyCard) => accountValueOf(key, scriptType, 2)],
  ['crypto-hdkey', ({ key }: KeyCard) => hdKeyMap(hdKeyRecordOf(key), 1)],
  ['hdkey', ({ key }: KeyCard) => hdKeyMap(hdKeyRecordOf(key), 2)],
]);

const OF_CHARTERS: ReadonlyMap<string, ExportFormat> = new Map([
  ['crypto-output', urExport],
  ['output-descriptor', urDescriptorExport],
]);

/** The name that the second version of the registry has for what `ur` shows as `crypto-psbt`. */
const PSBT = 'psbt';

export const CODE_FORMATS: readonly string[] = ['ur', 'bbqr', PSBT, ...OF_CARDS.keys(), ...OF_CHARTERS.keys()];

/** @throws IcehouseError `codes/other-document` where the record is made of something else. */
function recordOf(file: Uint8Array, type: string): UniformResource | undefined {
  const [ofCard, ofCharter] = [OF_CARDS.get(type), OF_CHARTERS.get(type)];
  if (ofCard === undefined && ofCharter === undefined && type !== PSBT) return undefined;
  const found = recognise(file);
  if (ofCard !== undefined && found.kind === 'key-card') return { type, cbor: encodeCbor(ofCard(found.card)) };
  if (ofCharter !== undefined && found.kind === 'charter') return decodeUr(ofCharter.write(found.file.charter));
  if (type === PSBT && found.kind === 'psbt') return { type, cbor: encodeCbor(serializePsbt(found.psbt)) };
  throw new IcehouseError({
    code: 'codes/other-document',
    kind: 'usage',
    message: 'this form is not made of this document',
    at: '--format',
    found: found.kind,
    expected: type === PSBT ? 'a PSBT' : ofCard === undefined ? 'a charter' : 'a key card',
    next: 'leave --format away: every document travels as ur and as bbqr',
  });
}

export interface SizedCodes {
  readonly codes: Codes;
  /** Version of the QR codes, 1 to 40. */
  readonly version: number;
}

export interface CodeWish {
  /** One of {@link CODE_FORMATS}. */
  readonly format: string;
  /** As the person has it; otherwise one code where that is small enough, and parts of a usual size where not. */
  readonly size: string | undefined;
  /** Where they will be drawn; undefined for a file. */
  readonly screen: Screen | undefined;
}

/**
 * Makes the codes of a file.
 *
 * @throws IcehouseError `usage/arguments` for an unknown form or size, `codes/other-document`, `codes/terminal-too-small`, and
 * those of `urOfFile` and `bbqrOfFile`.
 */
export function codesOfFile(file: Uint8Array, { format, size, screen }: CodeWish): SizedCodes {
  const make = (version: number): Codes => codesOfSize(file, format, lettersInVersion(version));
  if (size !== undefined) {
    const version = readWholeNumber(size, 'size', [LEAST_VERSION, MOST_VERSION]);
    requireRoom(version, screen);
    const codes = make(version);
    return { codes, version };
  }
  const largeVersion = largestThatFits(LARGE_VERSION, screen);
  const largeCodes = make(largeVersion);
  if (largeCodes.total === 1) return { codes: largeCodes, version: smallestFor(largeCodes.part(1).length) };
  const large = { codes: largeCodes, version: largeVersion };
  // Smaller codes take no fewer parts, and may be too small to hold the file at all.
  if (largeCodes.total > MANY_PARTS) return large;
  const version = largestThatFits(USUAL_VERSION, screen);
  const codes = make(version);
  return codes.total > MANY_PARTS ? large : { codes, version };
}

function codesOfSize(file: Uint8Array, format: string, maxLetters: number): Codes {
  if (format === 'ur') return urOfFile(file, maxLetters);
  // The format's window: small devices hold no more than 1,024 bytes of what came before.
  if (format === 'bbqr') {
    return bbqrOfFile(file, { maxLetters, deflate: (bytes) => deflateRawSync(bytes, { windowBits: 10, level: 9 }) });
  }
  const record = recordOf(file, format);
  if (record !== undefined) return urCodes(record, maxLetters);
  throw new IcehouseError({
    code: 'usage/arguments',
    kind: 'usage',
    message: 'there is no such form of codes',
    at: '--format',
    expected: CODE_FORMATS.join(', '),
  });
}

function smallestFor(letters: number): number {
  let version = 1;
  while (lettersInVersion(version) < letters) version++;
  return version;
}

function largestThatFits(most: number, screen: Screen | undefined): number {
  for (let version = most; version > LEAST_VERSION; version--) if (hasRoom(version, screen)) return version;
  requireRoom(LEAST_VERSION, screen);
  return LEAST_VERSION;
}

/** A line below the code says which part it is. */
function hasRoom(version: number, screen: Screen | undefined): boolean {
  const { columns, lines } = codeSize(version);
  return screen === undefined || (columns <= screen.columns && lines + 1 <= screen.rows);
}

function requireRoom(version: number, screen: Screen | undefined): void {
  if (screen === undefined || hasRoom(version, screen)) return;
  const { columns, lines } = codeSize(version);
  throw new IcehouseError({
    code: 'codes/terminal-too-small',
    kind: 'environment',
    message: 'a code of this size does not fit into the terminal',
    found: `${screen.columns} columns, ${screen.rows} lines`,
    expected: `${columns} columns, ${lines + 1} lines`,
    next: 'make the terminal larger or its letters smaller, take a smaller --size, or write a picture with --out FILE.svg',
  });
}
