/**
 * From a member's secret to the account that she brings into a wallet: which one, by options that every command for a new
 * key has, and only with an extension that is strong or whose weakness she has acknowledged.
 */
import { acceptExtension } from '../../cold/extension/check.ts';
import { type AccountSecret, deriveAccount } from '../../cold/key/account.ts';
import type { Mnemonic } from '../../cold/mnemonic/types.ts';
import type { ColdSecondOpinion } from '../../cold/second/types.ts';
import { loadColdSecondOpinion } from '../../cold/second/wally.ts';
import { wipe } from '../../cold/seed.ts';
import type { PathScheme } from '../../core/charter/types.ts';
import { IcehouseError } from '../../core/errors.ts';
import type { ScriptType } from '../../core/key/types.ts';
import { network } from '../../core/network.ts';
import type { Context, Options } from '../command.ts';
import { readScriptType } from '../documents/cards.ts';
import { readWholeNumber } from '../documents/numbers.ts';
import { MNEMONIC_OPTIONS, readSecret, type Secret } from './read-secret.ts';

export const ACCOUNT_OPTIONS: Options = {
  name: { kind: 'text', value: 'NAME', help: 'what the group calls you', required: true },
  network: { kind: 'text', value: 'NETWORK', help: 'main (default), testnet3, testnet4, signet or regtest' },
  'script-type': { kind: 'text', value: 'TYPE', help: 'p2wsh (default), p2sh-p2wsh or p2sh' },
  scheme: { kind: 'text', value: 'SCHEME', help: 'bip48 (default), bip87, bip45; Electrum seeds use electrum' },
  account: { kind: 'text', value: 'NUMBER', help: 'account number, 0 by default' },
  'accept-weak-extension': { kind: 'flag', help: 'go on with an extension of less than 160 bits' },
  ...MNEMONIC_OPTIONS,
};

export interface NewAccount {
  /** To be ended by `wipeAccount`. */
  readonly account: AccountSecret;
  readonly mnemonic: Mnemonic;
  readonly second: ColdSecondOpinion;
}

/**
 * Asks for the secret and derives the account.
 *
 * @throws IcehouseError `key/electrum-seed`, `usage/arguments`, and those of `readSecret`, `acceptExtension` and
 * `deriveAccount`.
 */
export async function readNewAccount(context: Context): Promise<NewAccount> {
  const { args } = context;
  const scriptType = readScriptType(args.text('script-type') ?? 'p2wsh');
  const { name: networkName } = network(args.text('network') ?? 'main');
  const number = readWholeNumber(args.text('account') ?? '0', 'account', [0, 2 ** 31 - 1]);
  const second = await loadColdSecondOpinion();
  const secret = await readSecret(context, { confirm: true });
  await requireStrongExtension(context, secret);
  const scheme = schemeFor(args.text('scheme'), scriptType, secret);
  const account = deriveAccount({
    ...{ seed: secret.seed, network: networkName, scriptType, scheme, second },
    ...{ name: args.required('name'), account: number },
  });
  wipe(secret.seed);
  return { account, mnemonic: secret.mnemonic, second };
}

/** Without an extension the words alone decide, and they are told; a weak one is worse than it looks, and refused. */
async function requireStrongExtension({ args, say }: Context, { extension, mnemonic }: Secret): Promise<void> {
  if (extension === '') {
    say(
      'No extension: whoever finds the words has the key. An extension, kept apart from them, protects against that.',
    );
    return;
  }
  await acceptExtension(extension, { acknowledgeWeak: args.flag('accept-weak-extension'), kind: mnemonic.kind });
}

type Scheme = Exclude<PathScheme, 'other'>;
const SCHEMES: readonly Scheme[] = ['bip48', 'bip87', 'bip45', 'electrum'];

/** An Electrum seed has one place for a multisig key, and its kind decides the script type; BIP-0039 has a choice. */
function schemeFor(asked: string | undefined, scriptType: ScriptType, { mnemonic }: Secret): Scheme {
  if (mnemonic.kind === 'electrum') {
    const fits = mnemonic.seedType === 'standard' ? scriptType === 'p2sh' : scriptType !== 'p2sh';
    if (fits && (asked === undefined || asked === 'electrum')) return 'electrum';
    throw new IcehouseError({
      code: 'key/electrum-seed',
      message: `an Electrum seed of the ${mnemonic.seedType} kind has no such key`,
      expected: mnemonic.seedType === 'standard' ? '--script-type p2sh' : '--script-type p2wsh or p2sh-p2wsh',
      next: 'leave --scheme out, and take the script type of the seed’s kind',
    });
  }
  const fallback: Scheme = scriptType === 'p2sh' ? 'bip45' : 'bip48';
  const scheme = SCHEMES.find((each) => each === (asked ?? fallback));
  if (scheme === undefined || scheme === 'electrum') {
    throw new IcehouseError({
      code: 'usage/arguments',
      kind: 'usage',
      message: 'this scheme does not fit a BIP-0039 mnemonic',
      at: '--scheme',
      expected: 'bip48, bip87 or bip45',
    });
  }
  return scheme;
}
