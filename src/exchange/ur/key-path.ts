/** Key paths of BCR-2020-007: where a key comes from (`origin`) and where it leads (`children`). */

import type { KeyStep, Wildcard } from '../../core/descriptor/types.ts';
import { IcehouseError } from '../../core/errors.ts';
import { hardened, isHardened } from '../../core/key/path.ts';
import { type DerivationPath, type Fingerprint, HARDENED } from '../../core/key/types.ts';
import { type CborTag, type CborValue, isList, isMap, isTag } from './cbor.ts';
import { cborMap } from './cbor-write.ts';

/** Which of the two versions of the registry a record is written in: they differ in their tags. */
export type RegistryVersion = 1 | 2;

/** A tag in both versions. */
export type RegistryTag = { readonly [version in RegistryVersion]: number };

export const KEY_PATH_TAG: RegistryTag = { 1: 304, 2: 40_304 };

export function hasRegistryTag(value: CborValue, tag: RegistryTag): value is CborTag {
  return isTag(value) && (value.tag === tag[1] || value.tag === tag[2]);
}

const COMPONENTS = 1;
const SOURCE_FINGERPRINT = 2;
const DEPTH = 3;

/** A key path as its record has it. */
export interface KeyPathRecord {
  readonly steps: readonly KeyStep[];
  readonly wildcard: Wildcard;
  readonly fingerprint: Fingerprint | undefined;
  readonly depth: number | undefined;
}

export interface UrOrigin {
  readonly path: DerivationPath;
  readonly fingerprint: Fingerprint | undefined;
  readonly depth: number;
}

/** @throws IcehouseError `ur/bad-path`. */
export function readKeyPath(value: CborValue): KeyPathRecord {
  const map = hasRegistryTag(value, KEY_PATH_TAG) ? value.value : value;
  if (!isMap(map)) throw badPath();
  const fingerprint = map.get(SOURCE_FINGERPRINT);
  const depth = map.get(DEPTH);
  if (depth !== undefined && (typeof depth !== 'number' || depth > 255)) throw badPath();
  return {
    ...readSteps(map.get(COMPONENTS)),
    fingerprint: typeof fingerprint === 'number' ? fingerprintText(fingerprint) : undefined,
    depth,
  };
}

export function keyPathValue(
  { steps, wildcard, fingerprint, depth }: KeyPathRecord,
  version: RegistryVersion,
): CborValue {
  const components = steps.flatMap((step): CborValue[] =>
    typeof step === 'number' ? indexAndMark(step) : [step.alternatives.flatMap(indexAndMark)],
  );
  const map = cborMap([
    [COMPONENTS, wildcard === 'none' ? components : [...components, [], wildcard === 'hardened']],
    [SOURCE_FINGERPRINT, fingerprint === undefined ? undefined : Number.parseInt(fingerprint, 16)],
    [DEPTH, depth],
  ]);
  return { tag: KEY_PATH_TAG[version], value: map };
}

function indexAndMark(step: number): [index: number, isHard: boolean] {
  return [step % HARDENED, isHardened(step)];
}

/**
 * The origin that a path says: one way from the master key. Its depth is its length where nothing else is said.
 *
 * @throws IcehouseError `ur/bad-path` for a path with choices.
 */
export function originOfPath({ steps, wildcard, fingerprint, depth }: KeyPathRecord): UrOrigin {
  const path = steps.filter((step): step is number => typeof step === 'number');
  if (wildcard !== 'none' || path.length < steps.length) throw badPath();
  return { path, fingerprint, depth: depth ?? path.length };
}

export function fingerprintText(number: number): Fingerprint {
  if (number > 0xffff_ffff) throw badPath();
  return number.toString(16).padStart(8, '0');
}

/**
 * A flat list: each step and whether it is hardened. A step is a number, `[]` for the wildcard, or four values in a list for
 * two alternatives; a list of two is a range, which no wallet uses.
 */
function readSteps(components: CborValue | undefined): Pick<KeyPathRecord, 'steps' | 'wildcard'> {
  if (components === undefined) return { steps: [], wildcard: 'none' };
  if (!isList(components)) throw badPath();
  const steps: KeyStep[] = [];
  let wildcard: Wildcard = 'none';
  for (let index = 0; index < components.length; ) {
    if (wildcard !== 'none') throw badPath();
    const step = components[index++];
    if (isList(step) && step.length === 4) {
      const [first, firstHard, second, secondHard] = step;
      steps.push({ alternatives: [childNumber(first, firstHard), childNumber(second, secondHard)] });
      continue;
    }
    const isHard = components[index++];
    if (typeof isHard !== 'boolean') throw badPath();
    if (isList(step) && step.length === 0) wildcard = isHard ? 'hardened' : 'unhardened';
    else steps.push(childNumber(step, isHard));
  }
  return { steps, wildcard };
}

function childNumber(index: CborValue | undefined, isHard: CborValue | undefined): number {
  if (typeof index !== 'number' || index >= HARDENED || typeof isHard !== 'boolean') throw badPath();
  return isHard ? hardened(index) : index;
}

function badPath(): IcehouseError {
  return new IcehouseError({ code: 'ur/bad-path', message: 'the path of a key in this code cannot be read' });
}
