/** Random descriptors for property tests: every function where it may stand, over a handful of real keys. */
import { secp256k1 } from '@noble/curves/secp256k1.js';
import fc from 'fast-check';
import type {
  Descriptor,
  ExtendedKey,
  KeyExpression,
  KeyScript,
  MultisigScript,
  ScriptExpression,
  SingleKey,
  TapTree,
} from '../../src/core/descriptor/types.ts';
import { parseExtendedPublicKey } from '../../src/core/key/extended-key.ts';
import { HARDENED, type KeyOrigin } from '../../src/core/key/types.ts';
import { decodeAddress } from '../../src/core/wallet/address.ts';

/** Keys at the top of published test vectors. */
export const XPUBS = [
  'xpub661MyMwAqRbcFW31YEwpkMuc5THy2PSt5bDMsktWQcFF8syAmRUapSCGu8ED9W6oDMSgv6Zz8idoc4a6mr8BDzTJY47LJhkJ8UB7WEGuduB',
  'xpub68NZiKmJWnxxS6aaHmn81bvJeTESw724CRDs6HbuccFQN9Ku14VQrADWgqbhhTHBaohPX4CjNLf9fq9MYo6oDaPPLPxSb7gwQN3ih19Zm4Y',
  'xpub6ERApfZwUNrhLCkDtcHTcxd75RbzS1ed54G1LkBUHQVHQKqhMkhgbmJbZRkrgZw4koxb5JaHWkY4ALHY2grBGRjaDMzQLcgJvLJuZZvRcEL',
  'xpub69H7F5d8KSRgmmdJg2KhpAK8SR3DjMwAdkxj3ZuxV27CprR9LgpeyGmXUbC6wb7ERfvrnKZjXoUmmDznezpbZb7ap6r1D3tgFxHmwMkQTPH',
] as const;

const EXTENDED_KEYS = XPUBS.map((xpub) => parseExtendedPublicKey(xpub).extendedKey);
const COMPRESSED = EXTENDED_KEYS.map((key) => key.publicKey);
const UNCOMPRESSED = COMPRESSED.map((key) => secp256k1.Point.fromBytes(key).toBytes(false));
const X_ONLY = COMPRESSED.map((key) => key.slice(1));
const ADDRESSES = ['3PUNyaW7M55oKWJ3kDukwk9bsKvryra15j', 'bc1qyt3k8ffrj3apzrv6n6c3fqsduxp6egcnk2r66j'];

type Forms = 'any' | 'compressed' | 'taproot';

const step = fc.nat({ max: HARDENED * 2 - 1 });

const origin: fc.Arbitrary<KeyOrigin | undefined> = fc.option(
  fc.record({
    fingerprint: fc.nat({ max: 0xffff_ffff }).map((bits) => bits.toString(16).padStart(8, '0')),
    path: fc.array(step, { maxLength: 5 }),
  }),
  { nil: undefined },
);

function single(forms: Forms): fc.Arbitrary<SingleKey> {
  const extra = forms === 'any' ? UNCOMPRESSED : forms === 'taproot' ? X_ONLY : [];
  return fc.record({
    kind: fc.constant('single' as const),
    origin,
    publicKey: fc.constantFrom(...COMPRESSED, ...extra),
  });
}

/** `alternatives` is the count that all tuples of the descriptor share, or 1 for none. */
function extended(alternatives: number): fc.Arbitrary<ExtendedKey> {
  const tuple = fc
    .uniqueArray(step, { minLength: alternatives, maxLength: alternatives })
    .map((numbers) => ({ alternatives: numbers }));
  const steps = fc.tuple(fc.array(step, { maxLength: 3 }), alternatives > 1 ? fc.option(tuple) : fc.constant(null));
  return fc.record({
    kind: fc.constant('extended' as const),
    origin,
    extendedKey: fc.constantFrom(...EXTENDED_KEYS),
    steps: steps.map(([plain, choice]) => (choice === null ? plain : [choice, ...plain])),
    wildcard: fc.constantFrom('none' as const, 'unhardened' as const, 'hardened' as const),
    slip132: fc.constant(undefined),
  });
}

const key = (forms: Forms, alternatives: number): fc.Arbitrary<KeyExpression> =>
  fc.oneof(single(forms), extended(alternatives));

function multisig(
  kinds: readonly MultisigScript['kind'][],
  keys: fc.Arbitrary<KeyExpression>,
  most: number,
): fc.Arbitrary<MultisigScript> {
  return fc
    .tuple(fc.constantFrom(...kinds), fc.array(keys, { minLength: 1, maxLength: most }), fc.nat())
    .map(([kind, chosen, seed]) => ({ kind, threshold: 1 + (seed % chosen.length), keys: chosen }));
}

function keyScript(kinds: readonly KeyScript['kind'][], keys: fc.Arbitrary<KeyExpression>): fc.Arbitrary<KeyScript> {
  return fc.record({ kind: fc.constantFrom(...kinds), key: keys });
}

const MULTI = ['multi', 'sortedmulti'] as const;

function segwitInner(alternatives: number): fc.Arbitrary<ScriptExpression> {
  const keys = key('compressed', alternatives);
  return fc.oneof(keyScript(['pk', 'pkh'], keys), multisig(MULTI, keys, 20));
}

function tree(alternatives: number): fc.Arbitrary<TapTree> {
  const keys = key('taproot', alternatives);
  const leaf = fc.oneof(keyScript(['pk', 'pkh'], keys), multisig(['multi_a', 'sortedmulti_a'], keys, 4));
  return fc.letrec<{ tree: TapTree }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 3 },
      leaf.map((each) => ({ leaf: each })),
      fc.tuple(tie('tree'), tie('tree')).map((branches) => ({ branches })),
    ),
  })).tree;
}

function script(alternatives: number): fc.Arbitrary<ScriptExpression> {
  const keys = key('any', alternatives);
  const compressed = key('compressed', alternatives);
  const taproot = key('taproot', alternatives);
  const wsh = segwitInner(alternatives).map((inner) => ({ kind: 'wsh' as const, inner }));
  const wpkh = keyScript(['wpkh'], compressed);
  const sh = fc
    .oneof(keyScript(['pk', 'pkh'], keys), wpkh, wsh, multisig(MULTI, keys, 7))
    .map((inner) => ({ kind: 'sh' as const, inner }));
  return fc.oneof(
    keyScript(['pk', 'pkh', 'combo'], keys),
    keyScript(['rawtr'], taproot),
    multisig(MULTI, keys, 3),
    wpkh,
    wsh,
    sh,
    fc.record({
      kind: fc.constant('tr' as const),
      internalKey: taproot,
      tree: fc.option(tree(alternatives), { nil: undefined }),
    }),
    fc.uint8Array({ maxLength: 40 }).map((bytes) => ({ kind: 'raw' as const, script: new Uint8Array(bytes) })),
    fc
      .constantFrom(...ADDRESSES)
      .map((address) => ({ kind: 'addr' as const, address, scriptPubKey: decodeAddress(address, 'main') })),
  );
}

const annotations = fc.uniqueArray(
  fc.record({ key: fc.constantFrom('bh', 'gl', 'ml', 'zz'), value: fc.bigInt({ min: 0n, max: 1n << 70n }) }),
  { selector: (annotation) => annotation.key, maxLength: 3 },
);

/** Any descriptor that the parser accepts. */
export const descriptors: fc.Arbitrary<Descriptor> = fc
  .integer({ min: 1, max: 3 })
  .chain((alternatives) => fc.record({ script: script(alternatives), annotations }));
