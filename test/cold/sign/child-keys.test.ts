/** Child keys are lent for one signature: what was lent is zeros afterwards, also when the signing fails. */
import { beforeAll, describe, expect, it } from 'vitest';
import { deriveAccount, wipeAccount } from '../../../src/cold/key/account.ts';
import { seedFromBytes } from '../../../src/cold/seed.ts';
import { withChildKeys } from '../../../src/cold/sign/child-keys.ts';
import { InvariantError } from '../../../src/core/errors.ts';
import { deriveOutput } from '../../../src/core/wallet/output.ts';
import { foundGroup, type Group, seedOfMember } from '../../review/group.ts';
import { codeOf } from '../../support/errors.ts';

let group: Group;
beforeAll(async () => {
  group = await foundGroup();
});

const PLACE = { keychain: 'receive', index: 3 } as const;

/** Lends Alice's key at the place, and gives back the very array that was lent. */
function lend(sign: (privateKey: Uint8Array) => void, publicKey = aliceKey()): Uint8Array {
  const [alice] = group.members;
  let lent: Uint8Array = new Uint8Array();
  const use = (privateKey: Uint8Array): void => {
    lent = privateKey;
    sign(privateKey);
  };
  try {
    withChildKeys(alice!.account, group.charter.wallet, (keys) => keys.use(PLACE, publicKey, use));
  } catch (error) {
    if (lent.length === 0) throw error;
  }
  return lent;
}

function aliceKey(): Uint8Array {
  const [alice] = group.members;
  return deriveOutput(group.charter.wallet, PLACE.keychain, PLACE.index).publicKeys[alice!.registered.me]!;
}

describe('a child key', () => {
  it('is overwritten after its one use, whatever came of it', () => {
    let isThere = false;
    const used = lend((key) => {
      isThere = key.some((byte) => byte !== 0);
    });
    const failed = lend(() => {
      throw new Error('no signature');
    });
    expect(isThere).toBe(true);
    for (const lent of [used, failed]) expect(lent).toEqual(new Uint8Array(32));
  });

  it('is lent only for the public key that the charter gives', () => {
    const { publicKeys } = deriveOutput(group.charter.wallet, 'receive', 4);
    expect(() => lend(() => undefined, publicKeys[group.members[0]!.registered.me])).toThrow(InvariantError);
  });

  it('is not derived from an account that was wiped', () => {
    const [alice] = group.members;
    const { network, origin } = alice!.account.key;
    const seed = seedFromBytes(seedOfMember('Alice'));
    const { second } = group;
    const path = origin!.path;
    const account = deriveAccount({ seed, network, scriptType: 'p2wsh', name: 'Alice', second, scheme: 'other', path });
    wipeAccount(account);
    expect(codeOf(() => withChildKeys(account, group.charter.wallet, () => 'keys'))).toBe('account/wiped');
  });
});
