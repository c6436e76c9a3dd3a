/**
 * Putting a file of labels to those that a wallet has. Nobody's words are overwritten: where both say something and it
 * differs, the wallet's own stay and both are told, unless the person asks for the file's. Text and freezing are two
 * things: a record without a text says nothing about the text, one without `spendable` nothing about the coin. No file thaws
 * a coin unasked, be it frozen by a label or, as dust is, without one.
 */
import { IcehouseError } from '../../core/errors.ts';
import { decodeAddress } from '../../core/wallet/address.ts';
import type { Wallet } from '../../core/wallet/types.ts';
import type { Label } from '../../exchange/labels/label.ts';

/** What a label says of its own; what it is about is told by type and reference. */
export type Said = Pick<Label, 'label' | 'spendable'>;

export interface LabelConflict extends Pick<Label, 'type' | 'ref'> {
  readonly kept: Said;
  readonly left: Said;
}

export interface LabelMerge {
  /** What has to be written, whole. */
  readonly changed: readonly Label[];
  readonly added: number;
  /** Records that say nothing new. */
  readonly same: number;
  readonly conflicts: readonly LabelConflict[];
  /** Coins that the merge freezes, and those that it sets free. */
  readonly frozen: readonly string[];
  readonly freed: readonly string[];
  /** Coins that the file calls spendable and the wallet does not: they stay as they are, as dust is frozen without a label. */
  readonly unthawed: readonly string[];
  /** Records that name another wallet's origin, or an address that the wallet's network does not have. */
  readonly foreign: number;
}

export interface MergeRequest {
  readonly known: readonly Label[];
  readonly offered: readonly Label[];
  readonly wallet: Wallet;
  /** Takes the file's side where both say something. */
  readonly replace: boolean;
}

/** Merges label by label, in the order of the file; a file that contradicts itself is told like one that contradicts us. */
export function mergeLabels({ known, offered, wallet, replace }: MergeRequest): LabelMerge {
  const before = new Map(known.map((label) => [nameOf(label), label]));
  const after = new Map(before);
  const conflicts: LabelConflict[] = [];
  const unthawed = new Set<string>();
  let same = 0;
  let foreign = 0;
  for (const record of offered) {
    if (!isOfWallet(record, wallet)) {
      foreign++;
      continue;
    }
    const old = after.get(nameOf(record));
    const isUnasked = !replace && thaws(record) && old?.spendable === undefined;
    if (isUnasked) unthawed.add(record.ref);
    const label = isUnasked ? withoutSpendable(record) : record;
    if (isUnasked && old === undefined && saysNothing(label)) continue;
    const isConflict = old !== undefined && differs(old, label);
    if (isConflict) conflicts.push(conflictOf(old, label, replace));
    const merged = old === undefined ? label : { ...old, ...detailsOf(label), ...agreed(old, label, replace) };
    if (old !== undefined && saysTheSame(old, merged)) {
      if (!isConflict) same++;
      continue;
    }
    after.set(nameOf(label), merged);
  }
  const changed = [...after].flatMap(([name, label]) => (before.get(name) === label ? [] : [label]));
  return {
    ...{ changed, same, foreign, conflicts, unthawed: [...unthawed] },
    added: changed.filter((label) => !before.has(nameOf(label))).length,
    frozen: turned(changed, before, false),
    freed: turned(changed, before, true),
  };
}

function nameOf({ type, ref }: Pick<Label, 'type' | 'ref'>): string {
  return `${type} ${ref}`;
}

function thaws({ type, spendable }: Label): boolean {
  return type === 'output' && spendable === true;
}

function withoutSpendable({ spendable: _, ...label }: Label): Label {
  return label;
}

function saysNothing({ label, origin, more }: Label): boolean {
  return label === '' && origin === undefined && more === undefined;
}

/** Fields beside text and freezing: the newer file knows them better, as a block height or a rate. */
function detailsOf({ origin, more }: Label): Pick<Label, 'origin' | 'more'> {
  return { ...(origin === undefined ? {} : { origin }), ...(more === undefined ? {} : { more }) };
}

function agreed(old: Label, offered: Label, replace: boolean): Said {
  const [first, second] = replace ? [offered, old] : [old, offered];
  const spendable = first.spendable ?? second.spendable;
  return { label: first.label || second.label, ...(spendable === undefined ? {} : { spendable }) };
}

function saysTheSame(left: Label, right: Label): boolean {
  const parts = ({ label, spendable, origin, more }: Label) => JSON.stringify([label, spendable, origin, more]);
  return parts(left) === parts(right);
}

function differs(old: Said, offered: Said): boolean {
  const text = old.label !== '' && offered.label !== '' && old.label !== offered.label;
  return text || (old.spendable ?? offered.spendable) !== (offered.spendable ?? old.spendable);
}

function conflictOf(old: Label, offered: Label, replace: boolean): LabelConflict {
  const [kept, left] = replace ? [offered, old] : [old, offered];
  return { type: old.type, ref: old.ref, kept: saidOf(kept), left: saidOf(left) };
}

function saidOf({ label, spendable }: Label): Said {
  return { label, ...(spendable === undefined ? {} : { spendable }) };
}

function turned(changed: readonly Label[], before: ReadonlyMap<string, Label>, spendable: boolean): readonly string[] {
  return changed
    .filter((label) => label.type === 'output' && label.spendable === spendable)
    .filter((label) => before.get(nameOf(label))?.spendable !== spendable)
    .map(({ ref }) => ref);
}

/**
 * Whether a label can be this wallet's. An origin, as `wsh(sortedmulti(2,[d34db33f/48h/0h/0h/2h],…))`, names the keys by
 * fingerprint; a wallet with a key of unknown origin cannot deny one.
 */
function isOfWallet({ type, ref, origin }: Label, wallet: Wallet): boolean {
  if (type === 'addr' && !isAddress(ref, wallet)) return false;
  const named = [...(origin ?? '').matchAll(/\[([0-9a-f]{8})\b/gi)].map(([, fingerprint = '']) => fingerprint);
  const own = wallet.keys.map((key) => key.origin?.fingerprint);
  return own.includes(undefined) || named.every((fingerprint) => own.includes(fingerprint.toLowerCase()));
}

function isAddress(ref: string, { network }: Wallet): boolean {
  try {
    decodeAddress(ref, network);
    return true;
  } catch (error) {
    if (error instanceof IcehouseError) return false;
    throw error;
  }
}
