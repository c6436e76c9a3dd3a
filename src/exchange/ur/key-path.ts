/** Key paths of BCR-2020-007: where a key comes from (`origin`) and where it leads (`children`). */

import type { KeyStep, Wildcard } from '../../core/descriptor/types.ts';
import { IcehouseError } from '../../core/errors.ts';
import { hardened, isHardened } from '../../core/key/path.ts';
import { type DerivationPath, type Fingerprint, HARDENED } from '../../core/key/types.ts';
import { type CborMap, type CborValue, isList, isMap, isTag } from './cbor.ts';
import { cborMap } from './cbor-write.ts';

/** Tag of a key path, in the first and in the second version of the registry. */
export const KEY_PATH_TAGS = [304, 40_304] as const;

const COMPONENTS = 1;
const SOURCE_FINGERPRINT = 2;
const DEPTH = 3;

export interface UrOrigin {
  readonly path: DerivationPath;
  readonly fingerprint: Fingerprint | undefined;
  readonly depth: number;
}

export interface UrChildren {
  readonly steps: readonly KeyStep[];
  readonly wildcard: Wildcard;
}

/** @throws IcehouseError `ur/malformed`, `ur/bad-path`. */
export function readOriginPath(value: CborValue): UrOrigin {
  const map = pathMap(value);
  const { steps, wildcard } = readSteps(map.get(COMPONENTS));
  const path = steps.filter((step): step is number => typeof step === 'number');
  const depth = map.get(DEPTH) ?? path.length;
  if (wildcard !== 'none' || path.length < steps.length || typeof depth !== 'number' || depth > 255) throw badPath();
  const fingerprint = map.get(SOURCE_FINGERPRINT);
  return {
    path,
    fingerprint: typeof fingerprint === 'number' ? fingerprintText(fingerprint) : undefined,
    depth,
  };
}

/** @throws IcehouseError `ur/malformed`, `ur/bad-path`. */
export function readChildren(value: CborValue): UrChildren {
  return readSteps(pathMap(value).get(COMPONENTS));
}

/**
 * The key path of an origin. Where the origin is not known, the depth and last step that the key says of itself may still
 * be given, so that the same extended key can be written again.
 */
export function originPath({ path, fingerprint, depth }: UrOrigin): CborValue {
  const components = path.flatMap((step) => [step % HARDENED, isHardened(step)]);
  const map = cborMap([
    [COMPONENTS, components],
    [SOURCE_FINGERPRINT, fingerprint === undefined ? undefined : Number.parseInt(fingerprint, 16)],
    [DEPTH, depth],
  ]);
  return { tag: KEY_PATH_TAGS[0], value: map };
}

export function fingerprintText(number: number): Fingerprint {
  if (number > 0xffff_ffff) throw badPath();
  return number.toString(16).padStart(8, '0');
}

function pathMap(value: CborValue): CborMap {
  const untagged = isTag(value) && KEY_PATH_TAGS.some((tag) => tag === value.tag) ? value.value : value;
  if (isMap(untagged)) return untagged;
  throw badPath();
}

/**
 * A flat list: each step and whether it is hardened. A step is a number, `[]` for the wildcard, or four values in a list for
 * two alternatives; a list of two is a range, which no wallet uses.
 */
function readSteps(components: CborValue | undefined): UrChildren {
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
