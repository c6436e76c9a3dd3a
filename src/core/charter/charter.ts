/**
 * The charter: the one document that says which wallet a group has. This file makes it from key cards and gives it its
 * canonical text, id and code; reading one back is `charter/read.ts`, its file with proofs and receipts is
 * `charter/charter-file.ts`. A charter by itself proves nothing: the members' receipts do.
 */
import { compareBytes, toHex, utf8ToBytes } from '../bytes.ts';
import { IcehouseError } from '../errors.ts';
import { taggedHash } from '../hash.ts';
import { canonicalJson } from '../json/canonical.ts';
import type { JsonObject } from '../json/strict.ts';
import { formatOrigin } from '../key/origin.ts';
import type { CosignerKey } from '../key/types.ts';
import { checkedName, requireDistinctNames } from '../text/name.ts';
import { deriveOutput } from '../wallet/output.ts';
import type { KeyOrder, Wallet } from '../wallet/types.ts';
import { createWallet } from '../wallet/wallet.ts';
import { requireAgreement, requireOwnFingerprints, requireProofs } from './card-rules.ts';
import { charterCode } from './code.ts';
import { type Revealed, refuseUncommitted, requireCommitted } from './commitment.ts';
import { requireSoundOrigin } from './origin-rules.ts';
import type { Charter, KeyCard } from './types.ts';

export const CHARTER_FORMAT = 'icehouse-charter';
export const CHARTER_VERSION = 1;

/** Addresses without payments after which a search for coins ends: what all common wallets use. */
export const DEFAULT_GAP_LIMIT = 20;

/** Bounds of the plain numbers; a height above is a time (BIP-0065), a gap above makes every search endless. */
export const MAX_BIRTHDAY_HEIGHT = 499_999_999;
export const MAX_GAP_LIMIT = 10_000;

export interface CharterRequest {
  /** What the group calls the wallet. */
  readonly name: string;
  /** Signatures needed. */
  readonly m: number;
  /** One for each member; network and script type are theirs and must be the same in all. */
  readonly cards: readonly KeyCard[];
  /** `sorted` when left out: the order of the cards is then indifferent. */
  readonly keyOrder?: KeyOrder;
  readonly branches?: Wallet['branches'];
  /** Block height below which the wallet cannot have coins: today's for a new wallet, 0 when it is not known. */
  readonly birthdayHeight: number;
  readonly gapLimit?: number;
  /** Receipts needed before a deposit address is shown; all n when left out, at least 2 where n ≥ 2. */
  readonly receiptsRequired?: number;
  /** Names of members whose cards carry no proof and are taken nevertheless. */
  readonly allowUnproven?: readonly string[];
  /** Takes two keys of one master fingerprint, for a wallet that exists already. */
  readonly allowSharedFingerprint?: boolean;
  /** For wallets of 160-bit addresses (P2SH, P2SH-P2WSH): what the members gave out before their cards. */
  readonly committed?: Revealed;
  /** Takes cards for such a wallet without commitments: knowingly, or because the wallet exists already. */
  readonly allowUncommitted?: boolean;
}

/**
 * Founds a charter. With sorted keys the members are put into the order of their public keys (then chain codes), so that
 * everybody who gathers the same cards gets the same charter, id and code.
 *
 * Not checked: whether the people behind the cards are who they say. They find that out by reading the code to each
 * other (`charter/code.ts`).
 *
 * @throws IcehouseError `charter/cards-differ`, `charter/unproven-key` and `charter/shared-fingerprint` (both refused),
 * `charter/uncommitted-keys` and `commitment/…` (refused), `charter/receipts-required`, `charter/birthday-height`, `charter/gap-limit`, `name/…`, `origin/…` and those of `createWallet`.
 */
export function createCharter(request: CharterRequest): Charter {
  const { cards, keyOrder = 'sorted' } = request;
  const { network, scriptType } = requireAgreement(cards);
  requireProofs(cards, request.allowUnproven ?? []);
  if (request.allowSharedFingerprint !== true) requireOwnFingerprints(cards);
  const keys = cards.map((card) => card.key);
  if (request.committed !== undefined) requireCommitted({ keys, cards }, request.committed);
  else if (request.allowUncommitted !== true) refuseUncommitted(scriptType, cards.length);
  const wallet = createWallet({
    network,
    scriptType,
    m: request.m,
    keyOrder,
    keys: keyOrder === 'sorted' ? canonicalOrder(keys) : keys,
    ...(request.branches === undefined ? {} : { branches: request.branches }),
  });
  return completeCharter({
    name: request.name,
    wallet,
    birthdayHeight: request.birthdayHeight,
    gapLimit: request.gapLimit ?? DEFAULT_GAP_LIMIT,
    receiptsRequired: request.receiptsRequired ?? keys.length,
    additions: {},
  });
}

export interface CharterValues
  extends Pick<Charter, 'name' | 'wallet' | 'birthdayHeight' | 'gapLimit' | 'receiptsRequired'> {
  /** Further fields of the document, as they are: `extensions` only in this version. */
  readonly additions: JsonObject;
}

/**
 * Adds to a charter's values what follows from them: text, id, code and first address. Both ways to a charter, founding
 * and reading, end here, so neither can skip a check.
 *
 * @throws IcehouseError as {@link createCharter}, without those about cards.
 */
export function completeCharter({ additions, ...values }: CharterValues): Charter {
  const { wallet } = values;
  checkedName(values.name, 'name');
  wallet.keys.forEach((key, index) => {
    checkedName(key.name, `keys[${index}].name`);
    requireSoundOrigin(key, `keys[${index}].origin`);
  });
  requireDistinctNames(
    wallet.keys.map((key) => key.name),
    'keys',
  );
  checkNumbers(values);
  const canonicalText = canonicalJson({ ...charterToJson(values), ...additions });
  const id = toHex(taggedHash('icehouse/charter', utf8ToBytes(canonicalText)));
  return { ...values, id, code: charterCode(id), firstOutput: deriveOutput(wallet, 'receive', 0), canonicalText };
}

/** Members in the order of their public keys, then chain codes: what everybody computes alike. */
export function canonicalOrder(keys: readonly CosignerKey[]): readonly CosignerKey[] {
  return keys.toSorted(
    ({ extendedKey: left }, { extendedKey: right }) =>
      compareBytes(left.publicKey, right.publicKey) || compareBytes(left.chainCode, right.chainCode),
  );
}

function charterToJson({
  name,
  wallet,
  birthdayHeight,
  gapLimit,
  receiptsRequired,
}: Omit<CharterValues, 'additions'>): JsonObject {
  return {
    format: CHARTER_FORMAT,
    version: CHARTER_VERSION,
    name,
    network: wallet.network,
    scriptType: wallet.scriptType,
    m: wallet.m,
    keyOrder: wallet.keyOrder,
    keys: wallet.keys.map((key) => ({
      name: key.name,
      ...(key.origin === undefined ? {} : { origin: formatOrigin(key.origin) }),
      xpub: key.xpub,
    })),
    branches: { receive: wallet.branches.receive, change: wallet.branches.change },
    descriptor: wallet.descriptor,
    birthdayHeight,
    gapLimit,
    receiptsRequired,
  };
}

function checkNumbers({ wallet, birthdayHeight, gapLimit, receiptsRequired }: Omit<CharterValues, 'additions'>): void {
  const n = wallet.keys.length;
  requireWhole(birthdayHeight, {
    min: 0,
    max: MAX_BIRTHDAY_HEIGHT,
    code: 'charter/birthday-height',
    what: 'birthday height',
  });
  requireWhole(gapLimit, { min: 1, max: MAX_GAP_LIMIT, code: 'charter/gap-limit', what: 'gap limit' });
  // Two at least: a receipt of one's own alone says nothing about what the others were given.
  requireWhole(receiptsRequired, {
    min: Math.min(2, n),
    max: n,
    code: 'charter/receipts-required',
    what: 'number of receipts required',
  });
}

interface WholeRange {
  readonly min: number;
  readonly max: number;
  readonly code: `charter/${string}`;
  readonly what: string;
}

function requireWhole(value: number, { min, max, code, what }: WholeRange): void {
  if (Number.isInteger(value) && value >= min && value <= max) return;
  throw new IcehouseError({
    code,
    message: `the ${what} is not in its range`,
    found: String(value),
    expected: `a whole number from ${min} to ${max}`,
  });
}
