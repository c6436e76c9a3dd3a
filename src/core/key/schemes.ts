/**
 * The published schemes for the paths of multisig keys: BIP-0048, BIP-0087, BIP-0045 and what Electrum does with its
 * own seeds. Builds the account path of a scheme, and names the scheme of a path found in a file. A path is a custom,
 * not a rule: other paths work as well and are called `other`.
 */
import type { PathScheme } from '../charter/types.ts';
import { IcehouseError } from '../errors.ts';
import { NETWORKS, type NetworkName } from '../network.ts';
import { formatPath, hardened, isHardened } from './path.ts';
import { type DerivationPath, HARDENED, type ScriptType } from './types.ts';

/** BIP-0048's fourth step. It names no number for P2SH. */
const BIP48_SCRIPT_STEPS = { 'p2sh-p2wsh': 1, p2wsh: 2 } as const;

export interface AccountPathChoice {
  readonly scheme: Exclude<PathScheme, 'other'>;
  readonly network: NetworkName;
  readonly scriptType: ScriptType;
  /** Account number, 0 by default. BIP-0045 and Electrum know one account only. */
  readonly account?: number;
}

/**
 * Builds the path from the master key to the account key: `48h/coin/account/script`, `87h/coin/account`, `45h`, `1h`
 * (Electrum, segwit) or the empty path (Electrum, P2SH).
 *
 * @throws IcehouseError `path/scheme-without-script-type` where the scheme has no such wallets,
 * `path/scheme-without-accounts`, `path/bad-account`.
 */
export function accountPath({ scheme, network, scriptType, account = 0 }: AccountPathChoice): DerivationPath {
  if (!Number.isInteger(account) || account < 0 || account >= HARDENED) {
    throw new IcehouseError({
      code: 'path/bad-account',
      message: 'this is not an account number',
      expected: `a whole number from 0 to ${HARDENED - 1}`,
    });
  }
  const coin = hardened(NETWORKS[network].coinType);
  switch (scheme) {
    case 'bip48': {
      if (scriptType === 'p2sh') throw withoutScriptType('BIP-0048', 'p2wsh or p2sh-p2wsh');
      return [hardened(48), coin, hardened(account), hardened(BIP48_SCRIPT_STEPS[scriptType])];
    }
    case 'bip87':
      return [hardened(87), coin, hardened(account)];
    case 'bip45': {
      if (scriptType !== 'p2sh') throw withoutScriptType('BIP-0045', 'p2sh');
      refuseAccount(account, 'BIP-0045');
      return [hardened(45)];
    }
    case 'electrum':
      refuseAccount(account, 'the Electrum scheme');
      return scriptType === 'p2sh' ? [] : [hardened(1)];
  }
}

/** What a path says by the scheme it follows. Undefined where the scheme says nothing about it. */
export interface AccountPathReading {
  readonly scheme: PathScheme;
  readonly coinType: number | undefined;
  readonly account: number | undefined;
  readonly scriptType: ScriptType | undefined;
}

/**
 * Names the scheme of an account path and reads its parts. The empty path and `1h` are Electrum's; BIP-0045 counts with
 * a cosigner index after it, as Electrum writes it, and with coin and account, as Caravan does.
 */
export function readAccountPath(path: DerivationPath): AccountPathReading {
  const [purpose, coin, account, script] = path.map((step) => (isHardened(step) ? step - HARDENED : undefined));
  const reading = (scheme: PathScheme, parts: Partial<AccountPathReading> = {}): AccountPathReading => ({
    scheme,
    coinType: undefined,
    account: undefined,
    scriptType: undefined,
    ...parts,
  });
  if (path.length === 0) return reading('electrum', { scriptType: 'p2sh' });
  if (path.length === 1 && purpose === 1) return reading('electrum');
  const isAccount = coin !== undefined && account !== undefined;
  if (purpose === 48 && path.length === 4 && isAccount) {
    const scriptType = BIP48_STEP_NAMES.get(script);
    if (scriptType !== undefined) return reading('bip48', { coinType: coin, account, scriptType });
  }
  if (purpose === 87 && path.length === 3 && isAccount) return reading('bip87', { coinType: coin, account });
  if (purpose === 45) {
    const cosignerIndexOnly = path.length === 2 && coin === undefined;
    if (path.length === 1 || cosignerIndexOnly) return reading('bip45', { scriptType: 'p2sh' });
    if (path.length === 3 && isAccount) return reading('bip45', { coinType: coin, account, scriptType: 'p2sh' });
  }
  return reading('other');
}

const BIP48_STEP_NAMES: ReadonlyMap<number | undefined, ScriptType> = new Map([
  [BIP48_SCRIPT_STEPS['p2sh-p2wsh'], 'p2sh-p2wsh'],
  [BIP48_SCRIPT_STEPS.p2wsh, 'p2wsh'],
]);

/** The scheme and the path as a person reads them: `BIP-0048, 48h/0h/0h/2h`. */
export function describeAccountPath(path: DerivationPath): string {
  const names = {
    bip48: 'BIP-0048',
    bip87: 'BIP-0087',
    bip45: 'BIP-0045',
    electrum: 'Electrum',
    other: 'a path of its own',
  } as const;
  return `${names[readAccountPath(path).scheme]}, ${path.length === 0 ? 'm' : formatPath(path)}`;
}

function withoutScriptType(scheme: string, expected: string): IcehouseError {
  return new IcehouseError({
    code: 'path/scheme-without-script-type',
    message: `${scheme} has no path for wallets of this script type`,
    expected,
    next: 'take BIP-0087, which serves every script type',
  });
}

function refuseAccount(account: number, scheme: string): void {
  if (account === 0) return;
  throw new IcehouseError({
    code: 'path/scheme-without-accounts',
    message: `${scheme} has a single account`,
    found: `account ${account}`,
    next: 'take BIP-0048 or BIP-0087, which number their accounts',
  });
}
