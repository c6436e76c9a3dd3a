/**
 * A group as tests need it: members with deterministic seeds, each with a key card, one charter, and every member's
 * receipt. Built through the same doors as real ones, so that a test cannot hold what a person could not.
 */

import { entropyToMnemonic, mnemonicToSeedSync } from '@scure/bip39';
import { wordlist } from '@scure/bip39/wordlists/english.js';
import { signKeyCard } from '../../src/cold/charter/sign-card.ts';
import { signReceipt } from '../../src/cold/charter/sign-receipt.ts';
import { type AccountSecret, deriveAccount } from '../../src/cold/key/account.ts';
import type { ColdSecondOpinion } from '../../src/cold/second/types.ts';
import { loadColdSecondOpinion } from '../../src/cold/second/wally.ts';
import { seedFromBytes } from '../../src/cold/seed.ts';
import { utf8ToBytes } from '../../src/core/bytes.ts';
import { createCharter } from '../../src/core/charter/charter.ts';
import { registerCharter } from '../../src/core/charter/register.ts';
import type { Charter, RegisteredCharter } from '../../src/core/charter/types.ts';
import { sha256 } from '../../src/core/hash.ts';
import { parsePath } from '../../src/core/key/path.ts';
import type { ScriptType } from '../../src/core/key/types.ts';
import type { NetworkName } from '../../src/core/network.ts';
import type { KeyOrder } from '../../src/core/wallet/types.ts';

export interface Member {
  readonly name: string;
  readonly account: AccountSecret;
  readonly registered: RegisteredCharter;
}

export interface Group {
  readonly charter: Charter;
  /** In the order in which they were named, which is not that of `charter.wallet.keys`. */
  readonly members: readonly Member[];
  readonly second: ColdSecondOpinion;
}

export interface GroupRequest {
  readonly name?: string;
  readonly network?: NetworkName;
  readonly scriptType?: ScriptType;
  readonly m?: number;
  readonly path?: string;
  readonly keyOrder?: KeyOrder;
  readonly members?: readonly { readonly name: string; readonly seed?: Uint8Array }[];
}

/** Twelve words that depend on the name alone, for surfaces where they are typed. Public, and holding no money. */
export function wordsOfMember(name: string): string {
  return entropyToMnemonic(sha256(utf8ToBytes(`words of the tests, of ${name}`)).subarray(0, 16), wordlist);
}

const seeds = new Map<string, Uint8Array>();

/** The seed of {@link wordsOfMember} without an extension. */
export function seedOfMember(name: string): Uint8Array {
  const known = seeds.get(name);
  if (known) return known;
  const seed = mnemonicToSeedSync(wordsOfMember(name));
  seeds.set(name, seed);
  return seed;
}

export async function foundGroup(request: GroupRequest = {}): Promise<Group> {
  const second = await loadColdSecondOpinion();
  const { network = 'main', scriptType = 'p2wsh', m = 2, path = '48h/0h/0h/2h' } = request;
  const people = request.members ?? [{ name: 'Alice' }, { name: 'Bob' }, { name: 'Carol' }];
  const accounts = people.map(({ name, seed = seedOfMember(name) }) =>
    deriveAccount({
      seed: seedFromBytes(seed),
      network,
      scriptType,
      name,
      second,
      scheme: 'other',
      path: parsePath(path),
    }),
  );
  const charter = createCharter({
    name: request.name ?? 'Family vault',
    m,
    cards: accounts.map((account) => signKeyCard({ account, software: 'Icehouse tests', second })),
    birthdayHeight: 0,
    allowUncommitted: true,
    ...(request.keyOrder === undefined ? {} : { keyOrder: request.keyOrder }),
  });
  const members = accounts.map((account) => ({
    name: account.key.name,
    account,
    registered: registerCharter({ charter, receipts: [signReceipt({ charter, account, second })], me: account.key }),
  }));
  return { charter, members, second };
}
