/** Child keys are lent for one signature: what was lent is zeros afterwards, also when the signing fails. */
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { beforeAll, describe, expect, it } from 'vitest';
import { deriveAccount, wipeAccount } from '../../../src/cold/key/account.ts';
import { seedFromBytes } from '../../../src/cold/seed.ts';
import { withChildKeys } from '../../../src/cold/sign/child-keys.ts';
import { deriveOutput } from '../../../src/core/wallet/output.ts';
import { foundGroup, type Group, seedOfMember } from '../../review/group.ts';
import { codeOf } from '../../support/errors.ts';

let group: Group;
beforeAll(async () => {
  group = await foundGroup();
});

const PLACE = { keychain: 'receive', index: 3 } as const;

/** Lends Alice's key at the place, and gives back the very array that was lent. */
function lend(sign: (privateKey: Uint8Array) => void): Uint8Array {
  const [alice] = group.members;
  let lent: Uint8Array = new Uint8Array();
  const use = (privateKey: Uint8Array): void => {
    lent = privateKey;
    sign(privateKey);
  };
  try {
    withChildKeys(alice!.account, group.charter.wallet, (keys) => keys.use([PLACE], ([key]) => use(key!)));
  } catch (error) {
    if (lent.length === 0) throw error;
  }
  return lent;
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

  it('is overwritten with all that were lent beside it, also when one of them does not exist', () => {
    const [alice] = group.members;
    const lent: (readonly Uint8Array[])[] = [];
    withChildKeys(alice!.account, group.charter.wallet, (keys) => {
      keys.use([PLACE, { keychain: 'change', index: 4 }], (together) => {
        lent.push(together);
        expect(together.map((key) => key.some((byte) => byte !== 0))).toEqual([true, true]);
        expect(together[0]).not.toEqual(together[1]);
      });
      expect(() => keys.use([PLACE, { keychain: 'change', index: -1 }], () => undefined)).toThrow();
    });
    expect(lent.flat()).toEqual([new Uint8Array(32), new Uint8Array(32)]);
  });

  it('belongs to the public key that the charter gives, on both keychains', () => {
    const [alice] = group.members;
    for (const keychain of ['receive', 'change'] as const) {
      const place = { keychain, index: 3 };
      const publicKey = withChildKeys(alice!.account, group.charter.wallet, (keys) =>
        keys.use([place], ([privateKey]) => secp256k1.getPublicKey(privateKey!)),
      );
      expect(publicKey).toEqual(deriveOutput(group.charter.wallet, keychain, 3).publicKeys[alice!.registered.me]);
    }
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
