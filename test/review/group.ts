/**
 * A group as tests need it: members with deterministic seeds, each with a key card, one charter, and every member's
 * receipt. Built through the same doors as real ones, so that a test cannot hold what a person could not.
 */

import { type AccountSecret, deriveAccount } from '../../src/cold/key/account.ts';
import { signMessage } from '../../src/cold/key/sign-message.ts';
import type { ColdSecondOpinion } from '../../src/cold/second/types.ts';
import { loadColdSecondOpinion } from '../../src/cold/second/wally.ts';
import { seedFromBytes } from '../../src/cold/seed.ts';
import { utf8ToBytes } from '../../src/core/bytes.ts';
import { createCharter } from '../../src/core/charter/charter.ts';
import { createKeyCard, keyCardMessage } from '../../src/core/charter/key-card.ts';
import { receiptMessage } from '../../src/core/charter/receipt.ts';
import { registerCharter } from '../../src/core/charter/register.ts';
import type { Charter, RegisteredCharter } from '../../src/core/charter/types.ts';
import { sha256 } from '../../src/core/hash.ts';
import { parsePath } from '../../src/core/key/path.ts';
import { readAccountPath } from '../../src/core/key/schemes.ts';
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

/** Sixteen bytes that depend on the name alone. Public, and holding no money. */
export function seedOfMember(name: string): Uint8Array {
  return sha256(utf8ToBytes(`a seed of the tests, of ${name}`)).subarray(0, 16);
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
    cards: accounts.map((account) => cardOf(account, second)),
    birthdayHeight: 0,
    ...(request.keyOrder === undefined ? {} : { keyOrder: request.keyOrder }),
  });
  const members = accounts.map((account) => ({
    name: account.key.name,
    account,
    registered: register(charter, account, second),
  }));
  return { charter, members, second };
}

function cardOf(account: AccountSecret, second: ColdSecondOpinion) {
  const { key, scriptType } = account;
  const software = 'Icehouse tests';
  const scheme = readAccountPath(key.origin?.path ?? []).scheme;
  const proof = signMessage({ account, text: keyCardMessage({ key, scriptType, scheme, software }), second });
  return createKeyCard({ key, scriptType, software, proof });
}

function register(charter: Charter, account: AccountSecret, second: ColdSecondOpinion): RegisteredCharter {
  const statement = { charterId: charter.id, firstAddress: charter.firstOutput.address, xpub: account.key.xpub };
  const signature = signMessage({ account, text: receiptMessage(statement), second });
  return registerCharter({ charter, receipts: [{ ...statement, signature }], me: account.key });
}
