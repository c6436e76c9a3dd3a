/**
 * BIP-0393 annotations, the `?bh=800000&gl=30` after a script: where a scan has to begin and how far it has to look. They
 * change no output script; keys that nobody knows are kept and printed again, as the BIP asks.
 */
import { IcehouseError } from '../errors.ts';
import type { PlaceNamer } from './checksum.ts';
import { type Piece, splitPiece } from './pieces.ts';
import type { Annotation, Descriptor } from './types.ts';

/** `bh` block height of the first receipt, `gl` gap limit, `ml` highest label of a silent payments wallet. */
export type AnnotationKey = 'bh' | 'gl' | 'ml';

/** A key of lower-case letters and a whole number without leading zeros. */
const PAIR = /^([a-z]+)=(0|[1-9][0-9]*)$/;

/**
 * Reads what follows the question mark.
 *
 * @throws IcehouseError `descriptor/annotation`.
 */
export function parseAnnotations(piece: Piece, place: PlaceNamer): readonly Annotation[] {
  const annotations: Annotation[] = [];
  const seen = new Set<string>();
  for (const pair of splitPiece(piece, '&')) {
    const [, key, value] = PAIR.exec(pair.text) ?? [];
    if (key === undefined || value === undefined) {
      throw badAnnotation('an annotation is a key of lower-case letters and a whole number', place(pair.start));
    }
    if (seen.has(key)) throw badAnnotation('an annotation is given twice', place(pair.start));
    seen.add(key);
    annotations.push({ key, value: BigInt(value) });
  }
  return annotations;
}

function badAnnotation(message: string, at: string): IcehouseError {
  return new IcehouseError({ code: 'descriptor/annotation', message, at, expected: 'such as ?bh=800000&gl=30' });
}

/** Prints annotations with their question mark; none give the empty text. */
export function formatAnnotations(annotations: readonly Annotation[]): string {
  const pairs = annotations.map(({ key, value }) => `${key}=${value}`);
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}

/** The value of an annotation. A lower bound by the BIP, and unsigned hearsay: whoever uses it sets his own limits. */
export function annotationOf(descriptor: Pick<Descriptor, 'annotations'>, key: AnnotationKey): bigint | undefined {
  return descriptor.annotations.find((annotation) => annotation.key === key)?.value;
}
