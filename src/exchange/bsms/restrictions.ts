/**
 * The third line of a descriptor record: the paths that replace the `/**` of a descriptor template (BIP-0129). Reads and
 * writes that line, and makes concrete descriptors of a template.
 */
import { verifyChecksum } from '../../core/descriptor/checksum.ts';
import { IcehouseError } from '../../core/errors.ts';
import { HARDENED } from '../../core/key/types.ts';

const NONE = 'No path restrictions';
const TEMPLATE = '/**';

/** Far more than the two chains of addresses that wallets have. */
const MAX_PATHS = 16;
const PATH = /^(?:\/(?:0|[1-9]\d{0,9})){0,8}\/(?:\*|0|[1-9]\d{0,9})$/;

/** What wallets do where a template comes without restrictions: receive and change. */
const CUSTOM = ['/0/*', '/1/*'] as const;

/** Paths such as `/0/*`, in their order; undefined where the record has none. */
export type PathRestrictions = readonly string[] | undefined;

/** @throws IcehouseError `bsms/path-restrictions`. */
export function parseRestrictions(line: string): PathRestrictions {
  if (line.trim() === NONE) return undefined;
  const paths = line.split(',').map((path) => path.trim());
  const isSound = (path: string): boolean =>
    PATH.test(path) && path.split('/').every((step) => step === '' || step === '*' || Number(step) < HARDENED);
  if (paths.length <= MAX_PATHS && new Set(paths).size === paths.length && paths.every(isSound)) return paths;
  throw new IcehouseError({
    code: 'bsms/path-restrictions',
    message: 'the line of path restrictions cannot be read',
    at: 'line 3',
    expected: `${NONE}, or different unhardened paths such as /0/*,/1/*`,
  });
}

export function formatRestrictions(restrictions: PathRestrictions): string {
  return restrictions === undefined ? NONE : restrictions.join(',');
}

export interface ConcreteDescriptors {
  /** One for each path, without checksums; or the descriptor itself where it is no template. */
  readonly texts: readonly string[];
  /** The paths in use: those of the record, or the custom of `/0/*` and `/1/*` for a template without any. */
  readonly paths: PathRestrictions;
  /** Whether the custom was assumed, which is to be told. */
  readonly assumed: boolean;
}

/**
 * Puts the paths in place of `/**`. A checksum after a template covers the template and is verified here.
 *
 * @throws IcehouseError `bsms/template-mixed`, `bsms/restrictions-without-template`, and those of `verifyChecksum`.
 */
export function concreteDescriptors(descriptor: string, restrictions: PathRestrictions): ConcreteDescriptors {
  const body = verifyChecksum(descriptor.trim());
  const keys = body.split(',').length - 1;
  const templates = body.split(TEMPLATE).length - 1;
  if (templates === 0) {
    if (restrictions !== undefined)
      throw unfit('bsms/restrictions-without-template', 'no key of the descriptor ends in /**');
    return { texts: [body], paths: undefined, assumed: false };
  }
  // Every key of multi(m,key,…) has a comma before it.
  if (templates !== keys)
    throw unfit('bsms/template-mixed', 'some keys of the descriptor end in /** and others do not');
  const paths = restrictions ?? CUSTOM;
  return { texts: paths.map((path) => body.replaceAll(TEMPLATE, path)), paths, assumed: restrictions === undefined };
}

function unfit(code: `bsms/${string}`, message: string): IcehouseError {
  return new IcehouseError({
    code,
    message: `the path restrictions do not fit the descriptor: ${message}`,
    expected: 'a template whose keys all end in /**, and paths such as /0/*,/1/*',
    next: 'export the record again',
  });
}
