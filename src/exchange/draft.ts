/**
 * From the parts that a file lists (policy, keys, origins) to a wallet. Formats that are no descriptors read their own
 * words into a draft; everything they have in common happens here once: questions, conversions, origins, the wallet's
 * own checks. Descriptors go through `descriptor-wallet.ts` instead.
 */
import { IcehouseError } from '../core/errors.ts';
import { cosignerKey } from '../core/key/cosigner-key.ts';
import { parseExtendedPublicKey } from '../core/key/extended-key.ts';
import { checkSlip132ScriptType, type Slip132Form, slip132Conversion } from '../core/key/slip132.ts';
import type { CosignerKey, ScriptType } from '../core/key/types.ts';
import type { NetworkName } from '../core/network.ts';
import type { KeyOrder, Wallet } from '../core/wallet/types.ts';
import { createWallet } from '../core/wallet/wallet.ts';
import { question } from './answers.ts';
import type { ImportContext, ImportNote, ReadWallet } from './format.ts';
import { keyLabel, usableName } from './names.ts';
import { type ClaimedOrigin, mendOrigin } from './origins.ts';

/** More keys than OP_CHECKMULTISIG takes are not even parsed. */
export const MAX_KEYS = 20;

export interface DraftKey {
  /** The file's name for the key. */
  readonly label: string | undefined;
  /** The extended key as the file has it, SLIP-0132 forms included. */
  readonly xpub: string;
  readonly claim: ClaimedOrigin;
  /** Where the key stands in the file. */
  readonly at: string;
}

/** Undefined where the file does not say. */
export interface WalletDraft {
  readonly name: string | undefined;
  readonly scriptType: ScriptType | undefined;
  readonly keyOrder: KeyOrder | undefined;
  readonly m: number | undefined;
  /** How many keys the file says that it has. */
  readonly n: number | undefined;
  readonly keys: readonly DraftKey[];
  readonly branches?: Wallet['branches'];
  readonly notes?: readonly ImportNote[] | undefined;
}

/**
 * Makes the wallet.
 *
 * @throws IcehouseError `exchange/ask-…` (usage) for what neither the file nor the person says, `exchange/no-keys`,
 * `exchange/key-count`, those of `mendOrigin`, and of core's `parseExtendedPublicKey`, `checkSlip132ScriptType`,
 * `cosignerKey` and `createWallet`.
 */
export function completeDraft(draft: WalletDraft, context: ImportContext): ReadWallet {
  const { answers, network } = context;
  checkKeyCount(draft);
  const m = draft.m ?? answers.threshold;
  if (m === undefined) throw question('threshold', { found: `${draft.keys.length} keys` });
  const keyOrder = draft.keyOrder ?? answers.keyOrder;
  if (keyOrder === undefined) throw question('key-order');
  const parsed = draft.keys.map((key) => ({ ...key, ...parseExtendedPublicKey(key.xpub, key.at) }));
  const scriptType = draft.scriptType ?? answers.scriptType;
  if (scriptType === undefined) throw question('script-type', declared(parsed.map(({ slip132 }) => slip132)));
  const notes: ImportNote[] = [...(draft.notes ?? [])];
  const keys = parsed.map((key, index): CosignerKey => {
    const label = keyLabel(key.label, index + 1);
    checkSlip132ScriptType(key.slip132, scriptType, key.at);
    notes.push(...conversionNotes(key.slip132, label));
    const place = { position: index + 1, label, extendedKey: key.extendedKey, scriptType };
    const mended = mendOrigin(key.claim, place, context);
    notes.push(...mended.notes);
    const name = usableName(key.label) ?? '';
    return cosignerKey({ name, origin: mended.origin, extendedKey: key.extendedKey, network, at: key.at });
  });
  const { branches } = draft;
  const wallet = createWallet({
    network,
    scriptType,
    m,
    keys,
    keyOrder,
    ...(branches === undefined ? {} : { branches }),
  });
  return { wallet, name: usableName(draft.name), notes };
}

function checkKeyCount({ keys, n }: WalletDraft): void {
  if (keys.length === 0) {
    throw new IcehouseError({ code: 'exchange/no-keys', message: 'there are no keys in this file' });
  }
  if (n === undefined ? keys.length <= MAX_KEYS : keys.length === n && n <= MAX_KEYS) return;
  throw new IcehouseError({
    code: 'exchange/key-count',
    message: 'the number of keys in the file is not the one it says',
    found: `${keys.length} keys`,
    expected: n === undefined || n > MAX_KEYS ? `at most ${MAX_KEYS}` : `${n} keys`,
    next: 'export the wallet again: without all keys its addresses cannot be computed',
  });
}

/** What the prefixes of the keys say, as a help with the question. */
function declared(forms: readonly Slip132Form[]): { readonly found?: string } {
  const prefixes = [...new Set(forms.filter((form) => form.declares !== undefined).map((form) => form.prefix))];
  return prefixes.length === 0 ? {} : { found: `keys that begin with ${prefixes.join(' and ')}` };
}

/** The sentence about a key that was converted to `xpub`, if it was. */
export function conversionNotes(form: Slip132Form | undefined, label: string): readonly ImportNote[] {
  const conversion = form === undefined ? undefined : slip132Conversion(form);
  return conversion === undefined ? [] : [{ code: 'import/converted-key', text: `${label}: ${conversion}` }];
}

/** What files call networks: some tell main from test only, and none knows testnet4 by all names. */
export type FileNetwork = 'main' | 'test' | 'signet' | 'regtest';

/**
 * Holds the file's network against the person's. `test` in a file stands for any of the public test networks.
 *
 * @throws IcehouseError `exchange/network-differs`.
 */
export function checkFileNetwork(file: FileNetwork, network: NetworkName, at: string): void {
  const fits = file === 'test' ? network !== 'main' && network !== 'regtest' : file === network;
  if (fits) return;
  throw new IcehouseError({
    code: 'exchange/network-differs',
    message: 'the file is of a wallet on another network',
    at,
    found: file === 'test' ? 'a test network' : file,
    expected: network,
    next: 'name the network that the wallet is on',
  });
}
