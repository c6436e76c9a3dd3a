/**
 * From a foreign descriptor to a wallet: asks what the text leaves open, mends origins, and tells what was converted. The
 * language itself and the checks of a wallet are core's; formats that carry a descriptor (Bitcoin Core, Specter, BSMS, UR,
 * wallet policies) cut it out and come here.
 */
import { annotationOf } from '../core/descriptor/annotations.ts';
import { formatDescriptor } from '../core/descriptor/format.ts';
import { isAlternatives } from '../core/descriptor/multipath.ts';
import { parseDescriptor } from '../core/descriptor/parse.ts';
import type { Descriptor, ExtendedKey, KeyExpression, KeyStep, ScriptExpression } from '../core/descriptor/types.ts';
import { keysOf, mapKeys } from '../core/descriptor/walk.ts';
import { readWalletDescriptor, type WalletDescriptorText } from '../core/descriptor/wallet-reader.ts';
import { IcehouseError, invariant } from '../core/errors.ts';
import { formatOrigin } from '../core/key/origin.ts';
import { isHardened } from '../core/key/path.ts';
import { checkSlip132ScriptType } from '../core/key/slip132.ts';
import type { KeyOrigin, ScriptType } from '../core/key/types.ts';
import { question } from './answers.ts';
import { conversionNotes } from './draft.ts';
import type { ImportContext, ImportNote, ReadWallet } from './format.ts';
import { keyLabel, usableName } from './names.ts';
import { mendOrigin } from './origins.ts';

export interface ForeignDescriptor {
  /** One text, or one for receiving and one for change. */
  readonly descriptors: WalletDescriptorText;
  /** Names of the keys in their order, where the file has one for each. */
  readonly labels?: readonly (string | undefined)[];
  /** What the file calls the wallet. */
  readonly name?: string | undefined;
  /**
   * Where a single descriptor without two chains leads: `ask` (unless said), or `by-format` for a format whose rule is
   * `/0/*` and `/1/*`.
   */
  readonly chains?: 'ask' | 'by-format';
}

/**
 * Reads a wallet.
 *
 * @throws IcehouseError `exchange/ask-chains` (usage), those of `mendOrigin`, `parseDescriptor`, `readWalletDescriptor`
 * and `checkSlip132ScriptType`.
 */
export function readForeignDescriptor(foreign: ForeignDescriptor, context: ImportContext): ReadWallet {
  const { network } = context;
  const texts = typeof foreign.descriptors === 'string' ? [foreign.descriptors] : foreign.descriptors;
  const parsed = texts.map((text) => parseDescriptor(text, { network, slip132: 'convert' }));
  const [first] = parsed;
  invariant(first !== undefined, 'a wallet is read from one descriptor or two');
  const scriptType = multisigScriptType(first);
  if (scriptType === undefined || parsed.some((each) => multisigScriptType(each) === undefined)) {
    return refuseNonWallet(foreign.descriptors, context);
  }
  const notes: ImportNote[] = [];
  const chained = parsed.length === 1 ? [withChains(first, foreign, context)] : inOrder(parsed, notes);
  const mend = originMender(first, { foreign, scriptType, context, notes });
  const mended = chained.map((each) => formatDescriptor({ ...each, script: mapKeysByPosition(each.script, mend) }));
  const names = keysOf(first.script).map((_, index) => usableName(foreign.labels?.[index]) ?? '');
  const [receive = '', change] = mended;
  const { wallet } = readWalletDescriptor(change === undefined ? receive : [receive, change], { network, names });
  return { wallet, name: usableName(foreign.name), notes: [...notes, ...annotationNotes(first)] };
}

/** Script type of a multisig script, or undefined for every other script. */
export function multisigScriptType({ script }: Pick<Descriptor, 'script'>): ScriptType | undefined {
  const isMulti = ({ kind }: ScriptExpression): boolean => kind === 'sortedmulti' || kind === 'multi';
  if (script.kind === 'wsh') return isMulti(script.inner) ? 'p2wsh' : undefined;
  if (script.kind !== 'sh') return undefined;
  if (script.inner.kind === 'wsh') return isMulti(script.inner.inner) ? 'p2sh-p2wsh' : undefined;
  return isMulti(script.inner) ? 'p2sh' : undefined;
}

/** Core says best what a descriptor is that is no multisig wallet. */
function refuseNonWallet(descriptors: WalletDescriptorText, { network }: ImportContext): never {
  readWalletDescriptor(descriptors, { network, slip132: 'convert', change: 'assume-branch-1' });
  throw new IcehouseError({ code: 'descriptor/not-a-multisig-wallet', message: 'this is no multisig wallet' });
}

/**
 * The usual chains in place of none (`xpub…`), of one (`xpub…/0/*`) or of a single address in one of them (`xpub…/0/0`),
 * where that is answered or the format's rule.
 */
function withChains(descriptor: Descriptor, foreign: ForeignDescriptor, { answers }: ImportContext): Descriptor {
  const keys = keysOf(descriptor.script).filter((key): key is ExtendedKey => key.kind === 'extended');
  const isBare = keys.every(({ steps, wildcard }) => steps.length === 0 && wildcard === 'none');
  const isReceiveOnly = keys.every(({ steps, wildcard }) => isStep(steps, 0) && wildcard === 'unhardened');
  const isFixed = keys.every(({ steps, wildcard }) => isPlaceInChains(steps) && wildcard === 'none');
  if (keys.length === 0 || !(isBare || isReceiveOnly || isFixed)) return descriptor;
  if (foreign.chains !== 'by-format' && answers.chains === undefined) {
    const found = isBare
      ? 'keys without steps below them'
      : isFixed
        ? 'the keys of a single address'
        : 'keys that end in /0/*';
    throw question('chains', { found });
  }
  const both: KeyStep[] = [{ alternatives: [0, 1] }];
  const chained = (key: KeyExpression): KeyExpression =>
    key.kind === 'extended' ? { ...key, steps: both, wildcard: 'unhardened' } : key;
  return { ...descriptor, script: mapKeys(descriptor.script, chained) };
}

function isStep(steps: readonly KeyStep[], index: number): boolean {
  const [step] = steps;
  return steps.length === 1 && step !== undefined && !isAlternatives(step) && step === index;
}

function isPlaceInChains(steps: readonly KeyStep[]): boolean {
  const [branch, index] = steps;
  return steps.length === 2 && (branch === 0 || branch === 1) && typeof index === 'number' && !isHardened(index);
}

/** Two descriptors in the order receive, change; where they came the other way round, that is told. */
function inOrder(parsed: readonly Descriptor[], notes: ImportNote[]): readonly Descriptor[] {
  const [first, second] = parsed.map(({ script }) => keysOf(script)[0]);
  const isBranch = (key: KeyExpression | undefined, branch: number): boolean =>
    key?.kind === 'extended' && isStep(key.steps, branch);
  if (!isBranch(first, 1) || !isBranch(second, 0)) return parsed;
  notes.push({
    code: 'import/chains-by-custom',
    text: 'the descriptor with /1/* came first; as all wallets have it, it is taken for change and /0/* for receiving',
  });
  return parsed.toReversed();
}

interface Mending {
  readonly foreign: ForeignDescriptor;
  readonly scriptType: ScriptType;
  readonly context: ImportContext;
  readonly notes: ImportNote[];
}

/** Decides on the keys' origins once, for both descriptors of a pair, and collects what is to be told. */
function originMender(first: Descriptor, { foreign, scriptType, context, notes }: Mending) {
  const origins = keysOf(first.script).map((key, index) => {
    if (key.kind !== 'extended') return key.origin;
    const label = keyLabel(foreign.labels?.[index], index + 1);
    if (key.slip132 !== undefined) checkSlip132ScriptType(key.slip132, scriptType, label);
    const place = { position: index + 1, label, extendedKey: key.extendedKey, scriptType };
    const claim = { fingerprint: key.origin?.fingerprint, path: key.origin?.path };
    const mended = mendOrigin(claim, place, context);
    notes.push(...conversionNotes(key.slip132, label), ...mended.notes);
    return mended.origin;
  });
  // A second descriptor with other origins keeps them, so that core sees that the two do not belong together.
  const claimed = keysOf(first.script).map(({ origin }) => originText(origin));
  return (key: KeyExpression, index: number): KeyExpression =>
    originText(key.origin) === claimed[index] ? { ...key, origin: origins[index] } : key;
}

function originText(origin: KeyOrigin | undefined): string {
  return origin === undefined ? '' : formatOrigin(origin);
}

function mapKeysByPosition(
  script: ScriptExpression,
  change: (key: KeyExpression, index: number) => KeyExpression,
): ScriptExpression {
  let index = 0;
  return mapKeys(script, (key) => change(key, index++));
}

/** BIP-0393 annotations are unsigned hearsay: they are told, and the person decides. */
function annotationNotes(descriptor: Descriptor): readonly ImportNote[] {
  const height = annotationOf(descriptor, 'bh');
  const gap = annotationOf(descriptor, 'gl');
  return [
    ...(height === undefined ? [] : [birthdayNote(height)]),
    ...(gap === undefined
      ? []
      : [
          {
            code: 'import/gap-limit',
            text: `the file names a gap limit of ${gap}; it is not taken over by itself`,
          } as const,
        ]),
  ];
}

/** A wrong birthday would hide coins, so a file's word for it is passed on and not used. */
export function birthdayNote(height: bigint | number): ImportNote {
  return {
    code: 'import/birthday',
    text: `the file says that the wallet has no coins below block ${height}; it is not taken over by itself, as coins below it would not be seen`,
  };
}
