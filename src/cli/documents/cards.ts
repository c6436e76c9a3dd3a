import { requireFit } from '../../core/charter/card-rules.ts';
import { SCRIPT_TYPES } from '../../core/charter/choices.ts';
import { parseKeyCard } from '../../core/charter/key-card.ts';
import { readPlainKey } from '../../core/charter/plain-key.ts';
import { statedOrigin } from '../../core/charter/receipt.ts';
import type { KeyCard, Receipt } from '../../core/charter/types.ts';
import { IcehouseError } from '../../core/errors.ts';
import { sameKey } from '../../core/key/identity.ts';
import { parseOrigin } from '../../core/key/origin.ts';
import type { ScriptType } from '../../core/key/types.ts';
import { type NetworkName, network } from '../../core/network.ts';
import { visible } from '../../core/text/visible.ts';
import type { Io } from '../io.ts';
import { readDocumentText } from './travelled.ts';

export function readCards(io: Io, files: readonly string[]): KeyCard[] {
  return files.map((file) => parseKeyCard(readDocumentText(io, file)));
}

export interface WalletKind {
  readonly network: NetworkName;
  readonly scriptType: ScriptType;
}

/**
 * The kind of wallet that keys are gathered for: what the person asked for, else what the first card is for, else native
 * segwit on the main network.
 *
 * @throws IcehouseError `charter/card-for-other-wallet` for a card that is not what was asked for; those of `network`.
 */
export function walletKind(
  cards: readonly KeyCard[],
  asked: { readonly network: string | undefined; readonly scriptType: string | undefined },
): WalletKind {
  const [first] = cards;
  const kind: WalletKind = {
    network: asked.network === undefined ? (first?.key.network ?? 'main') : network(asked.network).name,
    scriptType: asked.scriptType === undefined ? (first?.scriptType ?? 'p2wsh') : readScriptType(asked.scriptType),
  };
  const isAsked = asked.network !== undefined || asked.scriptType !== undefined;
  // Where nothing was asked, cards that differ from each other are told apart when the charter is founded.
  if (isAsked) for (const card of cards) requireFit(card, kind);
  return kind;
}

export interface ForeignKeys {
  readonly cards: readonly KeyCard[];
  /** Sentences about prefixes that were converted, to be shown. */
  readonly conversions: readonly string[];
}

export interface ForeignKeyRequest extends WalletKind {
  /** `NAME=[fingerprint/path]xpub…` for keys that come without a card. */
  readonly keys: readonly string[];
  /** `NAME=[fingerprint/path]`: the true origin of such a key, which its text lacks or gets wrong. */
  readonly origins: readonly string[];
  /** Receipts that state the true origin of their member's key. */
  readonly receipts: readonly Receipt[];
}

/**
 * Reads keys of other programs, with the true origins that people or receipts give for them.
 *
 * @throws IcehouseError `usage/arguments` without a name or for an origin of nobody's key; those of `parseOrigin`,
 * `statedOrigin` and `readPlainKey`.
 */
export function readForeignKeys({ keys, origins, receipts, ...kind }: ForeignKeyRequest): ForeignKeys {
  const named = keys.map((text) => splitName(text, '--key', 'NAME=[fingerprint/path]xpub…'));
  const given = new Map(
    origins.map((text) => {
      const [name, origin] = splitName(text, '--origin', 'NAME=[fingerprint/path]');
      requireKeyOf(name, named);
      return [name, parseOrigin(origin, '--origin')] as const;
    }),
  );
  const stated = receipts.flatMap((receipt) => statedOrigin(receipt) ?? []);
  const read = named.map(([name, text], index) => ({
    name,
    ...readPlainKey({
      ...{ name, text, ...kind, at: `--key, number ${index + 1}` },
      trueOrigin: (key) => given.get(name) ?? stated.find(({ extendedKey }) => sameKey(extendedKey, key))?.origin,
    }),
  }));
  return {
    cards: read.map(({ card }) => card),
    conversions: read.flatMap(({ name, conversion }) =>
      conversion === undefined ? [] : [`${visible(name)}: ${conversion}`],
    ),
  };
}

/** What stands after the first `=` may be a secret by mistake, and is not told. */
function splitName(text: string, option: string, expected: string): readonly [name: string, value: string] {
  const split = text.indexOf('=');
  if (split > 0) return [text.slice(0, split), text.slice(split + 1)];
  const message = 'the name of the key’s holder is missing';
  throw new IcehouseError({ code: 'usage/arguments', kind: 'usage', message, at: option, expected });
}

function requireKeyOf(name: string, named: readonly (readonly [name: string, value: string])[]): void {
  if (named.some(([holder]) => holder === name)) return;
  throw new IcehouseError({
    code: 'usage/arguments',
    kind: 'usage',
    message: 'an origin is given for somebody without a key by --key',
    at: '--origin',
    next: 'the origin on a key card is signed by its member: if it is wrong, ask her for a new card',
  });
}

/** @throws IcehouseError `usage/arguments` for a script type that is none. */
export function readScriptType(text: string): ScriptType {
  const known = SCRIPT_TYPES.find((each) => each === text);
  if (known === undefined) {
    throw new IcehouseError({
      code: 'usage/arguments',
      kind: 'usage',
      message: 'this script type is not known',
      at: '--script-type',
      expected: SCRIPT_TYPES.join(', '),
    });
  }
  return known;
}
