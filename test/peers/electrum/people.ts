/**
 * Alice, Bob and Carol as Electrum and as we know them: the same words and extensions given to both. The seeds are public
 * and hold no money; the extensions are such as to show a difference in normalisation.
 */

import { readMnemonic } from '../../../src/cold/mnemonic/read.ts';
import { seedOf } from '../../../src/cold/seed.ts';
import { formatSlip132 } from '../../../src/core/key/extended-key.ts';
import { slip132FormFor } from '../../../src/core/key/slip132.ts';
import type { ScriptType } from '../../../src/core/key/types.ts';
import { foundGroup, type Group } from '../../review/group.ts';
import type { ElectrumKey, ElectrumPolicy } from './electrum.ts';

interface Words {
  readonly name: string;
  readonly text: string;
  readonly extension: string;
}

/** How a group makes its keys, in both programs. */
export interface Way {
  readonly title: string;
  readonly kind: 'electrum' | 'bip39';
  readonly scriptType: ScriptType;
  /** Path of the account key on each network. */
  readonly path: { readonly main: string; readonly regtest: string };
  readonly people: readonly Words[];
}

const SEGWIT_SEEDS: readonly Words[] = [
  {
    name: 'Alice',
    text: 'badge dry lizard beach heart quit slush device practice height curious nest',
    extension: 'Grüner   Tee ÄÖÜ',
  },
  {
    name: 'Bob',
    text: 'world degree rubber warrior initial tenant gate buddy bless alarm myself better',
    extension: 'wkqzmtrfhyxbpalcjdnvsoegiuwkqzmtrfh',
  },
  {
    name: 'Carol',
    text: 'reason enough coin secret tooth resemble unfold acquire face another enemy actor',
    extension: '',
  },
];

const STANDARD_SEEDS: readonly Words[] = [
  {
    name: 'Alice',
    text: 'trash fluid basket walnut bind rebel scissors extra mountain little argue promote',
    extension: 'Ünï  çødé',
  },
  { name: 'Bob', text: 'nature speed abuse horse cargo spirit snow conduct uncle plate banana that', extension: 'x' },
  { name: 'Carol', text: 'wall sun envelope first argue crucial cruel fade make define outside join', extension: ' ' },
];

const BIP39_MNEMONICS: readonly Words[] = [
  { name: 'Alice', text: `${'abandon '.repeat(11)}about`, extension: 'Grüner   Tee ÄÖÜ' },
  {
    name: 'Bob',
    text: 'legal winner thank year wave sausage worth useful legal winner thank yellow',
    extension: 'TREZOR',
  },
  {
    name: 'Carol',
    text: 'letter advice cage absurd amount doctor acoustic avoid letter advice cage above',
    extension: 'ａ ﬁ Å',
  },
];

export const WAYS: readonly Way[] = [
  {
    title: 'Electrum segwit seeds with extension',
    kind: 'electrum',
    scriptType: 'p2wsh',
    path: { main: '1h', regtest: '1h' },
    people: SEGWIT_SEEDS,
  },
  {
    title: 'Electrum standard seeds with extension',
    kind: 'electrum',
    scriptType: 'p2sh',
    path: { main: '', regtest: '' },
    people: STANDARD_SEEDS,
  },
  {
    title: 'BIP-0039 mnemonics with passphrase, P2WSH',
    kind: 'bip39',
    scriptType: 'p2wsh',
    path: { main: '48h/0h/0h/2h', regtest: '48h/1h/0h/2h' },
    people: BIP39_MNEMONICS,
  },
  {
    title: 'BIP-0039 mnemonics with passphrase, P2SH-P2WSH',
    kind: 'bip39',
    scriptType: 'p2sh-p2wsh',
    path: { main: '48h/0h/0h/1h', regtest: '48h/1h/0h/1h' },
    people: BIP39_MNEMONICS,
  },
];

export type Chain = keyof Way['path'];

/** The 2-of-3 as we make it. */
export function ourGroup({ kind, scriptType, path, people }: Way, network: Chain): Promise<Group> {
  const members = people.map(({ name, text, extension }) => ({
    name,
    seed: seedOf(readMnemonic(text, { kind, language: 'english' }), extension),
  }));
  return foundGroup({ network, scriptType, m: 2, path: path[network], members });
}

/** The 2-of-3 as Electrum makes it from everybody's words. */
export function theirPolicy({ kind, scriptType, path, people }: Way, network: Chain): ElectrumPolicy {
  const keys = people.map(
    ({ text, extension }): ElectrumKey =>
      kind === 'electrum'
        ? { electrum: text, extension }
        : { bip39: text, passphrase: extension, path: electrumPath(path[network]), scriptType },
  );
  return { network, m: 2, keys };
}

/** The 2-of-3 as Electrum has it on one member's machine: her words, and the others' keys as we write them. */
export function theirPolicyOf(name: string, way: Way, group: Group, network: Chain): ElectrumPolicy {
  const { keys } = theirPolicy(way, network);
  const onHerMachine = way.people.map((person, index): ElectrumKey => {
    if (person.name === name) return keys[index]!;
    const { key } = group.members[index]!.account;
    return {
      xpub: slip132Text(group, index),
      path: electrumPath(way.path[network]),
      fingerprint: key.origin!.fingerprint,
    };
  });
  return { network, m: 2, keys: onHerMachine };
}

/** A member's account key in the form that Electrum shows and takes. */
export function slip132Text({ members }: Group, index: number): string {
  const { key, scriptType } = members[index]!.account;
  return formatSlip132(key.extendedKey, slip132FormFor(scriptType, key.network === 'main' ? 'main' : 'test'));
}

/** `48h/1h` as Electrum writes it: `m/48'/1'`. */
export function electrumPath(path: string): string {
  return ['m', ...path.replaceAll('h', "'").split('/')].filter((step) => step !== '').join('/');
}
