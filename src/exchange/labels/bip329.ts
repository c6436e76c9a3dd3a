/**
 * Labels as BIP-0329 JSON lines: one record a line, in any order. Records of unknown types are kept; a line that cannot be
 * read is refused with its number, so that no label is lost without a word.
 */
import { IcehouseError } from '../../core/errors.ts';
import { asObject, optionalString, stringField } from '../../core/json/fields.ts';
import { type JsonObject, parseStrictJson } from '../../core/json/strict.ts';
import {
  isRef,
  LABEL_TYPES,
  type Label,
  type LabelFile,
  MAX_LABEL_LENGTH,
  MAX_LABELS,
  MAX_REF_LENGTH,
} from './label.ts';

const MAX_LINE = 50_000;
const MAX_TYPE = 50;
const KNOWN = ['type', 'ref', 'label', 'origin', 'spendable'];

/**
 * Reads a file.
 *
 * @throws IcehouseError `labels/too-many`, `labels/bad-ref`, `labels/spendable`, `json/…` with the line.
 */
export function readBip329(text: string): LabelFile {
  const lines = splitLines(text);
  const labels: Label[] = [];
  const others: JsonObject[] = [];
  lines.forEach((line, index) => {
    if (line.trim() === '') return;
    const at = `line ${index + 1}`;
    const object = readRecord(line, at);
    const type = stringField(object, 'type', at, MAX_TYPE);
    const known = LABEL_TYPES.find((each) => each === type);
    if (known === undefined) others.push(object);
    else labels.push(readLabel(object, known, at));
  });
  return { labels, others };
}

/** Splits a text into lines, of which a label file has at most {@link MAX_LABELS}. @throws IcehouseError `labels/too-many`. */
export function splitLines(text: string): readonly string[] {
  const lines = (text.startsWith('\ufeff') ? text.slice(1) : text).split('\n', MAX_LABELS + 1);
  if (lines.length <= MAX_LABELS) return lines;
  throw new IcehouseError({
    code: 'labels/too-many',
    message: 'the file has more labels than any wallet',
    expected: `at most ${MAX_LABELS}`,
  });
}

function readRecord(line: string, at: string): JsonObject {
  try {
    return asObject(parseStrictJson(line.trim(), { maxBytes: MAX_LINE, maxDepth: 4, numbers: 'any' }), at);
  } catch (error) {
    if (!(error instanceof IcehouseError)) throw error;
    // The reader counts columns within this line; which line it is has to be added.
    const { code, message, expected } = error;
    throw new IcehouseError({ code, message, at, ...(expected === undefined ? {} : { expected }) });
  }
}

function readLabel(object: JsonObject, type: Label['type'], at: string): Label {
  const ref = stringField(object, 'ref', at, MAX_REF_LENGTH);
  if (!isRef(type, ref)) throw badRef(type, at);
  const origin = optionalString(object, 'origin', at, MAX_LABEL_LENGTH);
  const spendable = object.spendable;
  if (spendable !== undefined && typeof spendable !== 'boolean') {
    throw new IcehouseError({ code: 'labels/spendable', message: 'spendable is true or false', at });
  }
  const more = Object.entries(object).filter(([name]) => !KNOWN.includes(name));
  return {
    type,
    ref,
    label: object.label === undefined ? '' : stringField(object, 'label', at, MAX_LABEL_LENGTH),
    ...(origin === undefined ? {} : { origin }),
    ...(spendable === undefined ? {} : { spendable }),
    ...(more.length === 0 ? {} : { more: Object.fromEntries(more) }),
  };
}

export function badRef(type: Label['type'], at: string): IcehouseError {
  return new IcehouseError({
    code: 'labels/bad-ref',
    message: `the reference of this label is none of the type ${type}`,
    at,
  });
}

/** Writes a file: labels in their order, then the records of other types as they were. */
export function writeBip329({ labels, others }: LabelFile): string {
  const records = labels.map(({ type, ref, label, origin, spendable, more }) => ({
    type,
    ref,
    label,
    ...(origin === undefined ? {} : { origin }),
    ...(spendable === undefined ? {} : { spendable }),
    ...more,
  }));
  return [...records, ...others].map((record) => `${JSON.stringify(record)}\n`).join('');
}
