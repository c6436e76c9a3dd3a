/**
 * SLIP-0132: the prefixes that extended keys wear. The prefix names a chain and, but for `xpub` and `tpub`, a script
 * type; Icehouse keeps every key as `xpub` or `tpub`, converts the others on input and says so. The prefix is a claim
 * by whoever wrote the text: the wallet's script type comes from its charter or descriptor alone.
 */
import { IcehouseError } from '../errors.ts';
import type { ScriptType } from './types.ts';

/** What a prefix claims about the scripts; `undefined` claims nothing. The two `wpkh` claims are single-key wallets. */
export type DeclaredScriptType = ScriptType | 'p2wpkh' | 'p2sh-p2wpkh' | undefined;

export interface Slip132Form {
  /** The first four letters of every key of this form. */
  readonly prefix: string;
  /** The four version bytes as one big-endian number. */
  readonly version: number;
  readonly visibility: 'public' | 'private';
  readonly chain: 'main' | 'test';
  readonly declares: DeclaredScriptType;
}

type Row = readonly [
  chain: Slip132Form['chain'],
  declares: DeclaredScriptType,
  publicPrefix: string,
  publicVersion: number,
  privatePrefix: string,
  privateVersion: number,
];

// The registry of SLIP-0132, Bitcoin and Bitcoin Testnet.
const REGISTRY: readonly Row[] = [
  ['main', undefined, 'xpub', 0x0488b21e, 'xprv', 0x0488ade4],
  ['main', 'p2sh-p2wpkh', 'ypub', 0x049d7cb2, 'yprv', 0x049d7878],
  ['main', 'p2wpkh', 'zpub', 0x04b24746, 'zprv', 0x04b2430c],
  ['main', 'p2sh-p2wsh', 'Ypub', 0x0295b43f, 'Yprv', 0x0295b005],
  ['main', 'p2wsh', 'Zpub', 0x02aa7ed3, 'Zprv', 0x02aa7a99],
  ['test', undefined, 'tpub', 0x043587cf, 'tprv', 0x04358394],
  ['test', 'p2sh-p2wpkh', 'upub', 0x044a5262, 'uprv', 0x044a4e28],
  ['test', 'p2wpkh', 'vpub', 0x045f1cf6, 'vprv', 0x045f18bc],
  ['test', 'p2sh-p2wsh', 'Upub', 0x024289ef, 'Uprv', 0x024285b5],
  ['test', 'p2wsh', 'Vpub', 0x02575483, 'Vprv', 0x02575048],
];

export const SLIP132_FORMS: readonly Slip132Form[] = REGISTRY.flatMap(
  ([chain, declares, publicPrefix, publicVersion, privatePrefix, privateVersion]): Slip132Form[] => [
    { prefix: publicPrefix, version: publicVersion, visibility: 'public', chain, declares },
    { prefix: privatePrefix, version: privateVersion, visibility: 'private', chain, declares },
  ],
);

export function slip132FormOfVersion(version: number): Slip132Form | undefined {
  return SLIP132_FORMS.find((form) => form.version === version);
}

/** Finds a form by its prefix (`Zpub`), the case of its first letter included. */
export function slip132FormOfPrefix(prefix: string): Slip132Form | undefined {
  return SLIP132_FORMS.find((form) => form.prefix === prefix);
}

/** The form that a program of the SLIP-0132 school, such as Electrum, expects for a key of a multisig wallet. */
export function slip132FormFor(scriptType: ScriptType, chain: Slip132Form['chain']): Slip132Form {
  const declares = scriptType === 'p2sh' ? undefined : scriptType;
  return SLIP132_FORMS.find(
    (form) => form.visibility === 'public' && form.chain === chain && form.declares === declares,
  )!;
}

/** The name of a script type in a sentence. */
export function scriptTypeName(declared: Exclude<DeclaredScriptType, undefined>): string {
  const names = {
    p2wsh: 'P2WSH (native segwit multisig)',
    'p2sh-p2wsh': 'P2SH-P2WSH (nested segwit multisig)',
    p2sh: 'P2SH (legacy multisig)',
    p2wpkh: 'P2WPKH (native segwit, a single key)',
    'p2sh-p2wpkh': 'P2SH-P2WPKH (nested segwit, a single key)',
  } as const;
  return names[declared];
}

/** The sentence that tells a person about a conversion; undefined for `xpub` and `tpub`, where there was none. */
export function slip132Conversion(form: Slip132Form): string | undefined {
  if (form.declares === undefined) return undefined;
  const kept = form.chain === 'main' ? 'xpub' : 'tpub';
  return `the key was given as ${form.prefix}, which declares ${scriptTypeName(form.declares)}; it is the same key as the ${kept} that is kept`;
}

/**
 * Compares what the prefix claims with the wallet's script type. A contradiction is asked about, not guessed: the
 * person may have exported the wrong account. A surface that has asked simply does not call this.
 *
 * @throws IcehouseError `key/slip132-script-type` when the prefix declares another script type.
 */
export function checkSlip132ScriptType(form: Slip132Form, scriptType: ScriptType, at?: string): void {
  if (form.declares === undefined || form.declares === scriptType) return;
  throw new IcehouseError({
    code: 'key/slip132-script-type',
    message: 'the prefix of the key declares another script type than the wallet has',
    found: `${form.prefix}, for ${scriptTypeName(form.declares)}`,
    expected: `${scriptTypeName(scriptType)}`,
    next: 'ask the holder whether this is the key of the right account; if it is, give it as xpub or tpub',
    ...(at === undefined ? {} : { at }),
  });
}
