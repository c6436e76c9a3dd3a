/**
 * Reads an output descriptor: the one door to the language. In order: size and private keys (`source.ts`), checksum,
 * annotations, brackets, scripts and keys (`parse-script.ts`), and last what holds for all keys together. Nothing that is
 * decoded gets here unbounded, and no error repeats a key.
 */
import { IcehouseError } from '../errors.ts';
import type { NetworkName } from '../network.ts';
import { parseAnnotations } from './annotations.ts';
import { type PlaceNamer, verifyChecksum } from './checksum.ts';
import { MAX_KEYS } from './limits.ts';
import { alternativesOf } from './multipath.ts';
import { parseScript } from './parse-script.ts';
import { type Piece, requireBalanced, slicePiece } from './pieces.ts';
import { readSource } from './source.ts';
import type { Annotation, Descriptor, ExtendedKey, KeyExpression } from './types.ts';
import { keysOf } from './walk.ts';

export interface DescriptorOptions {
  /** Whether a text without checksum is accepted; `optional` unless said. A checksum that is there must always be right. */
  readonly checksum?: 'optional' | 'required';
  /** The network that keys and addresses must belong to. Without it any will do, but main and test keys do not mix. */
  readonly network?: NetworkName;
  /** Whether keys such as `Zpub…` are refused, as BIP-0380 would have it, or converted and told; `refuse` unless said. */
  readonly slip132?: 'refuse' | 'convert';
}

/** Each has its own address prefixes; testnet4 and signet share those of testnet3. */
const ADDRESS_NETWORKS: readonly NetworkName[] = ['main', 'testnet3', 'regtest'];

/**
 * Reads a descriptor, with or without checksum, in one line or wrapped. Hardened steps may be marked `h` or `'`.
 *
 * Not checked here: whether keys repeat, whether the wallet makes sense (see `wallet/wallet.ts`), and whether any key can
 * be derived without its private key (see `derive.ts`).
 *
 * @throws IcehouseError with a code of the area `descriptor` (see {@link readSource}, {@link verifyChecksum},
 *   {@link parseAnnotations}, {@link parseScript}) or `key` (`parseExtendedPublicKey`); `at` names the column.
 * @example parseDescriptor('raw(deadbeef)#89f8spxm').script.kind // 'raw'
 */
export function parseDescriptor(text: string, options: DescriptorOptions = {}): Descriptor {
  const source = readSource(text);
  const body = verifyChecksum(source.text, { checksum: options.checksum ?? 'optional', place: source.place });
  const { script: scriptPiece, annotations } = cutAnnotations({ text: body, start: 0 }, source.place);
  requireBalanced(scriptPiece.text, source.place);
  requireFewKeys(scriptPiece.text);
  const script = parseScript(scriptPiece, 'top', {
    place: source.place,
    slip132: options.slip132 ?? 'refuse',
    networks: options.network === undefined ? ADDRESS_NETWORKS : [options.network],
  });
  const keys = keysOf(script);
  requireOneChain(keys, options.network);
  requireEqualAlternatives(keys);
  return { script, annotations };
}

function cutAnnotations(body: Piece, place: PlaceNamer): { script: Piece; annotations: readonly Annotation[] } {
  const mark = body.text.indexOf('?');
  if (mark === -1) return { script: body, annotations: [] };
  return { script: slicePiece(body, 0, mark), annotations: parseAnnotations(slicePiece(body, mark + 1), place) };
}

/** Each key but the first has a comma before it. */
function requireFewKeys(text: string): void {
  const commas = text.split(',').length - 1;
  if (commas <= MAX_KEYS) return;
  throw new IcehouseError({
    code: 'descriptor/too-many-keys',
    message: 'this descriptor has more keys than any wallet needs',
    found: `${commas} commas`,
    expected: `at most ${MAX_KEYS} keys`,
  });
}

function isExtended(key: KeyExpression): key is ExtendedKey {
  return key.kind === 'extended';
}

function requireOneChain(keys: readonly KeyExpression[], network: NetworkName | undefined): void {
  const chains = new Set(keys.filter(isExtended).map((key) => key.extendedKey.chain));
  const expected = network === undefined ? undefined : network === 'main' ? 'main' : 'test';
  if (chains.size > 1 || (expected !== undefined && chains.size === 1 && !chains.has(expected))) {
    throw new IcehouseError({
      code: 'descriptor/network',
      message: 'the keys of a descriptor must all belong to its network',
      found: [...chains].map((chain) => (chain === 'main' ? 'xpub keys (main)' : 'tpub keys (test)')).join(' and '),
      expected: network ?? 'keys of one network',
    });
  }
}

function requireEqualAlternatives(keys: readonly KeyExpression[]): void {
  const counts = new Set(keys.map((key) => alternativesOf(key)?.length).filter((count) => count !== undefined));
  if (counts.size <= 1) return;
  throw new IcehouseError({
    code: 'descriptor/multipath',
    message: 'all keys with alternatives must have equally many (BIP-0389)',
    found: [...counts].join(' and '),
    expected: 'one count for all of them, such as <0;1> everywhere',
  });
}
