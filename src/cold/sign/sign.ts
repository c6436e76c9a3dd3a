/**
 * Signing, the one place where a private key meets a transaction. It takes an approved review and nothing else, signs
 * exactly the bytes that were shown, with child keys derived here at the places that the charter gave, and lets a second
 * library recompute every digest and every signature. Either all signatures of this member come out or none.
 */
import { equalBytes, toHex } from '../../core/bytes.ts';
import { IcehouseError, invariant } from '../../core/errors.ts';
import { sameKey } from '../../core/key/identity.ts';
import { type InputSignature, withPartialSignatures } from '../../core/psbt/edit.ts';
import { parsePsbt } from '../../core/psbt/parse.ts';
import { serializePsbt } from '../../core/psbt/serialize.ts';
import { requireApproved } from '../../core/review/approve.ts';
import type { ApprovedReview, Review } from '../../core/review/types.ts';
import type { Wallet } from '../../core/wallet/types.ts';
import type { AccountSecret } from '../key/account.ts';
import type { ColdSecondOpinion, SignatureQuestion } from '../second/types.ts';
import { type ChildKeys, withChildKeys } from './child-keys.ts';
import { createDigests, type Digests } from './digests.ts';
import { expectSignatures, signLowR } from './low-r.ts';
import { requireOnlySignaturesAdded } from './only-signatures.ts';
import { derSignature } from './signature.ts';

export interface SignedPsbt {
  /** The file that was reviewed, byte for byte, with this member's signatures added. */
  readonly psbtBytes: Uint8Array;
  readonly wallet: Wallet;
  /** Position of the signer in `wallet.keys`. */
  readonly me: number;
  /** Positions of those whose valid signature stands on every input of the wallet, the signer included. */
  readonly signedBy: readonly number[];
  /** How many inputs were signed now; 0 when all of them bore this member's signature before. */
  readonly added: number;
}

/**
 * Signs every input of the wallet that does not bear this member's signature yet: SIGHASH_ALL, RFC 6979 with Bitcoin
 * Core's low-R loop. Who is still needed is told by `describeSigned` from the result.
 *
 * Not checked here but in the review: amounts, scripts, change, sighash fields, the other members' signatures.
 *
 * @throws IcehouseError (refused) `review/not-approved`, `review/bytes-changed`, `sign/not-your-key` when the account is not
 * the key that the charter was registered with, `second-opinion/differs` when the libraries disagree on a digest or a
 * signature, `second-opinion/failed`.
 */
export function signReview(approved: ApprovedReview, account: AccountSecret, second: ColdSecondOpinion): SignedPsbt {
  requireApproved(approved);
  const { review } = approved;
  requireOwnKey(review, account);
  const { me, charter } = review.registered;

  const reviewed = parsePsbt(review.psbtBytes);
  const digests = createDigests(reviewed, charter.wallet, second);
  const open = review.inputs.flatMap((input, index) => (input.owned && !input.signedBy.includes(me) ? [index] : []));
  expectSignatures(open.length);
  const signatures = withChildKeys(account, charter.wallet, (keys) =>
    inGroups(open).flatMap((indexes) => signInputs(review, indexes, { digests, keys, second })),
  );

  const psbtBytes = serializePsbt(withPartialSignatures(reviewed, signatures));
  requireOnlySignaturesAdded(reviewed, parsePsbt(psbtBytes), signatures);
  const signedBy = [...new Set([...review.signedBy, me])].sort((left, right) => left - right);
  return { psbtBytes, wallet: charter.wallet, me, signedBy, added: signatures.length };
}

/** So many child keys exist at once at most: enough for a second thread to work on while the first one does. */
const AT_ONCE = 16;

function inGroups(indexes: readonly number[]): readonly (readonly number[])[] {
  return Array.from({ length: Math.ceil(indexes.length / AT_ONCE) }, (_, group) =>
    indexes.slice(group * AT_ONCE, (group + 1) * AT_ONCE),
  );
}

interface Tools {
  readonly digests: Digests;
  readonly keys: ChildKeys;
  readonly second: ColdSecondOpinion;
}

function signInputs(review: Review, indexes: readonly number[], tools: Tools): readonly InputSignature[] {
  const { digests, keys, second } = tools;
  const open = indexes.map((inputIndex) => {
    const input = review.inputs[inputIndex];
    invariant(input?.owned, 'only inputs that the review found to be the wallet’s are signed');
    const publicKey = input.owned.publicKeys[review.registered.me];
    invariant(publicKey, 'the review derived a key for every member');
    return { inputIndex, place: input.owned, publicKey, digest: digests.of(inputIndex, input) };
  });
  return keys.use(
    open.map(({ place }) => place),
    (privateKeys) => {
      const questions = open.map((each, position) => ({ ...each, privateKey: privateKeys[position]! }));
      second.foreseeSignatures?.(questions);
      return questions.map((question) => signInput(question, second));
    },
  );
}

function signInput(
  { inputIndex, privateKey, publicKey, digest }: SignatureQuestion & { readonly inputIndex: number },
  second: ColdSecondOpinion,
): InputSignature {
  const signature = signLowR(privateKey, digest);
  const isSame = equalBytes(signature, second.signEcdsa(privateKey, digest));
  // Verified under the key that was derived publicly: this also proves that the private derivation led to the same one.
  if (isSame && second.verifyEcdsa(publicKey, digest, signature)) {
    return { inputIndex, publicKey, signature: derSignature(signature) };
  }
  throw new IcehouseError({
    code: 'second-opinion/differs',
    kind: 'refused',
    message: 'two independent libraries do not make the same signature',
    at: `inputs[${inputIndex}]`,
    next: 'do not sign on this computer: one of the libraries is broken or was altered',
  });
}

function requireOwnKey({ registered }: Review, account: AccountSecret): void {
  const { charter, me } = registered;
  const expected = charter.wallet.keys[me];
  if (expected && sameKey(expected.extendedKey, account.key.extendedKey)) return;
  throw new IcehouseError({
    code: 'sign/not-your-key',
    kind: 'refused',
    message: 'this seed with this extension does not hold the key that the charter was registered with',
    found: `the public key ${toHex(account.key.extendedKey.publicKey)}`,
    ...(expected ? { expected: toHex(expected.extendedKey.publicKey) } : {}),
    next: 'check words and extension letter by letter, or register the charter with this key',
  });
}
